-- What was paid, credited or given up of items that still stand; a payment and its reversal cancel
-- out.
select claim.case_id, case when a.credit_note_id is null then 'payment' else 'credit' end as kind,
       sum(a.amount_minor)::bigint as amount_minor,
       min(coalesce(p.booked_on, a.allocated_on)) as on_day, claim.invoice_number,
       coalesce(coalesce(p.reverses_id, p.id), -a.credit_note_id) as source_id
from unnest(%(cases)s::bigint[]) wanted (case_id)
cross join lateral (
  select * from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = wanted.case_id offset 0
) claim
cross join lateral (
  select * from claim_item i
  where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = claim.id
    and i.voided_on is null offset 0
) i
cross join lateral (
  select a.payment_id, a.amount_minor, a.allocated_on, a.credit_note_id from allocation a
  where a.tenant_id = (select %(tenant)s::integer) and a.item_id = i.id
  union all
  select null, w.amount_minor, w.written_on, 0 from write_off w
  where w.tenant_id = (select %(tenant)s::integer) and w.item_id = i.id
  offset 0
) a
left join lateral (
  select * from payment p
  where p.tenant_id = (select %(tenant)s::integer) and p.id = a.payment_id offset 0
) p on true
group by claim.case_id, claim.invoice_number, a.credit_note_id, coalesce(p.reverses_id, p.id)
having sum(a.amount_minor) <> 0
order by claim.case_id, on_day, source_id
