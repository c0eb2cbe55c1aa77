-- Whoever is owed: the company that sent the invoices, its accounts, flows and agreement.
create table creditor (
  tenant_id integer primary key references tenant,
  name text not null,
  country text not null check (country in ('SE', 'NO')),
  currency text not null,
  organisation_number text not null,
  address_lines text[] not null default '{}',
  email text, phone text, website text,
  collection text not null check (collection in ('own', 'agency')),
  consumer_flow text not null,
  business_flow text not null,
  pay_to_scheme text not null, pay_to_number text not null,
  payout_scheme text not null, payout_number text not null,
  payout_reference text,
  agreement jsonb not null default '{}',
  invoice_mapping jsonb,
  language text,
  added_on date not null
);
call enclose('creditor', '{*}');
