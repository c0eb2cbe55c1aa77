-- The claims that staged references name, among the creditors who are paid to the line's account.
-- The laterals look each reference up; a join would read all claims of the creditor.
-- An instalment's reference leads to the oldest open claim of its plan; how the money is divided
-- over the plan's cases is reckoned before it is booked.
with named as (
  select no, 0 as place, account, reference
  from new_line where %(lines)s and reference is not null
  union all
  select no, place, account, reference from new_reference
)
select r.no, r.place, c.tenant_id, c.id, c.case_id,
       c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor
from named r
join account_creditor a on a.account = r.account
cross join lateral (
  select * from claim c
  where c.tenant_id = a.tenant_id and c.payment_reference = r.reference offset 0
) c
union all
select r.no, r.place, i.tenant_id, c.id, c.case_id, c.open_minor
from named r
join account_creditor a on a.account = r.account
cross join lateral (
  select i.tenant_id, i.plan_id from instalment i
  where i.tenant_id = a.tenant_id and i.payment_reference = r.reference offset 0
) i
cross join lateral (
  select c.id, c.case_id,
         c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor
  from plan_claim pc join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
  where pc.tenant_id = i.tenant_id and pc.plan_id = i.plan_id
  order by c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0 desc,
           c.due_on, c.id
  limit 1
) c
order by 1, 2, 4
