-- How running plans stand: those whose day has come, that got money, or of which nothing is open
-- on open cases; or the named one. Their rows are locked; what another worker has locked is passed
-- over.
-- Money counts by what it was allocated to: the plan's claims, and what was left over on its cases.
-- A reversal counts where the payment that it reverses did.
with due as (
  select p.id
  from plan p
  cross join lateral (
    select coalesce(sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)
             filter (where k.closed_on is null), 0) as open_minor,
           coalesce(max(pay.id), 0) as last_payment
    from plan_claim pc
    join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
    join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id
    left join lateral (
      select max(id) as id from payment m
      where m.tenant_id = c.tenant_id and m.case_id = c.case_id and m.id > p.seen_payment
    ) pay on true
    where pc.tenant_id = p.tenant_id and pc.plan_id = p.id
  ) now
  where p.tenant_id = (select %(tenant)s::integer) and p.ended_on is null
    and (%(plan)s::bigint is null or p.id = %(plan)s)
    and (%(plan)s::bigint is not null or p.next_check_on <= %(today)s or now.open_minor = 0
      or now.last_payment > 0)
  order by p.id
  limit %(batch)s
  for update of p skip locked
)
select p.id, p.debtor_id, p.agreed_on, p.state, p.rules, p.terms, p.seen_payment, p.resumes_on,
       claimed.cases, claimed.open_minor, claimed.are_closed,
       parts.numbers, parts.due_days, parts.original_days, parts.amounts, parts.told_days,
       coalesce(paid.days, '{}') as paid_days, coalesce(paid.amounts, '{}') as paid_amounts,
       greatest(p.seen_payment, coalesce(got.last_payment, 0)) as last_payment,
       claimed.first_open, debtor.remind_days, held.kinds as held_by
from due
join plan p on p.tenant_id = (select %(tenant)s::integer) and p.id = due.id
cross join lateral (
  select array_agg(distinct c.case_id order by c.case_id) as cases,
         array_agg(c.id) as claims,
         sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)::bigint
           as open_minor,
         bool_and(k.closed_on is not null) as are_closed,
         min(c.case_id) filter (where k.closed_on is null) as first_open
  from plan_claim pc
  join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
  join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id
  where pc.tenant_id = p.tenant_id and pc.plan_id = p.id
) claimed
cross join lateral (
  select array_agg(number order by number) as numbers,
         array_agg(due_on order by number) as due_days,
         array_agg(original_due_on order by number) as original_days,
         array_agg(amount_minor order by number) as amounts,
         array_agg(told.left_on order by number) as told_days
  from instalment i
  left join lateral (
    -- the day on which the friendly notice about it left; where its post was confirmed, that day
    select max(greatest(n.sent_on, n.confirmed_on)) as left_on from notice n
    join collection_case k on k.tenant_id = n.tenant_id and k.id = n.case_id and k.cycle = n.cycle
    where n.tenant_id = i.tenant_id and n.plan_id = i.plan_id and n.instalment = i.number
      and n.kind = 'plan_missed' and n.state = 'sent'
  ) told on true
  where i.tenant_id = p.tenant_id and i.plan_id = p.id
) parts
cross join lateral (
  select remind_days from party where party.tenant_id = p.tenant_id and party.id = p.debtor_id
) debtor
cross join lateral (
  select coalesce(array_agg(distinct h.kind), '{}') as kinds from hold h
  where h.tenant_id = p.tenant_id and h.case_id = any (claimed.cases)
    and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
) held
left join lateral (
  select max(m.id) as last_payment from payment m
  where m.tenant_id = p.tenant_id and m.case_id = any (claimed.cases) and m.id > p.seen_payment
) got on true
left join lateral (
  select array_agg(booked_on order by booked_on) as days,
         array_agg(amount_minor order by booked_on) as amounts
  from (
    select booked_on, sum(amount_minor)::bigint as amount_minor
    from (
      select m.booked_on, a.amount_minor
      from claim_item i
      join allocation a on a.tenant_id = p.tenant_id and a.item_id = i.id
      join payment m on m.tenant_id = p.tenant_id and m.id = a.payment_id
      where i.tenant_id = p.tenant_id and i.claim_id = any (claimed.claims)
        and m.id > p.paid_after and coalesce(m.reverses_id, m.id) > p.paid_after
      union all
      select m.booked_on, a.amount_minor
      from payment m
      join allocation a on a.tenant_id = p.tenant_id and a.payment_id = m.id and a.item_id is null
      where m.tenant_id = p.tenant_id and m.case_id = any (claimed.cases)
        and m.id > p.paid_after and coalesce(m.reverses_id, m.id) > p.paid_after
    ) part
    group by booked_on
  ) by_day
) paid on true
order by p.id
