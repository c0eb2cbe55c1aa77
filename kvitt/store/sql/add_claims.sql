-- Debtors, cases, claims, principal items, postings and history of a batch of new invoices.
insert into party (tenant_id, id, kind, name, identity_number, customer_number, address_lines,
  postcode, city, country,
                   email, phone, language)
overriding system value
select %(tenant)s, id, kind, name, identity_number, customer_number, address_lines, postcode, city,
  country, email,
       phone, language
from new_party;

insert into collection_case (tenant_id, id, debtor_id, flow, opened_on, wake_on, next_what, next_on,
  next_owner)
overriding system value
select %(tenant)s, case_id, debtor_id, flow, %(today)s, wake_on, next_what, wake_on,
       'kvitt'
from new_claim;

insert into claim (tenant_id, id, case_id, invoice_number, issued_on, invoice_due_on, due_on,
  currency,
                   principal_minor, payment_reference, text, fees_agreed, principal_open_minor,
                     interest_through_on,
                   content_digest, source)
overriding system value
select %(tenant)s, id, case_id, invoice_number, issued_on, invoice_due_on, due_on, currency,
  principal_minor,
       payment_reference, text, fees_agreed, principal_minor, due_on, content_digest, source
from new_claim;

insert into claim_item (tenant_id, id, claim_id, kind, amount_minor, open_minor, dated_on, because)
select %(tenant)s, item_id, id, 'principal', principal_minor, principal_minor, issued_on,
       jsonb_build_object('rule', 'invoice', 'reference', '', 'given',
         jsonb_build_object('invoice', invoice_number))
from new_claim;

insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id, item_id)
select %(tenant)s, %(booking)s, 'receivable', 'claims_held', principal_minor, issued_on, case_id,
  item_id
from new_claim;

insert into new_history (case_id, on_day, kind, actor, given)
select case_id, %(today)s, 'invoice_registered', %(actor)s,
       jsonb_build_object('invoice', invoice_number, 'amount_minor', principal_minor)
from new_claim
