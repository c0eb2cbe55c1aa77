-- The stored letters of a case and how each was sent, without their bytes.
select d.id, d.kind, d.name, d.media_type, d.made_on, s.notice_id, s.attempt,
       s.channel, s.state, s.sentence
from document d
left join dispatch s on s.tenant_id = d.tenant_id and s.document_id = d.id
where d.tenant_id = (select %(tenant)s::integer) and d.case_id = %(case)s
order by d.id
