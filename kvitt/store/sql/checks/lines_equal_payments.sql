-- What the bank's lines brought to the creditors is what their payments say.
select l.tenant_id, l.id, 'bank line ' || l.id || ' of ' || l.amount_minor || ' is booked as '
  || coalesce(p.amount_minor, 0)
from bank_line l
left join (
  select bank_line_id, sum(amount_minor) as amount_minor from payment
  where tenant_id = any (%(tenants)s) and bank_line_id is not null group by bank_line_id
) p on p.bank_line_id = l.id
where l.tenant_id = any (%(tenants)s)
  and case when l.outcome = 'booked' then l.amount_minor else 0 end <> coalesce(p.amount_minor, 0)
