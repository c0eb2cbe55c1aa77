-- Settlement offers as people look them up: those that stand, all of them, or the named one.
select o.id, o.case_id, p.name as debtor_name, o.state, o.amount_minor, o.owed_minor, o.pay_by_on,
       o.holds_until_on, o.because, o.by, o.proposed_by, o.proposed_on, o.needs_approval,
       o.approved_by, o.approved_on, o.ended_on, o.ended_because
from settlement_offer o
join collection_case k on k.tenant_id = o.tenant_id and k.id = o.case_id
join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
where o.tenant_id = (select %(tenant)s::integer)
  and (%(offer)s::bigint is null or o.id = %(offer)s)
  and (%(ended)s or o.ended_on is null)
order by o.id
