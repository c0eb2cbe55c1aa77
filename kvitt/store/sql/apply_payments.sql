-- Staged payments become payments, items, allocations, postings, open sums, tasks and history.
insert into claim_item (tenant_id, id, claim_id, kind, amount_minor, open_minor, dated_on,
                        from_on, until_on, rate_bp, base_minor, because)
select %(tenant)s, id, claim_id, 'interest', amount_minor, amount_minor, %(today)s,
       from_on, until_on, rate_bp, base_minor, because
from new_item;

insert into payment (tenant_id, id, case_id, bank_line_id, amount_minor, kept_minor, booked_on,
                     reference, reverses_id, is_direct, manner, distribution_id, because)
select %(tenant)s, id, case_id, bank_line_id, amount_minor, kept_minor, booked_on, reference,
       reverses_id, %(source)s::text = 'held_by_creditor', manner, distribution_id, because
from new_payment;

insert into allocation
  (tenant_id, payment_id, item_id, case_id, amount_minor, allocated_on, owed_to)
select %(tenant)s, payment_id, item_id, case_id, amount_minor, %(today)s, owed_to
from new_allocation;

insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id, item_id)
select %(tenant)s::integer, %(booking)s::bigint, 'receivable'::ledger_account,
       'claims_held'::ledger_account, amount_minor, %(today)s::date, case_id, id
from new_item
union all
select %(tenant)s, %(booking)s, 'claims_held', 'receivable', amount_minor, %(today)s,
       case_id, item_id
from new_void
union all
-- What an authority kept passes by us: it is nobody's of ours, and no settlement pays it out.
select %(tenant)s, %(booking)s,
       case when owed_to is null then 'kept_by_authority' else %(source)s::ledger_account end,
       'receivable', amount_minor, booked_on, case_id, item_id
from new_allocation where item_id is not null and amount_minor > 0
union all
select %(tenant)s, %(booking)s, 'claims_held', coalesce(owed_to, 'kept_by_authority'),
       amount_minor, booked_on, case_id, item_id
from new_allocation where item_id is not null and amount_minor > 0
union all
select %(tenant)s, %(booking)s, %(source)s::ledger_account, 'owed_to_debtor', amount_minor,
       booked_on, case_id, null
from new_allocation where item_id is null and amount_minor > 0
union all
select %(tenant)s, %(booking)s,
       case when item_id is null then 'owed_to_debtor' else 'receivable' end::ledger_account,
       case when item_id is not null and owed_to is null then 'kept_by_authority'
         else %(source)s::ledger_account end,
       -amount_minor, booked_on, case_id, item_id
from new_allocation where amount_minor < 0
union all
select %(tenant)s, %(booking)s, coalesce(owed_to, 'kept_by_authority'), 'claims_held',
       -amount_minor, booked_on, case_id, item_id
from new_allocation where item_id is not null and amount_minor < 0;

update claim_item i set open_minor = i.open_minor - a.amount_minor
from (
  select item_id, sum(amount_minor)::bigint as amount_minor
  from new_allocation where item_id is not null group by item_id
  order by item_id  -- neighbours on disk are changed together
) a
where i.tenant_id = (select %(tenant)s::integer) and i.id = a.item_id;

update claim_item i set open_minor = 0, voided_on = %(today)s
from new_void v
where i.tenant_id = (select %(tenant)s::integer) and i.id = v.item_id;

update claim c set
  principal_open_minor = c.principal_open_minor - d.principal_minor,
  interest_open_minor = c.interest_open_minor - d.interest_minor,
  cost_open_minor = c.cost_open_minor - d.cost_minor,
  interest_through_on = coalesce(s.through_on, c.interest_through_on),
  interest_carry = coalesce(s.carry, c.interest_carry)
from (
  select claim_id,
         sum(case kind when 'principal' then amount_minor else 0 end)::bigint as principal_minor,
         sum(case kind when 'interest' then amount_minor else 0 end)::bigint as interest_minor,
         sum(case kind when 'cost' then amount_minor else 0 end)::bigint as cost_minor
  from (select claim_id, kind, amount_minor from new_allocation where item_id is not null
        union all select claim_id, kind, amount_minor from new_void
        union all select claim_id, 'interest', -amount_minor from new_item
        union all select claim_id, 'interest', 0 from new_stand) change
  group by claim_id order by claim_id
) d
left join new_stand s on s.claim_id = d.claim_id
where c.tenant_id = (select %(tenant)s::integer) and c.id = d.claim_id;

update collection_case k set
  wake_on = case when t.closes then null else least(k.wake_on, %(today)s::date) end,
  next_on = case when t.closes then null else least(k.next_on, %(today)s::date) end,
  next_what = case when t.closes then 'nothing: the case is closed'
                   else 'the case is looked at again' end,
  next_owner = case when not t.closes then 'kvitt' end,
  closed_on = case when t.closes then %(today)s::date end,
  closed_because = case when t.closes then 'paid' end
from (
  select case_id, bool_or(closes) as closes, bool_or(reopens) as reopens
  from new_payment group by case_id order by case_id
) t
where k.tenant_id = (select %(tenant)s::integer) and k.id = t.case_id
  and (k.closed_on is null or t.reopens);

insert into task (tenant_id, case_id, kind, raised_on, sentence, given, source_id)
select %(tenant)s, case_id, kind, %(today)s, sentence, given, source_id from new_question;

insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by, source_id)
select %(tenant)s, case_id, kind, %(today)s, sentence, %(actor)s, source_id
from new_question where stops;

insert into new_history (case_id, on_day, kind, actor, given)
select case_id, %(today)s, kind, %(actor)s, given
from (
  select p.id as place, 0 as step, p.case_id, p.event as kind,
         case when p.principal_minor = p.amount_minor and p.reverses_id is null
           and p.manner = 'voluntary'
         then jsonb_build_object(  -- the principal alone, as most payments: half the time
           'payment', p.id, 'amount_minor', p.amount_minor, 'booked_on', p.booked_on,
           'principal_minor', p.principal_minor)
         else jsonb_strip_nulls(jsonb_build_object(
           'payment', p.id, 'amount_minor', p.amount_minor, 'booked_on', p.booked_on,
           'principal_minor', nullif(p.principal_minor, 0),
           'interest_minor', nullif(p.interest_minor, 0), 'cost_minor', nullif(p.cost_minor, 0),
           'manner', nullif(p.manner, 'voluntary'), 'kept_minor', nullif(p.kept_minor, 0),
           'distribution', p.distribution_id,
           'reverses', p.reverses_id, 'between', p.because -> 'between',
           'because', p.because -> 'why')) end as given
  from new_payment p
  union all
  select p.id, 1, p.case_id, 'overpaid',
         jsonb_build_object('payment', p.id, 'amount_minor', p.left_minor)
  from new_payment p where p.left_minor > 0
  union all
  select p.id, 1, p.case_id, 'interest_waived',
         jsonb_build_object('payment', p.id, 'amount_minor', p.waived_minor,
           'because', 'the creditor''s agreement: exactly what was asked has been paid')
  from new_payment p where p.waived_minor > 0
  union all
  select p.id, 2, p.case_id, 'case_closed', '{"because": "paid"}'::jsonb
  from new_payment p where p.closes
  union all
  select p.id, 3, p.case_id, 'case_reopened', '{"because": "payment_reversed"}'::jsonb
  from new_payment p where p.reopens
  union all
  select v.item_id, 4, v.case_id, 'charge_taken_back', jsonb_build_object('item', v.item_id,
           'kind', v.kind, 'amount_minor', v.amount_minor,
           'because', 'charged for days after the payment')
  from new_void v
) event
order by place, step
