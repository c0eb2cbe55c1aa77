-- The codes with which a debtor, or the debtor's adviser, opens one case. The code itself is
-- computed from a secret of the installation and stands nowhere.
create table debtor_access (
  tenant_id integer not null references tenant,
  case_id bigint not null,
  serial integer not null,
  reader text not null check (reader in ('debtor', 'adviser')),
  made_on date not null,
  made_by text not null,
  expires_on date not null,
  ended_on date,
  primary key (tenant_id, case_id, serial),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id)
);
call enclose('debtor_access', '{ended_on}');

-- Wrong codes: by case number and by the network they came from, as digests, so that guessing is
-- slowed. Rows of a past day are removed.
create table wrong_code (
  tenant_id integer not null references tenant,
  told bytea not null,
  at timestamptz not null default clock_timestamp(),
  no bigint generated always as identity,
  primary key (tenant_id, told, at, no)
);
call enclose('wrong_code', deletable => true);
