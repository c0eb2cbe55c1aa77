-- The plans of the cases, ended ones too: their instalments' references, and their claims with
-- the cases where these stand, oldest first. The laterals keep the way from the few plans to
-- the claims.
with touched as (
  select distinct pc.plan_id
  from plan_claim pc
  cross join lateral (
    select c.case_id from claim c where c.tenant_id = pc.tenant_id and c.id = pc.claim_id offset 0
  ) c
  where pc.tenant_id = (select %(tenant)s::integer)
    and c.case_id in (select unnest(%(cases)s::text::bigint[]))
)
select p.id, p.ended_on is null as is_running, parts.refs, claimed.claims, claimed.cases
from touched
join plan p on p.tenant_id = (select %(tenant)s::integer) and p.id = touched.plan_id
cross join lateral (
  select array_agg(i.payment_reference order by i.number) as refs from instalment i
  where i.tenant_id = p.tenant_id and i.plan_id = p.id
) parts
cross join lateral (
  select array_agg(c.id order by c.due_on, c.id) as claims,
         array_agg(c.case_id order by c.due_on, c.id) as cases
  from plan_claim pc join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
  where pc.tenant_id = p.tenant_id and pc.plan_id = p.id
) claimed
order by p.id
