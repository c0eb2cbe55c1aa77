-- Every open case has a next action with a day; a closed one has none and owes nothing unless it
-- says why.
select c.tenant_id, c.id, 'case ' || c.id || ' is open without a next action'
from collection_case c
where c.tenant_id = any (%(tenants)s) and c.closed_on is null
  and (c.wake_on is null or c.next_on is null or c.next_what = '')
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
