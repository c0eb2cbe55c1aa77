-- Every booking moves money: it has postings, each from one account to another, above zero.
select b.tenant_id, b.id, 'booking ' || b.id || ' (' || b.kind || ') has no postings'
from booking b
where b.tenant_id = any (%(tenants)s) and not exists (
  select from posting p where p.tenant_id = b.tenant_id and p.booking_id = b.id)
union all
select p.tenant_id, p.id, 'posting ' || p.id || ' does not move money'
from posting p
where p.tenant_id = any (%(tenants)s) and (p.amount_minor <= 0 or p.debit = p.credit)
