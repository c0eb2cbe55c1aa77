-- No claim expires by neglect: from 90 days before its last day by what is proven, somebody has
-- planned an act. The day is that of the newest event of the creditor's history.
with now as (
  select tenant_id, max(on_day) as today from history
  where tenant_id = any (%(tenants)s) group by tenant_id
)
select l.tenant_id, c.id,
       'claim ' || c.id || ' of case ' || c.case_id || ' expires after ' || l.expires_on
         || ' and no act is planned before'
from now
join limitation_clock l on l.tenant_id = now.tenant_id
  and l.expires_on between now.today and now.today + 90
join claim c on c.tenant_id = l.tenant_id and c.id = l.claim_id
join collection_case k on k.tenant_id = c.tenant_id and k.id = c.case_id
where k.closed_on is null
  and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
  and not exists (
    select from planned_act a
    where a.tenant_id = l.tenant_id and a.claim_id = c.id and a.done_on is null
      and a.by_on <= l.act_by)
