-- Who advanced what these items were charged for, and what is outstanding of it if everything is
-- counted that debtors have paid on it, settled or not.
select o.item_id, o.advanced_by,
       (o.amount_minor - coalesce(paid.amount_minor, 0) - coalesce(c.amount_minor, 0))::bigint
from outlay o
left join lateral (
  select sum(a.amount_minor) as amount_minor from allocation a
  where a.item_id = o.item_id and a.tenant_id = o.tenant_id and a.owed_to = 'owed_to_agency'
) paid on true
left join lateral (
  select sum(d.amount_minor) as amount_minor from outlay_change d
  where d.tenant_id = o.tenant_id and d.outlay_id = o.id and d.kind <> 'recovered'
) c on true
where o.tenant_id = (select %(tenant)s::integer) and o.item_id = any (%(items)s)
