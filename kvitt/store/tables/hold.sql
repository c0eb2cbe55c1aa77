-- A hold: a period in which acts are not taken on the case, with its reason and who set it. What a
-- kind stops is in kvitt/domain/holds.py; `given` is what was agreed (the interest of a deferral).
create table hold (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  kind text not null,
  from_on date not null,
  until_on date,
  reason_code text not null default 'other',
  reason text not null,
  placed_by text not null,
  source_id bigint,
  given jsonb not null default '{}',
  came_on date,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  constraint a_hold_ends_after_it_begins check (until_on is null or until_on >= from_on)
);
comment on column hold.came_on is
  'the day on which it came along from another case with claims; null where it was placed here';
create index hold_case on hold (tenant_id, case_id);
call enclose('hold', '{until_on}');

-- A task: what a person must look at, because Kvitt will not guess. Where nobody was named, the
-- clock of its kind (kvitt/domain/task_clock.py) sets owner and last day.
create table task (
  tenant_id integer not null references tenant,
  id bigint generated always as identity,
  case_id bigint,
  kind text not null,
  raised_on date not null,
  sentence text not null,
  given jsonb not null default '{}',
  source_id bigint,
  owner text,
  due_on date,
  escalated_on date,
  done_on date,
  done_by text,
  outcome text,
  came_on date,
  primary key (tenant_id, id),
  constraint what_is_escalated_had_an_owner_and_a_last_day
    check (escalated_on is null or (owner is not null and due_on is not null))
);
comment on column task.came_on is
  'the day on which it came along from another case with claims; null where it was raised here';
create index task_open on task (tenant_id, kind, id) where done_on is null;
create index task_late on task (tenant_id, kind, id)
  where done_on is null and escalated_on is not null;
create index task_without_clock on task (tenant_id, id)
  where done_on is null and (due_on is null or owner is null);
create index task_overdue on task (tenant_id, due_on)
  where done_on is null and escalated_on is null;
create index task_case on task (tenant_id, case_id) where case_id is not null;
call enclose('task', '{owner, due_on, escalated_on, done_on, done_by, outcome}');
