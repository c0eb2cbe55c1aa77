"""The arithmetic of an interest row: whole minor units, 365 days in Sweden, own year in Norway."""

from datetime import date

import pytest

from kvitt.documents.explanation import InterestPart, interest_minor, last_day, parts_of
from kvitt.documents.letter import LetterItem


def row(from_: date, until: date, rate_bp: int = 1000, base_minor: int = 10_000_00) -> LetterItem:
    return LetterItem(
        kind="interest",
        amount_minor=0,
        rate_bp=rate_bp,
        from_=from_,
        until=until,
        base_minor=base_minor,
    )


@pytest.mark.parametrize(
    ("country", "from_", "until", "expected_minor"),
    [
        ("SE", date(2026, 1, 1), date(2026, 1, 2), 274),
        ("SE", date(2024, 1, 1), date(2025, 1, 1), 1002_74),
        ("NO", date(2024, 1, 1), date(2025, 1, 1), 1000_00),
        ("NO", date(2025, 1, 1), date(2026, 1, 1), 1000_00),
        ("NO", date(2023, 12, 1), date(2024, 2, 1), 169_63),
    ],
)
def test_interest_is_base_times_rate_times_days_over_the_years_days(
    country: str, from_: date, until: date, expected_minor: int
) -> None:
    assert interest_minor(row(from_, until), country) == expected_minor


def test_a_norwegian_period_over_new_year_is_split_by_year() -> None:
    over_new_year = row(date(2023, 12, 1), date(2024, 2, 1))
    assert parts_of(over_new_year, "NO") == (InterestPart(31, 365), InterestPart(31, 366))
    assert parts_of(over_new_year, "SE") == (InterestPart(62, 365),)


def test_the_letter_names_the_last_day_with_interest_not_the_day_after() -> None:
    assert last_day(row(date(2026, 1, 1), date(2026, 2, 1))) == date(2026, 1, 31)
