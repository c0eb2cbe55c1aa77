-- The claims of the cases that letters are written for.
select claim.case_id, invoice_number, issued_on, invoice_due_on, due_on, currency,
       payment_reference, text, fees_agreed, principal_open_minor
from unnest(%(cases)s::bigint[]) wanted (case_id)
cross join lateral (
  select * from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = wanted.case_id offset 0
) claim
order by claim.case_id, due_on, claim.id
