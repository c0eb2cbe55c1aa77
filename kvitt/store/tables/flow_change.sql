-- A simulation that was shown: exactly which change was tried, and what came of it.
create table flow_simulation (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  flow_now text not null,
  flow_changed text not null,
  change_digest text not null check (length(change_digest) = 64),
  since_on date not null,
  played_on date not null,
  played_by text not null,
  result jsonb not null,
  primary key (tenant_id, id)
);
comment on column flow_simulation.change_digest is 'of every step of both flows';
create index flow_simulation_change on flow_simulation (tenant_id, change_digest, id);
call enclose('flow_simulation');
call make_append_only('flow_simulation');

-- A change of a creditor's flow from a day, for new cases and, where that was said, for open ones.
create table flow_change (
  tenant_id integer not null,
  id bigint generated always as identity,
  debtor_kind text not null check (debtor_kind in ('consumer', 'business')),
  flow_before text not null,
  flow_after text not null,
  from_on date not null,
  open_cases boolean not null,
  simulation_id bigint not null,
  decided_by text not null check (btrim(decided_by) <> ''),
  decided_on date not null,
  taken_on date,
  cases_moved integer,
  primary key (tenant_id, id),
  foreign key (tenant_id, simulation_id) references flow_simulation (tenant_id, id),
  constraint a_flow_changes_to_another check (flow_before <> flow_after),
  constraint a_flow_does_not_change_backwards check (from_on >= decided_on),
  constraint what_was_taken_says_how_many check ((taken_on is null) = (cases_moved is null))
);
create index flow_change_waiting on flow_change (tenant_id, from_on) where taken_on is null;
call enclose('flow_change', '{taken_on, cases_moved}');
call make_lasting('flow_change');
