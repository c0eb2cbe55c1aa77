-- What was charged is open, paid, credited, written off or taken back: nothing of it is lost.
select i.tenant_id, i.id,
       'item ' || i.id || ' (' || i.kind || ') of ' || i.amount_minor || ' has ' || i.open_minor
         || ' open, ' || coalesce(a.amount_minor, 0) || ' paid or credited and '
         || coalesce(w.amount_minor, 0) || ' written off'
from claim_item i
left join (
  select tenant_id, item_id, sum(amount_minor) as amount_minor from allocation
  where tenant_id = any (%(tenants)s) and item_id is not null group by tenant_id, item_id
) a on a.tenant_id = i.tenant_id and a.item_id = i.id
left join (
  select tenant_id, item_id, sum(amount_minor) as amount_minor from write_off
  where tenant_id = any (%(tenants)s) group by tenant_id, item_id
) w on w.tenant_id = i.tenant_id and w.item_id = i.id
where i.tenant_id = any (%(tenants)s)
  and case when i.voided_on is null then i.amount_minor - i.open_minor else 0 end
      <> coalesce(a.amount_minor, 0) + coalesce(w.amount_minor, 0)
