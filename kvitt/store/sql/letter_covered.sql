-- Fees that compensation has covered: they count when the cost of the next letter is told.
select n.case_id, n.covered_kind, n.planned_on, n.deadline_on, n.covered_minor
from unnest(%(cases)s::bigint[]) wanted (case_id)
cross join lateral (
  select * from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = wanted.case_id
    and n.state <> 'withdrawn' and n.covered_kind is not null offset 0
) n
order by n.case_id, n.id
