-- A condition that a creditor writes about its cases, in lasting versions.
create table condition_version (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  name text not null check (name <> ''),
  number integer not null check (number > 0),
  source text not null check (btrim(source) <> ''),
  proposed_by text not null check (btrim(proposed_by) <> ''),
  proposed_on date not null,
  primary key (tenant_id, id),
  unique (tenant_id, name, number),
  unique (tenant_id, id, proposed_by)
);
comment on column condition_version.number is 'the version: 1, 2, … of this condition';
call enclose('condition_version');
call make_append_only('condition_version');

-- A preview: the condition was asked of cases of the creditor; for the rest it did not hold.
create table condition_preview (
  tenant_id integer not null,
  id bigint generated always as identity,
  version_id bigint not null,
  cases integer not null check (cases >= 0),
  held integer not null check (held >= 0),
  refused integer not null check (refused >= 0),
  previewed_by text not null,
  previewed_on date not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, version_id) references condition_version (tenant_id, id),
  constraint a_case_answers_once check (held + refused <= cases)
);
comment on column condition_preview.refused is 'cases for which the condition had no answer';
create index condition_preview_version on condition_preview (tenant_id, version_id);
call enclose('condition_preview');
call make_append_only('condition_preview');

-- An approval: another person than the one who proposed lets the condition be used from a day.
create table condition_approval (
  tenant_id integer not null,
  version_id bigint not null,
  proposed_by text not null,
  approved_by text not null check (btrim(approved_by) <> ''),
  approved_on date not null,
  from_on date not null,
  primary key (tenant_id, version_id),
  foreign key (tenant_id, version_id, proposed_by)
    references condition_version (tenant_id, id, proposed_by),
  constraint nobody_approves_a_condition_of_their_own check (
    lower(btrim(approved_by)) <> lower(btrim(proposed_by))),
  constraint a_condition_is_used_after_its_approval check (from_on >= approved_on)
);
call enclose('condition_approval');
call make_append_only('condition_approval');
