-- The letters of the flow that left in a period, case by case from a case number on, with what they
-- are judged by: the oldest due day, what earlier letters had given, and holds that stood on that
-- day. A hold of its first or last day is not counted: the day does not tell which came first.
with touched as (
  select distinct h.case_id from history h
  where h.tenant_id = (select %(tenant)s::integer) and h.on_day between %(from)s and %(until)s
    and h.kind like '%%\_sent' and h.case_id > %(after)s
  order by h.case_id limit %(batch)s
)
select n.id, n.case_id, n.kind, n.sent_on, n.deadline_on, oldest.due_on, earlier.deadline_on,
       held.holds
from touched
cross join lateral (
  select * from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = touched.case_id
    and n.state = 'sent' and n.of_flow and n.sent_on between %(from)s and %(until)s
  offset 0
) n
cross join lateral (
  select min(c.due_on) as due_on from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = n.case_id
) oldest
cross join lateral (
  select max(b.deadline_on) as deadline_on from notice b
  where b.tenant_id = (select %(tenant)s::integer) and b.case_id = n.case_id and b.cycle = n.cycle
    and b.state = 'sent' and b.of_flow and b.kind <> 'friendly_reminder' and b.id < n.id
) earlier
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_array(h.kind, h.from_on, h.until_on)), '[]')::text as holds
  from hold h
  where h.tenant_id = (select %(tenant)s::integer) and h.case_id = n.case_id
    and h.from_on < n.sent_on and (h.until_on is null or h.until_on > n.sent_on)
) held
order by n.case_id, n.id
