"""Plans on offer: equal parts to the öre, real days, real interest, inside the creditor's rules."""

from datetime import date

import pytest

from kvitt.domain.plan import (
    PlanDebt,
    PlanNotAllowed,
    alternatives,
    offer_by_amount,
    offer_by_months,
)
from kvitt.domain.plan_rules import RECOMMENDED, without_limits
from kvitt.law.allocation import OrderNotAllowed
from kvitt.law.book import law_book
from kvitt.law.fee_terms import Circumstances, FeeNotAllowed
from kvitt.law.fees import fee
from kvitt.law.interest import DENOMINATOR

SE, NO = law_book("SE"), law_book("NO")
FREE = without_limits(RECOMMENDED)


def debt(principal_minor=5_000_00, interest_minor=0, cost_minor=0, *, through=date(2025, 3, 14),
         claim_id=1, carry=0):  # fmt: skip
    return PlanDebt(claim_id, principal_minor, interest_minor, cost_minor, through, carry)


def told(**changed):
    return {
        "first_on": date(2025, 3, 31), "law": SE, "debtor_kind": "consumer", "rules": FREE,
        "interest_agreed": True,
    } | changed  # fmt: skip


def months(number, *debts, **changed):
    return offer_by_months(debts or [debt()], months=number, **told(**changed))


def amount(amount_minor, *debts, **changed):
    return offer_by_amount(debts or [debt()], amount_minor=amount_minor, **told(**changed))


def amounts(offer):
    return [one.amount_minor for one in offer.instalments]


def norwegian_fee(number):
    try:
        return fee(
            NO, "instalment_plan", due_on=date(2025, 12, 10), sent_on=date(2026, 8, 14),
            debtor_kind="consumer", principal_minor=8_450_00, agreed=True,
            circumstances=Circumstances(instalments=number),
        ).amount_minor  # fmt: skip
    except FeeNotAllowed:
        return 0


def test_the_instalments_of_the_law_page_are_met_with_and_without_the_norwegian_fee():
    """NO-C-01 e: 10 413.01 in four, and in six with the fee that more than four bear."""
    owed = debt(8_450_00, 690_01, 1_273_00, through=date(2026, 8, 14))
    case = {"law": NO, "first_on": date(2026, 8, 31), "fee_minor": norwegian_fee}
    four = months(4, owed, interest_agreed=False, **case)
    assert (amounts(four), four.fee_minor) == ([2_603_25] * 3 + [2_603_26], 0)
    six = months(6, owed, interest_agreed=False, **case)
    assert (amounts(six), six.fee_minor) == ([1_923_00] * 5 + [1_923_01], 1_125_00)
    assert six.total_minor == 11_538_01


def test_each_instalment_falls_on_the_same_day_of_the_month_or_the_next_bank_day():
    """31 May 2025 is a Saturday, 31 August a Sunday; June has 30 days."""
    days = [one.due_on for one in months(6).instalments]
    assert days == [
        date(2025, 3, 31), date(2025, 4, 30), date(2025, 6, 2), date(2025, 6, 30),
        date(2025, 7, 31), date(2025, 9, 1),
    ]  # fmt: skip


def test_interest_runs_on_what_is_left_after_each_instalment():
    """5 000.00 at 11 %: 17 days of the whole, then 30 days of what the first one left."""
    offer = months(2)
    assert offer.interest_minor == 25_62 + 22_61
    assert amounts(offer) == [2_524_11, 2_524_12]
    assert offer.total_minor == 5_000_00 + offer.interest_minor


def test_what_of_an_ore_was_left_before_the_plan_is_brought_into_it():
    half = -DENOMINATOR // 2
    with_half = months(1, debt(carry=half))
    exact = 5_000_00 * 17 * 1100 * DENOMINATOR // (365 * 10_000)
    assert with_half.interest_minor == (2 * (exact + half) + DENOMINATOR) // (2 * DENOMINATOR)
    assert with_half.interest_minor == months(1).interest_minor - 1


@pytest.mark.parametrize("changed", [{"interest_agreed": False},
                                     {"rules": FREE._replace(interest_runs=False)}])  # fmt: skip
def test_interest_stops_in_a_plan_whose_rules_or_terms_say_so(changed):
    offer = months(5, **changed)
    assert (offer.interest_minor, offer.interest_until) == (0, None)
    assert amounts(offer) == [1_000_00] * 5
    assert "plan.interest_stops" in [one.rule for one in offer.because]
    assert not offer.leaves_interest


