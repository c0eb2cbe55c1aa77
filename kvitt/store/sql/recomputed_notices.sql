-- The letters of the named cases that were not withdrawn, and the named letters themselves with
-- those of their cases: claims may have been charged in a case that was merged into theirs.
-- Letters of a case are looked up by the index of those that were not withdrawn.
with charging as (
  select b.id, b.case_id
  from unnest(%(notices)s::text::bigint[]) named (notice_id)
  cross join lateral (
    select b.id, b.case_id from notice b
    where b.tenant_id = (select %(tenant)s::integer) and b.id = named.notice_id offset 0
  ) b
), standing as (
  select n.id
  from (select unnest(%(cases)s::text::bigint[]) as case_id union select case_id from charging)
    wanted
  cross join lateral (
    select n.id from notice n
    where n.tenant_id = (select %(tenant)s::integer) and n.case_id = wanted.case_id
      and n.state <> 'withdrawn' offset 0
  ) n
)
select n.id, n.case_id, n.kind, n.cycle::integer, n.state, n.planned_on, n.sent_on, n.deadline_on,
       n.confirmed_on, n.principal_minor, n.covered_kind, n.covered_minor
from (select id from charging union select id from standing) known
cross join lateral (
  select * from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.id = known.id offset 0
) n
order by n.id
