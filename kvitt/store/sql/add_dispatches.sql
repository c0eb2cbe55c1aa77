-- The intents of a chunk: the bytes, the attempts, and the notices that are under way from now on.
insert into document (tenant_id, id, case_id, kind, media_type, name, sha256, content, made_on)
overriding system value
select %(tenant)s, id, case_id, kind, media_type, name, sha256, content, %(today)s
from new_document;

insert into dispatch (tenant_id, id, notice_id, attempt, channel, address, document_id, state,
                      text_id)
overriding system value
select %(tenant)s, id, notice_id, attempt, channel, address, document_id, state, text_id
from new_dispatch;

update notice n set state = 'sending', channel = d.channel, deadline_on = d.deadline_on
from new_dispatch d
where n.tenant_id = (select %(tenant)s::integer) and n.id = d.notice_id