def test_interest_of_days_without_a_known_rate_is_left_out_and_the_offer_says_so():
    """On 15 March 2025 no rate is known past 30 June: two of four periods bear interest."""
    known = months(4, first_on=date(2025, 5, 30), known_on=date(2025, 3, 15))
    assert known.interest_until == date(2025, 7, 1)
    assert known.leaves_interest
    last = known.because[-1]
    assert last.rule == "plan.interest_settled_last"
    assert last.given["known_until"] == "2025-07-01"
    assert "in a final instalment" in last.given["settled"]
    later = months(4, first_on=date(2025, 5, 30), known_on=date(2025, 7, 2))
    assert later.interest_minor > known.interest_minor
    assert not later.leaves_interest


@pytest.mark.parametrize(("first_on", "leaves"), [(date(2025, 6, 30), False),
                                                 (date(2025, 7, 1), True)])  # fmt: skip
def test_interest_is_left_when_the_last_day_itself_has_no_known_rate(first_on, leaves):
    offer = months(1, first_on=first_on, known_on=date(2025, 3, 15))
    assert offer.interest_until == date(2025, 7, 1)
    assert offer.leaves_interest is leaves
    assert (offer.because[-1].rule == "plan.interest_settled_last") is leaves


def test_no_rate_at_all_leaves_all_interest_to_the_final_instalment():
    offer = months(4, debt(through=date(2027, 1, 15)), first_on=date(2027, 1, 29))
    assert (offer.interest_minor, offer.leaves_interest) == (0, True)
    assert amounts(offer) == [1_250_00] * 4


def test_an_offer_names_the_rates_and_the_order_it_was_computed_by():
    rules = {one.rule: one for one in months(6).because}
    assert rules["se.allocation.order_consumer"].reference.startswith("handelsbalken")
    rates = [one.given["rate_bp"] for one in months(6).because if one.rule == "late_interest"]
    assert rates == [1100, 1000]
    assert rules["plan.instalments"].given["last_on"] == "2025-09-01"


def test_the_creditors_own_order_of_covering_changes_the_interest():
    owed = debt(5_000_00, 100_00, 900_00)
    costs_last = months(6, owed, chosen=("interest", "principal", "cost"))
    assert costs_last.interest_minor < months(6, owed).interest_minor
    with pytest.raises(OrderNotAllowed):
        months(6, owed, chosen=("principal", "interest", "cost"))


def test_several_claims_are_one_plan_and_the_oldest_is_covered_first():
    """The first covers the old claim's 5.12 and 1 000.00, and 9.36 of the new one's 10.25."""
    old, new = debt(1_000_00, claim_id=1), debt(2_000_00, claim_id=2)
    together = months(3, old, new)
    assert together.debt_minor == 3_000_00
    assert amounts(together) == [1_014_48] * 3
    assert together.interest_minor == 43_44


def test_the_fee_is_a_cost_that_bears_no_interest_and_is_paid_first():
    with_fee = months(1, fee_minor=170_00)
    assert with_fee.fee_minor == 170_00
    assert with_fee.interest_minor == months(1).interest_minor
    assert months(6, fee_minor=170_00).interest_minor > months(6).interest_minor


def test_a_creditor_who_puts_the_costs_last_has_the_fee_paid_last():
    """The first of two covers the interest and all principal: only the fee is left, without any."""
    costs_last = ("interest", "principal", "cost")
    offer = months(2, debt(4_000_00), chosen=costs_last, fee_minor=4_100_00)
    assert amounts(offer) == [4_060_24, 4_060_25]
    assert offer.interest_minor == months(1, debt(4_000_00)).interest_minor == 20_49


def test_a_plan_without_a_fee_by_the_creditors_rules_charges_none():
    rules = FREE._replace(with_fee=False)
    assert months(6, rules=rules).fee_minor == 0
    with pytest.raises(PlanNotAllowed, match="costs no fee"):
        months(6, rules=rules, fee_minor=170_00)


def test_a_down_payment_makes_the_first_instalment_larger_and_the_others_equal():
    offer = months(5, rules=FREE._replace(down_payment_bp=4_000), interest_agreed=False)
    assert amounts(offer) == [2_000_00] + [750_00] * 4
    enough = months(2, rules=FREE._replace(down_payment_bp=4_000), interest_agreed=False)
    assert amounts(enough) == [2_500_00] * 2
    by_amount = amount(750_00, rules=FREE._replace(down_payment_bp=4_000), interest_agreed=False)
    assert by_amount == offer


def test_the_most_instalments_go_by_the_size_of_the_debt():
    assert months(12, rules=RECOMMENDED).months == 12
    with pytest.raises(PlanNotAllowed, match="accepts from 1 to 12 instalments") as no:
        months(13, rules=RECOMMENDED)
    assert no.value.given["most_months"] == 12
    assert months(13, debt(5_000_01), rules=RECOMMENDED).months == 13


