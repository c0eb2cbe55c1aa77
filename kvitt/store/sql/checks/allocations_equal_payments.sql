-- Each payment, with what an authority kept of it, is divided to the last öre, and so is each
-- credit note that has found its claim.
select p.tenant_id, p.id,
       'payment ' || p.id || ' of ' || p.amount_minor + p.kept_minor || ' is allocated for '
         || coalesce(a.amount_minor, 0)
from payment p
left join (
  select tenant_id, payment_id, sum(amount_minor) as amount_minor from allocation
  where tenant_id = any (%(tenants)s) and payment_id is not null group by tenant_id, payment_id
) a on a.tenant_id = p.tenant_id and a.payment_id = p.id
where p.tenant_id = any (%(tenants)s)
  and p.amount_minor + p.kept_minor <> coalesce(a.amount_minor, 0)
union all
select c.tenant_id, c.id,
       'credit note ' || c.number || ' of ' || c.amount_minor || ' is allocated for '
         || coalesce(a.amount_minor, 0)
from credit_note c
left join (
  select tenant_id, credit_note_id, sum(amount_minor) as amount_minor from allocation
  where tenant_id = any (%(tenants)s) and credit_note_id is not null group by tenant_id,
    credit_note_id
) a on a.tenant_id = c.tenant_id and a.credit_note_id = c.id
where c.tenant_id = any (%(tenants)s) and c.claim_id is not null
  and c.amount_minor <> coalesce(a.amount_minor, 0)
