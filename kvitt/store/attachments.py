"""What attachments left behind: pledges and entries of no assets. The caller holds the scope."""

from datetime import date
from typing import Any

from kvitt.store.session import execute, query_named

ADD = """
insert into attachment_entry (tenant_id, proceeding_id, kind, amount_minor, what, taken_on, ends_on,
                              reference, recorded_on, recorded_by)
values (%(tenant)s, %(proceeding)s, %(kind)s, %(amount)s, %(what)s, %(on)s, %(ends)s, %(reference)s,
        %(today)s, %(by)s)
"""
OF_PROCEEDING = """
select id, kind, amount_minor, what, taken_on, ends_on, reference, released_on, released_because
from attachment_entry
where tenant_id = (select %(tenant)s::integer) and proceeding_id = %(proceeding)s
order by id
"""
RELEASE = """
update attachment_entry set released_on = %(today)s, released_because = %(because)s
where tenant_id = (select %(tenant)s::integer) and proceeding_id = %(proceeding)s
  and released_on is null
"""
COVERED = """
select e.proceeding_id, p.case_id, p.reference, p.authority,
       string_agg(e.kind, ', ' order by e.id) as kinds,
       exists (
         select from task t
         where t.tenant_id = (select %(tenant)s::integer) and t.case_id = p.case_id
           and t.kind = 'release_attached' and t.done_on is null) as is_asked
from attachment_entry e
join proceeding p on p.tenant_id = (select %(tenant)s::integer) and p.id = e.proceeding_id
where e.tenant_id = (select %(tenant)s::integer) and e.released_on is null
  and (e.ends_on is null or e.ends_on > %(today)s)
  and (%(proceeding)s::bigint is null or e.proceeding_id = %(proceeding)s)
  and not exists (
    select from proceeding_claim f
    join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = f.claim_id
    where f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = e.proceeding_id
      and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0)
group by e.proceeding_id, p.case_id, p.reference, p.authority
order by e.proceeding_id
"""


def add_entry(
    tenant_id: int, proceeding_id: int, kind: str, *, amount_minor: int | None, what: str,
    taken_on: date, ends_on: date | None, reference: str, today: date, by: str,
) -> None:  # fmt: skip
    """Keeps what an attachment left behind on the claims of its proceeding."""
    given = {"tenant": tenant_id, "proceeding": proceeding_id, "kind": kind, "what": what}
    given |= {"amount": amount_minor, "on": taken_on, "ends": ends_on, "reference": reference}
    execute(ADD, given | {"today": today, "by": by})


def entries_of(tenant_id: int, proceeding_id: int) -> list[Any]:
    """What the proceeding left behind, released or not, the oldest first."""
    return query_named(OF_PROCEEDING, {"tenant": tenant_id, "proceeding": proceeding_id})


def release_entries(tenant_id: int, proceeding_id: int, *, because: str, today: date) -> int:
    """What the proceeding left behind is released today; how many entries stood."""
    given = {"tenant": tenant_id, "proceeding": proceeding_id, "because": because, "today": today}
    return execute(RELEASE, given)


def to_release(tenant_id: int, *, today: date, proceeding_id: int | None = None) -> list[Any]:
    """The proceedings, or the named one, whose claims are covered and that left what stands."""
    given: dict[str, Any] = {"tenant": tenant_id, "today": today, "proceeding": proceeding_id}
    return query_named(COVERED, given)
