-- What is owed less than the authority knows, item by item: what payments and credit notes have
-- covered since, and what was given up, of what was asked for. Of all proceedings that run, or of
-- one. What came by a distribution of the proceeding is known to its authority, which takes its own
-- costs first.
with asked as (
  select p.id, p.filed_on, p.told_through, p.told_items
  from proceeding p
  where p.tenant_id = (select %(tenant)s::integer) and p.filed_on is not null
    and (p.id = %(proceeding)s or %(proceeding)s::bigint is null and p.ended_on is null)
), item as (
  select a.id as proceeding_id, a.filed_on, a.told_through, a.told_items, i.claim_id,
         c.invoice_number, i.id, i.kind, i.dated_on, i.voided_on, i.amount_minor
  from asked a
  join proceeding_claim f on f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = a.id
  join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = f.claim_id
  join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.claim_id = f.claim_id
  where i.kind <> all (%(taken_first)s)
    and (i.kind in ('principal', 'interest') or i.dated_on <= a.filed_on
         or i.kind = any (%(asked_costs)s))
)
select i.proceeding_id, i.claim_id, i.invoice_number, i.id, i.kind,
       coalesce(p.booked_on, l.allocated_on) as on_day, l.amount_minor,
       case when l.payment_id is null then 'credited' else 'paid' end as because,
       l.id as allocation_id
from item i
join allocation l on l.tenant_id = (select %(tenant)s::integer) and l.item_id = i.id
  and l.id > i.told_through
left join payment p on p.tenant_id = (select %(tenant)s::integer) and p.id = l.payment_id
left join distribution d on d.tenant_id = (select %(tenant)s::integer)
  and d.id = p.distribution_id
where d.proceeding_id is distinct from i.proceeding_id
union all
select i.proceeding_id, i.claim_id, i.invoice_number, i.id, i.kind, i.voided_on, i.amount_minor,
       'given_up', null
from item i
where i.voided_on >= i.filed_on and i.dated_on <= i.filed_on and i.id <> all (i.told_items)
order by 1, 6, 4, 9
