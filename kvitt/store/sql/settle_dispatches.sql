-- What follows from attempts that have ended: sent notices with their day and deadline, refused
-- ones back among the planned for the next channel, uncertain ones to a person; the cases wake.
insert into settled
  (notice_id, dispatch_id, case_id, step, state, channel, made_on, deadline_on, total_minor,
   text_id)
select n.id, d.id, n.case_id, n.step, d.state, d.channel, doc.made_on, n.deadline_on,
       n.principal_minor + n.interest_minor + n.cost_minor, d.text_id
from notice n
cross join lateral (
  select * from dispatch d
  where d.tenant_id = (select %(tenant)s::integer) and d.notice_id = n.id
  order by attempt desc limit 1
) d
cross join lateral (
  select made_on from document doc
  where doc.tenant_id = (select %(tenant)s::integer) and doc.id = d.document_id offset 0
) doc
where n.tenant_id = (select %(tenant)s::integer) and n.state = 'sending'
  and d.state in ('sent', 'refused', 'bounced', 'withdrawn', 'unknown')
order by n.id
for update of n skip locked;

update notice n set
  state = case s.state when 'sent' then 'sent' when 'unknown' then 'unknown' else 'planned' end,
  sent_on = case when s.state = 'sent' then s.made_on end,
  deadline_on = case when s.state in ('sent', 'unknown') then n.deadline_on end,
  channel = case when s.state in ('sent', 'unknown') then n.channel end
from settled s
where n.tenant_id = (select %(tenant)s::integer) and n.id = s.notice_id;

update collection_case c set wake_on = least(c.wake_on, %(today)s)
from settled s
where c.tenant_id = (select %(tenant)s::integer) and c.id = s.case_id and c.closed_on is null
  and s.state in ('sent', 'unknown');

insert into task (tenant_id, case_id, kind, raised_on, sentence, given, source_id)
select %(tenant)s, s.case_id, 'letter_uncertain', %(today)s,
       s.step || ' may or may not have left by ' || s.channel
         || ': find out, then say whether it left',
       jsonb_build_object('dispatch', s.dispatch_id, 'channel', s.channel), s.dispatch_id
from settled s
where s.state = 'unknown' and not exists (
  select from task t where t.tenant_id = (select %(tenant)s::integer) and t.case_id = s.case_id
    and t.kind = 'letter_uncertain' and t.done_on is null);

insert into new_history (case_id, on_day, kind, actor, given)
select s.case_id, %(today)s,
       s.step || case s.state
         when 'sent' then '_sent' when 'unknown' then '_uncertain' else '_refused' end,
       %(actor)s,
       jsonb_build_object('notice', s.notice_id, 'channel', s.channel) ||
       case when s.state = 'sent'
         then jsonb_build_object(
           'deadline', s.deadline_on, 'total_minor', s.total_minor, 'dated', s.made_on)
           || case when s.text_id is not null
                then jsonb_build_object('text', s.text_id) else '{}'::jsonb end
         else '{}'::jsonb end
from settled s
where s.state <> 'withdrawn'
order by s.notice_id
