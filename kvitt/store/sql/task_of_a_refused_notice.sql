-- A person is asked about notices that cannot leave, once for each case and question.
insert into task (tenant_id, case_id, kind, raised_on, sentence, source_id)
select %(tenant)s, r.case_id, r.kind, %(today)s, r.sentence, r.notice_id
from unnest(%(notices)s::bigint[], %(cases)s::bigint[], %(kinds)s::text[], %(sentences)s::text[])
  as r (notice_id, case_id, kind, sentence)
where not exists (
  select from task t where t.tenant_id = (select %(tenant)s::integer) and t.case_id = r.case_id
    and t.kind = r.kind and t.done_on is null)
