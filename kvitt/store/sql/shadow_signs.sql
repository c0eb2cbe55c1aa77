-- Signs in the creditor's own books that open claims are paid already: claim, kind of sign, amount,
-- number and day. Money of the debtor that covers nothing, a credit note that waits, the same
-- amount paid on another case, and a later invoice that is paid.
with asked as (
  select c.id, c.case_id, k.debtor_id, c.issued_on, c.due_on,
         c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor
  from unnest(%(claims)s::bigint[]) w (claim_id)
  cross join lateral (
    select * from claim c
    where c.tenant_id = (select %(tenant)s::integer) and c.id = w.claim_id offset 0
  ) c
  cross join lateral (
    select debtor_id from collection_case k
    where k.tenant_id = (select %(tenant)s::integer) and k.id = c.case_id offset 0
  ) k
)
select a.id, 'overpayment' as kind, over.amount_minor, null::text as number, over.on_day
from asked a
cross join lateral (
  select sum(l.amount_minor)::bigint as amount_minor, max(p.booked_on) as on_day
  from collection_case k
  join payment p on p.tenant_id = k.tenant_id and p.case_id = k.id
  join allocation l on l.tenant_id = p.tenant_id and l.payment_id = p.id and l.item_id is null
  where k.tenant_id = (select %(tenant)s::integer) and k.debtor_id = a.debtor_id
) over
where over.amount_minor > 0
union all
select a.id, 'credit_note', n.amount_minor, n.number, n.issued_on
from asked a
cross join lateral (
  select sum(amount_minor)::bigint as amount_minor, min(number) as number,
         max(issued_on) as issued_on
  from credit_note n
  where n.tenant_id = (select %(tenant)s::integer) and n.debtor_id = a.debtor_id
    and n.claim_id is null
) n
where n.amount_minor > 0
union all
select a.id, 'same_amount', a.open_minor, other.invoice_number, other.booked_on
from asked a
cross join lateral (
  select c.invoice_number, p.booked_on
  from collection_case k
  join payment p on p.tenant_id = k.tenant_id and p.case_id = k.id
  join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
  where k.tenant_id = (select %(tenant)s::integer) and k.debtor_id = a.debtor_id
    and k.id <> a.case_id and p.amount_minor = a.open_minor and p.booked_on >= a.issued_on
    and not exists (
      select from payment r where r.tenant_id = p.tenant_id and r.reverses_id = p.id)
  order by p.booked_on desc, c.id limit 1
) other
union all
select a.id, 'later_paid', null, other.invoice_number, other.due_on
from asked a
cross join lateral (
  select c.invoice_number, c.due_on
  from collection_case k
  join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
  where k.tenant_id = (select %(tenant)s::integer) and k.debtor_id = a.debtor_id
    and c.due_on > a.due_on and c.principal_open_minor = 0 and exists (
      select from payment p where p.tenant_id = k.tenant_id and p.case_id = k.id)
  order by c.due_on desc, c.id limit 1
) other
order by 1, 2
