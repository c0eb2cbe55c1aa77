-- Client money of each of the books, through a day: what is held, and what is owed of it to whom.
with moved as (
  select tenant_id, debit as account, amount_minor from posting
  where tenant_id = any (%(tenants)s) and value_on <= %(through)s
    and debit in ('client_bank', 'suspense', 'owed_to_creditor', 'owed_to_agency',
      'owed_to_debtor', 'held_by_creditor', 'in_transit')
  union all
  select tenant_id, credit, -amount_minor from posting
  where tenant_id = any (%(tenants)s) and value_on <= %(through)s
    and credit in ('client_bank', 'suspense', 'owed_to_creditor', 'owed_to_agency',
      'owed_to_debtor', 'held_by_creditor', 'in_transit')
)
select m.tenant_id, coalesce(r.name, '') as creditor, coalesce(r.currency, '') as currency,
  coalesce(sum(amount_minor) filter (where account = 'client_bank'), 0)::bigint as bank_minor,
  coalesce(sum(amount_minor) filter (where account = 'in_transit'), 0)::bigint as transit_minor,
  coalesce(sum(amount_minor) filter (where account = 'held_by_creditor'), 0)::bigint
    as at_creditor_minor,
  coalesce(-sum(amount_minor) filter (where account = 'owed_to_creditor'), 0)::bigint
    as creditor_minor,
  coalesce(-sum(amount_minor) filter (where account = 'owed_to_agency'), 0)::bigint
    as agency_minor,
  coalesce(-sum(amount_minor) filter (where account = 'owed_to_debtor'), 0)::bigint
    as debtor_minor,
  coalesce(-sum(amount_minor) filter (where account = 'suspense'), 0)::bigint as suspense_minor,
  sum(amount_minor)::bigint as difference_minor
from moved m
left join creditor r on r.tenant_id = m.tenant_id
group by m.tenant_id, r.name, r.currency
order by r.name nulls first, m.tenant_id
