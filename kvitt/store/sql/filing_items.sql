-- The claims of a case with every item that stands, and what covered it of payments that stand.
select c.id as claim_id, c.invoice_number, c.text, c.issued_on, c.due_on, i.id, i.kind,
       i.amount_minor, i.open_minor, i.dated_on, i.from_on, i.until_on, i.rate_bp, i.base_minor,
       i.because ->> 'reference' as reference,
       coalesce(paid.days, '{}') as days, coalesce(paid.amounts, '{}') as amounts
from claim c
join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
left join lateral (
  select array_agg(booked_on order by booked_on) as days,
         array_agg(amount_minor::bigint order by booked_on) as amounts
  from (
    select p.booked_on, sum(a.amount_minor) as amount_minor
    from allocation a
    join payment p on p.tenant_id = (select %(tenant)s::integer)
      and p.id = a.payment_id and p.reverses_id is null
    where a.tenant_id = (select %(tenant)s::integer) and a.item_id = i.id
      and not exists (
        select from payment r
        where r.tenant_id = (select %(tenant)s::integer) and r.reverses_id = p.id)
    group by p.booked_on having sum(a.amount_minor) > 0
  ) a
) paid on true
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s and i.voided_on is null
order by c.due_on, c.id, i.id
