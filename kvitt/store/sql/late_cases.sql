-- Open cases of which something is past its due day, with what a person needs to know them by; a
-- page at a time, debtor by debtor.
select k.id, k.debtor_id, p.name as debtor, c.due_on, c.invoices, c.open_minor
from collection_case k
cross join lateral (
  select min(c.due_on) as due_on, array_agg(c.invoice_number order by c.due_on, c.id) as invoices,
         sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)::bigint
           as open_minor
  from claim c where c.tenant_id = (select %(tenant)s::integer) and c.case_id = k.id
) c
join party p on p.tenant_id = (select %(tenant)s::integer) and p.id = k.debtor_id
where k.tenant_id = (select %(tenant)s::integer) and k.closed_on is null
  and (k.debtor_id, k.id) > (%(debtor)s, %(case)s)
  and (%(debtors)s::bigint[] is null or k.debtor_id = any (%(debtors)s))
  and c.due_on < %(today)s and c.open_minor > 0
order by k.debtor_id, k.id
limit %(limit)s
