-- What the agency laid out and has not got back, the oldest first, each with the case on which its
-- claim stands now and whether there is anything to wait for. The laterals look up what belongs to
-- each outlay: joins would add up all changes anew for each of them.
with standing as materialized (
  select o.id, o.kind, o.advanced_by, o.terms, o.incurred_on, o.case_id, o.item_id,
         (o.amount_minor - coalesce(c.amount_minor, 0))::bigint as outstanding_minor
  from outlay o
  cross join lateral (
    select sum(d.amount_minor) as amount_minor from outlay_change d
    where d.tenant_id = (select %(tenant)s::integer) and d.outlay_id = o.id offset 0
  ) c
  where o.tenant_id = (select %(tenant)s::integer) and o.advanced_by = 'agency'
    and o.incurred_on <= %(today)s and o.amount_minor <> coalesce(c.amount_minor, 0)
), placed as materialized (
  select s.*, coalesce(l.case_id, own.id) as case_now
  from standing s
  cross join lateral (
    select coalesce(c.merged_into, c.id) as id from collection_case c
    where c.tenant_id = (select %(tenant)s::integer) and c.id = s.case_id offset 0
  ) own
  left join lateral (
    select i.claim_id from claim_item i
    where i.tenant_id = (select %(tenant)s::integer) and i.id = s.item_id offset 0
  ) i on true
  left join lateral (
    select c.case_id from claim c
    where c.tenant_id = (select %(tenant)s::integer) and c.id = i.claim_id offset 0
  ) l on true
)
select p.id as outlay_id, k.id as case_id, p.kind, p.advanced_by, p.terms, p.outstanding_minor,
       k.closed_on is not null or p.case_now in (
         select m.case_id from monitoring m
         where m.tenant_id = (select %(tenant)s::integer) and m.reason = 'no_assets'
           and m.ended_on is null) as is_over,
       k.closed_because
from placed p
cross join lateral (
  select k.id, k.closed_on, k.closed_because from collection_case k
  where k.tenant_id = (select %(tenant)s::integer) and k.id = p.case_now offset 0
) k
order by p.incurred_on, p.id
