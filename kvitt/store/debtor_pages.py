"""What the debtor's pages read besides the case itself. The caller holds the scope."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.holds import Hold
from kvitt.store.creditors import AGENCY, CREDITOR, Agency, Creditor, agency_from, creditor_from
from kvitt.store.explaining import CaseRows, asked_of_case, rows_of_case
from kvitt.store.holds import HOLDS_OF
from kvitt.store.recomputing import GROUNDS, grounds_from
from kvitt.store.session import query, query_named, query_together, query_value

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


class DebtorRows(NamedTuple):
    """What a debtor's case page is made of, as the tables hold it."""

    case: CaseRows
    creditor: Creditor
    agency: Agency | None
    plan_id: int | None
    """The plan that runs."""
    disputes: list[Any]
    holds: list[Hold]
    grounds: Mapping[int, Mapping[str, Any]]
    """Of each payment: why it covers what it does."""


def debtor_rows(agency_id: int, tenant_id: int, case_id: int) -> DebtorRows | None:
    """All that a debtor's case page shows, in one go; None where there is no such case.

    The scope sees creditor and agency.
    """
    key = {"agency": agency_id, "tenant": tenant_id, "case": case_id}
    besides = [(one, key) for one in (CREDITOR, AGENCY, RUNNING_PLAN, DISPUTES, HOLDS_OF, GROUNDS)]
    case = asked_of_case(tenant_id, case_id)
    answers = query_together(*case, *besides)
    rows = rows_of_case(answers[: len(case)])
    if rows is None:
        return None
    creditor, agency, plan, disputes, holds, grounds = answers[len(case) :]
    return DebtorRows(
        rows, creditor_from(creditor, tenant_id), agency_from(agency),
        plan[0][0] if plan else None, disputes, [Hold(*row) for row in holds],
        grounds_from(grounds),
    )  # fmt: skip


def running_plan_of(tenant_id: int, case_id: int) -> int | None:
    """The number of the plan that runs on the case; None where none does."""
    found: int | None = query_value(RUNNING_PLAN, {"tenant": tenant_id, "case": case_id})
    return found


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
