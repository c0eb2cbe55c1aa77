-- A claim lies where its moves lead: each begins where the one before ended, the last one leads to
-- the case that has the claim now, and a merged case has none left.
select tenant_id, claim_id, 'claim ' || claim_id || ' went on from case ' || from_case_id
  || ', but lay on ' || coalesce(before_id, from_case_id)
from (
  select m.tenant_id, m.claim_id, m.from_case_id,
         lag(m.to_case_id) over (partition by m.tenant_id, m.claim_id order by m.id) as before_id
  from claim_move m where m.tenant_id = any (%(tenants)s)
) steps
where before_id <> from_case_id
union all
select c.tenant_id, c.id, 'claim ' || c.id || ' lies on case ' || c.case_id
  || ', its moves lead to ' || last.to_case_id
from (
  select distinct on (m.tenant_id, m.claim_id) m.tenant_id, m.claim_id, m.to_case_id
  from claim_move m where m.tenant_id = any (%(tenants)s)
  order by m.tenant_id, m.claim_id, m.id desc
) last
join claim c on c.tenant_id = last.tenant_id and c.id = last.claim_id
where c.case_id <> last.to_case_id
union all
select k.tenant_id, k.id, 'case ' || k.id || ' went on in another, and claims lie on it'
from collection_case k
where k.tenant_id = any (%(tenants)s) and k.merged_into is not null
  and exists (select from claim c where c.tenant_id = k.tenant_id and c.case_id = k.id)
