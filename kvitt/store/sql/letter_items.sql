-- Every item that was not voided, with its ground, and the deadline of the letter that charged it.
select claim.case_id, i.kind, i.amount_minor, i.dated_on, i.from_on, i.until_on, i.rate_bp, i.base_minor,
       i.because ->> 'reference' as reference, claim.invoice_number, i.step, n.deadline_on
from claim
join claim_item i on i.tenant_id = claim.tenant_id and i.claim_id = claim.id
left join notice n on n.tenant_id = i.tenant_id and n.id = i.notice_id
where claim.tenant_id = (select %(tenant)s::integer) and claim.case_id = any (%(cases)s) and i.voided_on is null
order by claim.case_id, i.id
