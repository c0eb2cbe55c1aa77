-- What bears on the limitation of the claims whose clocks are looked at, or of the named ones: days
-- of the claim, what is proven, what was paid and which letters were posted. Clocks are locked.
with looked_at as (
  select l.claim_id from limitation_clock l
  where l.tenant_id = (select %(tenant)s::integer)
    and (%(claims)s::bigint[] is null or l.claim_id = any (%(claims)s))
    and l.look_on <= %(look_on)s
  order by l.look_on, l.claim_id
  limit %(batch)s
  for update skip locked
)
select c.id as claim_id, c.case_id, c.invoice_number, c.issued_on, c.due_on, p.kind as debtor_kind,
       k.closed_on is not null as is_closed,
       c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor,
       l.arose_on, l.claim_kind, l.alarm_months,
       coalesce(proven.kinds, '{}') as kinds, coalesce(proven.days, '{}') as days,
       coalesce(proven.ends, '{}') as ends, coalesce(paid.days, '{}') as paid_days,
       coalesce(posted.days, '{}') as posted_days, coalesce(planned.acts, '{}') as acts
from looked_at
join limitation_clock l on l.tenant_id = (select %(tenant)s::integer)
  and l.claim_id = looked_at.claim_id
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = l.claim_id
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = c.case_id
join party p on p.tenant_id = (select %(tenant)s::integer) and p.id = k.debtor_id
left join lateral (
  select array_agg(kind order by on_day, id) as kinds,
         array_agg(on_day order by on_day, id) as days,
         array_agg(ended_on order by on_day, id) as ends
  from interruption i where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
    and i.voided_on is null
) proven on true
left join lateral (
  select array_agg(distinct m.booked_on order by m.booked_on) as days
  from claim_item i
  join allocation a on a.tenant_id = (select %(tenant)s::integer) and a.item_id = i.id
  join payment m on m.tenant_id = (select %(tenant)s::integer) and m.id = a.payment_id
  where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id
    and m.reverses_id is null
    and not exists (
      select from payment r
      where r.tenant_id = (select %(tenant)s::integer) and r.reverses_id = m.id)
) paid on true
left join lateral (
  select array_agg(distinct n.sent_on order by n.sent_on) as days
  from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = c.case_id and n.state = 'sent'
    and n.channel = 'letter'
) posted on true
left join lateral (
  select array_agg(a.act || ' by ' || a.by_on order by a.by_on) as acts
  from planned_act a
  where a.tenant_id = (select %(tenant)s::integer) and a.claim_id = c.id and a.done_on is null
) planned on true
order by c.id
