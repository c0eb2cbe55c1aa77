-- What the agency laid out and has not got back, the oldest first, each with the case on which its
-- claim stands now and whether there is anything to wait for.
select o.id as outlay_id, k.id as case_id, o.kind, o.advanced_by, o.terms,
       (o.amount_minor - coalesce(c.amount_minor, 0))::bigint as outstanding_minor,
       k.closed_on is not null or exists (
         select from monitoring m
         where m.tenant_id = k.tenant_id and m.case_id = k.id and m.reason = 'no_assets'
           and m.ended_on is null) as is_over,
       k.closed_because
from outlay o
left join (
  select outlay_id, sum(amount_minor) as amount_minor from outlay_change
  where tenant_id = (select %(tenant)s::integer) group by outlay_id
) c on c.outlay_id = o.id
join collection_case own on own.tenant_id = o.tenant_id and own.id = o.case_id
left join claim_item i on i.tenant_id = o.tenant_id and i.id = o.item_id
left join claim l on l.tenant_id = o.tenant_id and l.id = i.claim_id
join collection_case k on k.tenant_id = o.tenant_id
  and k.id = coalesce(l.case_id, own.merged_into, own.id)
where o.tenant_id = (select %(tenant)s::integer) and o.advanced_by = 'agency'
  and o.incurred_on <= %(today)s
  and o.amount_minor <> coalesce(c.amount_minor, 0)
order by o.incurred_on, o.id
