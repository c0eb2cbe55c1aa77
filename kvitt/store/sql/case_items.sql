-- The claim items of a case, each with what was allocated to it or written off, on which days.
select i.id, i.claim_id, c.invoice_number, i.kind, i.amount_minor, i.open_minor, i.dated_on,
       i.from_on, i.until_on, i.rate_bp, i.base_minor, i.notice_id, i.step, i.cycle,
       i.because, i.voided_on,
       coalesce(a.days, '{}') as allocated_days, coalesce(a.amounts, '{}') as allocated_amounts
from claim c
join claim_item i on i.tenant_id = c.tenant_id and i.claim_id = c.id
left join lateral (
  select array_agg(on_day order by on_day, id) as days,
         array_agg(amount_minor order by on_day, id) as amounts
  from (
    select allocated_on as on_day, id, amount_minor from allocation
    where tenant_id = i.tenant_id and item_id = i.id
    union all
    select written_on, id, amount_minor from write_off
    where tenant_id = i.tenant_id and item_id = i.id
  ) moved
) a on true
where c.tenant_id = (select %(tenant)s::integer) and c.case_id = %(case)s
order by i.id
