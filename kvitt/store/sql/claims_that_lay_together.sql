-- For each of the named cases whose claims lay on a case that was divided: all claims that lay on
-- one of these cases, where they are now, and what they left on which days. Cases without such a
-- division have no row.
with place as (
  select w.case_id, w.case_id as place from unnest(%(cases)s::text::bigint[]) w (case_id)
  union
  select w.case_id, m.from_case_id
  from unnest(%(cases)s::text::bigint[]) w (case_id)
  join claim c on c.tenant_id = (select %(tenant)s::integer) and c.case_id = w.case_id
  join claim_move m on m.tenant_id = (select %(tenant)s::integer) and m.claim_id = c.id
), divided as (
  select p.case_id, p.place from place p
  where p.case_id in (
    select q.case_id from place q
    join claim_move d on d.tenant_id = (select %(tenant)s::integer) and d.from_case_id = q.place
    where d.because = 'divided')
), member as (
  select d.case_id, c.id from divided d
  join claim c on c.tenant_id = (select %(tenant)s::integer) and c.case_id = d.place
  union
  select d.case_id, m.claim_id from divided d
  join claim_move m on m.tenant_id = (select %(tenant)s::integer) and m.from_case_id = d.place
)
select b.case_id, c.id, c.case_id, coalesce(went.days, '{}'), coalesce(went.left_ids, '{}')
from member b
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = b.id
left join lateral (
  select array_agg(m.moved_on order by m.id) as days,
         array_agg(m.from_case_id order by m.id) as left_ids
  from claim_move m where m.tenant_id = (select %(tenant)s::integer) and m.claim_id = c.id
) went on true
order by b.case_id, c.due_on, c.id
