-- What has been put to an authority about the cases: the proceeding that runs, the last title that
-- stands, and whether the case is followed. Cases of which there is nothing give no row. A title is
-- found by its claims, wherever they have gone.
select named.id, p.kind, p.state, p.authority, p.filed_on, p.next_what, p.next_owner, p.next_on,
       held.title_on, coalesce(held.is_followed, false) as is_followed
from unnest(%(cases)s::bigint[]) named (id)
left join proceeding p on p.tenant_id = any (%(tenants)s) and p.case_id = named.id
  and p.ended_on is null
cross join lateral (
  select (
           select max(t.given_on)
           from claim c
           join title_claim tc on tc.tenant_id = c.tenant_id and tc.claim_id = c.id
           join title t on t.tenant_id = tc.tenant_id and t.id = tc.title_id
           where c.tenant_id = any (%(tenants)s) and c.case_id = named.id and t.fell_on is null
         ) as title_on,
         exists (
           select from monitoring m
           join hold h on h.tenant_id = m.tenant_id and h.case_id = m.case_id
             and h.kind = 'monitoring' and h.until_on is null
           where m.tenant_id = any (%(tenants)s) and m.case_id = named.id and m.ended_on is null
         ) as is_followed
) held
where p.id is not null or held.title_on is not null or held.is_followed
