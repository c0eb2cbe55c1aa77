-- Attempts with their notice, their case and whether a later letter has followed; locked.
select d.id, d.notice_id, d.attempt, d.channel, d.state, d.address, doc.made_on,
       n.case_id, n.step, n.kind, n.state as notice_state, n.sent_on, n.deadline_on, n.confirmed_on,
       n.of_flow, c.flow,
       c.closed_on is not null and n.kind <> all (%(answering)s) and not exists (
         select from cases_of_letter(n.tenant_id, n.case_id, n.plan_id) about
         join collection_case other on other.tenant_id = n.tenant_id and other.id = about.case_id
         where n.plan_id is not null and other.closed_on is null
       ) as is_closed,
       exists (
         select from notice later
         where later.tenant_id = n.tenant_id and later.case_id = n.case_id
           and later.cycle = n.cycle and later.id > n.id and later.state <> 'withdrawn'
           and later.of_flow
       ) as is_followed
from dispatch d
join document doc on doc.tenant_id = d.tenant_id and doc.id = d.document_id
join notice n on n.tenant_id = d.tenant_id and n.id = d.notice_id
join collection_case c on c.tenant_id = n.tenant_id and c.id = n.case_id
where d.tenant_id = (select %(tenant)s::integer) and d.id = any (%(dispatches)s)
order by d.id
for update of n, c
