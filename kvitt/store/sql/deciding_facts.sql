-- What the decision policy is asked about: the named cases, or those on which a person is asked to
-- decide on the next measure and of which nothing is put to an authority yet. Locked.
with asked as (
  select k.id, k.debtor_id, k.flow
  from collection_case k
  where k.tenant_id = (select %(tenant)s::integer) and k.closed_on is null
    and case when %(cases)s::bigint[] is not null then k.id = any (%(cases)s)
      else exists (
        select from task t
        where t.tenant_id = (select %(tenant)s::integer) and t.case_id = k.id
          and t.kind = 'decide_next_measure' and t.done_on is null)
        and not exists (
          select from proceeding r
          where r.tenant_id = (select %(tenant)s::integer) and r.case_id = k.id
            and r.ended_on is null)
    end
    and k.id > %(after)s
  order by k.id
  limit %(batch)s
  for update skip locked
)
select asked.id, asked.debtor_id, p.kind as debtor_kind, p.identity_number is not null as is_known,
       owed.open_minor, owed.due_on, coalesce(before.paid_minor, 0)::bigint as paid_before_minor,
       exists (
         select from plan_claim pc
         join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = pc.claim_id
         where pc.tenant_id = (select %(tenant)s::integer) and c.case_id = asked.id
       ) as plan_was_offered,
       running.reference as running, held.title_id
from asked
join party p on p.tenant_id = (select %(tenant)s::integer) and p.id = asked.debtor_id
cross join lateral (
  select sum(c.principal_open_minor + c.interest_open_minor + c.cost_open_minor)::bigint
           as open_minor,
         max(c.due_on) as due_on
  from claim c
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = asked.id
) owed
left join lateral (
  select sum(m.amount_minor) as paid_minor
  from collection_case k
  join payment m on m.tenant_id = (select %(tenant)s::integer) and m.case_id = k.id
  where k.tenant_id = (select %(tenant)s::integer) and k.debtor_id = asked.debtor_id
    and k.id <> asked.id
) before on true
left join lateral (
  select reference from proceeding r
  where r.tenant_id = (select %(tenant)s::integer) and r.case_id = asked.id and r.ended_on is null
  limit 1
) running on true
left join lateral (
  select max(t.id) as title_id
  from claim c
  join title_claim tc on tc.tenant_id = (select %(tenant)s::integer) and tc.claim_id = c.id
  join title t on t.tenant_id = (select %(tenant)s::integer) and t.id = tc.title_id
  where c.tenant_id = (select %(tenant)s::integer) and c.case_id = asked.id and t.fell_on is null
) held on true
where owed.open_minor > 0
order by asked.id
