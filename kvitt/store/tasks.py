"""Tasks: their clocks, their owners and their ends. The caller closes the history."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.session import execute, query, query_named, query_value

WITHOUT_CLOCK = """
select id, kind, raised_on from task
where tenant_id = (select %(tenant)s::integer) and done_on is null
  and (due_on is null or owner is null)
order by id limit %(batch)s
"""
SET_CLOCKS = """
update task t set due_on = coalesce(t.due_on, n.due_on), owner = coalesce(t.owner, n.owner)
from unnest(%(ids)s::bigint[], %(days)s::date[], %(owners)s::text[]) n (id, due_on, owner)
where t.tenant_id = (select %(tenant)s::integer) and t.id = n.id
"""
ESCALATE = """
update task set escalated_on = %(today)s, owner = coalesce(%(to)s, owner)
where tenant_id = (select %(tenant)s::integer) and done_on is null and escalated_on is null
  and due_on < %(today)s
returning new.id, new.case_id, new.kind, old.owner, new.owner
"""
ESCALATE_TO = """
select coalesce(
  (select nullif(agreement ->> 'escalate_to', '') from creditor
   where tenant_id = (select %(tenant)s::integer)),
  (select escalate_to from agency where tenant_id = (select %(agency)s::integer)))
"""
TO_FOLLOW = """
select t from unnest(%(tenants)s::integer[]) t
where exists (select from task where tenant_id = t and done_on is null
              and (due_on is null or owner is null))
  or exists (select from task where tenant_id = t and done_on is null and escalated_on is null
             and due_on < %(today)s)
"""
ONE = """
select tenant_id, id, case_id, kind, owner, raised_on, due_on, escalated_on, done_on, sentence,
       source_id
from task where tenant_id = any (%(tenants)s) and id = %(task)s
"""
OWN = """
update task set owner = %(owner)s
where tenant_id = (select %(tenant)s::integer) and id = %(task)s and done_on is null
"""
END = """
update task set done_on = %(today)s, done_by = %(by)s, outcome = %(outcome)s
where tenant_id = (select %(tenant)s::integer) and id = %(task)s and done_on is null
"""
ANY_OPEN = """
select exists (
  select from task where tenant_id = (select %(tenant)s::integer) and done_on is null)
"""


def country_of(tenant_id: int) -> str | None:
    """The country of a creditor; None for the agency itself."""
    found = query_value("select country from creditor where tenant_id = %s", (tenant_id,))
    return str(found) if found else None


def any_open_task(tenant_id: int) -> bool:
    """Whether any question of the tenant is open."""
    return bool(query_value(ANY_OPEN, {"tenant": tenant_id}))


def tasks_without_clock(tenant_id: int, *, batch: int) -> list[tuple[int, str, date]]:
    """Open tasks without a last day or owner: number, kind and the day on which each was raised."""
    rows = query(WITHOUT_CLOCK, {"tenant": tenant_id, "batch": batch})
    return [(row[0], row[1], row[2]) for row in rows]


def set_clocks(tenant_id: int, clocks: Sequence[tuple[int, date, str]]) -> None:
    """Gives the tasks, by number, their last days and owners where they have none."""
    ids, days, owners = (list(column) for column in zip(*clocks, strict=True))
    execute(SET_CLOCKS, {"tenant": tenant_id, "ids": ids, "days": days, "owners": owners})


def tenants_with_tasks_to_follow(tenant_ids: Sequence[int], *, today: date) -> list[int]:
    """Tenants with an open task that has no clock or owner, or whose last day has passed untold."""
    return [row[0] for row in query(TO_FOLLOW, {"tenants": list(tenant_ids), "today": today})]


class Late(NamedTuple):
    """A task whose last day has passed unanswered."""

    task_id: int
    case_id: int | None
    kind: str
    owner: str
    """Whose it was."""
    owner_now: str


def escalate_to(tenant_id: int, agency_id: int) -> str | None:
    """Whose late tasks become: as the creditor's agreement says, or else the agency's own word.

    The caller sees both tenants.
    """
    found = query_value(ESCALATE_TO, {"tenant": tenant_id, "agency": agency_id})
    return str(found) if found else None


def escalate(tenant_id: int, *, to: str | None, today: date) -> list[Late]:
    """Marks the tasks whose last day has passed, once; they become ``to``'s where it is said."""
    rows = query(ESCALATE, {"tenant": tenant_id, "to": to, "today": today})
    return [Late._make(row) for row in rows]


def task_of(tenant_ids: Sequence[int], task_id: int) -> Any | None:
    """A task of one of the tenants, inside their scope; None where there is none."""
    rows = query_named(ONE, {"tenants": list(tenant_ids), "task": task_id})
    return rows[0] if rows else None


def asked_task(tenant_id: int, case_id: int, kind: str) -> bool:
    """Whether a task of that kind is open on the case."""
    return bool(
        query_value(
            "select exists (select from task where tenant_id = (select %s::integer)"
            " and case_id = %s and kind = %s and done_on is null)",
            (tenant_id, case_id, kind),
        )
    )


def own_task(tenant_id: int, task_id: int, owner: str) -> int:
    """Gives an open task to somebody; 0 where it is not open."""
    return execute(OWN, {"tenant": tenant_id, "task": task_id, "owner": owner})


def end_task(tenant_id: int, task_id: int, *, today: date, by: str, outcome: str) -> int:
    """Marks an open task as answered; 0 where it is not open."""
    given = {"tenant": tenant_id, "task": task_id, "today": today, "by": by, "outcome": outcome}
    return execute(END, given)
