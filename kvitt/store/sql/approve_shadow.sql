-- What an approval holds: cases that look paid, cases left out, and those that a person names, each
-- with its hold and its event; the cases that look paid with their question. Then every case of the
-- list is looked at today.
insert into shadow_held (case_id, kind, until_on, reason)
select case_id, case when bool_or(stands = 'looks_paid') then 'looks_paid' else 'left_out' end,
       null, case when bool_or(stands = 'looks_paid') then 'it looks paid on the shadow list'
         else 'it fell due before the shadow list begins' end
from shadow_line
where tenant_id = (select %(tenant)s::integer) and list_id = %(list)s and stands <> 'goes_live'
  and case_id <> all (%(included)s::bigint[])
group by case_id
on conflict do nothing;

insert into hold (tenant_id, case_id, kind, from_on, until_on, reason, placed_by)
select %(tenant)s, h.case_id, h.kind, %(today)s, h.until_on, h.reason, %(by)s
from shadow_held h;

insert into task (tenant_id, case_id, kind, raised_on, sentence, given, owner)
select %(tenant)s, h.case_id, 'looks_paid', %(today)s,
       'find out whether it is paid already: '
         || string_agg(distinct sign ->> 'sentence', '; '),
       jsonb_build_object('list', %(digest)s::text, 'signs', jsonb_agg(distinct sign)), 'creditor'
from shadow_held h
join shadow_line l on l.tenant_id = (select %(tenant)s::integer) and l.list_id = %(list)s
  and l.case_id = h.case_id
cross join lateral jsonb_array_elements(l.told -> 'signs') sign
where h.kind = 'looks_paid'
group by h.case_id;

insert into new_history (case_id, on_day, kind, actor, given)
select h.case_id, %(today)s, 'case_stopped', %(by)s,
       jsonb_build_object('hold', h.kind, 'because', h.reason, 'until', h.until_on)
from shadow_held h
order by h.case_id;

update collection_case k set
  wake_on = least(k.wake_on, %(today)s), next_on = least(k.next_on, %(today)s),
  next_what = 'the case is looked at again', next_owner = 'kvitt'
from (
  select distinct case_id from shadow_line
  where tenant_id = (select %(tenant)s::integer) and list_id = %(list)s
) l
where k.tenant_id = (select %(tenant)s::integer) and k.id = l.case_id and k.closed_on is null
