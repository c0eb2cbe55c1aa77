-- Settlement offers that are to be looked at: paid in full in time, run out, never told, or on a
-- case that is closed; one that has lapsed too, where the bank tells late that it was paid in time.
-- Their rows are locked; what another worker has locked is passed over.
select o.id, o.case_id, o.state, o.amount_minor, o.pay_by_on, o.holds_until_on,
       k.closed_on is not null as is_closed, k.closed_because, told.letter, paid.minor as paid_minor
from settlement_offer o
join collection_case k on k.tenant_id = o.tenant_id and k.id = o.case_id
cross join lateral (
  select coalesce(sum(p.amount_minor), 0)::bigint as minor
  from payment p
  where p.tenant_id = o.tenant_id and p.case_id = o.case_id and p.id > o.paid_after
    and p.amount_minor > 0 and p.booked_on <= o.pay_by_on and not exists (
      select from payment r where r.tenant_id = p.tenant_id and r.reverses_id = p.id)
) paid
cross join lateral (
  select exists (
    select from notice n where n.tenant_id = o.tenant_id and n.case_id = o.case_id
      and n.step = 'settlement_offer-' || o.id and n.state <> 'withdrawn') as letter
) told
where o.tenant_id = (select %(tenant)s::integer)
  and case o.state
    when 'proposed' then k.closed_on is not null or o.pay_by_on < %(today)s
    when 'approved' then k.closed_on is not null or o.holds_until_on < %(today)s
      or paid.minor >= o.amount_minor or not told.letter
    when 'lapsed' then k.closed_on is null and paid.minor >= o.amount_minor
    else false end
order by o.id
limit %(batch)s
for update of o skip locked
