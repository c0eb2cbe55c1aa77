"""What a creditor accepts of a settlement offer: how much, by when, by whom, approved by whom."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.settlement_offer import (
    LEAST_DAYS,
    RECOMMENDED,
    OfferNotAllowed,
    OfferRulesUnclear,
    as_agreement,
    checked_offer,
    rules_of,
)
from kvitt.kernel.days import is_bank_day

TODAY = date(2026, 3, 2)
COUNTRIES = ("SE", "NO")


def checked(rules=RECOMMENDED, **changed):
    wish = {"country": "SE", "owed_minor": 3_000_00, "amount_minor": 1_500_00,
            "pay_by_on": TODAY + timedelta(days=20), "today": TODAY, "by": "handler"}  # fmt: skip
    return checked_offer(rules, **(wish | changed))


@pytest.mark.parametrize(
    ("amount_minor", "refused"),
    [(1_499_99, "at least 1500.00"), (1_500_00, ""), (2_999_99, ""), (3_000_00, "less than that")],
)
def test_an_offer_asks_for_at_least_the_share_and_for_less_than_all(amount_minor, refused):
    if refused:
        with pytest.raises(OfferNotAllowed, match=refused):
            checked(amount_minor=amount_minor)
    else:
        assert checked(amount_minor=amount_minor).remission_minor == 3_000_00 - amount_minor


@pytest.mark.parametrize(
    ("days", "allowed"),
    [(LEAST_DAYS - 1, False), (LEAST_DAYS, True), (30, True), (31, False), (-1, False)],
)
def test_an_offer_gives_time_and_not_too_much(days, allowed):
    if allowed:
        assert checked(pay_by_on=TODAY + timedelta(days=days)).pay_by_on > TODAY
    else:
        with pytest.raises(OfferNotAllowed, match="last day to pay is from 2026-03-09 through"):
            checked(pay_by_on=TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("by", "alone_minor", "asks"),
    [
        ("handler", 0, True),
        ("handler", 1_499_99, True),
        ("handler", 1_500_00, False),
        ("creditor", 1_500_00, True),
        ("debtor", 9_000_00, True),
    ],
)
def test_a_handler_alone_gives_up_as_much_as_the_creditor_lets(by, alone_minor, asks):
    rules = rules_of({"settlement_offer": {
        "handler_alone_up_to_minor": alone_minor, "by": ["creditor", "handler", "debtor"],
    }})  # fmt: skip
    assert checked(rules, by=by).needs_approval is asks


def test_a_debtor_proposes_where_the_creditor_lets():
    with pytest.raises(OfferNotAllowed, match=r"creditor or handler proposes .* not the debtor"):
        checked(by="debtor")


@given(
    country=st.sampled_from(COUNTRIES),
    today=st.dates(date(2020, 1, 1), date(2032, 1, 1)),
    days=st.integers(LEAST_DAYS, 30),
    owed_minor=st.integers(2, 10**9),
    part=st.floats(0, 1, exclude_min=True),
)
def test_whatever_is_allowed_keeps_its_promises(country, today, days, owed_minor, part):
    """The last day is a bank day, never before the one that was meant; a bank day lies behind."""
    amount_minor = max(1, int(owed_minor * part))
    try:
        made = checked(
            country=country, today=today, pay_by_on=today + timedelta(days=days),
            owed_minor=owed_minor, amount_minor=amount_minor,
        )  # fmt: skip
    except OfferNotAllowed:
        assert amount_minor >= owed_minor or amount_minor * 2 < owed_minor
        return
    assert made.amount_minor + made.remission_minor == owed_minor
    assert 0 < made.amount_minor < owed_minor
    assert is_bank_day(country, made.pay_by_on)
    assert is_bank_day(country, made.holds_until_on)
    assert today + timedelta(days=days) <= made.pay_by_on < made.holds_until_on


@pytest.mark.parametrize(
    "said",
    [
        "half", {"share": 1}, {"least_share_bp": 0}, {"least_share_bp": 10_001}, {"most_days": 6},
        {"most_days": 30.5}, {"handler_alone_up_to_minor": -1}, {"by": "neighbour"}, {"by": 3},
    ],
)  # fmt: skip
def test_rules_that_cannot_be_read_are_refused(said):
    with pytest.raises(OfferRulesUnclear):
        rules_of({"settlement_offer": said})


def test_rules_are_read_back_as_they_were_stored():
    rules = rules_of({"settlement_offer": {"least_share_bp": 7_000, "by": ["debtor"]}})
    assert rules_of({"settlement_offer": as_agreement(rules)}) == rules
    assert rules_of({}) == RECOMMENDED
