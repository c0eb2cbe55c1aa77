-- The cases with a charge that rests on a changed value: by the days of interest, the due day, or
-- the day of charging, as the value is selected. Certain where the value was known before.
with span as (
  select * from unnest(%(by)s::text[], %(kinds)s::text[], %(from)s::date[], %(until)s::date[],
    %(certain)s::boolean[]) as s (selected_by, kind, from_on, until_on, is_certain)
)
select c.case_id, k.closed_on is null, bool_or(s.is_certain)
from claim_item i
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = i.claim_id
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = c.case_id
cross join lateral (
  select coalesce((i.because -> 'given' ->> 'due_on')::date, c.due_on) as due_on
) asked
join span s on case when s.kind = 'interest' then i.kind = 'interest'
    else i.kind <> 'interest' and (s.kind = '' or s.kind = i.kind) end
  and case s.selected_by
    when 'each_day' then i.from_on < s.until_on and s.from_on < i.until_on
    when 'due_on' then s.from_on <= asked.due_on and asked.due_on < s.until_on
    when 'first_claimable_on'
      then s.from_on <= asked.due_on + 1 and asked.due_on + 1 < s.until_on
    else s.from_on <= i.dated_on and i.dated_on < s.until_on end
where i.tenant_id = (select %(tenant)s::integer) and i.kind <> 'principal' and i.voided_on is null
group by c.case_id, k.closed_on
order by c.case_id
