-- A night that is over: every case of the tenant that woke until that day has been decided, or
-- every task has been given its last day. What two of them have passed over was forgotten, and
-- `kvitt check` finds it.
create table night (
  tenant_id integer not null references tenant,
  on_day date not null,
  what text not null check (what in ('cases', 'tasks')),
  ended_at timestamptz not null default now(),
  primary key (tenant_id, what, on_day)
);
call enclose('night');
call make_append_only('night');
