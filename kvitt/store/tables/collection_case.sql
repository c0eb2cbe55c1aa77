-- A case: what one debtor owes one creditor, followed until it is closed. Its stage is not stored:
-- it is derived from the notices sent. wake_on is the day on which the answer can change by itself.
create table collection_case (
  tenant_id integer not null references creditor,
  id bigint generated always as identity,
  debtor_id bigint not null,
  flow text not null,
  cycle smallint not null default 1,
  opened_on date not null,
  wake_on date,
  next_what text not null,
  next_on date,
  next_owner text,
  closed_on date,
  closed_because text,
  merged_into bigint,
  kept_apart_because text,
  split_from bigint,
  charged_before text[] not null default '{}',
  primary key (tenant_id, id),
  foreign key (tenant_id, debtor_id) references party (tenant_id, id),
  constraint an_open_case_has_a_next_action_with_a_day_and_an_owner
    check ((closed_on is null) = (wake_on is not null) and (closed_on is null) = (next_on is not
      null) and (closed_on is null) = (next_owner is not null)),
  constraint the_next_owner_is_known
    check (next_owner in ('kvitt', 'agency', 'creditor', 'debtor', 'authority')),
  constraint a_merged_case_says_into_which check ((merged_into is not null)
    = (closed_because is not distinct from 'merged')),
  foreign key (tenant_id, split_from) references collection_case (tenant_id, id),
  constraint a_case_is_not_merged_into_itself check (merged_into <> id),
  foreign key (tenant_id, merged_into) references collection_case (tenant_id, id)
) with (fillfactor = 80);
comment on column collection_case.charged_before is
  'kinds of letters'' fees that the debtor has borne: no letter charges them again';
create index case_waking on collection_case (tenant_id, wake_on, id) where closed_on is null;
create index case_without_action on collection_case (tenant_id, id)
  where closed_on is null
    and (wake_on is null or next_on is null or next_what = '' or next_owner is null);
create index case_debtor on collection_case (tenant_id, debtor_id);
create index case_closed on collection_case (tenant_id, id) where closed_on is not null;
create index case_merged on collection_case (tenant_id, merged_into)
  where merged_into is not null;
call enclose('collection_case',
  '{debtor_id, flow, cycle, wake_on, next_what, next_on, next_owner, closed_on, closed_because,
    merged_into, kept_apart_because, charged_before}');
call make_lasting('collection_case');
