-- Invoices that fell due in a time, with what covered their principal on which days.
select claim.id, claim.invoice_number, claim.principal_minor, claim.due_on, claim.fees_agreed,
       paid.days, paid.amounts, c.debtor_id
from claim
join collection_case c on c.tenant_id = claim.tenant_id and c.id = claim.case_id
join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
left join lateral (
  select array_agg(day order by day) as days, array_agg(amount_minor order by day) as amounts
  from (
    select coalesce(payment.booked_on, a.allocated_on) as day,
           sum(a.amount_minor)::bigint as amount_minor
    from claim_item i
    join allocation a on a.tenant_id = i.tenant_id and a.item_id = i.id
    left join payment on payment.tenant_id = a.tenant_id and payment.id = a.payment_id
    where i.tenant_id = claim.tenant_id and i.claim_id = claim.id and i.kind = 'principal'
    group by 1
  ) by_day
) paid on true
where claim.tenant_id = (select %(tenant)s::integer) and claim.id > %(after)s
  and claim.due_on between %(since)s and %(until)s
  and (p.kind = 'consumer') = (%(kind)s = 'consumer')
order by claim.id
limit %(portion)s
