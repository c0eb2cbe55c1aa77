-- A payment that a debtor began with a payment service (Swish, Vipps): what was asked for, and what
-- the service said became of it. It moves no money here: the bank's file books the payment.
create table online_payment (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  service text not null check (service in ('swish', 'vipps')),
  reference text not null,
  payment_reference text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  begun_on date not null,
  begun_by text not null,
  state text not null default 'begun' check (state in ('begun', 'paid', 'ended')),
  told_on date,
  primary key (tenant_id, id),
  unique (tenant_id, reference),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  constraint what_became_of_it_was_told_on_a_day check ((state = 'begun') = (told_on is null))
);
create index online_payment_open on online_payment (tenant_id, id) where state = 'begun';
call enclose('online_payment', '{state, told_on}');
