"""What the debtor's pages read besides the case itself. The caller holds the scope."""

from datetime import date
from typing import Any

from kvitt.store.session import query, query_named, query_value

RUNNING_PLAN = """
select pc.plan_id from claim c
join plan_claim pc on pc.tenant_id = (select %(tenant)s::integer) and pc.claim_id = c.id
  and pc.ended_on is null
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
order by pc.plan_id limit 1
"""
DISPUTES = """
select id, reason, text, received_on, answer_by_on, outcome, decided_on, answer, resumes_on
from dispute
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s order by id
"""
CASES = """
select k.tenant_id, k.id, r.name as creditor, r.currency, k.closed_on,
       coalesce(sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor), 0)::bigint
         as open_minor
from unnest(%(tenants)s::integer[], %(cases)s::bigint[]) asked (tenant_id, case_id)
join collection_case k on k.tenant_id = asked.tenant_id and k.id = asked.case_id
join creditor r on r.tenant_id = k.tenant_id
left join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
group by k.tenant_id, k.id, r.name, r.currency, k.closed_on
order by k.closed_on is not null, k.tenant_id, k.id
"""
WAS_SENT = """
select exists (select from notice
  where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s and state = 'sent'
    and sent_on = %(on)s)
"""
PERSON = """
select p.name, p.kind, p.identity_number, p.address_lines, p.postcode, p.city, p.country, p.email,
       p.phone, p.language, p.channel, p.remind_days
from collection_case k
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
where k.tenant_id = (select %(tenant)s::integer) and k.id = %(case)s
"""


def running_plan_of(tenant_id: int, case_id: int) -> int | None:
    """The number of the plan that runs on the case; None where none does."""
    found: int | None = query_value(RUNNING_PLAN, {"tenant": tenant_id, "case": case_id})
    return found


def disputes_of(tenant_id: int, case_id: int) -> list[Any]:
    """The debtor's objections on the case and how they ended, oldest first."""
    return query_named(DISPUTES, {"tenant": tenant_id, "case": case_id})


def cases_listed(keys: list[tuple[int, int]]) -> list[Any]:
    """The cases with their creditors and what is booked and open; open ones lead."""
    tenants, cases = [key[0] for key in keys], [key[1] for key in keys]
    return query_named(CASES, {"tenants": tenants, "cases": cases})


def was_sent_on(tenant_id: int, case_id: int, *, on: date) -> bool:
    """Whether a letter of the case left that day."""
    given = {"tenant": tenant_id, "case": case_id, "on": on}
    return bool(query(WAS_SENT, given)[0][0])


def person_of(tenant_id: int, case_id: int) -> Any:
    """What is held on the case's debtor."""
    return query_named(PERSON, {"tenant": tenant_id, "case": case_id})[0]
