-- Every open case has a next action with a day and an owner, and every open task a last day and an
-- owner; none lies longer than an outage explains: two nights have not passed over it. A closed
-- case owes nothing unless it says why.
with passed as materialized (
  -- the night before the last
  select t.tenant_id, w.what, (
    select n.on_day from night n where n.tenant_id = t.tenant_id and n.what = w.what
    order by n.on_day desc offset 1 limit 1) as on_day
  from unnest(%(tenants)s::integer[]) t (tenant_id), unnest(array['cases', 'tasks']) w (what)
)
select c.tenant_id, c.id, 'case ' || c.id || ' is open without a next action, its day and its owner'
from collection_case c
where c.tenant_id = any (%(tenants)s) and c.closed_on is null
  and (c.wake_on is null or c.next_on is null or c.next_what = '' or c.next_owner is null)
union all
select c.tenant_id, c.id,
       'case ' || c.id || ' was to be looked at on ' || c.wake_on || ': two nights passed it over'
from passed
join collection_case c on c.tenant_id = passed.tenant_id
where passed.what = 'cases' and c.closed_on is null and c.wake_on < passed.on_day
  and c.opened_on < passed.on_day
union all
select t.tenant_id, t.id, 'task ' || t.id || ' is open without a last day and an owner'
from passed
join task t on t.tenant_id = passed.tenant_id
where passed.what = 'tasks' and t.done_on is null and (t.due_on is null or t.owner is null)
  and t.raised_on < passed.on_day
union all
select c.tenant_id, c.id, 'case ' || c.id || ' is closed as paid and still owes ' || o.open_minor
from collection_case c
join (
  select tenant_id, case_id, sum(principal_open_minor + interest_open_minor + cost_open_minor) as
    open_minor
  from claim where tenant_id = any (%(tenants)s) group by tenant_id, case_id
) o on o.tenant_id = c.tenant_id and o.case_id = c.id
where c.tenant_id = any (%(tenants)s) and c.closed_on is not null and c.closed_because in ('paid',
  'credited')
  and o.open_minor <> 0
