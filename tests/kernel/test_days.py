"""Bank days, months and periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.kernel.days import (
    Period,
    UnknownCalendar,
    add_bank_days,
    add_months,
    is_bank_day,
    next_bank_day,
)

DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))
COUNTRIES = st.sampled_from(["SE", "NO"])


@pytest.mark.parametrize(
    ("day", "in_sweden", "in_norway"),
    [
        ("2026-01-06", False, True),  # Epiphany
        ("2026-04-02", True, False),  # Maundy Thursday
        ("2026-04-03", False, False),  # Good Friday
        ("2026-04-06", False, False),  # Easter Monday
        ("2026-05-01", False, False),
        ("2026-05-14", False, False),  # Ascension Day
        ("2026-05-25", True, False),  # Whit Monday
        ("2027-05-17", True, False),
        ("2025-06-06", False, True),  # Swedish National Day
        ("2026-06-19", False, True),  # Midsummer Eve
        ("2026-12-24", False, True),
        ("2026-12-25", False, False),
        ("2026-12-31", False, True),
        ("2026-11-21", False, False),  # a Saturday
        ("2026-11-23", True, True),
    ],
)
def test_each_country_has_its_own_bank_days(day: str, in_sweden: bool, in_norway: bool) -> None:
    on = date.fromisoformat(day)
    assert (is_bank_day("SE", on), is_bank_day("NO", on)) == (in_sweden, in_norway)


def test_a_country_without_a_calendar_is_refused_by_name() -> None:
    with pytest.raises(UnknownCalendar, match="DE"):
        is_bank_day("DE", date(2026, 11, 21))


def test_bank_days_are_counted_past_christmas_and_new_year() -> None:
    assert add_bank_days("SE", date(2026, 12, 23), 4) == date(2027, 1, 4)
    assert add_bank_days("SE", date(2026, 12, 26), 0) == date(2026, 12, 26)
    with pytest.raises(ValueError, match="forwards"):
        add_bank_days("SE", date(2026, 12, 26), -1)


@settings(deadline=None)
@given(COUNTRIES, DAYS)
def test_the_next_bank_day_is_a_bank_day_and_never_earlier(country: str, day: date) -> None:
    shifted = next_bank_day(country, day)
    assert is_bank_day(country, shifted)
    assert day <= shifted <= day + timedelta(days=7)
    assert not any(
        is_bank_day(country, day + timedelta(days=skipped))
        for skipped in range((shifted - day).days)
    )


@settings(deadline=None)
@given(COUNTRIES, DAYS, st.integers(1, 15))
def test_so_many_bank_days_lie_between(country: str, day: date, count: int) -> None:
    end = add_bank_days(country, day, count)
    days = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert sum(is_bank_day(country, one) for one in days) == count
    assert is_bank_day(country, end)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-02-10", 6, "2026-08-10"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2024-03-31", -1, "2024-02-29"),
    ],
)
def test_months_end_on_the_same_number_or_the_last_day(
    day: str, months: int, expected: str
) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_a_period_holds_its_first_day_and_not_its_last() -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert date(2026, 1, 1) in period
    assert date(2026, 2, 1) not in period
    assert period.days == 31
    assert date(2999, 1, 1) in Period(date(2026, 1, 1))


def test_periods_overlap_in_the_days_they_share() -> None:
    january = Period(date(2026, 1, 1), date(2026, 2, 1))
    since_the_20th = Period(date(2026, 1, 20))
    assert january.overlap(since_the_20th) == Period(date(2026, 1, 20), date(2026, 2, 1))
    assert january.overlap(Period(date(2026, 2, 1), date(2026, 3, 1))) is None


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="without an end"):
        _ = Period(date(2026, 2, 1)).days
