-- The cases that are followed, the next round first; with the ended ones where asked for. What the
-- last round found stands beside each.
select m.tenant_id, r.name as creditor_name, r.currency, m.id, m.case_id, p.name as debtor_name,
       m.reason, m.because, m.started_on, m.started_by,
       m.next_on, m.ended_on, m.ended_because, k.closed_on,
       (select count(*) from monitoring_round n
        where n.tenant_id = m.tenant_id and n.monitoring_id = m.id) as rounds,
       found.on_day as last_on, found.open_minor, found.verdict, found.act_by,
       found.no_letter_because, coalesce(found.proposed, '{}') as proposed
from monitoring m
join creditor r on r.tenant_id = m.tenant_id
join collection_case k on k.tenant_id = m.tenant_id and k.id = m.case_id
join party p on p.tenant_id = m.tenant_id and p.id = k.debtor_id
left join lateral (
  select * from monitoring_round n
  where n.tenant_id = m.tenant_id and n.monitoring_id = m.id
  order by n.on_day desc limit 1
) found on true
where m.tenant_id = any (%(tenants)s)
  and (%(ended)s or m.ended_on is null and k.closed_on is null)
  and (%(case)s::bigint is null or m.case_id = %(case)s)
  and (%(after)s::bigint is null or (m.ended_on is not null, m.next_on, m.id) > (
    select last.ended_on is not null, last.next_on, last.id from monitoring last
    where last.tenant_id = any (%(tenants)s) and last.id = %(after)s))
order by m.ended_on is not null, m.next_on, m.id limit %(most)s
