-- Cases to try on what users write: each language, stage, flow and state that the creditor has
-- comes at least once before any comes twice. The same cases each time, drawn by the hash of their
-- number. Cases whose claims went on to another case are not among them: nothing is written about
-- them.
with described as (
  select c.id, md5(c.id::text) as draw, c.flow, p.language,
         coalesce(c.closed_because, 'open') as ended,
         coalesce(letter.step, '') as stage,
         claims.number > 1 as has_several, claims.in_part,
         planned.case_id is not null as has_plan, held.case_id is not null as is_held
  from collection_case c
  join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
  join (
    select case_id, count(*) as number,
           bool_or(principal_open_minor between 1 and principal_minor - 1) as in_part
    from claim where tenant_id = (select %(tenant)s::integer) group by case_id
  ) claims on claims.case_id = c.id
  left join (
    select distinct on (case_id) case_id, step
    from notice where tenant_id = (select %(tenant)s::integer) and state = 'sent' and of_flow
    order by case_id, id desc
  ) letter on letter.case_id = c.id
  left join (
    select distinct claim.case_id
    from plan_claim
    join claim on claim.tenant_id = plan_claim.tenant_id and claim.id = plan_claim.claim_id
    where plan_claim.tenant_id = (select %(tenant)s::integer) and plan_claim.ended_on is null
  ) planned on planned.case_id = c.id
  left join (
    select distinct case_id from hold where tenant_id = (select %(tenant)s::integer)
  ) held on held.case_id = c.id
  where c.tenant_id = (select %(tenant)s::integer) and c.merged_into is null
), alike as (
  select *, row_number() over (
    partition by flow, language, ended, stage, has_several, in_part, has_plan, is_held
    order by draw) as turn
  from described
), few as (
  select * from alike where turn <= %(most)s
)
select id
from (
  select id, draw, turn, ended, least(
    row_number() over (partition by flow order by draw),
    row_number() over (partition by language order by draw),
    row_number() over (partition by ended order by draw),
    row_number() over (partition by stage order by draw),
    row_number() over (partition by has_several order by draw),
    row_number() over (partition by in_part order by draw),
    row_number() over (partition by has_plan order by draw),
    row_number() over (partition by is_held order by draw)) as first
  from few
) drawn
order by first, turn, ended <> 'open', draw
limit %(most)s
