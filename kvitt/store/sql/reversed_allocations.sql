-- How the payments that are taken back stand divided now: one row a payment and item.
select p.id, k.id, a.item_id, i.claim_id, i.kind, sum(a.amount_minor)::bigint, a.owed_to::text,
       k.closed_on is not null, k.closed_because, p.amount_minor
from payment p
join collection_case own on own.tenant_id = p.tenant_id and own.id = p.case_id
join collection_case k on k.tenant_id = p.tenant_id and k.id = coalesce(own.merged_into, own.id)
join allocation a on a.tenant_id = p.tenant_id and a.payment_id = p.id
left join claim_item i on i.tenant_id = a.tenant_id and i.id = a.item_id
where p.tenant_id = (select %(tenant)s::integer) and p.id = any(%(payments)s)
group by p.tenant_id, p.id, k.id, a.item_id, i.claim_id, i.kind, a.owed_to,
         k.closed_on, k.closed_because, p.amount_minor
having sum(a.amount_minor) <> 0
order by p.id, a.item_id
