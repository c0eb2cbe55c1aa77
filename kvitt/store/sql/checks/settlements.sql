-- A settlement is the sum of its lines, and its lines are the sums of the allocations they settle.
select s.tenant_id, s.id,
       'settlement ' || s.number || ' says ' || s.to_creditor_minor || ' + '
         || s.to_agency_minor || ', its lines '
       || coalesce(l.to_creditor, 0) || ' + ' || coalesce(l.to_agency, 0)
from settlement s
left join (
  select tenant_id, settlement_id, sum(to_creditor_minor) as to_creditor,
    sum(to_agency_minor) as to_agency
  from settlement_line where tenant_id = any (%(tenants)s) group by tenant_id, settlement_id
) l on l.tenant_id = s.tenant_id and l.settlement_id = s.id
where s.tenant_id = any (%(tenants)s)
  and (s.to_creditor_minor, s.to_agency_minor) is distinct from (coalesce(l.to_creditor, 0),
    coalesce(l.to_agency, 0))
union all
select l.tenant_id, l.allocation_id, 'allocation ' || l.allocation_id || ' of '
  || a.amount_minor || ' is settled as '
       || l.to_creditor_minor + l.to_agency_minor
from settlement_line l
join allocation a on a.tenant_id = l.tenant_id and a.id = l.allocation_id
where l.tenant_id = any (%(tenants)s) and a.amount_minor <> l.to_creditor_minor + l.to_agency_minor
union all
select s.tenant_id, s.id,
       'settlement ' || s.number || ' says that the creditor had received ' || s.held_minor
         || ' itself, its payments say ' || coalesce(d.held_minor, 0)
from settlement s
left join (
  select l.tenant_id, l.settlement_id, sum(a.amount_minor) as held_minor
  from settlement_line l
  join allocation a on a.tenant_id = l.tenant_id and a.id = l.allocation_id
  join payment p on p.tenant_id = a.tenant_id and p.id = a.payment_id and p.is_direct
  where l.tenant_id = any (%(tenants)s) group by l.tenant_id, l.settlement_id
) d on d.tenant_id = s.tenant_id and d.settlement_id = s.id
where s.tenant_id = any (%(tenants)s) and s.held_minor <> coalesce(d.held_minor, 0)
