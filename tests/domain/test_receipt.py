"""A payment on a case: interest to its day, the order of allocation, late bank files."""

from datetime import date
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.domain.account import CaseAccount, ClaimAccount
from kvitt.domain.allocation import OpenItem, allocate
from kvitt.domain.facts import ClaimFacts
from kvitt.domain.receipt import Money, Receipt, account_after, receive, take_back
from kvitt.law.allocation import AllocationOrder, allocation_order
from kvitt.law.book import law_book
from kvitt.law.interest import late_interest

NO, SE = law_book("NO"), law_book("SE")


def account(due_on, principal_minor, *, costs=(), through_on=None, interest=(), carry=0):
    items = [OpenItem(1, "principal", principal_minor, principal_minor, due_on)]
    items += [
        OpenItem(2 + n, "cost", minor, minor, on, ends_with_earlier_payment=True)
        for n, (minor, on) in enumerate(costs)
    ]
    items += interest
    facts = ClaimFacts(
        7, due_on, principal_minor, sum(i.open_minor for i in interest),
        sum(minor for minor, _ in costs), through_on or due_on, carry, True,
    )  # fmt: skip
    return CaseAccount(1, "consumer", False, (ClaimAccount(facts, tuple(items)),))


def pay(case, amount_minor, on, *, law=SE, order=None, ids=None) -> Receipt:
    order = order or allocation_order(law, "consumer", on=on)
    return receive(
        case, Money(amount_minor, on, 7), law=law, order=order,
        new_id=(ids or count(100)).__next__,
    )  # fmt: skip


def payoff(case, on, *, law=SE, ids=None):
    """What pays everything that day: found by paying nothing that matters."""
    ids = ids or count(500)
    large = pay(case, 10**12, on, law=law, ids=ids)
    return 10**12 - large.left_minor


@pytest.mark.parametrize(
    ("kinds", "principal_left", "rest", "total"),
    [
        (("cost", "principal", "interest"), 2638_00, 2851_86, 5851_86),
        (("cost", "interest", "principal"), 2785_95, 2855_56, 5855_56),
        (("principal", "cost", "interest"), 2000_00, 2835_92, 5835_92),
    ],
)
def test_the_order_of_allocation_decides_what_the_debtor_pays_in_the_end(
    kinds, principal_left, rest, total
):
    """NO-C-03: 5 000 due 15 January with 638 of costs, 3 000 paid 15 April, the rest 30 June."""
    sent_on = date(2026, 2, 2)
    case = account(date(2026, 1, 15), 5000_00, costs=((38_00, sent_on), (600_00, sent_on)))
    order = AllocationOrder(
        kinds, allocation_order(NO, "consumer", on=date(2026, 4, 15), chosen=kinds).because
    )
    ids = count(100)
    first = pay(case, 3000_00, date(2026, 4, 15), law=NO, order=order, ids=ids)
    facts = account_after(first).claims[0].facts
    assert sum(new.charge.amount_minor for new in first.interest) == 147_95
    assert facts.principal_open_minor == principal_left
    assert payoff(account_after(first), date(2026, 6, 30), law=NO, ids=ids) == rest
    assert 3000_00 + rest == total


def test_in_sweden_a_payment_covers_costs_then_interest_then_principal():
    case = account(date(2026, 1, 30), 1000_00, costs=((60_00, date(2026, 2, 14)),))
    receipt = pay(case, 500_00, date(2026, 3, 1))
    assert [part.kind for part in receipt.parts] == ["cost", "interest", "principal"]
    assert sum(part.amount_minor for part in receipt.parts) == 500_00
    assert not receipt.closes


def test_what_is_paid_in_full_on_its_day_closes_the_case():
    """SE-33: 7 500.27 from 6 May to 2 November at 10 %: 7 872.20 pays it."""
    case = account(date(2026, 5, 5), 7500_27)
    receipt = pay(case, 7872_20, date(2026, 11, 2))
    assert sum(new.charge.amount_minor for new in receipt.interest) == 371_93
    assert receipt.closes
    assert receipt.left_minor == 0


def test_what_is_overpaid_is_the_debtors_and_asked_about():
    """SE-35: 1 043.20 is owed, 1 100.00 is paid."""
    receipt = pay(account(date(2026, 5, 5), 1043_20), 1100_00, date(2026, 5, 4))
    assert receipt.left_minor == 56_80
    assert [question.kind for question in receipt.questions] == ["refund_overpayment"]
    assert receipt.closes


def test_a_payment_before_the_due_day_bears_no_interest():
    receipt = pay(account(date(2026, 5, 5), 1000_00), 1000_00, date(2026, 5, 5))
    assert receipt.interest == []
    assert receipt.closes


def test_principal_paid_without_its_interest_leaves_the_interest_owed_in_sweden():
    receipt = pay(account(date(2026, 1, 30), 1000_00), 1000_00, date(2026, 3, 1))
    facts = account_after(receipt).claims[0].facts
    assert facts.interest_open_minor == 0
    assert facts.principal_open_minor == sum(n.charge.amount_minor for n in receipt.interest) > 0


def with_interest(case, on):
    """The case with interest booked through a day, as a letter of that day would have done."""
    receipt = pay(case, 1, on, ids=count(50))
    claim = account_after(receipt).claims[0]
    items = []
    for item in claim.items:
        items.append(item._replace(open_minor=item.amount_minor))
    facts = claim.facts._replace(
        principal_open_minor=case.claims[0].facts.principal_open_minor,
        interest_open_minor=sum(n.charge.amount_minor for n in receipt.interest),
        cost_open_minor=case.claims[0].facts.cost_open_minor,
    )
    return case._replace(claims=(ClaimAccount(facts, tuple(items)),))


