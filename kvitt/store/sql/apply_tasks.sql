-- What a person is asked, once for each case and question.
insert into task (tenant_id, case_id, kind, raised_on, sentence, owner)
select %(tenant)s, d.case_id, d.task, %(today)s, d.next_what, d.owner
from new_decision d
where d.task is not null and not exists (
  select from task t
  where t.tenant_id = (select %(tenant)s::integer) and t.case_id = d.case_id
    and t.kind = d.task and t.done_on is null);
