-- What was said of the next letter of each case: the suggestion that lives, or the yes to one that
-- was carried out and whose letter did not leave after all.
select distinct on (s.case_id) s.case_id, s.id, s.step, s.cycle,
       case when s.state = 'carried_out' then 'accepted' else s.state end,
       s.with_cases, s.goes_on, s.until_on, coalesce(s.reason, '')
from suggestion s
where s.tenant_id = (select %(tenant)s::integer) and s.case_id = any (%(cases)s)
  and (s.ended_on is null or (s.state = 'carried_out' and s.until_on >= %(today)s
    and not exists (
      select from notice n
      where n.tenant_id = (select %(tenant)s::integer) and n.case_id = s.case_id
        and n.step = s.step and n.cycle = s.cycle and n.state <> 'withdrawn')))
order by s.case_id, s.ended_on is not null, s.id desc
