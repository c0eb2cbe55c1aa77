-- When each case is looked at again, and what is expected then; a closed case is not looked at
-- again.
update collection_case c set
  wake_on = d.wake_on, next_what = d.next_what, next_on = d.next_on,
  closed_on = case when d.close is not null then %(today)s::date end, closed_because = d.close
from new_decision d
where c.id = d.case_id and c.closed_on is null
