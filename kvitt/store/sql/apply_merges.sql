-- Claims of merged cases move to the case that stays; what was open on the others follows them.
insert into claim_move (tenant_id, claim_id, from_case_id, to_case_id, because, moved_on)
select c.tenant_id, c.id, m.absorbed_id, m.case_id, 'merged', %(today)s
from new_merge m
join claim c on c.tenant_id = (select %(tenant)s::integer) and c.case_id = m.absorbed_id
order by c.id;

update claim c set case_id = m.case_id
from new_merge m
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = m.absorbed_id;

update collection_case k set
  wake_on = null, next_on = null, next_owner = null, next_what = 'nothing: the case is closed',
  closed_on = %(today)s, closed_because = 'merged', merged_into = m.case_id
from new_merge m
where k.tenant_id = (select %(tenant)s::integer) and k.id = m.absorbed_id;

update collection_case k set charged_before = array(
  select distinct kind from unnest(k.charged_before || m.kinds) kind order by kind)
from (
  select n.case_id, array_agg(kind) as kinds
  from new_merge n
  join collection_case a on a.tenant_id = (select %(tenant)s::integer)
    and a.id = n.absorbed_id
  cross join lateral unnest(a.charged_before) kind
  group by n.case_id
) m
where k.tenant_id = (select %(tenant)s::integer) and k.id = m.case_id;

-- What was merged into an absorbed case before goes on where its claims go on: one step leads
-- there.
update collection_case k set merged_into = m.case_id
from new_merge m
where k.tenant_id = (select %(tenant)s::integer) and k.merged_into = m.absorbed_id;

-- Questions go along with their clocks: merging gives nobody more time to answer.
insert into task (tenant_id, case_id, kind, raised_on, sentence, given, source_id, owner, due_on,
  escalated_on, came_on)
select t.tenant_id, m.case_id, t.kind, t.raised_on, t.sentence, t.given, t.source_id, t.owner,
       t.due_on, t.escalated_on, %(today)s
from new_merge m
join task t on t.tenant_id = (select %(tenant)s::integer) and t.case_id = m.absorbed_id
where t.done_on is null;

update task t set done_on = %(today)s, done_by = %(actor)s, outcome = 'merged'
from new_merge m
where t.tenant_id = (select %(tenant)s::integer) and t.case_id = m.absorbed_id
  and t.done_on is null;

insert into hold (tenant_id, case_id, kind, from_on, until_on, reason_code, reason, placed_by,
                  source_id, given, came_on)
select h.tenant_id, m.case_id, h.kind, h.from_on, h.until_on, h.reason_code, h.reason, h.placed_by,
       h.source_id, h.given, %(today)s
from new_merge m
join hold h on h.tenant_id = (select %(tenant)s::integer) and h.case_id = m.absorbed_id
where h.until_on is null or h.until_on > %(today)s
