-- The items and postings of a batch of decisions.
insert into claim_item (tenant_id, id, claim_id, kind, amount_minor, open_minor, dated_on, from_on,
                        until_on, rate_bp, base_minor, notice_id, step, cycle, because)
select %(tenant)s, id, claim_id, kind, amount_minor, amount_minor, %(today)s, from_on, until_on,
       rate_bp, base_minor, notice_id, step, cycle, because
from new_charge;

insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id, item_id)
select %(tenant)s, %(booking)s, 'receivable', 'claims_held', amount_minor, %(today)s, case_id, id
from new_charge
