-- The charges of the named cases with what they were computed from: one row an item, oldest first.
-- The laterals keep the reads going outwards from the cases.
select c.case_id, i.id, i.claim_id, i.kind, i.amount_minor, i.dated_on, i.from_on, i.until_on,
       i.rate_bp, i.base_minor, i.notice_id, i.cycle::integer, i.step is not null, i.voided_on,
       i.because ->> 'reference', (i.because -> 'given')::text
from unnest(%(cases)s::text::bigint[]) wanted (case_id)
cross join lateral (
  select c.id, c.case_id from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = wanted.case_id offset 0
) c
cross join lateral (
  select * from claim_item i
  where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id and i.kind <> 'principal'
  offset 0
) i
order by c.case_id, i.id
