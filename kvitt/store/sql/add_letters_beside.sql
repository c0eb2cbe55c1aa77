-- Letters beside the flow, each with what is open now of all that it is about. None where the case
-- is closed (unless the letter answers its debtor) or has that letter in its cycle.
insert into notice (tenant_id, id, case_id, step, cycle, kind, planned_on, principal_minor,
                    interest_minor, cost_minor, of_flow, plan_id, instalment)
select k.tenant_id, new.id, k.id, new.step, k.cycle, new.kind, %(today)s, open.principal_minor,
       open.interest_minor, open.cost_minor, false, new.plan_id, new.instalment
from unnest(%(ids)s::bigint[], %(cases)s::bigint[], %(kinds)s::text[], %(steps)s::text[],
  %(plans)s::bigint[], %(instalments)s::smallint[])
  as new (id, case_id, kind, step, plan_id, instalment)
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = new.case_id
cross join lateral open_of_letter(k.tenant_id, k.id, new.plan_id) open
where (k.closed_on is null or new.kind = any (%(answering)s))
  and not exists (
    select from notice n
    where n.tenant_id = (select %(tenant)s::integer) and n.case_id = k.id and n.step = new.step
      and n.cycle = k.cycle and n.state <> 'withdrawn')
returning id, case_id, step
