-- The claims of the named cases and what changed their open principal, in the order of booking.
-- A payment counts from the bank's day. A credit note counts for all days, as does what it gives
-- back of a payment: that part was never owed. So does a write-off.
select c.case_id, p.kind, c.id, c.due_on, c.principal_minor, c.fees_agreed,
       moved.known, moved.counts, moved.amounts, moved.written_off
from unnest(%(cases)s::text::bigint[]) wanted (case_id)
cross join lateral (
  select k.debtor_id from collection_case k
  where k.tenant_id = (select %(tenant)s::integer) and k.id = wanted.case_id offset 0
) k
cross join lateral (
  select p.kind from party p
  where p.tenant_id = (select %(tenant)s::integer) and p.id = k.debtor_id offset 0
) p
cross join lateral (
  select * from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = wanted.case_id offset 0
) c
left join lateral (
  select array_agg(a.allocated_on order by a.allocated_on, a.id) as known,
         array_agg(case when paid.amount_minor < 0 or a.amount_minor > 0 then paid.booked_on end
           order by a.allocated_on, a.id) as counts,
         array_agg(a.amount_minor order by a.allocated_on, a.id) as amounts,
         array_agg(a.written_off order by a.allocated_on, a.id) as written_off
  from claim_item i
  cross join lateral (
    select a.allocated_on, a.id, a.payment_id, a.amount_minor, false as written_off
    from allocation a
    where a.tenant_id = (select %(tenant)s::integer) and a.item_id = i.id
    union all
    select w.written_on, w.id, null, w.amount_minor, true from write_off w
    where w.tenant_id = (select %(tenant)s::integer) and w.item_id = i.id
    offset 0
  ) a
  left join payment paid
    on paid.tenant_id = (select %(tenant)s::integer) and paid.id = a.payment_id
  where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id and i.kind = 'principal'
) moved on true
order by c.case_id, c.due_on, c.id
