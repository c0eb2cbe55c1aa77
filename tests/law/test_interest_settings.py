"""Interest by the settings: day counts, readings to compare with, agreed and continuing rates."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.law.book import (
    LawBook,
    LawFileBroken,
    LawNotKnown,
    law_book,
    law_texts,
    read_law_book,
    whole_law_book,
)
from kvitt.law.interest import (
    DebtorKindNeeded,
    InterestSettings,
    interest_segments,
    late_interest,
    year_days_on,
    year_parts,
)
from kvitt.law.interest_rates import UnknownReading
from tests.law.worked_cases import with_days, worked_cases

COUNTRIES = st.sampled_from(["SE", "NO"])
DAYS = st.dates(date(2010, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("example", worked_cases("interest_readings.yaml", "interest_reading"))
def test_another_reading_comes_to_what_its_source_says(example: dict[str, Any]) -> None:
    reading = InterestSettings(**example["settings"])
    interest = late_interest(
        law_book(example["country"]), **with_days(example["given"]), settings=reading
    )
    assert interest.interest_minor == example["expect"]["interest_minor"]
    assert interest.days == example["expect"]["days"]


@pytest.mark.parametrize(
    "wrong", [{"day_count": "act/360"}, {"rounding": "down"}, {"first_day_offset": 2}]
)
def test_a_reading_that_nobody_knows_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnknownReading, match="none of them"):
        InterestSettings(**wrong)


@settings(max_examples=60, deadline=None)
@given(COUNTRIES, DAYS, DAYS, st.sampled_from([None, "consumer", "business", "authority"]))
def test_the_days_of_a_year_are_those_of_the_segments(
    country: str, first: date, second: date, debtor_kind: str | None
) -> None:
    book, (from_, until) = law_book(country), sorted((first, second))
    by_year: dict[int, int] = {}
    for one in interest_segments(book, base_minor=1, from_=from_, until=until):
        by_year[one.year_days] = by_year.get(one.year_days, 0) + one.days
    parts = year_parts(book, from_=from_, until=until, debtor_kind=debtor_kind)
    assert {part.year_days: part.days for part in parts} == by_year
    for one in interest_segments(book, base_minor=1, from_=from_, until=until)[:3]:
        assert year_days_on(book, on=one.from_, debtor_kind=debtor_kind) == one.year_days


def test_the_days_of_a_year_before_the_book_are_refused() -> None:
    with pytest.raises(LawNotKnown, match="day_count"):
        year_parts(law_book("NO"), from_=date(2009, 12, 30), until=date(2010, 1, 5))


def texts_with(country: str, old: str, new: str) -> dict[str, str]:
    texts = law_texts(country)
    name = f"kvitt/law/{country.lower()}/interest.yaml"
    assert old in texts[name]
    return {**texts, name: texts[name].replace(old, new)}


def changed(country: str, old: str, new: str) -> LawBook:
    return read_law_book(country, texts_with(country, old, new))


OWN_COUNT = """day_count_business:
    kind: setting
    unit: word
    selected_by: each_day
    reference: avtal
    source: a test
    sentence: Businesses count by the calendar year from March 2024.
    confidence: low
    periods:
      - {applies_from: 2002-07-01, amount: act/365}
      - {applies_from: 2024-03-01, amount: act/calendar-year}
