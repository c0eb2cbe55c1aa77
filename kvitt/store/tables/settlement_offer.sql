-- A settlement offer: a part of what is owed on a case, paid by a day, settles all of it. Not to be
-- confused with a settlement, which pays a creditor out. What was offered never changes.
create table settlement_offer (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  case_id bigint not null,
  amount_minor bigint not null check (amount_minor > 0),
  owed_minor bigint not null,
  pay_by_on date not null,
  holds_until_on date not null,
  because text not null check (btrim(because) <> ''),
  by text not null check (by in ('creditor', 'handler', 'debtor')),
  proposed_by text not null check (btrim(proposed_by) <> ''),
  proposed_on date not null,
  needs_approval boolean not null,
  rules jsonb not null,
  state text not null default 'proposed' check (state in
    ('proposed', 'approved', 'kept', 'lapsed', 'withdrawn', 'ended')),
  approved_by text,
  approved_on date,
  paid_after bigint,
  ended_on date,
  ended_because text,
  primary key (tenant_id, id),
  foreign key (tenant_id, case_id) references collection_case (tenant_id, id),
  constraint an_offer_asks_for_less_than_is_owed check (amount_minor < owed_minor),
  constraint an_offer_gives_time check (pay_by_on > proposed_on and holds_until_on >= pay_by_on),
  constraint an_approval_has_its_person_and_day check (
    (approved_by is null) = (approved_on is null) and (approved_by is null) = (paid_after is null)),
  constraint only_what_was_approved_is_offered check (
    approved_by is not null or state not in ('approved', 'kept', 'lapsed')),
  constraint nobody_approves_an_offer_of_their_own check (
    not needs_approval or lower(btrim(approved_by)) <> lower(btrim(proposed_by))),
  constraint an_ended_offer_says_why check (
    (ended_on is null) = (state in ('proposed', 'approved'))
    and (ended_on is null) = (ended_because is null))
);
comment on column settlement_offer.owed_minor is 'what was owed when the offer was proposed';
comment on column settlement_offer.rules is 'the creditor''s rules of that day';
comment on column settlement_offer.paid_after is
  'the last payment before the approval: later ones count for it';
create unique index one_standing_offer_a_case on settlement_offer (tenant_id, case_id)
  where ended_on is null;
create index settlement_offer_case on settlement_offer (tenant_id, case_id);
call enclose('settlement_offer',
  '{state, approved_by, approved_on, paid_after, ended_on, ended_because}');
create trigger approved_once before update on settlement_offer for each row
  when (old.approved_by is not null and (old.approved_by, old.approved_on, old.paid_after)
    is distinct from (new.approved_by, new.approved_on, new.paid_after))
  execute function refuse_change();
call make_lasting('settlement_offer');
