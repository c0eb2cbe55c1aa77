-- The claims that staged references name, among the creditors who are paid to the line's account.
-- The lateral looks each reference up; a join would read all claims of the creditor.
select r.no, r.place, c.tenant_id, c.id, c.case_id,
       c.principal_open_minor + c.interest_open_minor + c.cost_open_minor
from (
  select no, 0 as place, account, reference from new_line where %(lines)s and reference is not null
  union all
  select no, place, account, reference from new_reference
) r
join account_creditor a on a.account = r.account
cross join lateral (
  select * from claim c
  where c.tenant_id = a.tenant_id and c.payment_reference = r.reference offset 0
) c
order by r.no, r.place, c.id
