-- What an authority took is booked as it told, as a whole and once; and what it kept covers its own
-- costs and nothing else.
with standing as (
  select p.tenant_id, p.id, p.distribution_id, p.amount_minor, p.kept_minor
  from payment p
  where p.tenant_id = any (%(tenants)s) and p.manner = 'attachment' and p.reverses_id is null
    and not exists (
      select from payment r where r.tenant_id = p.tenant_id and r.reverses_id = p.id)
), told as (
  select tenant_id, distribution_id, sum(amount_minor) as paid_minor, sum(kept_minor) as kept_minor
  from standing where distribution_id is not null group by tenant_id, distribution_id
)
select d.tenant_id, d.id,
       'distribution ' || d.id || ' of ' || d.paid_minor || ' with ' || d.kept_minor
         || ' kept is booked as ' || t.paid_minor || ' with ' || t.kept_minor
         || case when d.taken_back_on is not null then ' and was taken back' else '' end
from told t
join distribution d on d.tenant_id = t.tenant_id and d.id = t.distribution_id
where (d.paid_minor, d.kept_minor) <> (t.paid_minor, t.kept_minor) or d.taken_back_on is not null
union all
select p.tenant_id, p.id,
       'payment ' || p.id || ' says that the authority kept ' || p.kept_minor
         || ', its parts say ' || coalesce(k.kept_minor, 0)
from payment p
left join (
  select a.tenant_id, a.payment_id, sum(a.amount_minor) as kept_minor,
         bool_and(i.kind in ('enforcement_base_fee', 'eviction_base_fee')) as of_its_own
  from allocation a
  join claim_item i on i.tenant_id = a.tenant_id and i.id = a.item_id
  where a.tenant_id = any (%(tenants)s) and a.payment_id is not null and a.owed_to is null
  group by a.tenant_id, a.payment_id
) k on k.tenant_id = p.tenant_id and k.payment_id = p.id
where p.tenant_id = any (%(tenants)s)
  and (p.kept_minor <> coalesce(k.kept_minor, 0) or not coalesce(k.of_its_own, true))
