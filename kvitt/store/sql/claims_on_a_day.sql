-- The claims that lay on a case at the end of a day, the cases that had gone on in it by then, the
-- case in which it had gone on itself, and the first day of an invoice that it began with. Of a
-- claim's moves the first one after the day says where it lay; one that has not moved since lies
-- where it is now.
with recursive lain as (
  select c.id, c.case_id, c.issued_on from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
  union
  select c.id, c.case_id, c.issued_on
  from claim_move m
  join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = m.claim_id
  where m.tenant_id = (select %(tenant)s::integer) and m.from_case_id = %(case)s
), placed as (
  select l.id, l.issued_on, coalesce((
    select m.from_case_id from claim_move m
    where m.tenant_id = (select %(tenant)s::integer) and m.claim_id = l.id
      and m.moved_on > %(on)s
    order by m.moved_on, m.id limit 1), l.case_id) as then_id, coalesce((
    select m.from_case_id from claim_move m
    where m.tenant_id = (select %(tenant)s::integer) and m.claim_id = l.id
    order by m.moved_on, m.id limit 1), l.case_id) as first_id
  from lain l
), went_on (id, steps) as (
  select %(case)s::bigint, 0
  union
  select m.to_case_id, w.steps + 1
  from went_on w
  join claim_move m on m.tenant_id = (select %(tenant)s::integer) and m.from_case_id = w.id
  where m.because = 'merged' and m.moved_on <= %(on)s
), joined (id) as (
  select %(case)s::bigint
  union
  select m.from_case_id
  from joined j
  join claim_move m on m.tenant_id = (select %(tenant)s::integer) and m.to_case_id = j.id
  where m.because = 'merged' and m.moved_on <= %(on)s
    and not exists (select from went_on where steps > 0)
)
select coalesce(array_agg(id order by id) filter (where then_id = %(case)s), '{}') as claims,
       (select array_agg(id order by id) from joined) as cases,
       (select id from went_on where steps > 0 order by steps desc limit 1) as merged_into,
       min(issued_on) filter (where first_id = %(case)s) as first_issued_on
from placed
