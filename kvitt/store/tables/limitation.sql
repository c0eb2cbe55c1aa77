-- An interruption of limitation: something proven that lets the time of a claim run anew, with what
-- proves it. The days of each kind are told in kvitt/law/limitation_course.py.
create table interruption (
  tenant_id integer not null,
  id bigint generated always as identity,
  claim_id bigint not null,
  kind text not null,
  on_day date not null,
  ended_on date,
  document_id bigint,
  evidence text not null check (btrim(evidence) <> ''),
  recorded_on date not null,
  recorded_by text not null check (btrim(recorded_by) <> ''),
  voided_on date,
  primary key (tenant_id, id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, id),
  foreign key (tenant_id, document_id) references document (tenant_id, id),
  constraint an_interruption_ends_after_it_began check (ended_on >= on_day)
);
create index interruption_claim on interruption (tenant_id, claim_id);
create unique index one_interruption_of_a_kind_a_day on interruption
  (tenant_id, claim_id, kind, on_day);
comment on column interruption.voided_on is
  'the day on which it turned out to be worth nothing: the application was dismissed';
call enclose('interruption', '{ended_on, voided_on}');
call make_lasting('interruption');

-- The clock of a claim: its last day by what is proven, the alarm that was given, the next day on
-- which it is looked at. It can be made anew from the rest at any time.
create table limitation_clock (
  tenant_id integer not null,
  claim_id bigint not null,
  arose_on date,
  claim_kind text not null default 'ordinary' check (claim_kind in ('ordinary', 'loan', 'note')),
  expires_on date,
  act_by date,
  alarm_months smallint,
  unknown_because text,
  look_on date not null,
  primary key (tenant_id, claim_id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, id)
);
create index limitation_clock_due on limitation_clock (tenant_id, look_on);
create index limitation_clock_expires on limitation_clock (tenant_id, expires_on)
  where expires_on is not null;
call enclose('limitation_clock',
  '{arose_on, claim_kind, expires_on, act_by, alarm_months, unknown_because, look_on}');

-- A planned act: what will interrupt the limitation, by which day, and who has taken it on.
create table planned_act (
  tenant_id integer not null,
  id bigint generated always as identity,
  claim_id bigint not null,
  act text not null check (btrim(act) <> ''),
  by_on date not null,
  planned_on date not null,
  planned_by text not null check (btrim(planned_by) <> ''),
  done_on date,
  primary key (tenant_id, id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, id)
);
create index planned_act_claim on planned_act (tenant_id, claim_id) where done_on is null;
call enclose('planned_act', '{done_on}');
call make_lasting('planned_act');
