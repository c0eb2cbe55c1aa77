-- The claims of the cases that letters are written for.
select case_id, invoice_number, issued_on, invoice_due_on, due_on, currency, payment_reference, text, fees_agreed,
       principal_open_minor
from claim
where tenant_id = (select %(tenant)s::integer) and case_id = any (%(cases)s)
order by case_id, due_on, id
