-- Lines of earlier files with the content of a staged line, up to three days apart, counted by
-- format.
with wanted as (
  select account, currency, amount_minor, coalesce(reference, '') as reference,
         min(booked_on) - 3 as first_on, max(booked_on) + 3 as last_on
  from new_line group by 1, 2, 3, 4
)
select b.account, b.currency, b.amount_minor, coalesce(b.reference, ''), b.booked_on, b.format,
       count(distinct b.identity), min(b.id)
from wanted w
join bank_line b on b.tenant_id = (select %(agency)s::integer) and b.account = w.account
  and b.amount_minor = w.amount_minor
  and b.currency = w.currency and coalesce(b.reference, '') = w.reference
  and b.booked_on between w.first_on and w.last_on
group by 1, 2, 3, 4, 5, 6
