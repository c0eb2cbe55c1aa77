-- Proceedings about which somebody is to be asked today: their day has come, and no such question
-- is open.
select p.id, p.case_id, p.reference, p.authority, p.next_what, p.next_owner, p.next_on,
       p.next_reference
from proceeding p
where p.tenant_id = (select %(tenant)s::integer) and p.ended_on is null and p.filed_on is not null
  and p.next_on <= %(today)s and not exists (
    select from task t
    where t.tenant_id = (select %(tenant)s::integer) and t.case_id = p.case_id
      and t.kind = 'proceeding_due' and t.done_on is null)
order by p.id
