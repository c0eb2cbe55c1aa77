-- Every claim that is open on an open case has a clock; the first look is well before any alarm.
insert into limitation_clock (tenant_id, claim_id, look_on)
select c.tenant_id, c.id, c.issued_on + %(first_look_days)s::integer
from claim c
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = c.case_id
where c.tenant_id = (select %(tenant)s::integer) and k.closed_on is null
  and not exists (
    select from limitation_clock l
    where l.tenant_id = (select %(tenant)s::integer) and l.claim_id = c.id)
  and c.principal_open_minor + c.interest_open_minor + c.cost_open_minor > 0
on conflict do nothing
