-- A claim: one invoice and what is open of it. The open sums repeat what the items say, so that the
-- night reads one row; `kvitt check` proves that they agree.
create table claim (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  invoice_number text not null,
  issued_on date not null,
  invoice_due_on date not null,
  due_on date not null,
  currency text not null,
  principal_minor bigint not null check (principal_minor > 0),
  payment_reference text not null,
  text text not null default '',
  fees_agreed boolean not null,
  principal_open_minor bigint not null check (principal_open_minor >= 0),
  interest_open_minor bigint not null default 0 check (interest_open_minor >= 0),
  cost_open_minor bigint not null default 0 check (cost_open_minor >= 0),
  interest_through_on date not null,
  interest_carry bigint not null default 0,
  content_digest bytea not null,
  source text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id)
) with (fillfactor = 80);
comment on column claim.due_on is
  'the last day without interest: the invoice''s due day, moved to a bank day';
comment on column claim.interest_through_on is 'interest is booked through this day, included';
comment on column claim.interest_carry is
  'exact interest less booked interest, in 1/16 030 800 000 minor units';
create unique index claim_invoice on claim (tenant_id, invoice_number);
create index claim_case on claim (tenant_id, case_id);
create index claim_amount on claim (tenant_id, principal_minor);
create index claim_reference on claim (tenant_id, payment_reference);
call enclose('claim',
  array['case_id', 'principal_open_minor', 'interest_open_minor', 'cost_open_minor',
        'interest_through_on', 'interest_carry']);
call make_lasting('claim');
