"""Every day and every amount on which the law turns, one below, on it and one above, twice.

Once by Kvitt's law book and gate, once by the auditor's literals and brute force. The tests are
named after the values, so that a failure says which one two readers read differently.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from kvitt.law.book import LawNotKnown, Series, law_book
from kvitt.law.deadlines import least_deadline, shift_due_day
from kvitt.law.interest import late_interest
from tests.law.auditor import statutes_norway, statutes_sweden
from tests.law.auditor.calendar import working_day_from
from tests.law.auditor.literals import LITERALS
from tests.law.auditor.rates import rounded

DAY = timedelta(days=1)
BOOKS = {country: law_book(country) for country in ("SE", "NO")}
STATUTES = {"SE": statutes_sweden, "NO": statutes_norway}
NAMES = [(country, name) for country, book in BOOKS.items() for name in book.names()]
WITH_LITERALS = [(country, name) for country, found in LITERALS.items() for name in found]
NUMBERS = (
    "bp", "minor", "days", "bank_days", "weeks", "months", "years", "count", "twentieths",
    "hundredths", "brackets",
)  # fmt: skip
READ_TWICE = ("fees", "interest", "deadlines", "statutory", "limitation")
"""The areas in which no number may be without a literal of the auditor."""
NOT_ON_THE_PAGES = {
    "SE": {"limitation.consumer_loan_years"},
    "NO": set[str](),
}
"""Readings of ours that have no number on the page."""
AGES = {"statutory.age_of_majority"}
LETTER_DAYS = {"statutory.legal_warning"}
"""Read once: eighteen years, and the letter of § 10 that is tried with the letters."""


def around(days: set[date]) -> list[date]:
    return sorted({day + shift * DAY for day in days for shift in (-1, 0, 1)})


def turns_of(series: Series) -> set[date]:
    """The days on which a value begins, ends or ceases to be confirmed."""
    ends = {one.applies_until for one in series.entries if one.applies_until is not None}
    gaps = {day for gap in series.unconfirmed for day in (gap.applies_from, gap.applies_until)}
    return {one.applies_from for one in series.entries} | ends | gaps


def found(country: str, name: str, on: date) -> Any:
    """The amount of the law book; None where it refuses."""
    try:
        amount = BOOKS[country].value(name, on=on).amount
    except LawNotKnown:
        return None
    if isinstance(amount, tuple) and amount and isinstance(amount[0], MappingProxyType):
        return tuple((bracket.get("up_to_minor"), bracket["amount"]) for bracket in amount)
    return amount


def by_hand(series: Series, on: date) -> Any:
    """The amount read from the periods one by one, as a person goes down the page."""
    best: Any = None
    for one in series.entries:
        if one.applies_from <= on and (
            best is None or (one.applies_from, one.published) >= (best.applies_from, best.published)
        ):
            best = one
    if best is None or (best.applies_until is not None and on >= best.applies_until):
        return None
    if any(gap.applies_from <= on < gap.applies_until for gap in series.unconfirmed):
        return None
    amount = best.amount
    if isinstance(amount, tuple) and amount and isinstance(amount[0], MappingProxyType):
        return tuple((bracket.get("up_to_minor"), bracket["amount"]) for bracket in amount)
    return amount


@pytest.mark.parametrize(("country", "name"), NAMES)
def test_a_value_turns_exactly_on_its_day(country: str, name: str) -> None:
    series = BOOKS[country].series[name]
    for day in around(turns_of(series)):
        assert found(country, name, day) == by_hand(series, day), day
    for one in series.entries:
        later = [other for other in series.entries if other.applies_from == one.applies_from]
        assert found(country, name, one.applies_from) in [by_hand(series, one.applies_from)]
        assert one in later
        if one.applies_from == min(entry.applies_from for entry in series.entries):
            assert found(country, name, one.applies_from - DAY) is None


def literal_days(country: str, name: str) -> list[date]:
    """Around every turn of the data, every New Year and every first of July of the years."""
    turns = turns_of(BOOKS[country].series[name])
    turns |= {date(year, month, 1) for year in range(2002, 2028) for month in (1, 7, 10)}
    turns |= {date(2013, 3, 16), date(2013, 3, 17), date(2017, 7, 1), date(2025, 3, 1)}
    since = LITERALS[country][name].since
    return [day for day in around(turns) if day >= since]


@pytest.mark.parametrize(("country", "name"), WITH_LITERALS)
def test_a_value_is_what_the_page_says_on_every_edge(country: str, name: str) -> None:
    literal = LITERALS[country][name]
    wrong = {
        day: (found(country, name, day), literal.amount(day))
        for day in literal_days(country, name)
        if found(country, name, day) != literal.amount(day)
    }
    assert wrong == {}


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_no_number_that_decides_a_charge_or_a_day_is_read_only_once(country: str) -> None:
    numbers = {
        name
        for name, series in BOOKS[country].series.items()
        if series.entries[0].unit in NUMBERS and name.partition(".")[0] in READ_TWICE
    }
    spared = NOT_ON_THE_PAGES[country] | AGES | LETTER_DAYS
    assert numbers - set(LITERALS[country]) - spared == set()


def half_years(country: str) -> Iterator[date]:
    for start in STATUTES[country].LATE_RATES_BP:
        yield date.fromisoformat(start)


@pytest.mark.parametrize(
    ("country", "start"),
    [(country, start) for country in BOOKS for start in half_years(country)],
    ids=lambda value: str(value),
)
def test_interest_over_the_first_day_of_a_half_year(country: str, start: date) -> None:
    table = STATUTES[country].LATE_INTEREST
    first = date.fromordinal(table.first)
    for due_on in (start - 2 * DAY, start - DAY, start, start + DAY):
        for days in (1, 2, 3, 184, 366):
            until_on = due_on + days * DAY
            if due_on < first or until_on > date(2026, 12, 31):
                continue
            interest = late_interest(
                BOOKS[country], principal_minor=123_456_789, due_on=due_on, until_on=until_on
            )
            parts = 123_456_789 * table.parts(due_on + DAY, until_on + DAY)
            assert interest.interest_minor == rounded(parts), (due_on, until_on)


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_day_after_the_last_known_rate_is_refused(country: str) -> None:
    book, due_on, last_on = BOOKS[country], date(2026, 12, 20), date(2026, 12, 31)
    table = STATUTES[country].LATE_INTEREST
    interest = late_interest(book, principal_minor=1_000_00, due_on=due_on, until_on=last_on)
    parts = 1_000_00 * table.parts(due_on + DAY, last_on + DAY)
    assert interest.interest_minor == rounded(parts)
    with pytest.raises(LawNotKnown):
        late_interest(book, principal_minor=1_000_00, due_on=due_on, until_on=last_on + DAY)
    with pytest.raises(IndexError):
        table.parts(due_on + DAY, last_on + 2 * DAY)


@pytest.mark.parametrize("year", range(2010, 2041))
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_every_due_day_of_a_year_moves_as_the_holiday_act_says(country: str, year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert shift_due_day(BOOKS[country], day) == working_day_from(country, day)
        day += DAY


LETTERS = [
    ("SE", "collection_demand"), ("NO", "collection_notice"), ("NO", "payment_demand"),
    ("NO", "payment_demand_own"),
]  # fmt: skip


@pytest.mark.parametrize("year", range(2013, 2031))
@pytest.mark.parametrize(("country", "kind"), LETTERS)
def test_every_letter_of_a_year_gives_the_least_time(country: str, kind: str, year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        least = STATUTES[country].least_deadline(kind, day)
        assert least_deadline(BOOKS[country], kind, sent_on=day).day == least, day
        day += DAY
