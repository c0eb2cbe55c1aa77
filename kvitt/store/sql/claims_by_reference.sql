-- The claims that staged references name, among the creditors who are paid to the line's account.
select r.no, r.place, c.tenant_id, c.id, c.case_id, k.debtor_id,
       c.principal_open_minor + c.interest_open_minor + c.cost_open_minor, k.closed_on is not null
from new_reference r
join account_creditor a on a.account = r.account
join claim c on c.tenant_id = a.tenant_id and c.payment_reference = r.reference
join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id
order by r.no, r.place, c.id
