-- What a creditor's night has to look at, in one look: most nights of a small creditor have little.
-- Each answer may only be yes too often, never too seldom.
select
  exists (
    select from flow_change
    where tenant_id = (select %(tenant)s::integer) and taken_on is null and from_on <= %(today)s
  ) as flows,
  exists (
    select from plan where tenant_id = (select %(tenant)s::integer) and ended_on is null) as plans,
  exists (
    select from settlement_offer
    where tenant_id = (select %(tenant)s::integer) and state in ('proposed', 'approved', 'lapsed')
  ) as offers,
  exists (
    select from limitation_clock
    where tenant_id = (select %(tenant)s::integer) and look_on <= %(today)s
  ) or exists (
    select from claim c
    join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = c.case_id
    where c.tenant_id = (select %(tenant)s::integer) and k.closed_on is null
      and not exists (
        select from limitation_clock l
        where l.tenant_id = (select %(tenant)s::integer) and l.claim_id = c.id)
  ) as clocks,
  exists (
    select from proceeding
    where tenant_id = (select %(tenant)s::integer) and ended_on is null and filed_on is null
  ) as drafts,
  exists (
    select from proceeding
    where tenant_id = (select %(tenant)s::integer) and ended_on is null and filed_on is not null
  ) or exists (
    select from attachment_entry
    where tenant_id = (select %(tenant)s::integer) and released_on is null
  ) as proceedings,
  exists (
    select from monitoring
    where tenant_id = (select %(tenant)s::integer) and ended_on is null and next_on <= %(today)s
  ) as rounds,
  exists (
    select from online_payment
    where tenant_id = (select %(tenant)s::integer) and state = 'begun') as online,
  exists (
    select from collection_case
    where tenant_id = (select %(tenant)s::integer) and closed_on is null and wake_on <= %(today)s
  ) as wakes
