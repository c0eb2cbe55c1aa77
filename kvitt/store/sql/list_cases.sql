-- The named cases with what a list shows and judges stages by; the newest first.
select c.tenant_id, c.id, c.flow, c.cycle, c.next_what, c.next_on, c.closed_on,
       p.kind as debtor_kind, p.name as debtor_name, r.name as creditor_name, r.currency,
       owed.invoices, owed.due_on, owed.principal_minor, owed.interest_minor, owed.cost_minor,
       sent.ids, sent.steps, sent.kinds, sent.states, sent.planned, sent.sent, sent.deadlines
from unnest(%(tenants)s::integer[], %(cases)s::bigint[]) as named (tenant_id, id)
join collection_case c on c.tenant_id = named.tenant_id and c.id = named.id
join party p on p.tenant_id = c.tenant_id and p.id = c.debtor_id
join creditor r on r.tenant_id = c.tenant_id
cross join lateral (
  -- a case that was merged into another has no claims any more
  select coalesce(array_agg(invoice_number order by due_on, id), '{}') as invoices,
         coalesce(max(due_on), c.closed_on) as due_on,
         coalesce(sum(principal_open_minor), 0)::bigint as principal_minor,
         coalesce(sum(interest_open_minor), 0)::bigint as interest_minor,
         coalesce(sum(cost_open_minor), 0)::bigint as cost_minor
  from claim where claim.tenant_id = c.tenant_id and claim.case_id = c.id
) owed
cross join lateral (
  select array_agg(id order by id) as ids, array_agg(step order by id) as steps,
         array_agg(kind order by id) as kinds, array_agg(state order by id) as states,
         array_agg(planned_on order by id) as planned, array_agg(sent_on order by id) as sent,
         array_agg(deadline_on order by id) as deadlines
  from notice n
  where n.tenant_id = c.tenant_id and n.case_id = c.id and n.cycle = c.cycle
    and n.state <> 'withdrawn' and n.of_flow
) sent
order by c.id desc
