-- Client money at the end of each day on which some of it moved, by books: each has its currency.
-- What is held is what is owed: a difference is money that nobody owns or that is not there.
with moved as (
  select tenant_id, greatest(value_on, %(from)s::date) as on_day, debit as account, amount_minor
  from posting
  where tenant_id = any (%(tenants)s) and value_on <= %(through)s
    and debit in ('client_bank', 'suspense', 'owed_to_creditor', 'owed_to_agency',
      'owed_to_debtor', 'held_by_creditor', 'in_transit')
  union all
  select tenant_id, greatest(value_on, %(from)s::date), credit, -amount_minor from posting
  where tenant_id = any (%(tenants)s) and value_on <= %(through)s
    and credit in ('client_bank', 'suspense', 'owed_to_creditor', 'owed_to_agency',
      'owed_to_debtor', 'held_by_creditor', 'in_transit')
), by_day as (
  select tenant_id, on_day,
    sum(case when account in ('client_bank', 'in_transit', 'held_by_creditor')
        then amount_minor else 0 end) as held_minor,
    sum(case when account in ('client_bank', 'in_transit', 'held_by_creditor')
        then 0 else -amount_minor end) as owed_minor
  from moved group by tenant_id, on_day
)
select coalesce(r.name, '') as creditor, coalesce(r.currency, '') as currency, on_day,
       (sum(held_minor) over later)::bigint as held_minor,
       (sum(owed_minor) over later)::bigint as owed_minor
from by_day d
left join creditor r on r.tenant_id = d.tenant_id
window later as (partition by d.tenant_id order by on_day)
order by on_day desc, r.name nulls first, d.tenant_id
