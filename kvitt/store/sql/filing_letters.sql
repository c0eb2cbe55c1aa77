-- The letters of the flow that left, with what the debtor got of each.
select n.id, n.kind, n.sent_on, n.deadline_on, n.channel, d.id as document_id,
       encode(d.sha256, 'hex') as sha256
from notice n
left join lateral (
  select doc.id, doc.sha256
  from dispatch s
  join document doc on doc.tenant_id = (select %(tenant)s::integer) and doc.id = s.document_id
  where s.tenant_id = (select %(tenant)s::integer) and s.notice_id = n.id and s.state = 'sent'
  order by s.attempt desc limit 1
) d on true
where n.tenant_id = (select %(tenant)s::integer) and n.case_id = %(case)s and n.state = 'sent'
order by n.sent_on, n.id
