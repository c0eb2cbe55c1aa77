-- Who looked at a case, when, and which page: of people of the office and of creditors. What a
-- person in debt sees of the own case is not noted.
create table case_access (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  at timestamptz not null default now(),
  on_day date not null,
  user_id bigint not null,
  name text not null check (name <> ''),
  place text not null check (place in ('office', 'creditor')),
  page text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id)
);
create index case_access_case on case_access (tenant_id, case_id, id);
call enclose('case_access');
call make_append_only('case_access');
