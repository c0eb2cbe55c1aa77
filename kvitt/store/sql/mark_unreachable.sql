-- An address that refused a message or sent it back is not used again for this debtor.
update party p set unreachable = array_append(p.unreachable, %(address)s)
where p.tenant_id = (select %(tenant)s::integer) and not %(address)s = any (p.unreachable)
  and p.id = (
  select c.debtor_id from collection_case c
  where c.tenant_id = (select %(tenant)s::integer) and c.id = (
    select n.case_id from notice n
    where n.tenant_id = (select %(tenant)s::integer) and n.id = %(notice)s))
