-- An instalment plan: what a debtor and a creditor have agreed to pay when, over one or more claims
-- and cases. While it is followed nothing is sent on its cases but what belongs to it.
create table plan (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  debtor_id bigint not null,
  agreed_on date not null,
  agreed_by text not null check (agreed_by in ('creditor', 'handler', 'debtor')),
  actor text not null,
  rules jsonb not null,
  terms jsonb not null,
  override_because text,
  paid_after bigint not null,
  seen_payment bigint not null,
  state text not null default 'kept' check (state in
    ('kept', 'due_soon', 'missed', 'in_grace', 'broken', 'completed', 'ended')),
  next_check_on date,
  resumes_on date,
  ended_on date,
  ended_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, debtor_id) references party (tenant_id, id),
  constraint a_running_plan_has_its_next_day check ((ended_on is null) = (next_check_on is not
    null)),
  constraint an_ended_plan_says_why check ((ended_on is null) = (ended_because is null)),
  constraint a_plan_ends_by_its_state check ((ended_on is null) = (state not in
    ('broken', 'completed', 'ended')))
);
comment on column plan.rules is 'the creditor''s rules of that day, as the plan was agreed by them';
comment on column plan.terms is 'debt, fee, interest, total and months, with their grounds';
comment on column plan.paid_after is 'the last payment before the plan: later ones count for it';
comment on column plan.seen_payment is 'the last payment with which the plan was looked at';
create index plan_running on plan (tenant_id, next_check_on, id) where ended_on is null;
create index plan_debtor on plan (tenant_id, debtor_id);
call enclose('plan', '{state, next_check_on, seen_payment, resumes_on, ended_on, ended_because}');
call make_lasting('plan');

-- A claim of a plan, with what was open of it when the plan was agreed. A claim is in one running
-- plan at most.
create table plan_claim (
  tenant_id integer not null,
  plan_id bigint not null,
  claim_id bigint not null,
  principal_minor bigint not null check (principal_minor >= 0),
  interest_minor bigint not null check (interest_minor >= 0),
  cost_minor bigint not null check (cost_minor >= 0),
  ended_on date,
  primary key (tenant_id, plan_id, claim_id),
  foreign key (tenant_id, plan_id) references plan (tenant_id, id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, id)
);
create unique index one_running_plan_a_claim on plan_claim (tenant_id, claim_id)
  where ended_on is null;
call enclose('plan_claim', '{ended_on}');
call make_lasting('plan_claim');

-- An instalment: what is paid by which day, with a payment reference of its own. Moved, it keeps
-- the day that was agreed first.
create table instalment (
  tenant_id integer not null,
  plan_id bigint not null,
  number smallint not null check (number > 0),
  due_on date not null,
  original_due_on date not null,
  amount_minor bigint not null check (amount_minor > 0),
  payment_reference text not null,
  moves smallint not null default 0,
  moved_because text,
  primary key (tenant_id, plan_id, number),
  foreign key (tenant_id, plan_id) references plan (tenant_id, id),
  constraint a_moved_instalment_says_why check ((moves = 0) = (moved_because is null)
    and (moves > 0 or due_on = original_due_on))
);
create unique index instalment_reference on instalment (tenant_id, payment_reference);
call enclose('instalment', '{due_on, moves, moved_because}');
call make_lasting('instalment');
-- The numbers behind the references of instalments, over all tenants.
create sequence instalment_reference_seq;

alter table notice add foreign key (tenant_id, plan_id) references plan (tenant_id, id);
-- The cases that a letter is about: those of its plan (one may come twice), otherwise its own. Both
-- functions become a part of the statement that asks, as long as it gives them columns.
create function cases_of_letter(tenant integer, own_case bigint, plan bigint)
returns table (case_id bigint) language sql stable as $$
  select own_case where plan is null
  union all
  select c.case_id from plan_claim pc
  cross join lateral (
    select case_id from claim where tenant_id = pc.tenant_id and id = pc.claim_id offset 0
  ) c
  where pc.tenant_id = tenant and pc.plan_id = plan
$$;
-- What is open of all that a letter is about: the claims of its plan, otherwise those of its case.
create function open_of_letter(tenant integer, own_case bigint, plan bigint)
returns table (principal_minor bigint, interest_minor bigint, cost_minor bigint)
language sql stable as $$
  select coalesce(sum(c.principal_open_minor), 0)::bigint,
         coalesce(sum(c.interest_open_minor), 0)::bigint,
         coalesce(sum(c.cost_open_minor), 0)::bigint
  from (
    select principal_open_minor, interest_open_minor, cost_open_minor from claim
    where plan is null and tenant_id = tenant and case_id = own_case
    union all
    select c.principal_open_minor, c.interest_open_minor, c.cost_open_minor from plan_claim pc
    cross join lateral (
      select * from claim where tenant_id = pc.tenant_id and id = pc.claim_id offset 0
    ) c
    where pc.tenant_id = tenant and pc.plan_id = plan
  ) c
$$;
