"""What belongs to a case beside its claims: the debtor's other cases, an offer. In the scope."""

from typing import Any

from kvitt.store.session import query_named, query_value

OTHERS = """
select k.id, own.invoices, own.minor
from collection_case k
cross join lateral (
  select array_agg(c.invoice_number order by c.due_on, c.id) as invoices,
         coalesce(sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor),
                  0)::bigint as minor
  from claim c where c.tenant_id = k.tenant_id and c.case_id = k.id
) own
where k.tenant_id = (select %(tenant)s::integer) and k.closed_on is null and k.id <> %(case)s
  and k.debtor_id = (select debtor_id from collection_case
                     where tenant_id = (select %(tenant)s::integer) and id = %(case)s)
order by k.id limit %(most)s
"""
OFFER = """
select id from settlement_offer
where tenant_id = (select %(tenant)s::integer) and case_id = %(case)s
  and state in ('proposed', 'approved') order by id desc limit 1
"""
DOUBTFUL = """
select d.id, n.kind, d.channel, o.made_on
from notice n
join dispatch d on d.tenant_id = n.tenant_id and d.notice_id = n.id and d.state = 'unknown'
join document o on o.tenant_id = d.tenant_id and o.id = d.document_id
where n.tenant_id = (select %(tenant)s::integer) and n.case_id = %(case)s
  and n.state in ('sending', 'unknown')
order by d.id
"""
MOST = 50


def other_open_cases(tenant_id: int, case_id: int) -> list[Any]:
    """The other open cases of the case's debtor, with invoices and what is booked and open."""
    return query_named(OTHERS, {"tenant": tenant_id, "case": case_id, "most": MOST}, keep_plan=True)


def standing_offer_of(tenant_id: int, case_id: int) -> int | None:
    """The settlement offer that was proposed or told and has not ended; None without one."""
    found: int | None = query_value(OFFER, {"tenant": tenant_id, "case": case_id})
    return found


def doubtful_dispatches(tenant_id: int, case_id: int) -> list[Any]:
    """Attempts to send of which nobody knows whether they left."""
    return query_named(DOUBTFUL, {"tenant": tenant_id, "case": case_id})
