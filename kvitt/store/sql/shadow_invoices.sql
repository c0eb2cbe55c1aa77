-- Open invoices past their due day, with what covered their principal on which days; a portion.
select claim.id, claim.case_id, claim.invoice_number, claim.principal_minor, claim.due_on,
       claim.fees_agreed, paid.days, paid.amounts, k.flow,
       claim.principal_open_minor + claim.interest_open_minor + claim.cost_open_minor
         as open_minor
from claim
cross join lateral (
  select flow, closed_on from collection_case k
  where k.tenant_id = (select %(tenant)s::integer) and k.id = claim.case_id offset 0
) k
left join lateral (
  select array_agg(day order by day) as days, array_agg(amount_minor order by day) as amounts
  from (
    select coalesce(payment.booked_on, a.allocated_on) as day,
           sum(a.amount_minor)::bigint as amount_minor
    from claim_item i
    join allocation a on a.tenant_id = i.tenant_id and a.item_id = i.id
    left join payment on payment.tenant_id = a.tenant_id and payment.id = a.payment_id
    where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = claim.id
      and i.kind = 'principal' and claim.principal_open_minor < claim.principal_minor
    group by 1
  ) by_day
) paid on true
where claim.tenant_id = (select %(tenant)s::integer) and claim.id > %(after)s
  and claim.due_on < %(today)s and k.closed_on is null
  and claim.principal_open_minor + claim.interest_open_minor + claim.cost_open_minor > 0
order by claim.id
limit %(portion)s
