-- A message to an authority about a proceeding that was filed: less is owed, nothing is asked any
-- more, or what was attached is released. It is written before it leaves, with its papers, and
-- handed over as it was written: a program that died in between sends the same again.
create table authority_message (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  proceeding_id bigint not null,
  number smallint not null check (number > 0),
  reference text not null,
  kind text not null check (kind in ('reduction', 'withdrawal', 'release')),
  because text not null check (because in ('paid', 'closed', 'held', 'asked')),
  less_minor bigint not null check (less_minor >= 0),
  told jsonb not null,
  events text[] not null,
  through_allocation bigint not null,
  voided_items bigint[] not null,
  written_on date not null,
  written_by text not null check (btrim(written_by) <> ''),
  sent_on date,
  primary key (tenant_id, id),
  foreign key (tenant_id, proceeding_id) references proceeding (tenant_id, id),
  constraint one_message_of_a_number unique (tenant_id, proceeding_id, number),
  constraint a_reduction_is_of_something check (kind <> 'reduction' or less_minor > 0)
);
comment on column authority_message.told is 'what is owed less, by invoice, item and day';
create unique index one_message_under_way on authority_message (tenant_id, proceeding_id)
  where sent_on is null;
call enclose('authority_message', '{sent_on}');
create trigger sent_once before update on authority_message for each row
  when (old.sent_on is not null) execute function refuse_change();
call make_lasting('authority_message');

-- A file of a message, byte for byte.
create table authority_message_paper (
  tenant_id integer not null,
  message_id bigint not null,
  document_id bigint not null,
  primary key (tenant_id, message_id, document_id),
  foreign key (tenant_id, message_id) references authority_message (tenant_id, id),
  foreign key (tenant_id, document_id) references document (tenant_id, id)
);
call enclose('authority_message_paper');
call make_append_only('authority_message_paper');
