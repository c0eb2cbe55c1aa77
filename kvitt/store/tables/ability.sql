-- A question to a credit bureau about a debtor: who was asked, why the law allows it, what it cost
-- and what became of it. `asked` is committed before the bureau is called: what was left there by a
-- worker that died is never asked again by itself, because it may have been paid for.
create table credit_purchase (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  debtor_id bigint not null,
  is_person boolean not null,
  source text not null,
  basis_code text not null,
  basis_text text not null,
  forced_because text not null default '',
  asked_on date not null,
  asked_by text not null,
  state text not null default 'asked' check (state in
    ('asked', 'answered', 'not_sent', 'refused', 'unknown')),
  ended_on date,
  cost_minor bigint check (cost_minor >= 0),
  sentence text,
  document_id bigint,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  foreign key (tenant_id, debtor_id) references party (tenant_id, id),
  foreign key (tenant_id, document_id) references document (tenant_id, id),
  constraint a_legal_basis_is_said check (basis_text <> ''),
  constraint a_question_that_ended_says_when check ((state = 'asked') = (ended_on is null)),
  constraint an_answer_keeps_its_bytes check (state <> 'answered' or document_id is not null)
);
comment on column credit_purchase.cost_minor is 'null where the bureau''s price is not known';
comment on column credit_purchase.document_id is 'the bureau''s own words, byte for byte';
create unique index one_question_at_a_time on credit_purchase (tenant_id, debtor_id)
  where state = 'asked';
create index credit_purchase_case on credit_purchase (tenant_id, case_id);
call enclose('credit_purchase', '{state, ended_on, cost_minor, sentence, document_id}');
create trigger ended_once before update on credit_purchase for each row
  when (old.state <> 'asked') execute function refuse_change();
call make_lasting('credit_purchase');

-- What was found out on a day about a debtor's ability to pay, by a bureau or by a person, and
-- until when it counts. A newer report takes the older one's place. `findings` is what it was
-- judged by.
create table ability_report (
  tenant_id integer not null,
  id bigint generated always as identity,
  debtor_id bigint not null,
  case_id bigint not null,
  purchase_id bigint,
  source text not null,
  checked_on date not null,
  valid_until date not null,
  basis_code text not null,
  basis_text text not null,
  verdict text not null check (verdict in ('able', 'partly', 'unable', 'unknown')),
  monthly_minor bigint check (monthly_minor >= 0),
  findings jsonb not null,
  by text not null,
  primary key (tenant_id, id),
  unique (tenant_id, purchase_id),
  foreign key (tenant_id, debtor_id) references party (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  foreign key (tenant_id, purchase_id) references credit_purchase (tenant_id, id),
  constraint a_report_counts_for_a_time check (valid_until > checked_on),
  constraint a_basis_is_said check (basis_text <> '')
);
comment on column ability_report.valid_until is 'the first day on which it counts no more';
comment on column ability_report.monthly_minor is
  'what the debtor can pay this creditor a month and still live; null where that is not known';
create index ability_report_debtor on ability_report (tenant_id, debtor_id, checked_on, id);
call enclose('ability_report');
call make_append_only('ability_report');
