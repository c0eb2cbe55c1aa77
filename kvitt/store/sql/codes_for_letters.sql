-- The debtor's code of each case, by its serial: the newest that stays open long enough, or a new
-- one. The cases are locked by the caller, so two letters never make two codes.
with asked as (
  select unnest(%(cases)s::bigint[]) as case_id
), known as (
  select a.case_id, last.serial, coalesce(last.is_lasting, false) as is_lasting
  from asked a
  left join lateral (
    select d.serial,
           d.reader = 'debtor' and d.ended_on is null and d.expires_on >= %(lasts)s as is_lasting
    from debtor_access d
    where d.tenant_id = (select %(tenant)s::integer) and d.case_id = a.case_id
    order by (d.reader = 'debtor' and d.ended_on is null and d.expires_on >= %(lasts)s) desc,
      d.serial desc
    limit 1
  ) last on true
), made as (
  insert into debtor_access (tenant_id, case_id, serial, reader, made_on, made_by, expires_on)
  select %(tenant)s, k.case_id, 1 + coalesce((select max(d.serial) from debtor_access d
           where d.tenant_id = (select %(tenant)s::integer) and d.case_id = k.case_id), 0),
         'debtor', %(today)s, %(by)s, %(expires)s
  from known k where not k.is_lasting
  returning case_id, serial
)
select case_id, serial, true as is_new from made
union all
select case_id, serial, false from known where is_lasting