def test_a_bank_file_that_comes_late_takes_back_interest_for_the_days_after_the_payment():
    due_on, paid_on, letter_on = date(2026, 1, 30), date(2026, 3, 2), date(2026, 3, 6)
    case = with_interest(account(due_on, 10_000_00), letter_on)
    owed = late_interest(SE, principal_minor=10_000_00, due_on=due_on, until_on=paid_on)
    receipt = pay(case, 10_000_00 + owed.interest_minor, paid_on)
    assert receipt.closes
    assert receipt.left_minor == 0
    assert len(receipt.corrections) == 1


def test_interest_for_later_days_that_was_paid_already_stops_the_case_for_a_person():
    case = with_interest(account(date(2026, 1, 30), 10_000_00), date(2026, 3, 6))
    paid = pay(case, 50_00, date(2026, 3, 6), ids=count(60))
    late = pay(account_after(paid), 100_00, date(2026, 3, 2), ids=count(80))
    assert late.corrections == []
    assert [(q.kind, q.stops) for q in late.questions] == [("correct_interest", True)]


def test_the_fee_of_a_letter_that_crossed_a_full_payment_is_taken_back():
    fee_on, paid_on = date(2026, 2, 14), date(2026, 2, 13)
    case = account(date(2026, 2, 13), 1000_00, costs=((60_00, fee_on),))
    receipt = pay(case, 1000_00, paid_on)
    assert receipt.closes
    assert [c.amount_minor for c in receipt.corrections] == [60_00]
    assert [q.kind for q in receipt.questions] == ["letter_crossed_payment"]


@pytest.mark.parametrize(("short_minor", "is_taken_back"), [(49_99, True), (50_00, False)])
def test_the_fee_of_a_letter_is_taken_back_where_only_a_small_rest_was_left(
    short_minor, is_taken_back
):
    fee_on, paid_on = date(2026, 2, 14), date(2026, 2, 13)
    case = account(date(2026, 2, 13), 1000_00, costs=((60_00, fee_on),))
    receipt = pay(case, 1000_00 - short_minor, paid_on)
    assert bool(receipt.corrections) is is_taken_back
    assert bool(receipt.questions) is is_taken_back
    assert not receipt.closes


def test_the_fee_of_a_letter_stays_where_the_payment_before_it_was_only_a_part():
    case = account(date(2026, 2, 13), 1000_00, costs=((60_00, date(2026, 2, 14)),))
    receipt = pay(case, 900_00, date(2026, 2, 13))
    assert receipt.corrections == []
    assert account_after(receipt).open_minor == 160_00


def test_no_interest_for_the_days_between_a_payment_and_its_reversal():
    case = account(date(2026, 1, 30), 1000_00, through_on=date(2026, 2, 10))
    closed = case._replace(is_closed=True, claims=(ClaimAccount(
        case.claims[0].facts._replace(principal_open_minor=0), ()),))  # fmt: skip
    back = take_back(closed, {7}, date(2026, 3, 20), law=SE, new_id=count(1).__next__)
    assert back.interest == []
    assert back.stands == [(7, date(2026, 3, 20), 0)]


def test_what_stayed_open_bears_interest_to_the_reversal():
    case = account(date(2026, 1, 30), 1000_00)
    back = take_back(case, {7}, date(2026, 3, 20), law=SE, new_id=count(1).__next__)
    owed = late_interest(
        SE, principal_minor=1000_00, due_on=date(2026, 1, 30), until_on=date(2026, 3, 20)
    )
    assert sum(n.charge.amount_minor for n in back.interest) == owed.interest_minor
    assert back.stands[0][:2] == (7, date(2026, 3, 20))


@given(
    st.integers(1, 10**9),
    st.lists(st.tuples(st.sampled_from(["principal", "interest", "cost"]),
                       st.integers(0, 10**7)), max_size=8),
    st.permutations(["principal", "interest", "cost"]),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_parts_and_rest_are_always_the_whole_payment(amount_minor, open_items, order):
    day = date(2026, 3, 2)
    items = [OpenItem(n, kind, minor, minor, day) for n, (kind, minor) in enumerate(open_items)]
    parts, left_minor = allocate(amount_minor, [(7, items)], tuple(order))
    assert sum(part.amount_minor for part in parts) + left_minor == amount_minor
    assert all(0 < part.amount_minor <= items[part.item_id].open_minor for part in parts)
    assert left_minor == 0 or all(
        sum(p.amount_minor for p in parts if p.item_id == i.item_id) == i.open_minor for i in items
    )


@given(st.lists(st.integers(1, 90), min_size=1, max_size=5), st.integers(10_00, 10**7))
@settings(max_examples=100, deadline=None)
def test_interest_over_part_payments_is_the_exact_interest_rounded_once(steps, principal_minor):
    """Booked in any number of pieces on an unchanged principal, the interest is the same."""
    due_on = date(2026, 1, 30)
    order = allocation_order(NO, "consumer", on=date(2026, 3, 2), chosen=None)
    case, day, ids = account(due_on, principal_minor), due_on, count(100)
    total_minor = 0
    for step in steps:
        day = min(date.fromordinal(day.toordinal() + step), date(2026, 12, 31))
        receipt = pay(case, 1, day, law=NO, order=order, ids=ids)
        # The öre paid went to interest: give it back, so that the principal stays as it is.
        booked = sum(n.charge.amount_minor for n in receipt.interest)
        total_minor += booked
        facts = (
            account_after(receipt).claims[0].facts._replace(principal_open_minor=principal_minor)
        )
        case = case._replace(claims=(ClaimAccount(facts, case.claims[0].items),))
    exact = late_interest(NO, principal_minor=principal_minor, due_on=due_on, until_on=day)
    assert total_minor == exact.interest_minor
