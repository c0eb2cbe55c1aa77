-- Proceedings about which somebody is to be asked today: their day has come, or less is owed than
-- the authority knows of; and no such question is open.
select p.id, p.case_id, p.reference, p.authority, p.next_what, p.next_owner, p.next_on,
       p.next_reference,
       p.next_on <= %(today)s and not exists (
         select from task t
         where t.tenant_id = (select %(tenant)s::integer) and t.case_id = p.case_id
           and t.kind = 'proceeding_due' and t.done_on is null) as is_due,
       case when not exists (
         select from task t
         where t.tenant_id = (select %(tenant)s::integer) and t.case_id = p.case_id
           and t.kind = 'tell_authority' and t.done_on is null)
         then told.less_minor else 0 end as less_minor
from proceeding p
cross join lateral (
  select coalesce(sum(f.told_minor - c.principal_open_minor), 0)::bigint as less_minor
  from proceeding_claim f
  join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = f.claim_id
  where f.tenant_id = (select %(tenant)s::integer) and f.proceeding_id = p.id
) told
where p.tenant_id = (select %(tenant)s::integer) and p.ended_on is null and p.filed_on is not null
  and (p.next_on <= %(today)s or told.less_minor > 0)
order by p.id
