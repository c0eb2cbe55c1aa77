-- What is open on the claims of the cases, oldest first, with what bears on a plan: the holds in
-- force and the running plan of each claim.
select c.id as claim_id, c.case_id, c.invoice_number, k.debtor_id, p.kind as debtor_kind,
       k.closed_on is not null as is_closed,
       c.principal_open_minor, c.interest_open_minor, c.cost_open_minor,
       c.interest_through_on, c.interest_carry,
       pc.plan_id, coalesce(held.kinds, '{}') as held_by
from collection_case k
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
left join plan_claim pc on pc.tenant_id = c.tenant_id and pc.claim_id = c.id
  and pc.ended_on is null
left join lateral (
  select array_agg(distinct h.kind order by h.kind) as kinds from hold h
  where h.tenant_id = k.tenant_id and h.case_id = k.id
    and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
) held on true
where k.tenant_id = (select %(tenant)s::integer) and k.id = any (%(cases)s)
order by c.due_on, c.id
