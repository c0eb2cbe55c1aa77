-- What is open of each item is what its postings leave on the debtor's account.
select i.tenant_id, i.id,
       'item ' || i.id || ' (' || i.kind || ') says ' || i.open_minor
         || ' open, its postings say ' || coalesce(b.open_minor, 0)
from claim_item i
left join (
  select tenant_id, item_id,
         sum(case when debit = 'receivable' then amount_minor
           when credit = 'receivable' then -amount_minor else 0 end)
           as open_minor
  from posting where tenant_id = any (%(tenants)s) and item_id is not null
  group by tenant_id, item_id
) b on b.tenant_id = i.tenant_id and b.item_id = i.id
where i.tenant_id = any (%(tenants)s) and i.open_minor <> coalesce(b.open_minor, 0)
