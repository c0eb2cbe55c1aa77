-- The cases that wake today of debtors with several open cases, debtor by debtor.
with waking as (
  select id, debtor_id from collection_case
  where tenant_id = (select %(tenant)s::integer) and closed_on is null and wake_on <= %(today)s
    and (%(cases)s::bigint[] is null or debtor_id in (
      select debtor_id from collection_case
      where tenant_id = (select %(tenant)s::integer) and id = any (%(cases)s)))
), shared as (
  select debtor_id from collection_case
  where tenant_id = (select %(tenant)s::integer) and closed_on is null
    and debtor_id in (select debtor_id from waking)
  group by debtor_id having count(*) > 1
)
select waking.id, waking.debtor_id
from waking join shared on shared.debtor_id = waking.debtor_id
order by waking.debtor_id, waking.id
limit %(batch)s
