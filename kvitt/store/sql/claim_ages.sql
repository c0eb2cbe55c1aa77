-- What is open of a creditor, by the days since the due day and by how far its case has come.
with owed as (
  select cl.case_id, %(today)s::date - cl.due_on as days_late,
         cl.principal_open_minor + cl.interest_open_minor + cl.cost_open_minor as open_minor
  from claim cl
  where cl.tenant_id = (select %(tenant)s::integer)
    and cl.principal_open_minor + cl.interest_open_minor + cl.cost_open_minor > 0
), aged as (
  select o.open_minor,
         case when o.days_late <= 0 then 0 when o.days_late <= 14 then 1
              when o.days_late <= 30 then 2 when o.days_late <= 60 then 3
              when o.days_late <= 90 then 4 else 5 end as age,
         case when exists (select from proceeding p where p.tenant_id = (select %(tenant)s::integer)
                and p.case_id = o.case_id and p.filed_on is not null) then 3
              when last.kind is null then 0
              when last.kind in ('friendly_reminder', 'reminder') then 1 else 2 end as step
  from owed o
  join collection_case c on c.tenant_id = (select %(tenant)s::integer) and c.id = o.case_id
    and c.closed_on is null
  left join lateral (
    select n.kind from notice n
    where n.tenant_id = (select %(tenant)s::integer) and n.case_id = c.id and n.cycle = c.cycle
      and n.state = 'sent' and n.of_flow
    order by n.id desc limit 1
  ) last on true
)
select age, step, count(*)::bigint as claims, sum(open_minor)::bigint as open_minor
from aged group by age, step order by age, step
