-- The payments and credit notes of a case and what each was used for; no item: left over.
select 'payment' as source, p.id, p.booked_on, p.amount_minor, p.reference, p.reverses_id,
       a.item_id, a.amount_minor as allocated_minor, a.allocated_on,
       p.manner, p.kept_minor, (
         select r.authority from distribution d
         join proceeding r on r.tenant_id = (select %(tenant)s::integer) and r.id = d.proceeding_id
         where d.tenant_id = (select %(tenant)s::integer) and d.id = p.distribution_id
       ) as authority
from payment p
left join allocation a on a.tenant_id = p.tenant_id and a.payment_id = p.id
where p.tenant_id = (select %(tenant)s::integer)
  and (p.case_id in (select %(case)s::bigint union all
    select k.id from collection_case k
    where k.tenant_id = (select %(tenant)s::integer) and k.merged_into = %(case)s)
  or p.id in (
    -- paid on claims that were on another case then
    select paid.payment_id from claim c
    join claim_item i on i.tenant_id = c.tenant_id and i.claim_id = c.id
    join allocation paid on paid.tenant_id = i.tenant_id and paid.item_id = i.id
    where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s))
union all
select 'credit_note', n.id, a.allocated_on, n.amount_minor, n.number, null,
       a.item_id, a.amount_minor, a.allocated_on, 'voluntary', 0, null
from claim c
join claim_item i on i.tenant_id = c.tenant_id and i.claim_id = c.id
join allocation a on a.tenant_id = i.tenant_id and a.item_id = i.id and a.credit_note_id is not null
join credit_note n on n.tenant_id = a.tenant_id and n.id = a.credit_note_id
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
order by allocated_on, booked_on, source, id, item_id nulls last
