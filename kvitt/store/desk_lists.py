"""Lists of the office's desks over all creditors: one query each, in pages by key."""

from collections.abc import Sequence
from typing import Any

from kvitt.store.session import query_named

PROCEEDINGS = """
select p.tenant_id, p.id, p.case_id, p.kind, p.state, p.authority, p.next_what, p.next_on
from proceeding p
where p.tenant_id = any (%(tenants)s) and p.ended_on is null
  and (%(after)s::bigint is null or (coalesce(p.next_on, 'infinity'), p.id) >
    (select coalesce(last.next_on, 'infinity'), last.id from proceeding last
     where last.tenant_id = any (%(tenants)s) and last.id = %(after)s))
order by coalesce(p.next_on, 'infinity'), p.id limit %(most)s
"""
OFFERS = """
select o.tenant_id, o.id, o.case_id, p.name as debtor_name, o.amount_minor, o.owed_minor,
       o.pay_by_on, o.because, o.proposed_by, r.currency
from settlement_offer o
join collection_case k on k.tenant_id = o.tenant_id and k.id = o.case_id
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
join creditor r on r.tenant_id = o.tenant_id
where o.tenant_id = any (%(tenants)s) and o.state = 'proposed' and o.needs_approval
order by o.id limit %(most)s
"""
CREDITORS = """
select tenant_id, name, organisation_number, country, collection, added_on from creditor
where tenant_id = any (%(tenants)s)
  and (%(after)s::integer is null or (lower(name), tenant_id) >
    (select lower(last.name), last.tenant_id from creditor last
     where last.tenant_id = any (%(tenants)s) and last.tenant_id = %(after)s))
  and (%(name)s::text is null or lower(name) like '%%' || %(name)s || '%%'
    or organisation_number like %(digits)s || '%%')
order by lower(name), tenant_id limit %(most)s
"""


def running_proceedings(tenant_ids: Sequence[int], *, after: int | None, most: int) -> list[Any]:
    """Proceedings that run, the soonest day first, from the one after the named."""
    return query_named(PROCEEDINGS, {"tenants": list(tenant_ids), "after": after, "most": most})


def offers_to_approve(tenant_ids: Sequence[int], *, most: int) -> list[Any]:
    """Settlement offers that wait for another person, oldest first."""
    return query_named(OFFERS, {"tenants": list(tenant_ids), "most": most})


def creditors_by_name(
    tenant_ids: Sequence[int], *, after: int | None, sought: str, most: int
) -> list[Any]:
    """Creditors by name, from the one after the named; those whose name holds what is sought."""
    plain = sought.strip().lower()
    name = plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") or None
    digits = "".join(one for one in plain if one.isdigit()) or None
    given = {"tenants": list(tenant_ids), "after": after, "name": name, "digits": digits,
             "most": most}  # fmt: skip
    return query_named(CREDITORS, given)
