-- What an authority told that it paid out of what it took. The money itself is a payment; until it
-- is there the distribution is awaited.
create table distribution (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  proceeding_id bigint not null,
  paid_minor bigint not null check (paid_minor >= 0),
  kept_minor bigint not null check (kept_minor >= 0),
  shares jsonb not null default '[]',
  paid_on date not null,
  counts_from date not null,
  recorded_on date not null,
  recorded_by text not null check (btrim(recorded_by) <> ''),
  taken_back_on date,
  taken_back_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, proceeding_id) references proceeding (tenant_id, id),
  constraint a_distribution_is_of_something check (paid_minor + kept_minor > 0),
  constraint it_counts_no_later_than_it_was_paid check (counts_from <= paid_on),
  constraint what_is_taken_back_says_why check (
    (taken_back_on is null) = (taken_back_because is null))
);
comment on column distribution.paid_minor is 'what was passed on to us';
comment on column distribution.kept_minor is 'what the authority kept for its own costs';
comment on column distribution.shares is 'claim and sum, where the authority states them';
comment on column distribution.counts_from is
  'the day on which the debtor has paid it: for wages the first of the month withheld';
create index distribution_proceeding on distribution (tenant_id, proceeding_id);
call enclose('distribution', '{taken_back_on, taken_back_because}');
call make_lasting('distribution');
call stands_on('payment', 'distribution_id', 'distribution');
