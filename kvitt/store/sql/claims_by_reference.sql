-- The claims that staged references name, among the creditors who are paid to the line's account.
-- The laterals look each reference up; a join would read all claims of the creditor.
-- An instalment's reference leads to its plan's claims, oldest first: each gets what the line pays
-- of it, and the last one what is left over. Several lines of a file for the same plan follow each
-- other along what is open. Beside other references on a line it leads to the oldest open claim.
with named as (
  select no, 0 as place, account, reference, amount_minor, identity
  from new_line where %(lines)s and reference is not null
  union all
  select no, place, account, reference, null, null from new_reference
), in_plan as (
  select n.no, n.place, i.tenant_id, i.plan_id, n.amount_minor, n.identity
  from named n
  join account_creditor a on a.account = n.account
  cross join lateral (
    select i.tenant_id, i.plan_id from instalment i
    where i.tenant_id = a.tenant_id and i.payment_reference = n.reference offset 0
  ) i
), along as (
  select no, place, tenant_id, plan_id, amount_minor,
         coalesce(sum(amount_minor) over (partition by tenant_id, plan_id order by no
           rows between unbounded preceding and 1 preceding), 0) as from_minor
  from in_plan p
  where amount_minor > 0 and not exists (
    select from bank_line b where b.identity = p.identity and b.outcome <> 'duplicate')
), owing as (
  select w.tenant_id, w.plan_id, c.id, c.case_id, c.open_minor, c.place,
         sum(c.open_minor) over through - c.open_minor as from_minor,
         c.place = max(c.place) over (partition by w.tenant_id, w.plan_id) as is_last
  from (select distinct tenant_id, plan_id from in_plan) w
  cross join lateral (
    select c.id, c.case_id, row_number() over (order by c.due_on, c.id) as place,
           c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor
    from plan_claim pc join claim c on c.tenant_id = pc.tenant_id and c.id = pc.claim_id
    where pc.tenant_id = w.tenant_id and pc.plan_id = w.plan_id offset 0
  ) c
  window through as (partition by w.tenant_id, w.plan_id order by c.place)
), divided as (
  select l.no, l.place, o.tenant_id, o.id, o.case_id, o.place as turn,
         (case when o.is_last then l.from_minor + l.amount_minor
               else least(l.from_minor + l.amount_minor, o.from_minor + o.open_minor) end
          - greatest(l.from_minor, o.from_minor))::bigint as share_minor
  from along l
  join owing o on o.tenant_id = l.tenant_id and o.plan_id = l.plan_id
)
select no, place, tenant_id, id, case_id, open_minor
from (
  select r.no, r.place, c.tenant_id, c.id, c.case_id, c.id as turn,
         c.principal_open_minor + c.interest_open_minor + c.cost_open_minor as open_minor
  from named r
  join account_creditor a on a.account = r.account
  cross join lateral (
    select * from claim c
    where c.tenant_id = a.tenant_id and c.payment_reference = r.reference offset 0
  ) c
  union all
  select no, place, tenant_id, id, case_id, turn, share_minor from divided where share_minor > 0
  union all
  select no, place, tenant_id, id, case_id, turn, open_minor
  from (
    select p.no, p.place, o.tenant_id, o.id, o.case_id, o.place as turn, o.open_minor,
           row_number() over (partition by p.no, p.place, o.tenant_id, o.plan_id
             order by o.open_minor > 0 desc, o.place) as first_owing
    from in_plan p
    join owing o on o.tenant_id = p.tenant_id and o.plan_id = p.plan_id
    where p.amount_minor is null
  ) oldest where first_owing = 1
) found
order by no, place, turn, id
