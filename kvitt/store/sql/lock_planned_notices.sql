-- The next planned notices, locked together with their cases. What another worker or a payment has
-- locked is passed over, so that sending never waits and never stands in anyone's way.
select n.id, n.case_id
from notice n
join collection_case c on c.tenant_id = n.tenant_id and c.id = n.case_id
where n.tenant_id = (select %(tenant)s::integer) and n.state = 'planned' and n.id > %(after)s
order by n.id
limit %(limit)s
for update of n, c skip locked
