-- A law version: from which day which law book was used, with all its values as they stood in it.
-- What was charged on a day is computed again by the book of that day, and a new book is compared
-- with the one before.
create table law_version (
  tenant_id integer not null references tenant,
  id bigint generated always as identity,
  country text not null,
  number integer not null check (number > 0),
  version text not null,
  from_on date not null,
  snapshot jsonb not null,
  changes jsonb not null default '[]',
  primary key (tenant_id, id),
  unique (tenant_id, country, number)
);
comment on column law_version.tenant_id is 'the agency: one law for all its creditors';
comment on column law_version.changes is 'what differs from the version before, a sentence each';
call enclose('law_version');
call make_append_only('law_version');
