-- A text of a creditor's own for a free place of letters and messages, in lasting versions.
create table text_template (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  purpose text not null check (purpose in ('side_letter', 'message', 'reminder_tone')),
  name text not null,
  language text not null check (language in ('sv', 'nb', 'en')),
  number integer not null check (number > 0),
  body text not null,
  proposed_by text not null check (btrim(proposed_by) <> ''),
  proposed_on date not null,
  primary key (tenant_id, id),
  unique (tenant_id, purpose, name, language, number),
  unique (tenant_id, id, proposed_by)
);
comment on column text_template.number is 'the version: 1, 2, … of this text';
call enclose('text_template');
call make_append_only('text_template');

alter table dispatch add foreign key (tenant_id, text_id) references text_template (tenant_id, id);

-- A preview: the text was filled for cases of the creditor, and for how many that was refused.
create table text_preview (
  tenant_id integer not null,
  id bigint generated always as identity,
  version_id bigint not null,
  cases integer not null check (cases >= 0),
  refused integer not null check (refused >= 0),
  previewed_by text not null,
  previewed_on date not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, version_id) references text_template (tenant_id, id)
);
create index text_preview_version on text_preview (tenant_id, version_id);
call enclose('text_preview');
call make_append_only('text_preview');

-- An approval: another person than the one who proposed lets the text be used from a day.
create table text_approval (
  tenant_id integer not null,
  version_id bigint not null,
  proposed_by text not null,
  approved_by text not null check (btrim(approved_by) <> ''),
  approved_on date not null,
  from_on date not null,
  primary key (tenant_id, version_id),
  foreign key (tenant_id, version_id, proposed_by)
    references text_template (tenant_id, id, proposed_by),
  constraint nobody_approves_a_text_of_their_own check (
    lower(btrim(approved_by)) <> lower(btrim(proposed_by))),
  constraint a_text_is_used_after_its_approval check (from_on >= approved_on)
);
call enclose('text_approval');
call make_append_only('text_approval');
