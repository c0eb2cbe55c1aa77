-- The open sums of the claims that a batch of decisions charges, and how far interest is booked.
update claim set
  interest_open_minor = claim.interest_open_minor + n.interest_minor,
  cost_open_minor = claim.cost_open_minor + n.cost_minor,
  interest_through_on = coalesce(n.through_on, claim.interest_through_on),
  interest_carry = coalesce(n.carry, claim.interest_carry)
from new_claim_sum n
where claim.tenant_id = (select %(tenant)s::integer) and claim.id = n.claim_id
