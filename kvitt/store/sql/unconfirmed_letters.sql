-- Letters of these cases that the print house has and has not confirmed as posted.
select d.id
from unnest(%(cases)s::bigint[]) wanted (case_id)
cross join lateral (
  select n.id from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = wanted.case_id
    and n.state = 'sent' and n.channel = 'letter' and n.confirmed_on is null
    and (n.of_flow or n.kind = any (%(beside)s)) offset 0
) n
cross join lateral (
  select d.id from dispatch d
  where d.tenant_id = (select %(tenant)s::integer) and d.notice_id = n.id and d.state = 'sent'
    and d.channel = 'letter' offset 0
) d
