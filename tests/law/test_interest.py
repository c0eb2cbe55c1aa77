"""Late interest: the exact sum, its segments, and what must hold for any claim on any days."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import divide_half_up
from kvitt.law.book import LawNotKnown, law_book, law_texts, read_law_book
from kvitt.law.interest import (
    DENOMINATOR,
    NegativePrincipal,
    UnknownDebtorKind,
    interest_segments,
    late_interest,
    late_rate,
    with_carry,
)
from kvitt.law.interest_rates import rate_table

COUNTRIES = st.sampled_from(["SE", "NO"])
DAYS = st.dates(date(2010, 1, 1), date(2026, 12, 31))
MONEY = st.integers(0, 10**12)


SWEDISH_HALVES_PERCENT = (
    (2010, "0.50 0.50 1.50 2.00 2.00 1.50 1.00 1.00 1.00 1.00"),
    (2015, "0.00 0.00 0.00 -0.50 -0.50 -0.50 -0.50 -0.50 -0.50 0.00"),
    (2020, "0.00 0.00 0.00 0.00 0.00 0.50 2.50 3.50 4.00 4.00"),
    (2025, "3.00 2.00 2.00 2.00"),
)
"""The reference rate, two to a year, as the table of the law page has it."""
NORWEGIAN_HALVES_PERCENT = (
    (2010, "8.75 9.00 9.00 9.25 8.75 8.50 8.50 9.50 9.50 9.50"),
    (2015, "9.25 9.00 8.75 8.50 8.50 8.50 8.50 8.50 8.75 9.25"),
    (2020, "9.50 8.00 8.00 8.00 8.50 9.25 10.75 11.75 12.50 12.50"),
    (2025, "12.50 12.25 12.00 12.25"),
)


def _by_half_year(
    halves: tuple[tuple[int, str], ...], addition: int
) -> dict[tuple[int, int], Fraction]:
    return {
        (first + place // 2, place % 2): Fraction(percent) + addition
        for first, written in halves
        for place, percent in enumerate(written.split())
    }


RATES = {
    "SE": _by_half_year(SWEDISH_HALVES_PERCENT, 8),
    "NO": _by_half_year(NORWEGIAN_HALVES_PERCENT, 0),
}


def day_by_day(country: str, base_minor: int, from_: date, until: date) -> Fraction:
    """The same interest by another way: each day alone, from tables of the test's own."""
    total, day = Fraction(0), from_
    while day < until:
        is_leap = country == "NO" and day.year % 4 == 0
        percent = RATES[country][day.year, int(day.month > 6)]
        total += base_minor * percent / 100 / (366 if is_leap else 365)
        day += ONE_DAY
    return total


@settings(max_examples=40, deadline=None)
@given(COUNTRIES, MONEY, DAYS, st.integers(0, 1500))
def test_segments_come_to_what_the_days_come_to_one_by_one(
    country: str, base_minor: int, from_: date, days: int
) -> None:
    until = min(from_ + timedelta(days=days), date(2027, 1, 1))
    segments = interest_segments(law_book(country), base_minor=base_minor, from_=from_, until=until)
    exact = Fraction(sum(one.numerator for one in segments), DENOMINATOR)
    assert exact == day_by_day(country, base_minor, from_, until)
    assert sum(one.days for one in segments) == max(0, (until - from_).days)


@settings(max_examples=100, deadline=None)
@given(COUNTRIES, MONEY, st.lists(DAYS, min_size=3, max_size=3))
def test_interest_may_be_split_on_any_day_without_a_loss(
    country: str, base_minor: int, days: list[date]
) -> None:
    book, (first, middle, last) = law_book(country), sorted(days)

    def exact(from_: date, until: date) -> int:
        segments = interest_segments(book, base_minor=base_minor, from_=from_, until=until)
        return sum(one.numerator for one in segments)

    assert exact(first, last) == exact(first, middle) + exact(middle, last)


@settings(max_examples=100, deadline=None)
@given(COUNTRIES, st.integers(1, 10**12), DAYS, DAYS)
def test_interest_grows_with_every_day(
    country: str, base_minor: int, one: date, other: date
) -> None:
    due_on, until_on = sorted((one, other))
    book = law_book(country)
    shorter = late_interest(book, principal_minor=base_minor, due_on=due_on, until_on=until_on)
    if until_on < date(2026, 12, 31):
        longer = late_interest(
            book, principal_minor=base_minor, due_on=due_on, until_on=until_on + ONE_DAY
        )
        assert longer.days == shorter.days + 1
        assert longer.interest_minor >= shorter.interest_minor
        assert sum(s.numerator for s in longer.segments) > sum(
            s.numerator for s in shorter.segments
        )


@settings(max_examples=100, deadline=None)
@given(COUNTRIES, MONEY, st.lists(DAYS, min_size=2, max_size=12))
def test_booked_in_any_number_of_runs_the_interest_comes_to_the_same_sum(
    country: str, base_minor: int, days: list[date]
) -> None:
    book, days = law_book(country), sorted(days)
    booked, carry, exact = 0, 0, 0
    for from_, until in pairwise(days):
        segments = interest_segments(book, base_minor=base_minor, from_=from_, until=until)
        amounts, carry = with_carry(segments, carry)
        for amount, segment in zip(amounts, segments, strict=True):
            booked, exact = booked + amount, exact + segment.numerator
            assert booked == divide_half_up(exact, DENOMINATOR)
    assert carry == exact - booked * DENOMINATOR


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_segments_join_and_differ_from_their_neighbours(country: str) -> None:
    segments = interest_segments(
        law_book(country), base_minor=100_00, from_=date(2010, 1, 1), until=date(2027, 1, 1)
    )
    for before, after in pairwise(segments):
        assert before.until == after.from_
        assert (before.rate_bp, before.year_days) != (after.rate_bp, after.year_days)


