-- Waking cases that nothing holds, of which no more is left than the creditor gives up, though
-- something of them has been paid or credited. Locked; what another worker has is passed over.
select k.id
from collection_case k
cross join lateral (
  select sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor) as open_minor,
         bool_or(c.principal_minor > c.principal_open_minor) as is_paid_in_part
  from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = k.id
) c
where k.tenant_id = (select %(tenant)s::integer) and k.closed_on is null
  and k.wake_on <= %(today)s
  and c.open_minor between 1 and %(most)s and c.is_paid_in_part
  and not exists (
    select from shadow s where s.tenant_id = (select %(tenant)s::integer) and s.ended_on is null)
  and not exists (
    select from hold h where h.tenant_id = (select %(tenant)s::integer) and h.case_id = k.id
      and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s))
order by k.id
limit %(batch)s
for update of k skip locked
