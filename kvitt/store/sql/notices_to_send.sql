-- What must be known of each locked notice just before it leaves: the case, the debtor's ways of
-- contact, what is open now, a hold in force, and what was tried before.
select n.id, n.case_id, n.step, n.kind, n.planned_on, n.principal_minor, n.interest_minor,
       n.cost_minor,
       c.flow, not going_on.is_open as is_closed,
       p.kind as debtor_kind, p.name, p.address_lines, p.postcode, p.city, p.country, p.email,
       p.language, p.unreachable,
       open.principal_minor as open_principal_minor, open.interest_minor as open_interest_minor,
       open.cost_minor as open_cost_minor,
       held.kind as held_by, coalesce(tried.attempts, 0) as attempts, tried.failed_channels,
       n.of_flow, before.step as last_step, n.cycle, n.plan_id, n.instalment, p.channel
from unnest(%(notices)s::bigint[]) wanted (notice_id)
cross join lateral (
  select * from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.id = wanted.notice_id offset 0
) n
cross join lateral (
  select * from collection_case c
  where c.tenant_id = (select %(tenant)s::integer) and c.id = n.case_id offset 0
) c
cross join lateral (
  select * from party p
  where p.tenant_id = (select %(tenant)s::integer) and p.id = c.debtor_id offset 0
) p
cross join lateral open_of_letter(n.tenant_id, n.case_id, n.plan_id) open
cross join lateral (
  select c.closed_on is null or exists (
    select from cases_of_letter(n.tenant_id, n.case_id, n.plan_id) about
    join collection_case other
      on other.tenant_id = (select %(tenant)s::integer) and other.id = about.case_id
    where n.plan_id is not null and other.closed_on is null) as is_open
) going_on
left join lateral (
  select 'shadow' as kind from shadow s
  where s.tenant_id = (select %(tenant)s::integer) and s.ended_on is null
  union all
  select h.kind from cases_of_letter(n.tenant_id, n.case_id, n.plan_id) about
  cross join lateral (
    select * from hold h
    where h.tenant_id = (select %(tenant)s::integer) and h.case_id = about.case_id offset 0
  ) h
  where h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
    and (case when n.of_flow then 'flow_letter' else n.kind end || '/' || h.kind)
      <> all (%(passing)s)
  limit 1
) held on true
left join lateral (
  select max(d.attempt)::integer as attempts,
         array_agg(d.channel) filter (where d.state in ('refused', 'bounced')) as failed_channels
  from dispatch d where d.tenant_id = (select %(tenant)s::integer) and d.notice_id = n.id
) tried on true
left join lateral (
  -- a letter beside the flow tells what follows in the flow
  select b.step from notice b
  where not n.of_flow and b.tenant_id = (select %(tenant)s::integer) and b.case_id = n.case_id
    and b.cycle = n.cycle and b.state <> 'withdrawn' and b.of_flow
  order by b.id desc limit 1
) before on true
order by n.id
