"""Can the debtor pay? What is not known stays unknown, and what is kept to live on is the law's."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.ability import (
    ABLE_WITHIN_MONTHS,
    PARTLY_WITHIN_MONTHS,
    VALID_DAYS,
    Finances,
    FinancesUnclear,
    assess,
    valid_until,
)
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.livelihood import UnknownHousehold
from kvitt.law.livelihood_sweden import normal_amount_minor

NO, SE = law_book("NO"), law_book("SE")
ON = date(2026, 3, 2)
FAMILY = Finances(
    income_minor=35_000_00, housing_minor=6_000_00, household="supporting_spouse",
    child_ages=(4, 12), instalments_minor=0, enforcement_minor=0,
)  # fmt: skip
KEPT = 27_455_00
"""NO-C-15: a supporting spouse with children of 4 and 12."""
ENTERED = Finances(
    income_minor=20_000_00, housing_minor=5_000_00, livelihood_minor=14_000_00,
    instalments_minor=0, enforcement_minor=0,
)  # fmt: skip
"""1 000 is left a month."""


def found(known, *, debt_minor=1_000_00, on=ON, book=NO, is_person=True):
    return assess(known, is_person=is_person, debt_minor=debt_minor, on=on, book=book)


def test_what_is_left_after_livelihood_and_home_is_what_can_be_borne():
    told = found(FAMILY)
    assert told.monthly_minor == 35_000_00 - KEPT - 6_000_00
    assert told.verdict == "able"
    assert told.because[0].reference.startswith("dekningsloven § 2-7")
    assert told.because[0].given["kept_minor"] == KEPT


@pytest.mark.parametrize("name", ["income_minor", "housing_minor", "household", "child_ages"])
def test_without_income_home_household_or_children_nothing_is_said(name):
    told = found(FAMILY._replace(**{name: None}))
    assert (told.verdict, told.monthly_minor) == ("unknown", None)
    assert told.reasons[0].startswith("not known: ")


def test_no_children_is_something_else_than_not_knowing_of_children():
    assert found(FAMILY._replace(child_ages=())).monthly_minor == 35_000_00 - 18_708_00 - 6_000_00


def test_an_income_of_zero_is_known():
    told = found(FAMILY._replace(income_minor=0))
    assert (told.verdict, told.monthly_minor) == ("unable", 0)


def test_nothing_is_said_past_the_last_known_half_year_but_a_person_may_say_it():
    last = date(2026, 6, 30)
    assert found(FAMILY, on=last).verdict == "able"
    with pytest.raises(LawNotKnown):
        found(FAMILY, on=last + timedelta(days=1))
    entered = FAMILY._replace(livelihood_minor=KEPT)
    assert found(entered, on=date(2026, 7, 1)).monthly_minor == 35_000_00 - KEPT - 6_000_00


@pytest.mark.parametrize(
    ("on", "household", "ages", "kept_minor"),
    [
        (date(2022, 6, 1), "single", (), 5_158_00),
        (date(2022, 12, 31), "supporting_spouse", (6, 7), 8_520_00 + 2_756_00 + 3_308_00),
        (date(2023, 1, 1), "single", (10, 11), 5_717_00 + 3_667_00 + 4_279_00),
        (date(2023, 12, 31), "supporting_spouse", (14, 15), 9_445_00 + 4_279_00 + 4_889_00),
    ],
)
def test_sweden_keeps_the_years_normal_amounts(on, household, ages, kept_minor):
    assert normal_amount_minor(SE, on=on, household=household, child_ages=ages) == kept_minor


@pytest.mark.parametrize("on", [date(2022, 5, 31), date(2024, 1, 1), date(2026, 3, 2)])
def test_sweden_refuses_the_years_that_were_not_found(on):
    with pytest.raises(LawNotKnown):
        normal_amount_minor(SE, on=on, household="single")
    with pytest.raises(LawNotKnown):
        found(FAMILY._replace(household="single"), on=on, book=SE)


def test_sweden_does_not_guess_how_two_incomes_share_one_amount():
    with pytest.raises(UnknownHousehold):
        normal_amount_minor(SE, on=date(2023, 3, 1), household="married_or_cohabiting")
    with pytest.raises(UnknownHousehold):
        normal_amount_minor(SE, on=date(2023, 3, 1), household="single", child_ages=(-1,))


def test_in_norway_children_who_visit_are_kept_for():
    """Class 2 at 6 and class 3 at 12, as published for July 2025 through June 2026."""
    visiting = FAMILY._replace(visits=((2, 6), (3, 12)))
    assert found(FAMILY).monthly_minor == 1_545_00
    assert found(visiting._replace(income_minor=40_000_00)).monthly_minor == (
        40_000_00 - KEPT - 1_553_00 - 2_672_00 - 6_000_00
    )
    with pytest.raises(UnknownHousehold):
        found(FAMILY._replace(visits=((5, 6),)))
    is_said = [
        any("children who visit" in reason for reason in found(known).reasons)
        for known in (FAMILY, FAMILY._replace(visits=()), ENTERED)
    ]
    assert is_said == [True, False, False]


@pytest.mark.parametrize(
    "known",
    [
        Finances(),
        FAMILY._replace(visits=((2, 6),)),
        FAMILY._replace(child_ages=(), in_debt_settlement=False),
        Finances(company_status="active", assets_minor=0),
    ],
)
def test_what_is_known_comes_back_as_it_was_kept(known):
    assert Finances.from_json(known.as_json()) == known
    assert None not in known.as_json().values()


@pytest.mark.parametrize(
    ("debt_minor", "verdict"),
    [
        (ABLE_WITHIN_MONTHS * 1_000_00, "able"),
        (ABLE_WITHIN_MONTHS * 1_000_00 + 1, "partly"),
        (PARTLY_WITHIN_MONTHS * 1_000_00, "partly"),
        (PARTLY_WITHIN_MONTHS * 1_000_00 + 1, "unable"),
    ],
)
def test_the_verdict_turns_with_the_months_that_the_debt_would_take(debt_minor, verdict):
    assert found(ENTERED, debt_minor=debt_minor).verdict == verdict


def test_other_debts_come_off_and_enforced_ones_take_their_share_by_size():
    less = ENTERED._replace(instalments_minor=400_00)
    assert found(less).monthly_minor == 600_00
    shared = less._replace(enforcement_minor=2_000_00)
    told = found(shared, debt_minor=1_000_00)
    assert told.monthly_minor == 200_00
    assert any("being enforced" in reason for reason in told.reasons)


def test_it_is_said_that_other_debts_are_not_known():
    told = found(ENTERED._replace(instalments_minor=None, enforcement_minor=None))
    assert told.monthly_minor == 1_000_00
    assert sum("not known" in reason for reason in told.reasons) == 2


def test_what_is_owned_counts_only_where_all_enforced_debts_are_known():
    poor = ENTERED._replace(income_minor=0, assets_minor=50_000_00)
    assert found(poor, debt_minor=50_000_00).verdict == "able"
    assert found(poor._replace(enforcement_minor=1), debt_minor=50_000_00).verdict == "unable"
    assert found(poor._replace(enforcement_minor=None)).verdict == "unable"
    told = found(Finances(assets_minor=50_000_00, enforcement_minor=0))
    assert (told.verdict, told.monthly_minor) == ("able", None)


def test_while_all_debts_are_settled_nothing_can_be_paid():
    assert found(FAMILY._replace(in_debt_settlement=True)).verdict == "unable"


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (Finances(), "unknown"),
        (Finances(company_status="active"), "unknown"),
        (Finances(company_status="active", assets_minor=9_000_00), "unknown"),
        (Finances(company_status="liquidation"), "unknown"),
        (Finances(company_status="restructuring", assets_minor=1), "unknown"),
        (Finances(company_status="bankrupt", assets_minor=9_000_00), "unable"),
        (Finances(company_status="dissolved"), "unable"),
        (Finances(company_status="active", assets_minor=1_000_00, enforcement_minor=0), "able"),
        (Finances(company_status="active", assets_minor=999_99, enforcement_minor=0), "partly"),
        (Finances(company_status="active", assets_minor=5, enforcement_minor=5), "unable"),
    ],
)
def test_a_company_is_judged_by_its_status_and_what_it_owns(known, verdict):
    told = found(known, is_person=False)
    assert (told.verdict, told.monthly_minor) == (verdict, None)
    assert told.reasons


@pytest.mark.parametrize(
    "wrong",
    [
        {"income_minor": -1},
        {"housing_minor": 10**15},
        {"household": "alone"},
        {"company_status": "asleep"},
        {"child_ages": (-1,)},
        {"child_ages": (70,)},
        {"visits": ((1, 26),)},
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(FinancesUnclear):
        found(FAMILY._replace(**wrong))


def test_a_report_counts_through_its_last_day():
    assert valid_until(ON) - ON == timedelta(days=VALID_DAYS)


SUMS = st.integers(0, 10_000_000)


@given(
    income=SUMS, housing=SUMS, kept=SUMS, other=st.none() | SUMS, enforced=st.none() | SUMS,
    debt=SUMS,
)  # fmt: skip
def test_nobody_is_asked_for_more_than_is_left(income, housing, kept, other, enforced, debt):
    known = Finances(
        income_minor=income, housing_minor=housing, livelihood_minor=kept,
        instalments_minor=other, enforcement_minor=enforced,
    )  # fmt: skip
    told = found(known, debt_minor=debt)
    assert told.monthly_minor is not None
    assert 0 <= told.monthly_minor <= max(0, income - housing - kept - (other or 0))
    less = found(known._replace(income_minor=income // 2), debt_minor=debt)
    assert less.monthly_minor is not None
    assert less.monthly_minor <= told.monthly_minor


@given(known=st.sampled_from(["income_minor", "housing_minor", "household", "child_ages"]))
def test_one_unknown_is_enough_to_say_nothing(known):
    assert found(FAMILY._replace(**{known: None})).verdict == "unknown"
