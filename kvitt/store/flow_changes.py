"""Simulations of flows that were shown, and changes of flows. The caller closes the history."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.history import stage_history
from kvitt.store.session import execute, query, query_value

PORTION = 5_000
ADD_SIMULATION = """
insert into flow_simulation
  (tenant_id, flow_now, flow_changed, change_digest, since_on, played_on, played_by, result)
values (%(tenant)s, %(now)s, %(changed)s, %(digest)s, %(since)s, %(today)s, %(by)s, %(result)s)
returning id
"""
SIMULATED = """
select id from flow_simulation
where tenant_id = (select %(tenant)s::integer) and change_digest = %(digest)s
  and played_on between %(since)s and %(today)s
order by id desc limit 1
"""
OPEN_CASES = """
select id from collection_case
where tenant_id = (select %(tenant)s::integer) and closed_on is null and flow = %(flow)s
  and id > %(after)s
order by id limit %(portion)s
"""
ADD_CHANGE = """
insert into flow_change (tenant_id, debtor_kind, flow_before, flow_after, from_on, open_cases,
                         simulation_id, decided_by, decided_on)
values (%(tenant)s, %(kind)s, %(before)s, %(after)s, %(from_on)s, %(open_cases)s, %(simulation)s,
        %(by)s, %(today)s)
"""
CHANGES = """
select id, debtor_kind, flow_before, flow_after, from_on, open_cases, decided_by
from flow_change
where tenant_id = (select %(tenant)s::integer) and taken_on is null
  and (%(until)s::date is null or from_on <= %(until)s)
order by from_on, id
"""
VERSIONS = """
select debtor_kind, flow_before, flow_after, from_on, open_cases, decided_by, decided_on, taken_on,
       cases_moved
from flow_change where tenant_id = (select %(tenant)s::integer)
order by decided_on desc, id desc limit %(limit)s
"""
WITH_CHANGES = """
select distinct tenant_id from flow_change
where tenant_id = any (%(tenants)s) and taken_on is null and from_on <= %(today)s
order by 1
"""
FITTING = """
select k.id from collection_case k
where k.tenant_id = (select %(tenant)s::integer) and k.closed_on is null and k.flow = %(before)s
  and not exists (
    select from notice n
    where n.tenant_id = (select %(tenant)s::integer) and n.case_id = k.id and n.cycle = k.cycle
      and n.of_flow and n.state <> 'withdrawn'
      and (n.step <> all (%(steps)s) or n.state not in ('sent', 'planned')))
order by k.id
for update of k
"""
MOVE = """
with moved as (
  update collection_case k set flow = %(after)s, wake_on = least(k.wake_on, %(today)s),
    next_on = least(k.next_on, %(today)s), next_what = 'the case is looked at again',
    next_owner = 'kvitt'
  from unnest(%(cases)s::bigint[]) w (case_id)
  where k.tenant_id = (select %(tenant)s::integer) and k.id = w.case_id and k.closed_on is null
  returning k.id
)
insert into new_history (case_id, on_day, kind, actor, given)
select id, %(today)s, 'flow_changed', %(by)s,
       jsonb_build_object('before', %(before)s::text, 'after', %(after)s::text)
from moved order by id
"""
TAKEN = """
update flow_change set taken_on = %(today)s, cases_moved = %(moved)s
where tenant_id = (select %(tenant)s::integer) and id = %(change)s and taken_on is null
"""


class FlowChange(NamedTuple):
    """A change of a creditor's flow that waits for its day."""

    id: int
    debtor_kind: str
    flow_before: str
    flow_after: str
    from_on: date
    open_cases: bool
    decided_by: str


class FlowVersion(NamedTuple):
    """A change of a creditor's flow, with who decided it and since when it counts."""

    debtor_kind: str
    flow_before: str
    flow_after: str
    from_on: date
    open_cases: bool
    decided_by: str
    decided_on: date
    taken_on: date | None
    cases_moved: int | None


