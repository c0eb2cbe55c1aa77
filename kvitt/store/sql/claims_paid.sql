-- Claims whose principal was paid in full, by the step before the last payment and by its period,
-- counted back from the last day: of so many days, or calendar months where no days are given.
with paid as (
  select cl.id, cl.case_id, cl.issued_on, cl.due_on, cl.principal_minor,
         max(a.allocated_on) filter (where a.amount_minor > 0) as paid_on
  from claim cl
  join claim_item i on i.tenant_id = cl.tenant_id and i.claim_id = cl.id and i.kind = 'principal'
  join allocation a on a.tenant_id = i.tenant_id and a.item_id = i.id and a.payment_id is not null
  where cl.tenant_id = (select %(tenant)s::integer) and cl.principal_open_minor = 0
  group by cl.id, cl.case_id, cl.issued_on, cl.due_on, cl.principal_minor
)
select case when %(days)s::integer is not null
            then (%(until)s::date - p.paid_on) / %(days)s::integer
            else (12 * extract(year from %(until)s::date) + extract(month from %(until)s::date)
              - 12 * extract(year from p.paid_on) - extract(month from p.paid_on))::integer
       end as period,
       case when last.kind is null then 0
            when last.kind in ('friendly_reminder', 'reminder') then 1
            when asked.filed then 3 else 2 end as step,
       count(*)::bigint as claims, sum(p.principal_minor)::bigint as principal_minor,
       sum(p.paid_on - p.issued_on)::bigint as days,
       sum(greatest(p.paid_on - p.due_on, 0))::bigint as days_late
from paid p
left join lateral (
  select n.kind from notice n
  where n.tenant_id = (select %(tenant)s::integer) and n.case_id = p.case_id
    and n.state = 'sent' and n.of_flow and n.sent_on <= p.paid_on
  order by n.id desc limit 1
) last on true
cross join lateral (
  select exists (select from proceeding f where f.tenant_id = (select %(tenant)s::integer)
    and f.case_id = p.case_id and f.filed_on <= p.paid_on) as filed
) asked
where p.paid_on > %(since)s::date and p.paid_on <= %(until)s::date
group by 1, 2 order by 1, 2
