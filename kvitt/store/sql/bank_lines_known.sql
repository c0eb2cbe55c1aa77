-- Staged lines whose identity has come before: the line, where it came before, and whether its
-- content is the same.
select n.no, b.id, f.name, b.position,
       (n.account, n.currency, n.amount_minor, n.booked_on, coalesce(n.reference, ''))
       = (b.account, b.currency, b.amount_minor, b.booked_on, coalesce(b.reference, ''))
from new_line n
join bank_line b on b.tenant_id = (select %(agency)s::integer) and b.identity = n.identity
  and b.outcome <> 'duplicate'
join bank_file f on f.tenant_id = (select %(agency)s::integer) and f.id = b.bank_file_id
order by n.no
