-- A thread: what is talked about on one case, and which parties may read it. Who must say the next
-- word is its state; while that is us, answer_by_on is the last day to answer.
create table thread (
  tenant_id integer not null,
  id bigint generated always as identity,
  case_id bigint not null,
  subject text not null,
  parties text[] not null,
  state text not null default 'open' check (state in
    ('open', 'waiting_for_us', 'waiting_for_them', 'closed')),
  owner text,
  answer_by_on date,
  opened_on date not null,
  opened_by text not null,
  closed_on date,
  closed_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  constraint a_subject_is_a_short_line check (length(subject) between 1 and 200),
  constraint the_agency_reads_every_thread check ('agency' = any (parties)
    and parties <@ array['agency', 'creditor', 'debtor']),
  constraint a_thread_that_waits_for_us_has_a_clock
    check ((state = 'waiting_for_us') = (answer_by_on is not null)),
  constraint a_closed_thread_says_when_and_why
    check ((state = 'closed') = (closed_on is not null)
      and (closed_on is null) = (closed_because is null))
);
create index thread_case on thread (tenant_id, case_id);
create index thread_waiting on thread (tenant_id, answer_by_on) where state = 'waiting_for_us';
call enclose('thread', '{state, owner, answer_by_on, closed_on, closed_because}');
call make_lasting('thread');

-- A mail as it came, byte for byte, and what became of it. One that cannot be placed belongs to the
-- agency or to the creditor whose token it named, and a person is asked.
create table received_mail (
  tenant_id integer not null references tenant,
  id bigint generated always as identity,
  received_on date not null,
  sha256 bytea not null,
  content bytea not null,
  mail_key text,
  outcome text not null check (outcome in ('message', 'quarantined', 'refused', 'duplicate')),
  because text not null,
  thread_id bigint,
  token_id bigint,
  primary key (tenant_id, id),
  unique (tenant_id, sha256),
  foreign key (tenant_id, thread_id) references thread (tenant_id, id),
  constraint a_mail_is_what_its_digest_says check (sha256 = sha256(content)),
  constraint a_mail_of_bearable_size check (octet_length(content) <= 26214400),
  constraint a_message_has_its_thread check (outcome <> 'message' or thread_id is not null)
);
create index received_mail_key on received_mail (tenant_id, thread_id, mail_key)
  where outcome = 'message';
call enclose('received_mail');
call make_append_only('received_mail');

-- A message: plain text that one party wrote in a thread, or a note that only the agency reads.
create table message (
  tenant_id integer not null,
  id bigint generated always as identity,
  thread_id bigint not null,
  author_kind text not null check (author_kind in ('agency', 'creditor', 'debtor')),
  author text not null,
  is_internal boolean not null default false,
  body text not null,
  written_on date not null,
  mail_id bigint,
  primary key (tenant_id, id),
  foreign key (tenant_id, thread_id) references thread (tenant_id, id),
  foreign key (tenant_id, mail_id) references received_mail (tenant_id, id),
  constraint a_body_has_words_and_a_limit check (octet_length(body) between 1 and 20480),
  constraint only_the_agency_writes_internal_notes
    check (not is_internal or author_kind = 'agency')
);
create index message_thread on message (tenant_id, thread_id, id);
create unique index one_message_a_mail on message (tenant_id, mail_id) where mail_id is not null;
call enclose('message');
call make_append_only('message');

-- An attachment of a message: its bytes and the type that they, not their name, say.
create table attachment (
  tenant_id integer not null,
  id bigint generated always as identity,
  message_id bigint not null,
  name text not null,
  media_type text not null check (media_type in
    ('application/pdf', 'image/png', 'image/jpeg', 'text/plain')),
  sha256 bytea not null,
  content bytea not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, message_id) references message (tenant_id, id),
  constraint an_attachment_is_what_its_digest_says check (sha256 = sha256(content)),
  constraint an_attachment_has_bytes_and_a_limit
    check (octet_length(content) between 1 and 10485760)
);
create index attachment_message on attachment (tenant_id, message_id);
call enclose('attachment');
call make_append_only('attachment');

-- A message on its way to one reader by e-mail. `sending` is committed before the mail server is
-- called: what was left there by a worker that died is never sent again; a person is asked.
create table message_dispatch (
  tenant_id integer not null,
  id bigint generated always as identity,
  message_id bigint not null,
  reader_kind text not null check (reader_kind in ('creditor', 'debtor')),
  address text not null,
  state text not null default 'ready' check (state in
    ('ready', 'sending', 'sent', 'refused', 'bounced', 'unknown', 'withdrawn')),
  mail_key text,
  sentence text,
  ended_on date,
  primary key (tenant_id, id),
  unique (tenant_id, message_id, reader_kind),
  foreign key (tenant_id, message_id) references message (tenant_id, id)
);
create index message_dispatch_under_way on message_dispatch (tenant_id, id)
  where state in ('ready', 'sending');
call enclose('message_dispatch', '{state, mail_key, sentence, ended_on}');

-- The secret part of a reply address, of which only the digest is kept: an answer to it is this
-- person's word in this thread.
create table reply_token (
  tenant_id integer not null,
  id bigint generated always as identity,
  digest bytea not null unique,
  thread_id bigint not null,
  dispatch_id bigint not null,
  author_kind text not null check (author_kind in ('creditor', 'debtor')),
  author text not null,
  address text not null,
  issued_on date not null,
  until_on date not null,
  revoked_on date,
  primary key (tenant_id, id),
  foreign key (tenant_id, thread_id) references thread (tenant_id, id),
  foreign key (tenant_id, dispatch_id) references message_dispatch (tenant_id, id),
  constraint a_digest_and_never_the_token check (octet_length(digest) = 32),
  constraint a_token_ends_after_it_begins check (until_on > issued_on)
);
call enclose('reply_token', '{revoked_on}');
