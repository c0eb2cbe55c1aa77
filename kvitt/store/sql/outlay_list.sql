-- Outlays with what became of each, the oldest first.
select o.id, o.case_id, o.kind, o.authority, o.advanced_by, o.amount_minor, o.incurred_on,
       o.reference, o.terms, o.item_id, o.proceeding_id,
       o.recorded_by,
       coalesce(c.recovered, 0)::bigint as recovered_minor,
       coalesce(c.billed, 0)::bigint as billed_minor, coalesce(c.vat, 0)::bigint as vat_minor,
       coalesce(c.refunded, 0)::bigint as refunded_minor,
       coalesce(c.borne, 0)::bigint as borne_minor,
       (o.amount_minor - coalesce(c.amount, 0))::bigint as outstanding_minor
from outlay o
cross join lateral (
  select sum(d.amount_minor) as amount, sum(d.vat_minor) as vat,
         sum(d.amount_minor) filter (where d.kind = 'recovered') as recovered,
         sum(d.amount_minor) filter (where d.kind = 'billed') as billed,
         sum(d.amount_minor) filter (where d.kind = 'refunded') as refunded,
         sum(d.amount_minor) filter (where d.kind = 'borne') as borne
  from outlay_change d
  where d.tenant_id = (select %(tenant)s::integer) and d.outlay_id = o.id offset 0
) c
where o.tenant_id = (select %(tenant)s::integer)
  and (%(case)s::bigint is null or o.case_id = %(case)s)
  and (%(ids)s::bigint[] is null or o.id = any (%(ids)s))
order by o.incurred_on, o.id
