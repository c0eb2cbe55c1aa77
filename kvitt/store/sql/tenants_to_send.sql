-- Tenants with planned notices that were not given back a moment ago.
select t
from unnest(%(tenants)s::integer[]) t
where exists (
  select from notice n
  where n.tenant_id = t and n.state = 'planned' and not exists (
    select from dispatch d
    where d.tenant_id = n.tenant_id and d.notice_id = n.id and d.state = 'withdrawn'
      and d.sentence is not null and d.ended_at > %(given_back_after)s::timestamptz))