@pytest.mark.parametrize("number", [0, -1])
def test_a_plan_has_at_least_one_instalment(number):
    with pytest.raises(PlanNotAllowed, match="from 1 to"):
        months(number)


def test_an_instalment_below_the_least_is_refused_with_what_would_be_allowed():
    rules = RECOMMENDED._replace(least_instalment_minor=500_00)
    with pytest.raises(PlanNotAllowed, match=r"at least 500\.00: choose 10 or fewer") as no:
        months(12, rules=rules)
    assert no.value.given["most_months"] == 10
    assert amounts(months(10, rules=rules))[0] >= 500_00


def test_an_instalment_of_just_the_least_is_accepted():
    rules = RECOMMENDED._replace(least_instalment_minor=500_00)
    assert amounts(months(10, rules=rules, interest_agreed=False)) == [500_00] * 10
    assert amount(500_00, rules=rules, interest_agreed=False).months == 10


def test_a_debt_below_the_least_instalment_is_paid_at_once_or_not_in_parts():
    small = debt(80_00)
    assert amounts(months(1, small, rules=RECOMMENDED)) == [80_41]
    with pytest.raises(PlanNotAllowed, match="choose 1"):
        months(2, small, rules=RECOMMENDED)
    assert [one.months for one in alternatives([small], **told(rules=RECOMMENDED))] == [1]
    assert amount(80_00, small, rules=RECOMMENDED, interest_agreed=False).months == 1


def test_too_little_a_month_is_refused_with_the_sum_it_takes():
    with pytest.raises(PlanNotAllowed, match=r"at least 100\.00"):
        amount(99_99, rules=RECOMMENDED)
    with pytest.raises(PlanNotAllowed, match="at most 12 instalments") as no:
        amount(300_00, rules=RECOMMENDED)
    needed_minor = no.value.given["needed_minor"]
    assert amount(needed_minor, rules=RECOMMENDED).months == 12
    with pytest.raises(PlanNotAllowed):
        amount(needed_minor - 3, rules=RECOMMENDED)


def test_by_amount_the_last_instalment_is_the_rest():
    offer = amount(900_00, interest_agreed=False)
    assert amounts(offer) == [900_00] * 5 + [500_00]


def test_a_few_ore_are_not_asked_for_a_month_later():
    assert amounts(amount(333_33, debt(1_000_00), interest_agreed=False)) == [
        333_33,
        333_33,
        333_34,
    ]
    assert amounts(amount(333_30, debt(1_000_00), interest_agreed=False))[3:] == [10]


def test_more_than_is_owed_is_one_instalment_of_what_is_owed():
    assert amounts(amount(9_999_00)) == [5_025_62]


def test_by_amount_the_fee_of_a_longer_plan_is_counted_where_it_is_reached():
    """1 000.00 of 1 000.00 a month left after four: the fee comes with the fifth."""
    case = {"law": NO, "fee_minor": norwegian_fee, "interest_agreed": False}
    assert amount(1_000_00, debt(4_000_00), **case).fee_minor == 0
    longer = amount(1_000_00, debt(4_500_00), **case)
    assert (longer.fee_minor, longer.months) == (1_125_00, 6)
    assert amounts(longer) == [1_000_00] * 5 + [625_00]


def test_the_gate_is_asked_once_for_each_number_of_instalments():
    asked = []
    alternatives([debt()], **told(rules=RECOMMENDED, fee_minor=lambda n: asked.append(n) or 0))
    assert asked == list(range(1, 13))


def test_alternatives_lie_side_by_side_inside_the_rules():
    side = alternatives([debt()], **told(rules=RECOMMENDED))
    assert [one.months for one in side] == [3, 6, 12]
    assert [one.interest_minor for one in side] == sorted(one.interest_minor for one in side)
    least = RECOMMENDED._replace(least_instalment_minor=500_00)
    assert [one.months for one in alternatives([debt()], **told(rules=least))] == [3, 6, 10]
    for one in alternatives([debt()], **told(rules=least)):
        assert one == months(one.months, rules=least)


def test_nothing_owed_is_no_plan_and_a_debt_below_zero_is_a_mistake():
    for nothing in ([], [debt(0)]):
        with pytest.raises(PlanNotAllowed, match="nothing is owed"):
            alternatives(nothing, **told())
    with pytest.raises(ValueError, match="below zero"):
        months(3, debt(-1))
    with pytest.raises(ValueError, match="fee"):
        months(3, fee_minor=-1)


def test_fewer_ore_than_instalments_cannot_be_parted():
    with pytest.raises(PlanNotAllowed, match="choose 2 or fewer"):
        months(3, debt(2), interest_agreed=False)
