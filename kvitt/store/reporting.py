"""What a creditor's figures are made of: read in sets, inside the creditor's scope."""

from datetime import date
from typing import Any, NamedTuple

from kvitt.store.session import query, query_value, sql

LAST_EVENT = """
select id from history where tenant_id = (select %(tenant)s::integer) order by id desc limit 1
"""
WAITING = """
select (select count(*) from suggestion where tenant_id = (select %(tenant)s::integer)
          and state = 'open') as suggestions,
       (select count(*) from dispute where tenant_id = (select %(tenant)s::integer)
          and outcome is null) as disputes,
       (select count(*) from plan where tenant_id = (select %(tenant)s::integer)
          and ended_on is null) as plans,
       (select count(*) from thread where tenant_id = (select %(tenant)s::integer)
          and 'creditor' = any (parties) and state = 'waiting_for_them') as threads,
       (select count(*) from settlement s where s.tenant_id = (select %(tenant)s::integer)
          and not exists (select from settlement_acknowledged a
            where a.tenant_id = (select %(tenant)s::integer) and a.settlement_id = s.id)
       ) as settlements
"""


FEES = """
select i.kind, count(*)::bigint as items, sum(i.amount_minor)::bigint as charged_minor,
       coalesce(sum(paid.minor), 0)::bigint as paid_minor,
       coalesce(sum(i.amount_minor) filter (where i.voided_on is not null), 0)::bigint
         as taken_back_minor,
       sum(i.open_minor)::bigint as open_minor
from claim_item i
left join lateral (
  select sum(a.amount_minor) as minor from allocation a
  where a.tenant_id = i.tenant_id and a.item_id = i.id and a.payment_id is not null
) paid on true
where i.tenant_id = (select %(tenant)s::integer) and i.kind <> 'principal'
  and i.dated_on > %(since)s and i.dated_on <= %(until)s
group by i.kind order by i.kind
"""
PLANS = """
select p.state, count(*)::bigint as plans, sum(due.minor)::bigint as agreed_minor,
       sum(owed.minor)::bigint as open_minor
from plan p
cross join lateral (
  select sum(amount_minor) as minor from instalment i
  where i.tenant_id = p.tenant_id and i.plan_id = p.id
) due
cross join lateral (
  select sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor) as minor
  from plan_claim pc join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
  where pc.tenant_id = p.tenant_id and pc.plan_id = p.id
) owed
where p.tenant_id = (select %(tenant)s::integer) and p.agreed_on <= %(until)s
  and (p.ended_on is null or p.ended_on > %(since)s)
group by p.state order by p.state
"""
DISPUTES = """
select coalesce(outcome, 'open') as outcome, count(*)::bigint as disputes,
       sum(coalesce(decided_on, %(until)s) - received_on)::bigint as days,
       count(*) filter (where coalesce(decided_on, %(until)s) > answer_by_on)::bigint as late
from dispute
where tenant_id = (select %(tenant)s::integer) and received_on <= %(until)s
  and (decided_on is null or decided_on > %(since)s)
group by 1 order by 1
"""


class Aged(NamedTuple):
    """What is open in one class of age and step; ages and steps count from 0."""

    age: int
    step: int
    claims: int
    open_minor: int


class PaidGroup(NamedTuple):
    """Claims that were paid in full in one period after one step; period 0 is the latest."""

    period: int
    step: int
    claims: int
    principal_minor: int
    days: int
    """From the invoice's day to the payment, summed over the claims."""
    days_late: int


class Waiting(NamedTuple):
    """How much waits for the creditor."""

    suggestions: int
    disputes: int
    plans: int
    threads: int
    settlements: int


def last_event(tenant_id: int) -> int:
    """The number of the newest event in the tenant's history; 0 where nothing was told yet."""
    return int(query_value(LAST_EVENT, {"tenant": tenant_id}) or 0)


def open_by_age(tenant_id: int, *, today: date) -> list[Aged]:
    """What is open on the creditor's open cases by age and step."""
    given = {"tenant": tenant_id, "today": today}
    return [Aged._make(row) for row in query(sql("claim_ages"), given)]


def paid_claims(
    tenant_id: int, *, since: date, until: date, days: int | None = None
) -> list[PaidGroup]:
    """The claims paid after ``since`` through ``until``, in periods of so many days or months."""
    given = {"tenant": tenant_id, "since": since, "until": until, "days": days}
    return [PaidGroup._make(row) for row in query(sql("claims_paid"), given)]


def waiting_for_creditor(tenant_id: int) -> Waiting:
    """How much waits for the creditor, by sort."""
    return Waiting._make(query(WAITING, {"tenant": tenant_id}, keep_plan=True)[0])


def fees_by_kind(tenant_id: int, *, since: date, until: date) -> list[tuple[Any, ...]]:
    """Fees and interest of the period by kind: items, charged, paid, taken back, open."""
    return query(FEES, {"tenant": tenant_id, "since": since, "until": until})


def plans_by_state(tenant_id: int, *, since: date, until: date) -> list[tuple[Any, ...]]:
    """Plans that ran in the period by state: how many, agreed, open."""
    return query(PLANS, {"tenant": tenant_id, "since": since, "until": until})


def disputes_by_outcome(tenant_id: int, *, since: date, until: date) -> list[tuple[Any, ...]]:
    """Objections that stood in the period by outcome: how many, days to the answer, late ones."""
    return query(DISPUTES, {"tenant": tenant_id, "since": since, "until": until})
