-- What is open on the staged cases: one row an item, claims and items oldest first. Items that are
-- paid come too where they reach past the payment's day, since they may have to be corrected.
-- The laterals look the rows up case by case; joins would read all that the creditor has.
select c.case_id, p.kind, k.closed_on is not null, c.id, c.due_on, c.principal_open_minor,
       c.interest_open_minor, c.cost_open_minor, c.interest_through_on, c.interest_carry,
       i.id, i.kind, i.amount_minor, i.open_minor, i.dated_on, i.from_on, i.until_on, i.base_minor,
       i.notice_id
from (
  select case_id, min(booked_on) as booked_on from paid_case group by case_id order by case_id
) paid
cross join lateral (
  select k.closed_on, k.debtor_id from collection_case k
  where k.tenant_id = (select %(tenant)s::integer) and k.id = paid.case_id offset 0
) k
cross join lateral (
  select p.kind from party p
  where p.tenant_id = (select %(tenant)s::integer) and p.id = k.debtor_id offset 0
) p
cross join lateral (
  select * from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = paid.case_id offset 0
) c
left join lateral (
  select * from claim_item i
  where i.tenant_id = (select %(tenant)s::integer) and i.claim_id = c.id and i.voided_on is null
    and (i.open_minor > 0 or i.until_on > paid.booked_on + 1)
  offset 0
) i on true
order by c.case_id, c.due_on, c.id, i.dated_on, i.id
