-- Payments that creditors told of, with the sum and case of a bank line's share, some days apart
-- and not taken back.
select s.line_id, min(p.booked_on)
from unnest(%(lines)s::bigint[], %(tenants)s::integer[], %(cases)s::bigint[], %(amounts)s::bigint[],
  %(days)s::date[]) as s (line_id, tenant_id, case_id, amount_minor, booked_on)
cross join lateral (
  select s.case_id as id union all
  select k.id from collection_case k
  where k.tenant_id = s.tenant_id and k.merged_into = s.case_id
  union all
  select k.split_from from collection_case k
  where k.tenant_id = s.tenant_id and k.id = s.case_id and k.split_from is not null
) own
join payment p on p.tenant_id = s.tenant_id and p.case_id = own.id and p.is_direct
  and p.amount_minor = s.amount_minor
  and p.booked_on between s.booked_on - %(near)s::integer and s.booked_on + %(near)s::integer
where not exists (
  select from payment r where r.tenant_id = p.tenant_id and r.reverses_id = p.id)
group by s.line_id
