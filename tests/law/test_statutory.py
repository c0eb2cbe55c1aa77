"""Deadlines that statutes set, counted twice, and who was a minor."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.kernel.days import ONE_DAY, is_bank_day
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.statutory import STATUTORY_KINDS, UnknownDeadline, statutory_deadline, was_minor
from tests.law.worked_cases import with_days, worked_cases

SE, NO = law_book("SE"), law_book("NO")
KINDS = [(country, kind) for country, kinds in STATUTORY_KINDS.items() for kind in kinds]
SETTINGS = {"payment_order_reply_practice", "conciliation_reply", "conciliation_appeal"}
MOVED = {
    "SE": {
        "payment_order_reply", "transfer_to_court", "reopening", "appeal", "enforcement_appeal",
        "enforcement_payout",
    },
    "NO": {
        "attachment_objection", "conciliation_reply", "conciliation_appeal", "enforcement_notice",
        "legal_warning",
    },
}  # fmt: skip


@pytest.mark.parametrize("example", worked_cases("statutory.yaml", "statutory_deadline"))
def test_the_last_day_is_that_of_the_worked_case(example: dict[str, Any]) -> None:
    found = statutory_deadline(law_book(example["country"]), **with_days(example["given"]))
    assert found.day.isoformat() == example["expect"]
    assert found.because.reference and found.sentence


@pytest.mark.parametrize("example", worked_cases("statutory.yaml", "minor"))
def test_a_debtor_was_a_minor_or_not_as_the_worked_case_says(example: dict[str, Any]) -> None:
    found = was_minor(law_book(example["country"]), **with_days(example["given"]))
    assert found.is_minor is example["expect"]
    assert bool(found) is example["expect"]
    assert found.because.reference


def test_every_deadline_has_a_worked_case() -> None:
    cases = [one.values[0] for one in worked_cases("statutory.yaml", "statutory_deadline")]
    assert {(one["country"], one["given"]["kind"]) for one in cases} == set(KINDS)


@pytest.mark.parametrize(("country", "kind"), KINDS)
def test_each_deadline_says_whether_it_moves_and_whether_it_is_our_choice(
    country: str, kind: str
) -> None:
    found = statutory_deadline(law_book(country), kind, from_on=date(2026, 3, 2))
    assert found.moves is (kind in MOVED[country])
    assert found.is_setting is (kind in SETTINGS)
    assert found.because.given["from_on"] == "2026-03-02"


def _weeks(start: date, count: int) -> date:
    """Day by day until the same day of the week has come that many times."""
    day = start
    while count:
        day += ONE_DAY
        count -= day.weekday() == start.weekday()
    return day


def _months(start: date, count: int) -> date:
    """The same date, or the last day before it that exists."""
    year, month = start.year, start.month
    for _ in range(count):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for back in range(4):
        try:
            return date(year, month, start.day - back)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


COUNTED = {
    "days": lambda start, count: start + timedelta(days=count),
    "weeks": _weeks,
    "months": _months,
    "years": lambda start, count: _months(start, 12 * count),
}
"""What a brute count needs of each kind: from the law pages, not from the law book."""
LENGTHS = {
    "payment_order_reply": ("weeks", 2), "payment_order_reply_practice": ("days", 10),
    "transfer_to_court": ("weeks", 4), "reopening": ("months", 1), "appeal": ("weeks", 3),
    "enforcement_appeal": ("weeks", 3), "enforcement_deferral": ("months", 2),
    "enforcement_payout": ("weeks", 2), "credit_acceleration_notice": ("weeks", 4),
    "legal_warning": ("days", 14), "demand_age": ("months", 6), "enforcement_notice": ("weeks", 2),
    "renewed_notice": ("years", 1), "attachment_objection": ("weeks", 3),
    "attachment_continuation": ("months", 1), "re_presentation": ("months", 2),
    "forced_sale_wait": ("weeks", 2), "no_assets_entry": ("years", 3),
    "trekk_confirmation": ("years", 1), "trekk_lapse": ("years", 2),
    "conciliation_reply": ("weeks", 2), "conciliation_appeal": ("months", 1),
    "debt_settlement_stay": ("months", 4), "credit_remark": ("months", 1),
}  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(KINDS), st.dates(date(2026, 1, 1), date(2035, 12, 31)))
def test_a_count_day_by_day_gives_the_same_last_day(which: tuple[str, str], from_on: date) -> None:
    country, kind = which
    found = statutory_deadline(law_book(country), kind, from_on=from_on)
    unit, count = LENGTHS[kind]
    unmoved_on = COUNTED[unit](from_on, count)  # type: ignore[no-untyped-call]
    assert found.unmoved_on == unmoved_on
    day = unmoved_on
    while kind in MOVED[country] and not is_bank_day(country, day):
        day += ONE_DAY
    assert found.day == day
    if found.act_by is not None:
        assert is_bank_day(country, found.act_by)
        assert unmoved_on - timedelta(days=8) < found.act_by <= unmoved_on
    if found.opens_on is not None:
        assert found.opens_on == day + ONE_DAY


def test_a_creditor_acts_by_the_working_day_before_and_waits_for_the_day_after() -> None:
    age = statutory_deadline(NO, "demand_age", from_on=date(2025, 8, 31))
    assert (age.role, age.act_by, age.opens_on) == ("act", date(2026, 2, 27), None)
    notice = statutory_deadline(NO, "enforcement_notice", from_on=date(2026, 12, 11))
    assert (notice.role, notice.act_by, notice.opens_on) == ("wait", None, date(2026, 12, 29))
    deferral = statutory_deadline(SE, "enforcement_deferral", from_on=date(2026, 12, 31))
    assert (deferral.role, deferral.act_by, deferral.opens_on) == ("limit", None, None)


def test_a_kind_of_the_other_country_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownDeadline, match="reopening"):
        statutory_deadline(SE, "demand_age", from_on=date(2026, 1, 1))
    with pytest.raises(UnknownDeadline, match="demand_age"):
        statutory_deadline(NO, "reopening", from_on=date(2026, 1, 1))


def test_a_rule_of_2026_is_not_known_before_it() -> None:
    with pytest.raises(LawNotKnown, match="2026-01-01"):
        statutory_deadline(NO, "trekk_confirmation", from_on=date(2025, 12, 31))


def test_two_deferrals_a_year_are_the_most_that_an_application_survives() -> None:
    most = SE.value("statutory.enforcement_deferral_times", on=date(2026, 1, 1))
    assert (most.amount, most.reference) == (2, "utsökningsbalken 4 kap. 10 §")


@settings(deadline=None)
@given(st.dates(date(1995, 1, 1), date(2015, 12, 31)))
def test_one_is_of_age_from_the_birthday_on(birth_day: date) -> None:
    for book in (SE, NO):
        on = was_minor(book, birth_day=birth_day, arose_on=date(2020, 1, 1)).of_age_on
        assert not was_minor(book, birth_day=birth_day, arose_on=on)
        assert was_minor(book, birth_day=birth_day, arose_on=on - ONE_DAY)
        assert on.year == birth_day.year + 18
