-- The cases that are followed, the next round first; with the ended ones where asked for. What the
-- last round found stands beside each.
select m.id, m.case_id, p.name as debtor_name, m.reason, m.because, m.started_on, m.started_by,
       m.next_on, m.ended_on, m.ended_because, k.closed_on,
       (select count(*) from monitoring_round n
        where n.tenant_id = m.tenant_id and n.monitoring_id = m.id) as rounds,
       r.on_day as last_on, r.open_minor, r.verdict, r.act_by, r.no_letter_because,
       coalesce(r.proposed, '{}') as proposed
from monitoring m
join collection_case k on k.tenant_id = m.tenant_id and k.id = m.case_id
join party p on p.tenant_id = m.tenant_id and p.id = k.debtor_id
left join lateral (
  select * from monitoring_round r
  where r.tenant_id = m.tenant_id and r.monitoring_id = m.id
  order by r.on_day desc limit 1
) r on true
where m.tenant_id = (select %(tenant)s::integer)
  and (%(ended)s or m.ended_on is null and k.closed_on is null)
  and (%(case)s::bigint is null or m.case_id = %(case)s)
order by m.ended_on is not null, m.next_on, m.id
