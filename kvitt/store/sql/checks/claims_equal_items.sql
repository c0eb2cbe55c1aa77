-- A claim's open sums are the sums of its items.
select c.tenant_id, c.id,
       'claim ' || c.id || ' says ' || c.principal_open_minor || ' / ' || c.interest_open_minor
         || ' / ' || c.cost_open_minor
       || ' open (principal / interest / costs), its items say ' || coalesce(i.principal, 0)
         || ' / '
       || coalesce(i.interest, 0) || ' / ' || coalesce(i.cost, 0)
from claim c
left join (
  select tenant_id, claim_id, sum(open_minor) filter (where kind = 'principal') as principal,
         sum(open_minor) filter (where kind = 'interest') as interest,
         sum(open_minor) filter (where kind not in ('principal', 'interest')) as cost
  from claim_item where tenant_id = any (%(tenants)s) group by tenant_id, claim_id
) i on i.tenant_id = c.tenant_id and i.claim_id = c.id
where c.tenant_id = any (%(tenants)s)
  and (c.principal_open_minor, c.interest_open_minor, c.cost_open_minor)
      is distinct from (coalesce(i.principal, 0), coalesce(i.interest, 0), coalesce(i.cost, 0))