def test_a_norwegian_leap_year_is_a_segment_of_its_own() -> None:
    segments = interest_segments(
        law_book("NO"), base_minor=100_00, from_=date(2023, 12, 31), until=date(2025, 1, 2)
    )
    assert [(one.days, one.rate_bp, one.year_days) for one in segments] == [
        (1, 1175, 365),
        (366, 1250, 366),
        (1, 1250, 365),
    ]


def test_a_claim_paid_on_its_due_day_bears_no_interest() -> None:
    interest = late_interest(
        law_book("SE"),
        principal_minor=10_000_00,
        due_on=date(2026, 3, 1),
        until_on=date(2026, 3, 1),
    )
    assert (interest.interest_minor, interest.days, interest.segments) == (0, 0, ())


@pytest.mark.parametrize("country", ["SE", "NO"])
@pytest.mark.parametrize("due_on", [date(2026, 12, 1), date(2027, 3, 1)])
def test_interest_past_the_last_known_half_year_is_refused_not_guessed(
    country: str, due_on: date
) -> None:
    book = law_book(country)
    last = late_interest(
        book, principal_minor=100_00, due_on=date(2026, 12, 1), until_on=date(2026, 12, 31)
    )
    assert last.days == 30
    with pytest.raises(LawNotKnown, match="not known for 2027-"):
        late_interest(
            book,
            principal_minor=100_00,
            due_on=due_on,
            until_on=max(date(2027, 1, 1), due_on + ONE_DAY),
        )


def test_a_day_before_the_table_is_refused() -> None:
    with pytest.raises(LawNotKnown, match="begins with 2010-01-01"):
        interest_segments(
            law_book("NO"), base_minor=1, from_=date(2009, 12, 31), until=date(2010, 1, 2)
        )


def test_a_rate_published_later_is_not_used_for_what_was_known_then() -> None:
    asked = {"principal_minor": 100_00, "due_on": date(2022, 12, 1), "until_on": date(2023, 1, 5)}
    late_interest(law_book("SE"), **asked, known_on=date(2023, 1, 2))
    with pytest.raises(LawNotKnown, match="as known on 2023-01-01"):
        late_interest(law_book("SE"), **asked, known_on=date(2023, 1, 1))


def test_a_new_half_year_is_a_line_of_yaml() -> None:
    texts = law_texts("NO")
    name = "kvitt/law/no/interest.yaml"
    last = "published: 2026-06-25, notice: FOR-2026-06-25-1372}\n"
    line = "      - {applies_from: 2027-01-01, applies_until: 2027-07-01, amount: 1150}\n"
    book = read_law_book("NO", {**texts, name: texts[name].replace(last, last + line)})
    assert late_rate(book, on=date(2027, 2, 1)).rate_bp == 1150


def test_the_running_rate_names_its_days_and_ground() -> None:
    rate = late_rate(law_book("SE"), on=date(2026, 3, 1))
    assert (rate.rate_bp, rate.from_, rate.until) == (1000, date(2025, 7, 1), date(2027, 1, 1))
    assert rate.reference == "räntelagen (1975:635) 6 och 9 §§"
    with pytest.raises(LawNotKnown):
        late_rate(law_book("SE"), on=date(2027, 1, 1))


def test_restitution_interest_is_swedish_law_only() -> None:
    with pytest.raises(LawNotKnown, match="restitution"):
        late_interest(
            law_book("NO"),
            principal_minor=1,
            due_on=date(2026, 1, 1),
            until_on=date(2026, 2, 1),
            rule="restitution",
        )


def test_a_negative_claim_and_an_unknown_debtor_are_refused() -> None:
    days = {"due_on": date(2026, 1, 1), "until_on": date(2026, 2, 1)}
    with pytest.raises(NegativePrincipal):
        late_interest(law_book("SE"), principal_minor=-1, **days)
    with pytest.raises(UnknownDebtorKind, match="consumer, business, authority"):
        late_interest(law_book("SE"), principal_minor=1, debtor_kind="company", **days)


@settings(max_examples=60, deadline=None)
@given(COUNTRIES, st.integers(0, 10**10), st.integers(0, 10**10), DAYS, DAYS)
def test_before_rounding_interest_is_linear_in_the_principal(
    country: str, one_minor: int, other_minor: int, first: date, second: date
) -> None:
    book, (from_, until) = law_book(country), sorted((first, second))

    def exact(base_minor: int) -> int:
        segments = interest_segments(book, base_minor=base_minor, from_=from_, until=until)
        return sum(one.numerator for one in segments)

    assert exact(one_minor + other_minor) == exact(one_minor) + exact(other_minor)
    assert exact(3 * one_minor) == 3 * exact(one_minor)


def test_a_million_claims_share_one_table_of_rates() -> None:
    book, asked = law_book("NO"), {"base_minor": 100_00, "until": date(2026, 5, 11)}
    interest_segments(book, from_=date(2026, 1, 1), **asked)
    before = rate_table.cache_info()
    lookups = len(book._known)
    for day in range(500):
        interest_segments(book, from_=date(2024, 1, 1) + timedelta(days=day), **asked)
    after = rate_table.cache_info()
    assert (after.misses, after.currsize) == (before.misses, before.currsize)
    assert after.hits == before.hits + 500
    assert len(book._known) == lookups
