-- Plans as their letters tell them: the agreement, its instalments, its claims, and what was paid.
select p.id, p.agreed_on, p.agreed_by, p.rules, p.terms, p.ended_on,
       claimed.cases, claimed.invoices, claimed.open_minor,
       parts.numbers, parts.days, parts.amounts, parts.payment_references,
       greatest(coalesce(paid.minor, 0), 0)::bigint as paid_minor,
       not exists (
         select from collection_case k
         join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
         where k.tenant_id = p.tenant_id and k.debtor_id = p.debtor_id and k.closed_on is null
           and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
           and c.id <> all (claimed.claims)) as is_whole
from plan p
cross join lateral (
  select array_agg(distinct c.case_id) as cases, array_agg(c.invoice_number) as invoices,
         array_agg(c.id) as claims,
         sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)::bigint
           as open_minor
  from plan_claim pc
  join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
  where pc.tenant_id = p.tenant_id and pc.plan_id = p.id
) claimed
cross join lateral (
  select array_agg(number order by due_on, number) as numbers,
         array_agg(due_on order by due_on, number) as days,
         array_agg(amount_minor order by due_on, number) as amounts,
         array_agg(payment_reference order by due_on, number) as payment_references
  from instalment i where i.tenant_id = p.tenant_id and i.plan_id = p.id
) parts
left join lateral (
  select sum(amount_minor)::bigint as minor
  from (
    select a.amount_minor
    from claim_item i
    join allocation a on a.tenant_id = p.tenant_id and a.item_id = i.id
    join payment m on m.tenant_id = p.tenant_id and m.id = a.payment_id
    where i.tenant_id = p.tenant_id and i.claim_id = any (claimed.claims)
      and m.id > p.paid_after and coalesce(m.reverses_id, m.id) > p.paid_after
    union all
    select a.amount_minor
    from payment m
    join allocation a on a.tenant_id = p.tenant_id and a.payment_id = m.id and a.item_id is null
    where m.tenant_id = p.tenant_id and m.case_id = any (claimed.cases)
      and m.id > p.paid_after and coalesce(m.reverses_id, m.id) > p.paid_after
  ) part
) paid on true
where p.tenant_id = (select %(tenant)s::integer) and p.id = any (%(plans)s)
