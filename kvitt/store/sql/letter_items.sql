-- Every item that was not voided, with its ground, and the deadline of the letter that charged it.
select claim.case_id, i.kind, i.amount_minor, i.dated_on, i.from_on, i.until_on, i.rate_bp,
       i.base_minor, i.because ->> 'reference' as reference, claim.invoice_number, i.step,
       n.deadline_on
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
left join lateral (
  select n.deadline_on from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.id = i.notice_id offset 0
) n on true
order by claim.case_id, i.id
