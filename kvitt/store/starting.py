"""The guided start of a creditor: which steps a person has looked at, and what exists already."""

from datetime import date
from typing import NamedTuple

from kvitt.store.session import execute, query

STANDING = """
select s.since_on, s.started_on,
       (select coalesce(array_agg(d.step order by d.step), '{}') from start_step d
        where d.tenant_id = (select %(tenant)s::integer)),
       exists (select from claim c where c.tenant_id = (select %(tenant)s::integer)),
       exists (select from flow_change f where f.tenant_id = (select %(tenant)s::integer)),
       exists (select from automation a where a.tenant_id = (select %(tenant)s::integer)),
       (select max(e.ended_on) from shadow e
        where e.tenant_id = (select %(tenant)s::integer) and e.approved_list_id is not null)
from (select) one
left join shadow s on s.tenant_id = (select %(tenant)s::integer) and s.ended_on is null
"""
DONE = """
insert into start_step (tenant_id, step, done_on, done_by)
values (%(tenant)s, %(step)s, %(today)s, %(by)s)
on conflict do nothing
"""


class StartFacts(NamedTuple):
    """How far a creditor has come on the way to its first letter."""

    since_on: date | None
    """The first due day of the shadow list; None where no shadow runs."""
    started_on: date | None
    looked_at: tuple[str, ...]
    has_invoices: bool
    has_changed_flow: bool
    has_set_automation: bool
    live_since: date | None
    """The day on which a list was approved last."""


def start_facts(tenant_id: int) -> StartFacts:
    """The facts of the creditor's start, inside its scope."""
    ((since, started, steps, *rest),) = query(STANDING, {"tenant": tenant_id})
    return StartFacts(since, started, tuple(steps), *rest)


def step_is_done(tenant_id: int, step: str, *, today: date, by: str) -> bool:
    """Notes that a person found the step right; False where somebody did before."""
    given = {"tenant": tenant_id, "step": step, "today": today, "by": by}
    return bool(execute(DONE, given))
