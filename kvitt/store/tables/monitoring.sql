-- A case that is followed from time to time because nothing else is worth while now: from when,
-- why, and the day of its next round.
create table monitoring (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  reason text not null check (reason in ('no_assets', 'creditors_policy')),
  because text not null check (btrim(because) <> ''),
  started_on date not null,
  started_by text not null check (btrim(started_by) <> ''),
  next_on date not null,
  ended_on date,
  ended_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  constraint a_round_comes_after_the_start check (next_on > started_on),
  constraint an_ended_monitoring_says_why check ((ended_on is null) = (ended_because is null))
);
create unique index one_standing_monitoring_a_case on monitoring (tenant_id, case_id)
  where ended_on is null;
create index monitoring_case on monitoring (tenant_id, case_id);
create index monitoring_due on monitoring (tenant_id, next_on) where ended_on is null;
call enclose('monitoring', '{next_on, ended_on, ended_because}');
create trigger ended_once before update on monitoring for each row
  when (old.ended_on is not null) execute function refuse_change();
call make_lasting('monitoring');

-- A round of a monitored case: what was found that day, the letter or why there was none, what was
-- planned against limitation and what a person was asked.
create table monitoring_round (
  tenant_id integer not null,
  id bigint generated always as identity,
  monitoring_id bigint not null,
  on_day date not null,
  open_minor bigint not null,
  verdict text,
  report_id bigint,
  not_asked_because text,
  act_by date,
  notice_id bigint,
  no_letter_because text,
  acts_planned smallint not null,
  proposed text[] not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, monitoring_id) references monitoring (tenant_id, id),
  foreign key (tenant_id, report_id) references ability_report (tenant_id, id),
  foreign key (tenant_id, notice_id) references notice (tenant_id, id),
  constraint one_round_a_day unique (tenant_id, monitoring_id, on_day),
  constraint a_letter_or_why_none check ((notice_id is null) = (no_letter_because is not null)),
  constraint a_verdict_has_its_report check ((verdict is null) = (report_id is null))
);
comment on column monitoring_round.act_by is
  'the first last day on which limitation of a claim of the case can be interrupted; null where none
   is known';
comment on column monitoring_round.not_asked_because is
  'why no credit bureau was asked; null where one was, or a report counted still';
call enclose('monitoring_round');
call make_append_only('monitoring_round');
