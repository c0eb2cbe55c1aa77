-- A debtor of one creditor: person or company, with the ways to reach it.
create table party (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  kind text not null check (kind in ('consumer', 'business')),
  name text not null,
  identity_number text,
  identity_noted boolean not null default false,
  customer_number text,
  address_lines text[] not null default '{}',
  postcode text, city text,
  country text not null,
  email text, phone text,
  language text not null,
  unreachable text[] not null default '{}',
  channel text check (channel in ('email', 'letter')),
  remind_days smallint check (remind_days between 1 and 14),
  search_key text not null generated always as (lower(
    case when kind = 'consumer' and position(',' in name) = 0
      then split_part(name, ' ', -1) || ' ' || name else name end)) stored,
  phone_key text generated always as (
    nullif(right(regexp_replace(phone, '\D', '', 'g'), 8), '')) stored,
  primary key (tenant_id, id)
);
comment on column party.phone_key is
  'the end of the telephone number, the same with and without its country: for searches';
create index party_phone on party (tenant_id, phone_key) where phone_key is not null;
comment on column party.search_key is
  'the name for searches by its beginning; a person''s surname leads';
comment on column party.unreachable is
  'addresses that refused a message or sent it back: not used again';
comment on column party.channel is
  'by which letters beside the flow and friendly reminders come first, where the debtor chose';
comment on column party.remind_days is
  'how many days before an instalment its reminder comes, where the debtor chose';
create unique index party_identity on party (tenant_id, identity_number)
  where identity_number is not null;
create index party_customer on party (tenant_id, customer_number)
  where customer_number is not null and (identity_number is null or identity_noted);
comment on column party.identity_noted is
  'the number came after the debtor: who is known by customer number stays known by it';
create index party_search on party (tenant_id, search_key);
call enclose('party', '{*}');
