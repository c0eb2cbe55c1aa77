-- Every open case of the debtors, with its last letter that left and a hold in force.
select c.id, c.debtor_id, c.flow, c.next_on, last.step, last.kind, held.kind,
       c.kept_apart_because is not null
from collection_case c
left join lateral (
  select n.step, n.kind from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = c.id
    and n.cycle = c.cycle and n.state = 'sent' and n.of_flow
  order by n.id desc limit 1
) last on true
left join lateral (
  select h.kind from hold h
  where h.tenant_id = (select %(tenant)s::integer) and h.case_id = c.id
    and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
    and h.kind <> all (%(passing)s)
  limit 1
) held on true
where c.tenant_id = (select %(tenant)s::integer) and c.closed_on is null
  and c.debtor_id = any (%(debtors)s)
order by c.debtor_id, c.id
