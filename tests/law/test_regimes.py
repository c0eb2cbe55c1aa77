"""Regimes: an act that is not set rules nothing, and what nobody has read is flagged."""

from datetime import date, timedelta

import pytest

from kvitt.law.book import LawBook, UnknownLaw, law_book, law_texts, whole_law_book
from kvitt.law.regimes import regime_from, regime_on, review_flag, reviewed_through

SWITCHES = [("SE", "consumer_credit_act"), ("NO", "collection_act")]
AREAS = [("SE", "fees"), ("SE", "credit"), ("NO", "fees")]
ONE_DAY = timedelta(days=1)


def changed(country: str, before: str, after: str) -> LawBook:
    texts = law_texts(country)
    name = f"kvitt/law/{country.lower()}/regimes.yaml"
    assert before in texts[name]
    return whole_law_book(country, {**texts, name: texts[name].replace(before, after)})


@pytest.mark.parametrize(("country", "name"), SWITCHES)
def test_an_act_without_a_day_is_never_in_force(country: str, name: str) -> None:
    book = law_book(country)
    assert regime_from(book, name, date(2027, 6, 1)) is None
    assert not regime_on(book, name, date(2027, 6, 1))


@pytest.mark.parametrize(("country", "name"), SWITCHES)
def test_an_act_with_a_day_is_in_force_from_that_day(country: str, name: str) -> None:
    book = changed(country, "amount: not set", "amount: 2027-01-01")
    assert regime_from(book, name, date(2026, 6, 1)) == date(2027, 1, 1)
    assert not regime_on(book, name, date(2026, 12, 31))
    assert regime_on(book, name, date(2027, 1, 1))


@pytest.mark.parametrize(("country", "area"), AREAS)
def test_a_decision_after_what_was_read_is_flagged_and_one_before_is_not(
    country: str, area: str
) -> None:
    book = law_book(country)
    last = reviewed_through(book, area, date(2026, 11, 21))
    assert last is not None
    assert review_flag(book, area, last) == ""
    flag = review_flag(book, area, last + ONE_DAY)
    assert last.isoformat() in flag and (last + ONE_DAY).isoformat() in flag and area in flag


def test_the_days_that_were_read_are_those_of_the_sources() -> None:
    on = date(2026, 11, 21)
    assert reviewed_through(law_book("SE"), "fees", on) == date(2026, 11, 21)
    assert reviewed_through(law_book("SE"), "credit", on) == date(2026, 11, 19)


def test_law_that_nobody_has_read_is_always_flagged() -> None:
    book = changed("SE", "amount: 2026-11-19", "amount: not set")
    assert "has not been read" in review_flag(book, "credit", date(2015, 1, 1))


def test_an_area_or_an_act_that_the_book_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownLaw):
        review_flag(law_book("NO"), "credit", date(2026, 1, 1))
    with pytest.raises(UnknownLaw):
        regime_on(law_book("SE"), "collection_act", date(2026, 1, 1))
