-- A decision policy that was tried on the creditor's own cases: exactly which one, and what came of
-- it. Only such a one is adopted.
create table decision_policy (
  tenant_id integer not null references creditor,
  number integer not null,
  policy jsonb not null,
  digest text not null check (length(digest) = 64),
  tried_on date not null,
  tried_by text not null check (btrim(tried_by) <> ''),
  result jsonb not null,
  adopted_on date,
  adopted_by text,
  primary key (tenant_id, number),
  constraint an_adoption_has_its_person_and_day check ((adopted_on is null) = (adopted_by is null))
);
create index decision_policy_adopted on decision_policy (tenant_id, number)
  where adopted_on is not null;
call enclose('decision_policy', '{adopted_on, adopted_by}');
create trigger adopted_once before update on decision_policy for each row
  when (old.adopted_on is not null) execute function refuse_change();
call make_lasting('decision_policy');

-- What the policy said of a case on a day, with its inputs and reasons.
create table enforcement_decision (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  decided_on date not null,
  outcome text not null check (outcome in ('application', 'monitoring', 'plan_offer', 'write_off',
    'person', 'check_ability')),
  because text not null,
  sentence text not null,
  policy_number integer not null,
  inputs jsonb not null,
  expected_minor bigint,
  proceeding_id bigint,
  decided_by text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  foreign key (tenant_id, proceeding_id) references proceeding (tenant_id, id)
);
comment on column enforcement_decision.policy_number is '0 while the creditor has adopted none';
create index enforcement_decision_case on enforcement_decision (tenant_id, case_id, id);
call enclose('enforcement_decision');
call make_append_only('enforcement_decision');
