-- When each case is looked at again, what is expected then and of whom; a closed case is not
-- looked at again.
update collection_case c set
  wake_on = d.wake_on, next_what = d.next_what, next_on = d.next_on,
  next_owner = case when d.close is null then d.owner end,
  closed_on = case when d.close is not null then %(today)s::date end, closed_because = d.close
from new_decision d
where c.tenant_id = (select %(tenant)s::integer) and c.id = d.case_id and c.closed_on is null
