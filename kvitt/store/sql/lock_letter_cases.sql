-- The cases that the letters are about, locked before the last look: what comes in from now on
-- waits until the letter is on its way, and what came in before is seen by the look.
select k.id
from collection_case k
where k.tenant_id = (select %(tenant)s::integer) and k.id in (
  select about.case_id
  from dispatch d
  join notice n on n.tenant_id = (select %(tenant)s::integer) and n.id = d.notice_id
  cross join lateral cases_of_letter((select %(tenant)s::integer), n.case_id, n.plan_id) about
  where d.tenant_id = (select %(tenant)s::integer) and d.id = any (%(dispatches)s))
order by k.id
for update of k