def add_simulation(
    tenant_id: int, *, now: str, changed: str, digest: str, since: date, today: date, by: str,
    result: Mapping[str, Any],
) -> int:  # fmt: skip
    """Keeps a simulation as it was shown; its number."""
    given = {"tenant": tenant_id, "now": now, "changed": changed, "digest": digest}
    given |= {"since": since.isoformat(), "today": today.isoformat(), "by": by}
    told = json.dumps(result, ensure_ascii=False, default=str)
    return int(query_value(ADD_SIMULATION, given | {"result": told}))


def simulation_of(tenant_id: int, digest: str, *, since: date, today: date) -> int | None:
    """The last simulation of exactly that change in these days; None where there is none."""
    given = {"tenant": tenant_id, "digest": digest, "since": since, "today": today}
    found = query_value(SIMULATED, given)
    return None if found is None else int(found)


def open_cases_of(tenant_id: int, flow: str, *, after: int = 0) -> Iterator[list[int]]:
    """The open cases of a flow with numbers after ``after``, in portions."""
    given: dict[str, Any] = {"tenant": tenant_id, "flow": flow, "after": after, "portion": PORTION}
    while True:
        ids = [row[0] for row in query(OPEN_CASES, given)]
        if ids:
            yield ids
        if len(ids) < PORTION:
            return
        given["after"] = ids[-1]


def add_change(
    tenant_id: int, *, kind: str, before: str, after: str, from_on: date, open_cases: bool,
    simulation_id: int, by: str, today: date,
) -> None:  # fmt: skip
    """Notes that the flow changes from a day."""
    given: dict[str, Any] = {"tenant": tenant_id, "kind": kind, "before": before, "after": after}
    given |= {"from_on": from_on, "open_cases": open_cases, "simulation": simulation_id}
    execute(ADD_CHANGE, given | {"by": by, "today": today})


def waiting_changes(tenant_id: int, *, until: date | None = None) -> list[FlowChange]:
    """Changes that are not taken yet, oldest day first; with ``until`` those whose day has come."""
    return [FlowChange._make(r) for r in query(CHANGES, {"tenant": tenant_id, "until": until})]


def flow_versions(tenant_id: int, *, limit: int) -> list[FlowVersion]:
    """The last changes, taken or not, newest first."""
    rows = query(VERSIONS, {"tenant": tenant_id, "limit": limit})
    return [FlowVersion._make(row) for row in rows]


def tenants_with_changes(tenant_ids: Sequence[int], *, today: date) -> list[int]:
    """Tenants of which a change's day has come, inside their scope."""
    return [row[0] for row in query(WITH_CHANGES, {"tenants": list(tenant_ids), "today": today})]


def set_flow(tenant_id: int, kind: str, flow: str) -> None:
    """The creditor's new cases of that kind of debtor go by that flow."""
    column = {"consumer": "consumer_flow", "business": "business_flow"}[kind]
    execute(f"update creditor set {column} = %s where tenant_id = %s", (flow, tenant_id))


def cases_that_fit(tenant_id: int, *, before: str, steps: Sequence[str]) -> list[int]:
    """Open cases of a flow whose letters the other one knows and of which none is under way.

    Their rows are locked.
    """
    given = {"tenant": tenant_id, "before": before, "steps": list(steps)}
    return [row[0] for row in query(FITTING, given)]


def move_cases(
    tenant_id: int, case_ids: Sequence[int], *, before: str, after: str, today: date, by: str
) -> int:
    """Lets the cases go by the other flow from today, each with its event; how many there were."""
    stage_history()
    given = {"tenant": tenant_id, "cases": list(case_ids), "before": before, "after": after}
    return execute(MOVE, given | {"today": today, "by": by})


def change_was_taken(tenant_id: int, change_id: int, *, moved: int, today: date) -> None:
    """Notes that the change counts now, and how many open cases it moved."""
    execute(TAKEN, {"tenant": tenant_id, "change": change_id, "moved": moved, "today": today})
