-- The last look before the call: the case is open, not held, and owes what the letter says.
update dispatch d set state = 'sending', started_at = clock_timestamp()
from notice n
join collection_case c on c.tenant_id = n.tenant_id and c.id = n.case_id
where d.tenant_id = (select %(tenant)s::integer) and d.id = %(dispatch)s and d.state = 'ready'
  and n.tenant_id = d.tenant_id and n.id = d.notice_id and n.state = 'sending' and c.closed_on is null
  and (n.principal_minor, n.interest_minor, n.cost_minor) = (
    select sum(principal_open_minor), sum(interest_open_minor), sum(cost_open_minor)
    from claim where claim.tenant_id = n.tenant_id and claim.case_id = n.case_id)
  and not exists (
    select from hold h where h.tenant_id = n.tenant_id and h.case_id = n.case_id
      and h.from_on <= %(today)s and (h.until_on is null or h.until_on >= %(today)s))
