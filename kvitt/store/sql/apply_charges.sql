-- The items, postings and open sums of a batch of decisions.
insert into claim_item (tenant_id, id, claim_id, kind, amount_minor, open_minor, dated_on, from_on, until_on, rate_bp,
                        base_minor, notice_id, step, cycle, because)
select %(tenant)s, n.id, n.claim_id, n.kind, n.amount_minor, n.amount_minor, %(today)s, n.from_on, n.until_on,
       n.rate_bp, n.base_minor, n.notice_id, n.step, case when n.step is not null then c.cycle end, n.because
from new_charge n
join collection_case c on c.tenant_id = (select %(tenant)s::integer) and c.id = n.case_id;

insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on, case_id, item_id)
select %(tenant)s, %(booking)s, 'receivable', 'claims_held', amount_minor, %(today)s, case_id, id
from new_charge;

update claim set
  interest_open_minor = claim.interest_open_minor + added.interest_minor,
  cost_open_minor = claim.cost_open_minor + added.cost_minor
from (
  select claim_id, coalesce(sum(amount_minor) filter (where kind = 'interest'), 0)::bigint as interest_minor,
         coalesce(sum(amount_minor) filter (where kind <> 'interest'), 0)::bigint as cost_minor
  from new_charge group by claim_id
) added
where claim.tenant_id = (select %(tenant)s::integer) and claim.id = added.claim_id;

update claim set interest_through_on = n.through_on, interest_carry = n.carry
from new_interest n
where claim.tenant_id = (select %(tenant)s::integer) and claim.id = n.claim_id;
