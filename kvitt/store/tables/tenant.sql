-- A tenant is a creditor within an agency, or the agency itself. It holds no personal data and is
-- the one table without row-level security: the night and the workers read it to know where to
-- look.
create table tenant (
  id integer generated always as identity primary key,
  agency_id integer references tenant,
  kind text not null check (kind in ('agency', 'creditor')),
  created_at timestamptz not null default now(),
  constraint a_creditor_belongs_to_an_agency check ((kind = 'creditor') = (agency_id is not null))
);
grant select, insert on tenant to kvitt_app;
