-- What bears on taking claims out of a case: what is open of each claim and its running plan.
select c.id as claim_id, c.invoice_number,
       c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor,
       exists (select from plan_claim pc where pc.tenant_id = c.tenant_id and pc.claim_id = c.id
         and pc.ended_on is null) as is_in_plan,
       exists (
         select from dispute d
         where d.tenant_id = c.tenant_id and d.case_id = c.case_id and d.outcome is null
           and (exists (select from dispute_claim dc where dc.tenant_id = d.tenant_id
                  and dc.dispute_id = d.id and dc.claim_id = c.id)
                or not exists (select from dispute_claim dc where dc.tenant_id = d.tenant_id
                  and dc.dispute_id = d.id))
       ) as is_disputed
from claim c
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
order by c.due_on, c.id
