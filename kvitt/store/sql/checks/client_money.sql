-- Client money in the bank, with what debtors paid to creditors themselves, is what is owed to
-- creditors, agency and debtors, and what waits in suspense.
with balance as (
  select coalesce(sum(case when debit in ('client_bank', 'in_transit', 'held_by_creditor')
                           then amount_minor else 0 end)
                - sum(case when credit in ('client_bank', 'in_transit', 'held_by_creditor')
                           then amount_minor else 0 end), 0) as held,
         coalesce(sum(case when credit in ('owed_to_creditor', 'owed_to_agency', 'owed_to_debtor',
           'suspense')
                           then amount_minor else 0 end)
                - sum(case when debit in ('owed_to_creditor', 'owed_to_agency', 'owed_to_debtor',
                  'suspense')
                           then amount_minor else 0 end), 0) as owed,
         coalesce(sum(case when debit = 'in_transit' then amount_minor else 0 end)
                - sum(case when credit = 'in_transit' then amount_minor else 0 end), 0) as transit
  from posting where tenant_id = any (%(tenants)s)
)
select 0, 0, 'client money in the bank is ' || held || ', what is owed of it is ' || owed
  from balance where held <> owed
union all
select 0, 0, 'client money in transit between the books is ' || transit || ' and should be nothing'
from balance where transit <> 0
union all
select tenant_id, 0, 'account ' || account || ' is overdrawn by ' || -amount_minor
from (
  select tenant_id, account, sum(amount_minor) as amount_minor
  from (
    select tenant_id, credit as account, amount_minor from posting
      where tenant_id = any (%(tenants)s)
    union all
    select tenant_id, debit, -amount_minor from posting where tenant_id = any (%(tenants)s)
  ) moved
  where account = 'owed_to_debtor'
  group by tenant_id, account
) owed
where amount_minor < 0
