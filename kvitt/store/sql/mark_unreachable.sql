-- An address that refused a message or sent it back is not used again for this debtor.
update party p set unreachable = array_append(p.unreachable, d.address)
from dispatch d
join notice n on n.tenant_id = d.tenant_id and n.id = d.notice_id
join collection_case c on c.tenant_id = n.tenant_id and c.id = n.case_id
where d.tenant_id = (select %(tenant)s::integer) and d.id = %(dispatch)s
  and p.tenant_id = d.tenant_id and p.id = c.debtor_id and not d.address = any (p.unreachable)
