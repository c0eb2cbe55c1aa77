-- The notices that a batch of decisions plans.
insert into notice (tenant_id, id, case_id, step, cycle, kind, planned_on, principal_minor,
                    interest_minor, cost_minor, covered_kind, covered_minor)
select %(tenant)s, notice_id, case_id, step, cycle, kind, %(today)s, principal_minor,
       interest_minor, cost_minor, covered_kind, covered_minor
from new_decision
where notice_id is not null
