-- The last look before the calls: nobody has stopped the sending, the case is open, not held, and
-- owes what the letter says.
-- A letter of a plan counts with the plan's claims; an answer leaves on a closed case, too.
update dispatch set state = 'sending', started_at = %(at)s
where tenant_id = (select %(tenant)s::integer) and id = any (%(dispatches)s) and state = 'ready'
  and not exists (
    select from sending_stop s
    where s.tenant_id in ((select %(tenant)s::integer), (select %(agency)s::integer))
      and s.ended_on is null and (s.channel is null or s.channel = dispatch.channel))
  and not exists (
    select from shadow s
    where s.tenant_id = (select %(tenant)s::integer) and s.ended_on is null)
  and exists (
    select from notice n
    cross join lateral open_of_letter(n.tenant_id, n.case_id, n.plan_id) open
    where n.tenant_id = (select %(tenant)s::integer) and n.id = dispatch.notice_id
      and n.state = 'sending'
      and (n.kind = any (%(answering)s) or exists (
        select from cases_of_letter(n.tenant_id, n.case_id, n.plan_id) about
        cross join lateral (
          select closed_on from collection_case c
          where c.tenant_id = (select %(tenant)s::integer) and c.id = about.case_id offset 0
        ) c
        where c.closed_on is null))
      and (n.principal_minor, n.interest_minor, n.cost_minor)
          = (open.principal_minor, open.interest_minor, open.cost_minor)
      and not exists (
        select from cases_of_letter(n.tenant_id, n.case_id, n.plan_id) about
        cross join lateral (
          select * from hold h
          where h.tenant_id = (select %(tenant)s::integer) and h.case_id = about.case_id offset 0
        ) h
        where h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s)
          and (case when n.of_flow then 'flow_letter' else n.kind end || '/' || h.kind)
            <> all (%(passing)s))
    offset 0)
returning id
