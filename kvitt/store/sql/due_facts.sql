-- The facts of the cases that are due, or of the named cases: one row a case and claim, locked.
-- It joins and sums; it does not judge. The laterals keep the reads going outwards from the cases.
-- What compensation covered of a fee that was taken back since counts no more.
with due as (
  select id, flow, cycle, debtor_id, charged_before
  from collection_case
  where tenant_id = (select %(tenant)s::integer) and closed_on is null
    and wake_on <= %(waking)s and (%(cases)s::bigint[] is null or id = any (%(cases)s))
  order by wake_on, id
  limit %(batch)s
  for update skip locked
)
select due.id, due.flow, due.cycle, party.kind,
       claim.id, claim.due_on, claim.principal_open_minor, claim.interest_open_minor,
       claim.cost_open_minor, claim.interest_through_on, claim.interest_carry, claim.fees_agreed,
       claim.principal_minor,
       sent.ids, sent.steps, sent.kinds, sent.states, sent.planned, sent.sent, sent.deadlines,
       sent.covered_kinds, sent.covered,
       charged.kinds, charged.amounts, charged.days, charged.notices,
       held.kinds[1], held.ends[1], coalesce(credit.amount_minor, 0), due.debtor_id,
       greatest(before.deadline_on, held.given_until, returned.on_day),
       before.covered_kinds, before.covered_days, before.covered, charged.deadlines,
       charged.steps, charged.cycles, due.charged_before
from due
cross join lateral (
  select * from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = due.id offset 0
) claim
cross join lateral (
  select p.kind from party p
  where p.tenant_id = (select %(tenant)s::integer) and p.id = due.debtor_id offset 0
) party
left join lateral (
  select array_agg(id order by id) as ids, array_agg(step order by id) as steps,
         array_agg(kind order by id) as kinds, array_agg(state order by id) as states,
         array_agg(planned_on order by id) as planned, array_agg(sent_on order by id) as sent,
         array_agg(deadline_on order by id) as deadlines,
         array_agg(case when n.covered_kind is not null and not exists (
           select from claim_item v
           where v.tenant_id = (select %(tenant)s::integer)
             and v.claim_id = claim.id and v.notice_id = n.id
             and v.kind = n.covered_kind and v.voided_on is not null)
           then n.covered_kind end order by id) as covered_kinds,
         array_agg(covered_minor order by id) as covered
  from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = due.id
    and n.cycle = due.cycle and n.state <> 'withdrawn'
    and n.of_flow
) sent on true
left join lateral (
  select array_agg(i.kind order by i.id) as kinds,
         array_agg(case when i.voided_on is null then i.amount_minor else 0 end
           order by i.id) as amounts,
         array_agg(i.dated_on order by i.id) as days,
         array_agg(i.notice_id order by i.id) as notices,
         array_agg(n.deadline_on order by i.id) as deadlines,
         array_agg(i.step order by i.id) as steps, array_agg(i.cycle order by i.id) as cycles
  from claim_item i
  left join notice n on n.tenant_id = (select %(tenant)s::integer) and n.id = i.notice_id
  where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = claim.id
    and i.step is not null and (i.voided_on is null or i.waived)
) charged on true
left join lateral (
  -- of the holds in force that stop the flow's letters the one that stands longest, that of the
  -- monitoring last, and the last day that was given to pay by one that has ended
  select array_agg(h.kind order by h.kind = 'monitoring', h.until_on desc nulls first)
           filter (where stands) as kinds,
         array_agg(h.until_on order by h.kind = 'monitoring', h.until_on desc nulls first)
           filter (where stands) as ends,
         max(h.until_on) filter (where not stands and h.kind = any (%(giving_time)s)) as given_until
  from (
    select kind, until_on,
           (until_on is null or until_on >= %(today)s) and kind <> all (%(passing)s) as stands
    from hold
    where tenant_id = (select %(tenant)s::integer) and case_id = due.id
      and from_on <= %(today)s
    offset 0
  ) h
) held on true
left join lateral (
  select sum(amount_minor)::bigint as amount_minor from credit_note c
  where c.tenant_id = (select %(tenant)s::integer) and c.debtor_id = due.debtor_id
    and c.claim_id is null
) credit on true
left join lateral (
  select max(n.deadline_on) as deadline_on,
         array_agg(n.covered_kind order by n.id) filter (where covers) as covered_kinds,
         array_agg(n.planned_on order by n.id) filter (where covers) as covered_days,
         array_agg(n.covered_minor order by n.id) filter (where covers) as covered
  from notice n
  cross join lateral (
    select n.covered_kind is not null and not exists (
      select from claim_item v
      where v.tenant_id = (select %(tenant)s::integer) and v.claim_id = claim.id
        and v.notice_id = n.id and v.kind = n.covered_kind and v.voided_on is not null) as covers
  ) still
  where due.cycle > 1 and n.tenant_id = (select %(tenant)s::integer)
    and n.case_id = due.id and n.cycle < due.cycle and n.state = 'sent'
    and n.of_flow
) before on true
left join lateral (
  select max(p.booked_on) as on_day from payment p
  where 'collection_fee' = any (charged.kinds)
    and p.tenant_id = (select %(tenant)s::integer) and p.case_id = due.id
    and p.reverses_id is not null
) returned on true
order by due.id, claim.due_on, claim.id
