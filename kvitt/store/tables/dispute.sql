-- A dispute: the debtor objects to the claim, or to a part of it. Until it is decided nothing is
-- sent and nothing is charged. What was said never changes; the decision is added once.
create table dispute (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  reason text not null check (reason in ('not_ordered', 'not_delivered', 'wrong_sum',
    'paid_already', 'wrong_person', 'quality', 'other')),
  text text not null,
  channel text not null check (channel in ('phone', 'letter', 'email', 'portal', 'meeting',
    'creditor')),
  raised_by text not null,
  received_on date not null,
  answer_by_on date not null,
  registered_by text not null,
  outcome text check (outcome in ('upheld', 'reduced', 'withdrawn', 'rejected', 'to_court',
    'case_closed')),
  decided_on date,
  decided_by text,
  decided_because text,
  was_reasonable boolean,
  resumes_on date,
  answer text,
  was_minor bigint,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  constraint an_outcome_has_its_day_and_reason check (
    (outcome is null) = (decided_on is null) and (outcome is null) = (decided_by is null)
    and (outcome is null) = (decided_because is null)),
  constraint a_dispute_is_answered_after_it_came check (answer_by_on >= received_on
    and (decided_on is null or decided_on >= received_on))
);
comment on column dispute.answer is 'the reasons, as the debtor is told them';
comment on column dispute.was_minor is 'what was open on the case before the decision';
create index dispute_case on dispute (tenant_id, case_id);
call enclose('dispute',
  '{outcome, decided_on, decided_by, decided_because, was_reasonable, resumes_on, answer,
    was_minor}');
create trigger decided_once before update on dispute for each row
  when (old.outcome is not null
    and (new.resumes_on is null or new.resumes_on < old.resumes_on or (old.outcome, old.decided_on,
      old.decided_by, old.decided_because, old.was_reasonable, old.answer, old.was_minor)
      is distinct from (new.outcome, new.decided_on, new.decided_by, new.decided_because,
      new.was_reasonable, new.answer, new.was_minor)))
  execute function refuse_change();
call make_lasting('dispute');

-- How much of which claim is disputed; a dispute without such rows is about all of the case.
create table dispute_claim (
  tenant_id integer not null,
  dispute_id bigint not null,
  claim_id bigint not null,
  disputed_minor bigint not null check (disputed_minor > 0),
  primary key (tenant_id, dispute_id, claim_id),
  foreign key (tenant_id, dispute_id) references dispute (tenant_id, id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, id)
);
call enclose('dispute_claim');
call make_append_only('dispute_claim');

-- What the debtor sent along with a dispute, byte for byte; the type was read from the bytes.
create table dispute_file (
  tenant_id integer not null,
  id bigint generated always as identity,
  dispute_id bigint not null,
  name text not null,
  media_type text not null check (media_type in ('application/pdf', 'image/jpeg', 'image/png',
    'text/plain')),
  sha256 bytea not null,
  content bytea not null,
  received_on date not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, dispute_id) references dispute (tenant_id, id),
  constraint a_file_is_not_empty_and_not_huge check (length(content) between 1 and 10485760)
);
create index dispute_file_dispute on dispute_file (tenant_id, dispute_id);
call enclose('dispute_file');
call make_append_only('dispute_file');

-- A complaint about conduct: its own register with its own clock. It stops nothing by itself.
create table complaint (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint,
  about text not null,
  text text not null,
  channel text not null check (channel in ('phone', 'letter', 'email', 'portal', 'meeting',
    'creditor')),
  raised_by text not null,
  received_on date not null,
  answer_by_on date not null,
  registered_by text not null,
  outcome text check (outcome in ('upheld', 'partly_upheld', 'rejected', 'withdrawn')),
  answered_on date,
  answered_by text,
  answer text,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  foreign key (tenant_id) references tenant,
  constraint an_answer_has_its_day_and_words check (
    (outcome is null) = (answered_on is null) and (outcome is null) = (answered_by is null)
    and (outcome is null) = (answer is null))
);
create index complaint_open on complaint (tenant_id, answer_by_on) where outcome is null;
call enclose('complaint', '{outcome, answered_on, answered_by, answer}');
create trigger answered_once before update on complaint for each row
  when (old.outcome is not null) execute function refuse_change();
call make_lasting('complaint');

-- A write-off: an open sum of a claim item that is asked for no more, as its case was closed or
-- (with a dispute) because it was never owed. Below zero where the sum was opened again.
create table write_off (
  tenant_id integer not null,
  id bigint generated always as identity,
  item_id bigint not null,
  case_id bigint not null,
  booking_id bigint not null,
  dispute_id bigint,
  amount_minor bigint not null check (amount_minor <> 0),
  written_on date not null,
  because text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, booking_id) references booking (tenant_id, id),
  foreign key (tenant_id, dispute_id) references dispute (tenant_id, id)
);
create index write_off_item on write_off (tenant_id, item_id);
call enclose('write_off');
call make_append_only('write_off');
call stands_on('write_off', 'item_id', 'claim_item');
call stands_on('write_off', 'case_id', 'collection_case');

-- A closing: why a case ended, what it stopped and what it settled; and when it was opened again.
create table case_closing (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  reason text not null,
  because text not null,
  document text not null default '',
  closed_on date not null,
  closed_by text not null,
  written_off_minor bigint not null check (written_off_minor >= 0),
  voided_minor bigint not null check (voided_minor >= 0),
  stopped jsonb not null,
  reopened_on date,
  reopened_by text,
  reopened_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  constraint an_opening_has_its_reason check (
    (reopened_on is null) = (reopened_by is null)
    and (reopened_on is null) = (reopened_because is null))
);
create index case_closing_case on case_closing (tenant_id, case_id);
call enclose('case_closing', '{reopened_on, reopened_by, reopened_because}');
call make_lasting('case_closing');
