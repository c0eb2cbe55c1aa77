-- What was paid or credited on items that still stand; a payment and its reversal cancel out.
select claim.case_id, case when a.credit_note_id is null then 'payment' else 'credit' end as kind,
       sum(a.amount_minor)::bigint as amount_minor, min(coalesce(p.booked_on, a.allocated_on)) as on_day
from claim
join claim_item i on i.tenant_id = claim.tenant_id and i.claim_id = claim.id
join allocation a on a.tenant_id = i.tenant_id and a.item_id = i.id
left join payment p on p.tenant_id = a.tenant_id and p.id = a.payment_id
where claim.tenant_id = (select %(tenant)s::integer) and claim.case_id = any (%(cases)s) and i.voided_on is null
group by claim.case_id, a.credit_note_id, coalesce(p.reverses_id, p.id)
having sum(a.amount_minor) <> 0
order by claim.case_id, on_day
