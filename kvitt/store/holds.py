"""Holds and tasks that a person or a rule places on one case. The caller closes the history."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from kvitt.domain.holds import Hold
from kvitt.store.calls import withdraw_stopped_calls
from kvitt.store.history import stage_history
from kvitt.store.session import copy_rows, execute, query, query_value

ADD_HOLD = """
insert into hold (tenant_id, case_id, kind, from_on, until_on, reason_code, reason, placed_by,
                  given)
values (%(tenant)s, %(case)s, %(kind)s, %(today)s, %(until)s, %(code)s, %(reason)s, %(by)s,
        %(given)s)
returning id
"""
HOLDS_OF = """
select kind, from_on, until_on, reason from (
  select kind, from_on, until_on, reason, id from hold
  where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
  union all
  select 'shadow', started_on, null, 'the shadow list waits for approval', 0 from shadow
  where tenant_id = (select %(tenant)s::integer) and ended_on is null
) h
order by from_on, id
"""
STATE_AND_HOLDS = """
select c.closed_on is null, h.kind, h.from_on, h.until_on, h.reason
from collection_case c
left join lateral (
  select kind, from_on, until_on, reason, id from hold
  where tenant_id = c.tenant_id and case_id = c.id
  union all
  select 'shadow', started_on, null, 'the shadow list waits for approval', 0 from shadow
  where tenant_id = c.tenant_id and ended_on is null
) h on true
where c.tenant_id = (select %(tenant)s::integer) and c.id = %(case)s
order by h.from_on, h.id
"""
CASE_OF = """
select closed_on is null from collection_case
where tenant_id = (select %(tenant)s::integer) and id = %(case)s for update
"""
END_ANNOUNCED = """
update hold h set until_on = greatest(h.from_on, %(today)s)
from unnest(%(cases)s::text::bigint[]) paid (case_id)
where h.tenant_id = (select %(tenant)s::integer) and h.case_id = paid.case_id
  and h.kind = 'payment_announced' and h.from_on <= %(today)s
  and (h.until_on is null or h.until_on >= %(today)s)
returning h.case_id
"""
END_HOLDS = """
update hold set until_on = greatest(from_on, %(today)s)
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and kind = %(kind)s
  and (until_on is null or until_on > %(today)s)
"""
ADD_TASK = """
insert into task (tenant_id, case_id, kind, raised_on, sentence)
select %(tenant)s, %(case)s, %(kind)s, %(today)s, %(sentence)s
where not exists (
  select from task where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
    and kind = %(kind)s and done_on is null)
"""
KEEP_APART = """
update collection_case set kept_apart_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and id = %(case)s and closed_on is null
"""
END_TASKS = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and kind = %(kind)s
  and done_on is null
"""


def place_hold(
    tenant_id: int,
    case_id: int,
    kind: str,
    reason: str,
    *,
    today: date,
    until_on: date | None,
    placed_by: str,
    reason_code: str = "other",
    told: Mapping[str, object] | None = None,
) -> int:
    """Holds the case from today through ``until_on``, or until somebody ends it; its number.

    Calls that it stops are withdrawn with it.
    ``told`` is what was agreed with it.
    """
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today, "until": until_on,
             "code": reason_code, "reason": reason, "by": placed_by,
             "given": Jsonb(dict(told or {}))}  # fmt: skip
    hold_id = int(query_value(ADD_HOLD, given))
    withdraw_stopped_calls(tenant_id, case_ids=[case_id], today=today, by=placed_by)
    return hold_id


def holds_of(tenant_id: int, case_id: int) -> list[Hold]:
    """Every hold of the case, past ones and the creditor's shadow too, oldest first."""
    return [Hold(*row) for row in query(HOLDS_OF, {"tenant": tenant_id, "case": case_id})]


def state_and_holds(tenant_id: int, case_id: int) -> tuple[bool, list[Hold]] | None:
    """Whether the case is open, and every hold of it, in one query; None for no such case."""
    rows = query(STATE_AND_HOLDS, {"tenant": tenant_id, "case": case_id})
    if not rows:
        return None
    return bool(rows[0][0]), [Hold(*row[1:]) for row in rows if row[1] is not None]


def agreed_of(tenant_id: int, hold_id: int) -> tuple[date | None, dict[str, Any]] | None:
    """A hold's last day and what was agreed with it; None where there is no such hold."""
    found = query(
        "select until_on, given::text from hold where tenant_id = (select %s::integer) and id = %s",
        (tenant_id, hold_id),
    )
    return (found[0][0], json.loads(found[0][1])) if found else None


def is_open_case(tenant_id: int, case_id: int) -> bool | None:
    """Whether the creditor's case is open, its row locked; None where it has no such case."""
    found = query(CASE_OF, {"tenant": tenant_id, "case": case_id})
    return bool(found[0][0]) if found else None


def end_announced(
    tenant_id: int, case_ids: Iterable[int], *, because: str, today: date, actor: str
) -> None:
    """The money has come: the cases wait no longer for a payment that was announced."""
    cases = "{" + ",".join(map(str, case_ids)) + "}"
    ended = query(END_ANNOUNCED, {"tenant": tenant_id, "cases": cases, "today": today})
    if ended:
        stage_history()
        told = json.dumps({"hold": "payment_announced", "because": because})
        resumed = dict.fromkeys(case_id for (case_id,) in ended)  # announced twice, it ends once
        rows = [(case_id, today, "case_resumed", actor, told) for case_id in resumed]
        copy_rows("new_history (case_id, on_day, kind, actor, given)", rows)


def end_holds(tenant_id: int, case_id: int, kind: str, *, today: date) -> int:
    """Lets the holds of that kind end today; how many there were."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today}
    return execute(END_HOLDS, given)


def add_task(tenant_id: int, case_id: int, kind: str, sentence: str, *, today: date) -> None:
    """Asks a person, once while the question is open."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today}
    execute(ADD_TASK, given | {"sentence": sentence})


def end_tasks(
    tenant_id: int, case_id: int, kind: str, *, today: date, by: str, outcome: str
) -> int:
    """Marks the case's open questions of that kind as answered; how many there were."""
    given = {"tenant": tenant_id, "case": case_id, "kind": kind, "today": today}
    return execute(END_TASKS, given | {"by": by, "outcome": outcome})


def unkeep_apart(tenant_id: int, case_id: int) -> None:
    """The case may be merged with others of the debtor again."""
    execute(
        "update collection_case set kept_apart_because = null"
        " where tenant_id = (select %s::integer) and id = %s",
        (tenant_id, case_id),
    )


def keep_apart(tenant_id: int, case_id: int, because: str) -> int:
    """Notes that the case is not merged with others of the debtor; 0 where it is closed."""
    return execute(KEEP_APART, {"tenant": tenant_id, "case": case_id, "because": because})
