-- What an authority asks of a period, counted: one row a figure, by country, currency and kind of
-- debtor. Cases whose claims went on to another case are not counted as opened or closed.
with own as (
  select r.tenant_id, r.country, r.currency from creditor r where r.tenant_id = any (%(tenants)s)
), cases as (
  select o.country, o.currency, p.kind as debtor, k.tenant_id, k.id, k.opened_on, k.closed_on,
         k.closed_because
  from own o
  join collection_case k on k.tenant_id = o.tenant_id
  join party p on p.tenant_id = k.tenant_id and p.id = k.debtor_id
  where k.merged_into is null
)
select country, currency, debtor, 'cases_opened' as figure, '' as detail, count(*)::bigint as n,
       null::bigint as minor
from cases where opened_on between %(from)s and %(until)s group by country, currency, debtor
union all
select country, currency, debtor, 'cases_closed', coalesce(closed_because, ''), count(*), null
from cases where closed_on between %(from)s and %(until)s
group by country, currency, debtor, closed_because
union all
select country, currency, debtor, 'cases_open_at_end', '', count(*), null
from cases where opened_on <= %(until)s and (closed_on is null or closed_on > %(until)s)
group by country, currency, debtor
union all
select k.country, k.currency, k.debtor, 'received',
       case when p.is_direct then 'to_creditor' else p.manner end, count(*),
       sum(p.amount_minor)::bigint
from cases k
join payment p on p.tenant_id = k.tenant_id and p.case_id = k.id
where p.booked_on between %(from)s and %(until)s
group by k.country, k.currency, k.debtor, p.is_direct, p.manner
union all
select k.country, k.currency, k.debtor, 'charged', i.kind, count(*), sum(i.amount_minor)::bigint
from cases k
join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
join claim_item i on i.tenant_id = c.tenant_id and i.claim_id = c.id
where i.kind <> 'principal' and i.voided_on is null and i.dated_on between %(from)s and %(until)s
group by k.country, k.currency, k.debtor, i.kind
union all
select k.country, k.currency, k.debtor, 'principal_of_opened', '', count(*),
       sum(c.principal_minor)::bigint
from cases k
join claim c on c.tenant_id = k.tenant_id and c.case_id = k.id
where k.opened_on between %(from)s and %(until)s group by k.country, k.currency, k.debtor
union all
select k.country, k.currency, k.debtor, 'letters', n.kind, count(*), null
from cases k
join notice n on n.tenant_id = k.tenant_id and n.case_id = k.id
where n.state = 'sent' and n.sent_on between %(from)s and %(until)s
group by k.country, k.currency, k.debtor, n.kind
union all
select k.country, k.currency, k.debtor, 'objections', coalesce(d.outcome, 'open'), count(*), null
from cases k
join dispute d on d.tenant_id = k.tenant_id and d.case_id = k.id
where d.received_on between %(from)s and %(until)s
group by k.country, k.currency, k.debtor, d.outcome
union all
select k.country, k.currency, k.debtor, 'complaints', coalesce(m.outcome, 'open'), count(*), null
from cases k
join complaint m on m.tenant_id = k.tenant_id and m.case_id = k.id
where m.received_on between %(from)s and %(until)s
group by k.country, k.currency, k.debtor, m.outcome
union all
select k.country, k.currency, k.debtor, 'applications', g.kind, count(*), null
from cases k
join proceeding g on g.tenant_id = k.tenant_id and g.case_id = k.id
where g.filed_on between %(from)s and %(until)s group by k.country, k.currency, k.debtor, g.kind
order by 1, 2, 3, 4, 5
