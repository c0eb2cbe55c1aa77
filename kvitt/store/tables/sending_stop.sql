-- A stop button that was pressed: of the whole house where the row is the agency's, of one creditor
-- otherwise, and of one channel where it names one. It is read in the statement that lets a
-- dispatch begin.
create table sending_stop (
  tenant_id integer not null references tenant,
  id bigint generated always as identity,
  channel text check (channel in ('email', 'letter')),
  because text not null check (btrim(because) <> ''),
  stopped_by text not null check (btrim(stopped_by) <> ''),
  stopped_on date not null,
  stopped_at timestamptz not null default now(),
  ended_on date,
  ended_by text,
  ended_because text,
  primary key (tenant_id, id),
  constraint an_ended_stop_says_by_whom check ((ended_on is null) = (ended_by is null)
    and (ended_on is null) = (ended_because is null))
);
create unique index one_standing_stop on sending_stop (tenant_id, coalesce(channel, ''))
  where ended_on is null;
call enclose('sending_stop', '{ended_on, ended_by, ended_because}');
call make_lasting('sending_stop');
