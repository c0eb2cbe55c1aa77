-- The payments that are being settled: what each was used for, on which invoices, and who gets it.
select p.case_id, s.invoice_numbers, party.name as debtor_name, p.booked_on as paid_on,
       s.principal_minor, s.interest_minor, s.fees_minor, s.to_creditor_minor, s.to_agency_minor,
       p.is_direct, p.manner = 'attachment' as is_taken, coalesce(r.authority, '') as authority
from (
  select u.payment_id,
         coalesce(sum(u.amount_minor) filter (where i.kind = 'principal'),
           0)::bigint as principal_minor,
         coalesce(sum(u.amount_minor) filter (where i.kind = 'interest'),
           0)::bigint as interest_minor,
         coalesce(sum(u.amount_minor) filter (where i.kind not in ('principal', 'interest')),
           0)::bigint as fees_minor,
         sum(u.to_creditor_minor)::bigint as to_creditor_minor,
         sum(u.to_agency_minor)::bigint as to_agency_minor,
         string_agg(distinct c.invoice_number, ', ' order by c.invoice_number) as invoice_numbers
  from unsettled u
  join claim_item i on i.tenant_id = (select %(tenant)s::integer) and i.id = u.item_id
  join claim c on c.tenant_id = (select %(tenant)s::integer) and c.id = i.claim_id
  group by u.payment_id
) s
join payment p on p.tenant_id = (select %(tenant)s::integer) and p.id = s.payment_id
join collection_case k on k.tenant_id = (select %(tenant)s::integer) and k.id = p.case_id
join party on party.tenant_id = (select %(tenant)s::integer) and party.id = k.debtor_id
left join distribution d
  on d.tenant_id = (select %(tenant)s::integer) and d.id = p.distribution_id
left join proceeding r
  on r.tenant_id = (select %(tenant)s::integer) and r.id = d.proceeding_id
order by p.booked_on, p.id
