-- How the payments that are taken back stand divided now: one row a payment and item, with the case
-- on which the item's claim is followed today: it may have been merged or split off since.
select p.id, k.id, a.item_id, i.claim_id, i.kind, sum(a.amount_minor)::bigint, a.owed_to::text,
       k.closed_on is not null, k.closed_because, p.amount_minor,
       coalesce(own.merged_into, own.id), p.manner, p.distribution_id, p.kept_minor
from payment p
join collection_case own on own.tenant_id = p.tenant_id and own.id = p.case_id
join allocation a on a.tenant_id = p.tenant_id and a.payment_id = p.id
left join claim_item i on i.tenant_id = a.tenant_id and i.id = a.item_id
left join claim c on c.tenant_id = i.tenant_id and c.id = i.claim_id
join collection_case k on k.tenant_id = p.tenant_id
  and k.id = coalesce(c.case_id, own.merged_into, own.id)
where p.tenant_id = (select %(tenant)s::integer) and p.id = any(%(payments)s)
group by p.tenant_id, p.id, k.id, a.item_id, i.claim_id, i.kind, a.owed_to,
         k.closed_on, k.closed_because, p.amount_minor, own.merged_into, own.id,
         p.manner, p.distribution_id, p.kept_minor
having sum(a.amount_minor) <> 0
order by p.id, a.item_id
