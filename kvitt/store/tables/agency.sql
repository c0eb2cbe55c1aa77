-- The organisation that runs the collection: the sender of letters in agency flows.
create table agency (
  tenant_id integer primary key references tenant,
  name text not null,
  organisation_number text,
  address_lines text[] not null default '{}',
  email text, phone text, website text,
  escalate_to text,
  portal_address text
);
comment on column agency.portal_address is
  'where debtors see their cases; letters name it with the code of the case once it is set';
call enclose('agency', '{*}');

-- The agency's client-money accounts, one per country: debtors pay to them, settlements leave them.
create table client_account (
  tenant_id integer not null references agency,
  country text not null,
  scheme text not null,
  number text not null,
  primary key (tenant_id, country)
);
call enclose('client_account', '{*}');