"""


def test_consumers_and_businesses_may_be_counted_differently_and_then_one_must_say_which() -> None:
    book = changed("SE", "day_count_business: *day_count", OWN_COUNT)
    days = {"from_": date(2024, 2, 1), "until": date(2024, 4, 1)}
    business = interest_segments(book, base_minor=100_00, debtor_kind="business", **days)
    consumer = interest_segments(book, base_minor=100_00, debtor_kind="consumer", **days)
    assert [(one.days, one.year_days) for one in business] == [(29, 365), (31, 366)]
    assert [(one.days, one.year_days) for one in consumer] == [(60, 365)]
    with pytest.raises(DebtorKindNeeded, match="say the kind"):
        interest_segments(book, base_minor=100_00, **days)
    with pytest.raises(DebtorKindNeeded):
        year_parts(book, **days)
    assert year_days_on(book, on=date(2024, 2, 29)) == 365
    with pytest.raises(DebtorKindNeeded):
        year_days_on(book, on=date(2024, 3, 1))


def test_a_setting_that_changes_within_a_half_year_changes_on_its_day() -> None:
    book = changed("SE", "day_count_business: *day_count", OWN_COUNT)
    segments = interest_segments(
        book,
        base_minor=1,
        from_=date(2024, 2, 28),
        until=date(2024, 3, 3),
        debtor_kind="authority",
    )
    assert [(one.from_, one.days) for one in segments] == [
        (date(2024, 2, 28), 2),
        (date(2024, 3, 1), 2),
    ]


def agreed(rate_bp: int, debtor_kind: str) -> list[int]:
    found = late_interest(
        law_book("SE"),
        principal_minor=100_00,
        due_on=date(2025, 6, 20),
        until_on=date(2025, 7, 10),
        debtor_kind=debtor_kind,
        agreed_rate_bp=rate_bp,
    )
    return [segment.rate_bp for segment in found.segments]


@pytest.mark.parametrize(
    ("rate_bp", "debtor_kind", "rates"),
    [
        (2400, "consumer", [2400]),
        (500, "consumer", [500]),
        (0, "consumer", [0]),
        (500, "business", [500]),
        (0, "business", [1100, 1000]),
        (1050, "authority", [1100, 1050]),
        (1000, "authority", [1100, 1000]),
        (1200, "authority", [1200]),
    ],
)
def test_an_agreed_rate_replaces_the_late_rate_as_far_as_the_law_lets_it(
    rate_bp: int, debtor_kind: str, rates: list[int]
) -> None:
    assert agreed(rate_bp, debtor_kind) == rates


@pytest.mark.parametrize(("contract_bp", "rates"), [(1099, [1100, 1099]), (1101, [1101])])
def test_a_contracts_rate_continues_only_where_it_is_higher(
    contract_bp: int, rates: list[int]
) -> None:
    segments = interest_segments(
        law_book("SE"),
        base_minor=1,
        from_=date(2025, 6, 30),
        until=date(2025, 7, 2),
        contract_rate_bp=contract_bp,
    )
    assert [one.rate_bp for one in segments] == rates
    assert segments[-1].reference == "räntelagen (1975:635) 7 §"


@pytest.mark.parametrize(
    ("country", "old", "new", "name"),
    [
        ("SE", "amount: once", "amount: per_segment", "rounding"),
        ("NO", "amount: once", "amount: per_segment", "rounding"),
        ("NO", "amount: act/calendar-year", "amount: act/360", "day_count"),
        ("SE", "{applies_from: 2002-07-01, amount: false}",
         "{applies_from: 2002-07-01, amount: true}", "interest_on_costs"),
    ],
)  # fmt: skip
def test_a_setting_that_nothing_follows_is_refused_with_the_book(
    country: str, old: str, new: str, name: str
) -> None:
    """What is charged follows the book: a book cannot be told to say something else."""
    texts = texts_with(country, old, new)
    with pytest.raises(LawFileBroken, match=rf"interest\.{name}_consumer .* follows"):
        whole_law_book(country, texts)


def test_each_setting_stands_for_consumers_and_businesses_with_its_reason() -> None:
    for country in ("SE", "NO"):
        book = law_book(country)
        for name in ("day_count", "first_day_offset", "rounding", "interest_on_costs"):
            for group in ("consumer", "business"):
                value = book.value(f"interest.{name}_{group}", on=date(2026, 3, 1))
                assert value.kind == "setting"
                assert len(value.sentence) > 60
