-- The claims that staged references name, among the creditors who are paid to the line's account.
select r.no, r.place, c.tenant_id, c.id, c.case_id,
       c.principal_open_minor + c.interest_open_minor + c.cost_open_minor
from (
  select no, 0 as place, account, reference from new_line where %(lines)s and reference is not null
  union all
  select no, place, account, reference from new_reference
) r
join account_creditor a on a.account = r.account
join claim c on c.tenant_id = a.tenant_id and c.payment_reference = r.reference
order by r.no, r.place, c.id
