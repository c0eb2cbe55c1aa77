-- Letters beside the flow that state another sum than what is open now state this one.
update notice n set principal_minor = open.principal_minor, interest_minor = open.interest_minor,
  cost_minor = open.cost_minor, planned_on = %(today)s
from (
  select old.id, open.* from notice old
  cross join lateral open_of_letter(old.tenant_id, old.case_id, old.plan_id) open
  where old.tenant_id = (select %(tenant)s::integer) and old.id = any (%(notices)s)
    and not old.of_flow
) open
where n.tenant_id = (select %(tenant)s::integer) and n.id = open.id and n.state = 'planned'
  and (n.principal_minor, n.interest_minor, n.cost_minor)
      <> (open.principal_minor, open.interest_minor, open.cost_minor)
returning n.id, n.case_id, n.step
