-- Plans with what has been paid of them so far: the running ones, all, or the named one.
select p.id, p.debtor_id, party.name as debtor_name, p.agreed_on, p.agreed_by, p.actor, p.state,
       p.terms, p.override_because, p.next_check_on, p.resumes_on, p.ended_on, p.ended_because,
       claimed.cases, claimed.invoices, claimed.open_minor
from plan p
join party on party.tenant_id = p.tenant_id and party.id = p.debtor_id
cross join lateral (
  select array_agg(distinct c.case_id order by c.case_id) as cases,
         array_agg(c.invoice_number order by c.due_on, c.id) as invoices,
         sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)::bigint
           as open_minor
  from plan_claim pc join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
  where pc.tenant_id = p.tenant_id and pc.plan_id = p.id
) claimed
where p.tenant_id = (select %(tenant)s::integer)
  and (%(plan)s::bigint is null or p.id = %(plan)s)
  and (%(ended)s or p.ended_on is null)
order by p.id
