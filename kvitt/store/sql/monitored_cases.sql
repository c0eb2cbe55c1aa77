-- The monitored cases whose round is due, locked, each with what its round is decided by: holds in
-- force, letters, limitation of its open claims, earlier rounds, what is going on at an authority.
-- The laterals go outwards from the cases.
with due as (
  select id, case_id, started_on
  from monitoring
  where tenant_id = (select %(tenant)s::integer) and ended_on is null and next_on <= %(today)s
    and id = any (%(ids)s)
  order by next_on, id
  for update skip locked
)
select due.id, due.case_id, due.started_on, k.closed_because, k.debtor_id,
       coalesce(other.written, false) as other_case_written,
       coalesce(held.kinds, '{}') as hold_kinds, coalesce(held.froms, '{}') as hold_froms,
       coalesce(held.ends, '{}') as hold_ends, coalesce(written.days, '{}') as letters,
       written.unsent_on, coalesce(owed.claims, '{}') as claims,
       coalesce(owed.invoices, '{}') as invoices, coalesce(owed.act_by, '{}') as act_by,
       coalesce(owed.planned, '{}') as planned, coalesce(owed.minor, 0)::bigint as open_minor,
       told.report_id as told_report_id, greatest(told.means_on, paid.on_day) as means_on,
       told.write_off_on, coalesce(going.kind, '') as proceeding
from due
cross join lateral (
  select c.closed_because, c.debtor_id from collection_case c
  where c.tenant_id = (select %(tenant)s::integer) and c.id = due.case_id offset 0
) k
left join lateral (
  select array_agg(h.kind order by h.from_on, h.kind) as kinds,
         array_agg(h.from_on order by h.from_on, h.kind) as froms,
         array_agg(h.until_on order by h.from_on, h.kind) as ends
  from (
    select kind, from_on, until_on from hold
    where tenant_id = (select %(tenant)s::integer) and case_id = due.case_id
      and from_on <= %(today)s
      and (until_on is null or until_on >= %(today)s)
    union all
    select 'shadow', started_on, null from shadow
    where tenant_id = (select %(tenant)s::integer) and ended_on is null
  ) h
) held on true
left join lateral (
  select array_agg(coalesce(n.sent_on, n.planned_on) order by n.id)
           filter (where n.state in ('planned', 'sending', 'sent', 'unknown')) as days,
         max(n.planned_on) filter (where n.state in ('planned', 'sending', 'refused'))
           as unsent_on
  from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = due.case_id
    and n.kind = 'monitoring_letter' and n.state <> 'withdrawn'
) written on true
left join lateral (
  select bool_or(n.is_written) as written
  from (
    select o.id from collection_case o
    where o.tenant_id = (select %(tenant)s::integer) and o.debtor_id = k.debtor_id
      and o.id <> due.case_id offset 0
  ) o
  cross join lateral (
    select exists (
      select from notice n
      where n.tenant_id = (select %(tenant)s::integer) and n.case_id = o.id
        and n.kind = 'monitoring_letter' and n.state <> 'withdrawn'
        and coalesce(n.sent_on, n.planned_on) = %(today)s) as is_written
    offset 0
  ) n
) other on true
left join lateral (
  select array_agg(c.id order by c.id) as claims,
         array_agg(c.invoice_number order by c.id) as invoices,
         array_agg(l.act_by order by c.id) as act_by,
         array_agg(exists (
           select from planned_act a
           where a.tenant_id = (select %(tenant)s::integer) and a.claim_id = c.id
             and a.done_on is null and a.by_on <= l.act_by)
           order by c.id) as planned,
         sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor) as minor
  from claim c
  left join limitation_clock l on l.tenant_id = (select %(tenant)s::integer)
    and l.claim_id = c.id
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = due.case_id
    and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
) owed on true
left join lateral (
  select max(r.report_id) filter (where 'enforce_again' = any (r.proposed)) as report_id,
         max(r.on_day) filter (where r.verdict in ('able', 'partly')) as means_on,
         max(r.on_day) filter (where 'write_off' = any (r.proposed)) as write_off_on
  from monitoring_round r
  where r.tenant_id = (select %(tenant)s::integer) and r.monitoring_id = due.id
) told on true
left join lateral (
  select max(p.booked_on) as on_day from payment p
  where p.tenant_id = (select %(tenant)s::integer) and p.case_id = due.case_id
    and p.reverses_id is null
    and not exists (
      select from payment r
      where r.tenant_id = (select %(tenant)s::integer) and r.reverses_id = p.id)
) paid on true
left join lateral (
  select p.kind from proceeding p
  where p.tenant_id = (select %(tenant)s::integer) and p.case_id = due.case_id
    and p.ended_on is null and p.state <> all (%(resting)s)
) going on true
order by due.id
