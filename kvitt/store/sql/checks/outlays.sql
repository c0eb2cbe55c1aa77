-- What was laid out is recovered, billed, given back, borne or outstanding, and nothing of it is
-- lost: in the creditors' books by case, in the settlements, and in the agency's own money.
with change as (
  select tenant_id, outlay_id, sum(amount_minor) as amount_minor,
         bool_or(kind = 'refunded') as refunded
  from outlay_change where tenant_id = any (%(tenants)s) group by tenant_id, outlay_id
), standing as (
  select o.tenant_id, o.id, o.case_id, o.advanced_by,
         o.amount_minor - coalesce(c.amount_minor, 0) as outstanding_minor,
         coalesce(c.refunded, false) as refunded
  from outlay o left join change c on c.tenant_id = o.tenant_id and c.outlay_id = o.id
  where o.tenant_id = any (%(tenants)s)
), booked as (
  select tenant_id, case_id, sum(case when debit = 'outlays' then amount_minor
                                      else -amount_minor end) as minor
  from posting where tenant_id = any (%(tenants)s) and 'outlays' in (debit, credit)
  group by tenant_id, case_id
), own as (
  select account, sum(minor) as minor
  from (
    select debit as account, amount_minor as minor from posting
      where tenant_id = any (%(tenants)s) and debit in ('own_outlays', 'own_receivable')
    union all
    select credit, -amount_minor from posting
      where tenant_id = any (%(tenants)s) and credit in ('own_outlays', 'own_receivable')
  ) moved
  group by account
), billed as (
  select (select coalesce(sum(billed_minor + vat_minor - kept_minor), 0) from settlement
            where tenant_id = any (%(tenants)s))
       - (select coalesce(sum(amount_minor), 0) from bill_payment
            where tenant_id = any (%(tenants)s)) as minor
)
select s.tenant_id, s.id, 'outlay ' || s.id || ' has ' || s.outstanding_minor
         || ' outstanding: more was recovered and billed than was laid out'
from standing s where s.outstanding_minor < 0 and not s.refunded
union all
select coalesce(b.tenant_id, s.tenant_id), coalesce(b.case_id, s.case_id),
       'of outlays on case ' || coalesce(b.case_id, s.case_id) || ' '
         || coalesce(s.minor, 0) || ' is outstanding, the ledger says ' || coalesce(b.minor, 0)
from (select tenant_id, case_id, sum(outstanding_minor) as minor from standing
      group by tenant_id, case_id) s
full join booked b on b.tenant_id = s.tenant_id and b.case_id = s.case_id
where coalesce(s.minor, 0) <> coalesce(b.minor, 0)
union all
select s.tenant_id, s.id, 'settlement ' || s.number || ' billed ' || s.billed_minor || ' and '
         || s.vat_minor || ' tax, its lines ' || coalesce(c.billed, 0) || ' and '
         || coalesce(c.vat, 0)
from settlement s
left join (
  select tenant_id, settlement_id, sum(amount_minor) as billed, sum(vat_minor) as vat
  from outlay_change where tenant_id = any (%(tenants)s) and kind = 'billed'
  group by tenant_id, settlement_id
) c on c.tenant_id = s.tenant_id and c.settlement_id = s.id
where s.tenant_id = any (%(tenants)s)
  and (s.billed_minor, s.vat_minor) is distinct from (coalesce(c.billed, 0), coalesce(c.vat, 0))
union all
select r.tenant_id, r.outlay_id, 'outlay ' || r.outlay_id || ' says ' || coalesce(r.minor, 0)
         || ' recovered, what debtors paid on it and was settled is ' || coalesce(l.minor, 0)
from (
  select o.tenant_id, o.id as outlay_id, o.item_id, o.advanced_by, c.minor
  from outlay o
  left join (
    select tenant_id, outlay_id, sum(amount_minor) as minor from outlay_change
    where tenant_id = any (%(tenants)s) and kind = 'recovered' group by tenant_id, outlay_id
  ) c on c.tenant_id = o.tenant_id and c.outlay_id = o.id
  where o.tenant_id = any (%(tenants)s)
) r
left join lateral (
  select sum(case r.advanced_by when 'agency' then l.to_agency_minor
             else l.to_creditor_minor end) as minor
  from allocation a
  join settlement_line l on l.tenant_id = a.tenant_id and l.allocation_id = a.id
  where a.tenant_id = r.tenant_id and a.item_id = r.item_id
) l on true
where coalesce(r.minor, 0) <> coalesce(l.minor, 0)
union all
select 0, 0, 'the agency has ' || coalesce(own.minor, 0) || ' of outlays to get back by its own '
         || 'book, ' || o.minor || ' by the creditors'''
from (select coalesce(sum(outstanding_minor), 0) as minor from standing
      where advanced_by = 'agency') o
left join own on own.account = 'own_outlays'
where coalesce(own.minor, 0) <> o.minor
union all
select 0, 0, 'creditors owe the agency ' || coalesce(own.minor, 0) || ' by its own book, by their '
         || 'settlements ' || billed.minor
from billed left join own on own.account = 'own_receivable'
where coalesce(own.minor, 0) <> billed.minor
