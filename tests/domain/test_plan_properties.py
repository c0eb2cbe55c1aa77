"""Whatever is owed: totals are exact, days in order, and paid as offered the books are empty."""

from datetime import date
from itertools import count, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.domain.account import CaseAccount, ClaimAccount
from kvitt.domain.allocation import OpenItem
from kvitt.domain.facts import ClaimFacts
from kvitt.domain.plan import PlanDebt, PlanNotAllowed, offer_by_amount, offer_by_months
from kvitt.domain.receipt import Money, account_after, receive
from kvitt.kernel.days import ONE_DAY, add_months, is_bank_day, next_bank_day
from kvitt.law.allocation import allocation_order
from kvitt.law.interest import DENOMINATOR
from tests.domain.test_plan import FREE, NO, SE, amounts, told


def account_of(debts, fee_minor):
    """The same debts as a case's books hold them."""
    ids, claims = count(1), []
    bearer = next((n for n, one in enumerate(debts) if one.principal_minor), 0)
    for n, one in enumerate(debts):
        cost_minor = one.cost_minor + (fee_minor if n == bearer else 0)
        held = [("principal", one.principal_minor, None), ("cost", cost_minor, None)]
        items = [
            OpenItem(next(ids), kind, minor, minor, one.interest_through_on)
            for kind, minor, _ in held
        ]
        begun = date(2020, 1, 1)
        items.append(
            OpenItem(next(ids), "interest", one.interest_minor, one.interest_minor, begun, begun,
                     one.interest_through_on + ONE_DAY, one.principal_minor)
        )  # fmt: skip
        facts = ClaimFacts(
            one.claim_id, begun, one.principal_minor, one.interest_minor, cost_minor,
            one.interest_through_on, one.interest_carry, True, one.principal_minor,
        )  # fmt: skip
        claims.append(ClaimAccount(facts, tuple(items)))
    return CaseAccount(1, "consumer", False, tuple(claims))


OWED = st.builds(
    PlanDebt, st.just(1), st.integers(0, 3_000_000), st.integers(0, 90_000), st.integers(0, 90_000),
    st.dates(date(2023, 1, 10), date(2023, 12, 20)),
    st.integers(-DENOMINATOR // 2, DENOMINATOR // 2),
)  # fmt: skip
DEBTS = (
    st.lists(OWED, min_size=1, max_size=3)
    .map(lambda some: [one._replace(claim_id=n) for n, one in enumerate(some, start=1)])
    .filter(lambda some: sum(one.open_minor for one in some) >= 10_000)
)
FIRST = st.dates(date(2024, 1, 2), date(2024, 6, 30))
BOOKS = {"SE": SE, "NO": NO}
COUNTRY = st.sampled_from(["SE", "NO"])


@given(
    debts=DEBTS,
    number=st.integers(1, 24),
    first_on=FIRST,
    country=COUNTRY,
    fee_minor=st.integers(0, 99),
)
@settings(max_examples=80, deadline=None)
def test_paid_as_offered_the_books_come_to_nothing_to_the_ore(
    debts, number, first_on, country, fee_minor
):
    """Each instalment is received on its day as any payment is: interest first, then allocated."""
    offer = offer_by_months(
        debts, months=number, **told(law=BOOKS[country], first_on=first_on, fee_minor=fee_minor)
    )
    account, ids = account_of(debts, fee_minor), count(100)
    for one in offer.instalments:
        assert account.open_minor > 0
        receipt = receive(
            account, Money(one.amount_minor, one.due_on, None), law=BOOKS[country],
            order=allocation_order(BOOKS[country], "consumer", on=one.due_on), new_id=ids.__next__,
        )  # fmt: skip
        assert (receipt.left_minor, receipt.corrections) == (0, [])
        account = account_after(receipt)
    assert account.open_minor == 0


@given(debts=DEBTS, number=st.integers(1, 30), first_on=FIRST, country=COUNTRY,
       runs=st.booleans(), down_bp=st.sampled_from([0, 0, 1_000, 3_333]))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_totals_are_exact_and_days_are_bank_days_in_order(
    debts, number, first_on, country, runs, down_bp
):
    rules = FREE._replace(down_payment_bp=down_bp)
    offer = offer_by_months(
        debts, months=number,
        **told(law=BOOKS[country], first_on=first_on, rules=rules, interest_agreed=runs,
               fee_minor=170_00),
    )  # fmt: skip
    parts = amounts(offer)
    assert sum(parts) == offer.total_minor
    assert offer.total_minor == offer.debt_minor + offer.fee_minor + offer.interest_minor
    assert offer.debt_minor == sum(one.open_minor for one in debts)
    assert offer.interest_minor >= 0
    assert offer.interest_minor == 0 or runs
    assert [one.number for one in offer.instalments] == list(range(1, number + 1))
    days = [one.due_on for one in offer.instalments]
    assert all(is_bank_day(country, day) for day in days)
    assert all(before < after for before, after in pairwise(days))
    assert days == [next_bank_day(country, add_months(first_on, n)) for n in range(number)]
    if number > 1:
        first, *equal, last = parts
        assert len({*equal}) <= 1
        assert first * 10_000 >= down_bp * offer.debt_minor - 5_000
        if not down_bp:
            assert {first, *equal} == {first}
            assert first <= last <= first + 2 * number


@given(debts=DEBTS, number=st.integers(1, 36), first_on=FIRST, country=COUNTRY, runs=st.booleans())
@settings(max_examples=100, deadline=None)
def test_months_to_amount_and_back_is_the_same_plan(debts, number, first_on, country, runs):
    case = told(law=BOOKS[country], first_on=first_on, interest_agreed=runs)
    offer = offer_by_months(debts, months=number, **case)
    again = offer_by_amount(debts, amount_minor=offer.instalments[0].amount_minor, **case)
    assert again == offer


@given(debts=DEBTS, minor=st.integers(50_00, 9_000_00), first_on=FIRST, country=COUNTRY)
@settings(max_examples=100, deadline=None)
def test_amount_to_months_and_back_never_costs_more_a_month(debts, minor, first_on, country):
    case = told(law=BOOKS[country], first_on=first_on)
    try:
        offer = offer_by_amount(debts, amount_minor=minor, **case)
    except PlanNotAllowed:
        return
    again = offer_by_months(debts, months=offer.months, **case)
    assert amounts(again)[0] <= amounts(offer)[0] + 2 * offer.months
    # A month's instalment is rounded to the öre, and with it the interest of what is left.
    assert again.total_minor >= offer.total_minor - 2 * offer.months
    if offer.months > 1:
        sooner = offer_by_months(debts, months=offer.months - 1, **case)
        assert amounts(sooner)[0] > minor or amounts(sooner)[-1] > minor + 2 * offer.months - 2
