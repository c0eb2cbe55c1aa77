"""Who looked at which case: written page by page, read by the person whose case it is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.store.session import execute, query_named

NOTE = """
insert into case_access (tenant_id, case_id, on_day, user_id, name, place, page)
select c.tenant_id, c.id, %(on)s, %(user)s, %(name)s, %(place)s, %(page)s
from collection_case c where c.tenant_id = %(tenant)s and c.id = %(case)s
"""
PERSONS = """
select p.tenant_id, p.id, p.name, r.name as creditor,
       array(select k.id from collection_case k
             where k.tenant_id = p.tenant_id and k.debtor_id = p.id order by k.id) as cases
from party p
join creditor r on r.tenant_id = p.tenant_id
where p.tenant_id = any (%(tenants)s) and p.identity_number = any (%(numbers)s)
order by p.tenant_id, p.id
"""
ACCESSES = """
select a.tenant_id, a.id, a.case_id, a.at, a.name, a.place, a.page
from unnest(%(tenants)s::integer[], %(cases)s::bigint[]) asked (tenant_id, case_id)
join case_access a on a.tenant_id = asked.tenant_id and a.case_id = asked.case_id
where a.id < %(before)s order by a.id desc limit %(most)s
"""
CLOSED = """
select r.country, date_trunc('month', k.closed_on)::date as month, count(*)::bigint as cases
from collection_case k
join creditor r on r.tenant_id = k.tenant_id
where k.tenant_id = any (%(tenants)s) and k.closed_on is not null
group by 1, 2 order by 1, 2
"""


def note_access(
    tenant_id: int, case_id: int, *, on: date, user_id: int, name: str, place: str, page: str
) -> int:
    """Notes that somebody looked; 0 where there is no such case."""
    given = {"tenant": tenant_id, "case": case_id, "on": on, "user": user_id, "name": name,
             "place": place, "page": page}  # fmt: skip
    return execute(NOTE, given)


def persons_called(tenant_ids: Sequence[int], numbers: Sequence[str]) -> list[Any]:
    """The debtors with one of these identity numbers, each with the numbers of the cases."""
    return query_named(PERSONS, {"tenants": list(tenant_ids), "numbers": list(numbers)})


def accesses(keys: Sequence[tuple[int, int]], *, before: int, most: int) -> list[Any]:
    """Who looked at these cases, newest first."""
    given = {"tenants": [key[0] for key in keys], "cases": [key[1] for key in keys],
             "before": before, "most": most}  # fmt: skip
    return query_named(ACCESSES, given)


def closed_by_month(tenant_ids: Sequence[int]) -> list[Any]:
    """How many cases were closed in each month, by country."""
    return query_named(CLOSED, {"tenants": list(tenant_ids)})
