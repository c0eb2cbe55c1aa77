-- The notices that a batch of decisions plans.
insert into notice (tenant_id, id, case_id, step, cycle, kind, planned_on, principal_minor, interest_minor, cost_minor,
                    covered_kind, covered_minor)
select %(tenant)s, d.notice_id, d.case_id, d.step, c.cycle, d.kind, %(today)s, d.principal_minor, d.interest_minor,
       d.cost_minor, d.covered_kind, d.covered_minor
from new_decision d
join collection_case c on c.tenant_id = (select %(tenant)s::integer) and c.id = d.case_id
where d.notice_id is not null
