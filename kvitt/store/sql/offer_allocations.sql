-- What the payments that count for a settlement offer cover of its case, latest first: one row a
-- payment and item, as it stands now.
select p.id, a.item_id, i.claim_id, i.kind, sum(a.amount_minor)::bigint, a.owed_to::text
from settlement_offer o
join payment p on p.tenant_id = o.tenant_id and p.case_id = o.case_id and p.id > o.paid_after
join allocation a on a.tenant_id = p.tenant_id and a.payment_id = p.id
join claim_item i on i.tenant_id = a.tenant_id and i.id = a.item_id
where o.tenant_id = (select %(tenant)s::integer) and o.id = %(offer)s
group by p.id, a.item_id, i.claim_id, i.kind, a.owed_to
having sum(a.amount_minor) > 0
order by p.id desc, a.item_id desc
