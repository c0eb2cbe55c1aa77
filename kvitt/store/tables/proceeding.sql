-- A title: an order or a judgment that says what is owed, and that can be enforced.
create table title (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  case_id bigint not null,
  kind text not null check (kind in ('payment_order', 'judgment', 'conciliation_judgment')),
  number text not null check (btrim(number) <> ''),
  given_on date not null,
  principal_minor bigint not null check (principal_minor >= 0),
  interest_minor bigint not null check (interest_minor >= 0),
  cost_minor bigint not null check (cost_minor >= 0),
  later_interest text not null default '',
  document_id bigint,
  recorded_on date not null,
  recorded_by text not null check (btrim(recorded_by) <> ''),
  fell_on date,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  foreign key (tenant_id, document_id) references document (tenant_id, id)
);
comment on column title.later_interest is 'which interest runs after it, in the title''s words';
create unique index title_number on title (tenant_id, kind, number);
create index title_case on title (tenant_id, case_id);
comment on column title.fell_on is 'the day on which it was set aside';
call enclose('title', '{fell_on}');
call make_lasting('title');

-- A claim that a title is about.
create table title_claim (
  tenant_id integer not null,
  title_id bigint not null,
  claim_id bigint not null,
  primary key (tenant_id, title_id, claim_id),
  foreign key (tenant_id, title_id) references title (tenant_id, id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, id)
);
create index title_claim_claim on title_claim (tenant_id, claim_id);
call enclose('title_claim');
call make_append_only('title_claim');

-- A proceeding: what is put to an authority about a case, from its draft to its end. One at a time
-- for a case. `filing` is committed before anything leaves: what was being filed when a program
-- died is known, and goes again under the same reference instead of a second time.
create table proceeding (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  case_id bigint not null,
  kind text not null,
  title_id bigint,
  follows_id bigint,
  reference text not null,
  state text not null default 'draft',
  authority text not null,
  authority_number text,
  drafted_on date not null,
  drafted_by text not null check (btrim(drafted_by) <> ''),
  needs_two boolean not null,
  approved_on date,
  approved_by text,
  written_on date,
  told_through bigint not null default 0,
  told_items bigint[] not null default '{}',
  filed_on date,
  filed_by text,
  next_what text not null default '',
  next_owner text not null default '',
  next_on date,
  next_reference text not null default '',
  ended_on date,
  ended_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  foreign key (tenant_id, title_id) references title (tenant_id, id),
  foreign key (tenant_id, follows_id) references proceeding (tenant_id, id),
  constraint an_approval_has_its_person_and_day check (
    (approved_by is null) = (approved_on is null)),
  constraint two_people_approve_a_large_claim check (
    not needs_two or lower(btrim(approved_by)) <> lower(btrim(drafted_by))),
  constraint only_what_was_approved_is_filed check (filed_on is null or approved_on is not null),
  constraint what_was_filed_says_by_whom check ((filed_on is null) = (filed_by is null)),
  constraint an_end_says_why check ((ended_on is null) = (ended_because is null))
);
comment on column proceeding.told_through is
  'the last allocation on its claims that the authority knows of';
comment on column proceeding.told_items is 'items taken back that the authority knows of';
create unique index one_proceeding_at_a_time on proceeding (tenant_id, case_id)
  where ended_on is null;
create unique index proceeding_reference on proceeding (tenant_id, reference);
create index proceeding_number on proceeding (tenant_id, authority_number)
  where authority_number is not null;
create index proceeding_case on proceeding (tenant_id, case_id);
create index proceeding_next on proceeding (tenant_id, next_on) where ended_on is null;
call enclose('proceeding',
  '{state, authority_number, approved_on, approved_by, written_on, told_through, told_items,
    filed_on, filed_by,
    next_what, next_owner, next_on, next_reference, ended_on, ended_because}');
create trigger filed_once before update on proceeding for each row
  when (old.filed_on is not null
    and (old.filed_on, old.filed_by, old.approved_on, old.approved_by)
      is distinct from (new.filed_on, new.filed_by, new.approved_on, new.approved_by))
  execute function refuse_change();
call make_lasting('proceeding');

-- What was asked for of each claim when it was filed.
create table proceeding_claim (
  tenant_id integer not null,
  proceeding_id bigint not null,
  claim_id bigint not null,
  principal_minor bigint not null,
  interest_minor bigint not null,
  cost_minor bigint not null,
  primary key (tenant_id, proceeding_id, claim_id),
  foreign key (tenant_id, proceeding_id) references proceeding (tenant_id, id),
  foreign key (tenant_id, claim_id) references claim (tenant_id, id)
);
create index proceeding_claim_claim on proceeding_claim (tenant_id, claim_id);
call enclose('proceeding_claim', '{principal_minor, interest_minor, cost_minor}');

-- An event of a proceeding, as the authority, the court or the debtor caused it. It never changes.
create table proceeding_event (
  tenant_id integer not null,
  id bigint generated always as identity,
  proceeding_id bigint not null,
  kind text not null,
  on_day date not null,
  given jsonb not null default '{}',
  document_id bigint,
  recorded_on date not null,
  recorded_by text not null check (btrim(recorded_by) <> ''),
  primary key (tenant_id, id),
  foreign key (tenant_id, proceeding_id) references proceeding (tenant_id, id),
  foreign key (tenant_id, document_id) references document (tenant_id, id)
);
create index proceeding_event_of on proceeding_event (tenant_id, proceeding_id);
call enclose('proceeding_event');
call make_append_only('proceeding_event');

-- What an attachment leaves behind on the claims of a proceeding: a pledge, or the public entry
-- that nothing was found. It stands until it is released or its years are over.
create table attachment_entry (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  proceeding_id bigint not null,
  kind text not null check (kind in ('pledge', 'no_assets')),
  amount_minor bigint check (amount_minor > 0),
  what text not null default '',
  taken_on date not null,
  ends_on date,
  reference text not null default '',
  recorded_on date not null,
  recorded_by text not null check (btrim(recorded_by) <> ''),
  released_on date,
  released_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, proceeding_id) references proceeding (tenant_id, id),
  constraint a_pledge_has_its_sum check (kind <> 'pledge' or amount_minor is not null),
  constraint a_release_says_why check ((released_on is null) = (released_because is null))
);
comment on column attachment_entry.ends_on is 'the day on which the register deletes it by itself';
create index attachment_entry_standing on attachment_entry (tenant_id, proceeding_id)
  where released_on is null;
call enclose('attachment_entry', '{released_on, released_because}');
call make_lasting('attachment_entry');
