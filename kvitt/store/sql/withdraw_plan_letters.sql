-- The letters of a plan that have not left leave no more, and nobody is asked about them.
with gone as (
  update notice n set state = 'withdrawn', withdrawn_because = %(because)s
  where n.tenant_id = (select %(tenant)s::integer) and n.plan_id = %(plan)s
    and n.state in ('planned', 'refused')
  returning n.id, n.case_id, n.step, n.kind
), answered as (
  update task t set done_on = %(today)s, done_by = %(actor)s, outcome = %(because)s
  from gone
  where t.tenant_id = (select %(tenant)s::integer) and t.case_id = gone.case_id
    and t.source_id = gone.id and t.kind in ('find_address', 'letter_not_made')
    and t.done_on is null
)
select id, case_id, step, kind from gone order by id
