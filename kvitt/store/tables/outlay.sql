-- What was laid out for a case beside its claims: a fact of its own, with the terms of its day.
-- What an authority took, what a report of a credit bureau cost, or a letter that the agreement
-- prices.
create table outlay (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  case_id bigint not null,
  kind text not null,
  authority text not null,
  advanced_by text not null check (advanced_by in ('agency', 'creditor')),
  amount_minor bigint not null check (amount_minor > 0),
  incurred_on date not null,
  reference text not null check (btrim(reference) <> ''),
  terms jsonb not null,
  item_id bigint,
  proceeding_id bigint,
  purchase_id bigint,
  notice_id bigint,
  booking_id bigint not null,
  recorded_on date not null,
  recorded_by text not null check (btrim(recorded_by) <> ''),
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  foreign key (tenant_id, item_id) references claim_item (tenant_id, id),
  foreign key (tenant_id, proceeding_id) references proceeding (tenant_id, id),
  foreign key (tenant_id, purchase_id) references credit_purchase (tenant_id, id),
  foreign key (tenant_id, notice_id) references notice (tenant_id, id),
  foreign key (tenant_id, booking_id) references booking (tenant_id, id)
);
comment on column outlay.item_id is
  'the cost that the debtor was charged for it; null where none could be charged';
comment on column outlay.reference is 'the statute, or what else it rests on';
create unique index outlay_item on outlay (tenant_id, item_id) where item_id is not null;
create unique index outlay_purchase on outlay (tenant_id, purchase_id)
  where purchase_id is not null;
create unique index outlay_notice on outlay (tenant_id, notice_id) where notice_id is not null;
create unique index outlay_step on outlay (tenant_id, proceeding_id, kind, incurred_on)
  where proceeding_id is not null;
create index outlay_case on outlay (tenant_id, case_id);
call enclose('outlay');
call make_append_only('outlay');

-- What became of an outlay: the debtor paid it, the creditor was billed, the authority gave it
-- back, or the agency bears it. What is outstanding is its amount less all of these.
create table outlay_change (
  tenant_id integer not null,
  id bigint generated always as identity,
  outlay_id bigint not null,
  kind text not null check (kind in ('recovered', 'billed', 'refunded', 'borne')),
  amount_minor bigint not null check (amount_minor <> 0),
  vat_minor bigint not null default 0,
  on_day date not null,
  settlement_id bigint,
  booking_id bigint not null,
  because text not null check (btrim(because) <> ''),
  primary key (tenant_id, id),
  foreign key (tenant_id, outlay_id) references outlay (tenant_id, id),
  foreign key (tenant_id, settlement_id) references settlement (tenant_id, id),
  foreign key (tenant_id, booking_id) references booking (tenant_id, id),
  constraint what_was_settled_names_its_settlement check (
    (kind in ('recovered', 'billed', 'borne')) = (settlement_id is not null)),
  constraint only_a_bill_has_tax check (kind = 'billed' or vat_minor = 0)
);
create index outlay_change_outlay on outlay_change (tenant_id, outlay_id);
create unique index outlay_settled_once on outlay_change (tenant_id, settlement_id, outlay_id, kind)
  where settlement_id is not null;
call enclose('outlay_change');
call make_append_only('outlay_change');

-- A creditor paid what it had been billed and what no settlement could keep.
create table bill_payment (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  amount_minor bigint not null check (amount_minor <> 0),
  paid_on date not null,
  recorded_on date not null,
  recorded_by text not null check (btrim(recorded_by) <> ''),
  primary key (tenant_id, id)
);
call enclose('bill_payment');
call make_append_only('bill_payment');
