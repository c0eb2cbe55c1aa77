-- A debtor of one creditor: person or company, with the ways to reach it.
create table party (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  kind text not null check (kind in ('consumer', 'business')),
  name text not null,
  identity_number text,
  customer_number text,
  address_lines text[] not null default '{}',
  postcode text, city text,
  country text not null,
  email text, phone text,
  language text not null,
  primary key (tenant_id, id)
);
create unique index party_identity on party (tenant_id, identity_number) where identity_number is not null;
create index party_customer on party (tenant_id, customer_number)
  where identity_number is null and customer_number is not null;
call enclose('party', '{*}');
