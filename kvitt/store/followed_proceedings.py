"""What a night looks at of proceedings: whose day has come, and which question is open already.

The caller holds the scope and closes the history.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.store.session import execute, query_named, sql

END_KNOWN = """
update task t set done_on = %(today)s, done_by = 'night',
  outcome = 'all of it came through the authority'
from collection_case k
where t.tenant_id = (select %(tenant)s::integer) and t.kind = 'tell_authority'
  and t.done_on is null and k.tenant_id = (select %(tenant)s::integer) and k.id = t.case_id
  and k.closed_because in ('paid', 'credited') and exists (
    select from proceeding p
    where p.tenant_id = (select %(tenant)s::integer) and p.case_id = k.id and p.ended_on is null
      and p.filed_on is not null and p.id <> all (%(less)s))
"""
UNASKED = """
select p.id, p.case_id, p.reference, p.authority from proceeding p
where p.tenant_id = (select %(tenant)s::integer) and p.id = any (%(numbers)s)
  and not exists (
    select from task t
    where t.tenant_id = (select %(tenant)s::integer) and t.case_id = p.case_id
      and t.kind = %(task)s and t.done_on is null)
order by p.id
"""


def unasked(tenant_id: int, numbers: Sequence[int], task: str) -> list[Any]:
    """Those of the proceedings about whose case no such question is open."""
    if not numbers:
        return []
    return query_named(UNASKED, {"tenant": tenant_id, "numbers": list(numbers), "task": task})


def end_known(tenant_id: int, *, less: Sequence[int], today: date) -> int:
    """Of paid cases of which nothing is owed less than the authority knows, nothing is told."""
    return execute(END_KNOWN, {"tenant": tenant_id, "less": list(less), "today": today})


def to_follow(tenant_id: int, *, today: date) -> list[Any]:
    """The proceedings about which somebody is to be asked today."""
    return query_named(sql("proceedings_to_follow"), {"tenant": tenant_id, "today": today})
