"""An instalment over several cases: each claim takes what it needs, the last one what is over."""

from datetime import date
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.domain.account import CaseAccount, ClaimAccount
from kvitt.domain.allocation import OpenItem
from kvitt.domain.division import ClaimShare, by_case, divide
from kvitt.domain.facts import ClaimFacts
from kvitt.domain.receipt import Money
from kvitt.law.allocation import allocation_order
from kvitt.law.book import law_book

SE = law_book("SE")
FIRST_DUE, PAID_ON = date(2026, 1, 30), date(2026, 4, 28)


def claim(claim_id, principal_minor, due_on):
    item = OpenItem(claim_id, "principal", principal_minor, principal_minor, due_on)
    facts = ClaimFacts(claim_id, due_on, principal_minor, 0, 0, due_on, 0, True)
    return ClaimAccount(facts, (item,))


def cases(principals):
    """Claim 1 on case 1, claim 2 on case 2, claim 3 on case 1 again, and so on."""
    found: dict[int, CaseAccount] = {}
    along = []
    for n, minor in enumerate(principals, start=1):
        case_id = 1 + (n - 1) % 2
        one = claim(n, minor, FIRST_DUE)
        before = found.get(case_id)
        claims = (*before.claims, one) if before else (one,)
        found[case_id] = CaseAccount(case_id, "consumer", False, claims)
        along.append((n, case_id))
    return found, along


def divided(principals, amount_minor):
    accounts, along = cases(principals)
    return divide(
        accounts, along, Money(amount_minor, PAID_ON, None), law=SE,
        order=allocation_order(SE, "consumer", on=PAID_ON), new_id=count(-1, -1).__next__,
    )  # fmt: skip


def needed(principal_minor):
    """What the claim takes that day with its interest: found by paying far too much."""
    made = divided([principal_minor, 1], 10**12)
    return made.shares[0].amount_minor


def test_a_claim_takes_its_interest_before_the_next_one_gets_anything():
    made = divided([1_000_00, 2_000_00], 1_500_00)
    first, second = made.shares
    assert (first.claim_id, second.claim_id) == (1, 2)
    assert first.amount_minor == needed(1_000_00) > 1_000_00
    assert first.amount_minor + second.amount_minor == 1_500_00


def test_what_is_over_goes_with_the_last_claim():
    made = divided([1_000_00, 2_000_00], 9_000_00)
    assert made.shares[1].amount_minor == 9_000_00 - needed(1_000_00)
    assert all(account.open_minor == 0 for account in made.accounts.values())


@settings(max_examples=150, deadline=None)
@given(
    principals=st.lists(st.integers(1, 500_000), min_size=2, max_size=5),
    parts=st.lists(st.integers(1, 400_000), min_size=1, max_size=4),
)
def test_money_is_conserved_and_the_next_payment_goes_on_where_the_last_one_ended(
    principals, parts
):
    accounts, along = cases(principals)
    order = allocation_order(SE, "consumer", on=PAID_ON)
    new_id = count(-1, -1).__next__
    taken = dict.fromkeys((claim_id for claim_id, _ in along), 0)
    for part_minor in parts:
        made = divide(
            accounts, along, Money(part_minor, PAID_ON, None), law=SE, order=order, new_id=new_id
        )
        assert sum(share.amount_minor for share in made.shares) == part_minor
        accounts = made.accounts
        for share in made.shares:
            taken[share.claim_id] += share.amount_minor
    for (claim_id, _), principal_minor in zip(along[:-1], principals[:-1], strict=True):
        assert taken[claim_id] <= needed(principal_minor)
    opens = [needed(minor) for minor in principals]
    assert min(sum(parts), sum(opens)) == sum(
        min(taken[claim_id], need) for (claim_id, _), need in zip(along, opens, strict=True)
    )


def test_shares_of_one_case_are_one_payment_on_it():
    shares = [ClaimShare(1, 7, 100), ClaimShare(2, 8, 50), ClaimShare(3, 7, 25)]
    assert by_case(shares) == {7: (None, 125), 8: (2, 50)}
