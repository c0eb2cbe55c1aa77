"""Amounts of the law as people read and write them."""

from typing import Any

import pytest

from kvitt.kernel.money import parse_amount
from kvitt.law.book import law_book
from kvitt.law.wording import UnreadableLawAmount, amount_in_words, read_amount

SAID = [
    ("bp", "12.50 %", 1250),
    ("bp", "12,5%", 1250),
    ("bp", "12 %", 1200),
    ("bp", "-0.50 %", -50),
    ("bp", "\u22120,5 per cent", -50),
    ("minor", "750 kr", 75000),
    ("minor", "750,50 kroner", 75050),
    ("minor", "1 345.00", 134500),
    ("days", "14 days", 14),
    ("days", "1 day", 1),
    ("days", "14", 14),
    ("bank_days", "4 bank days", 4),
    ("months", "6 months", 6),
    ("years", "10 years", 10),
    ("count", "4", 4),
    ("twentieths", "3/20", 3),
    ("hundredths", "1.25", 125),
    ("day", "2026-10-06", "2026-10-06"),
    ("day", "not set", "not set"),
    ("yes_no", "yes", True),
    ("yes_no", "No", False),
    ("word", "act/365", "act/365"),
    ("words", "cost, interest, principal", ["cost", "interest", "principal"]),
    ("table", "{single: 1104600}", {"single": 1104600}),
    ("hours", "{weekdays: 08:00-21:00}", {"weekdays": "08:00-21:00"}),
    ("brackets", "[{up_to_minor: 5, amount: 1}, {amount: 2}]",
     [{"up_to_minor": 5, "amount": 1}, {"amount": 2}]),
    ("elements", "{principal: a paragraph}", {"principal": "a paragraph"}),
]  # fmt: skip
NOT_SAID = [
    ("bp", "12.50"), ("bp", "1250"), ("bp", "12.505 %"), ("bp", "750 kr"), ("bp", ""),
    ("minor", "12 %"), ("minor", "much"), ("minor", ""), ("days", "14 months"), ("days", "-1"),
    ("days", "1.5"), ("count", "4 days"), ("twentieths", "1/10"), ("hundredths", "1.5"),
    ("hundredths", "1"), ("day", "1 January"), ("day", "2026-02-30"), ("yes_no", "perhaps"),
    ("word", "Act 365!"), ("words", "cost,,principal"), ("table", "single"), ("table", "{a: 1"),
    ("hours", "always"), ("brackets", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "text", "amount"), SAID)
def test_an_amount_is_read_as_people_write_it(unit: str, text: str, amount: Any) -> None:
    assert read_amount(unit, text) == amount


@pytest.mark.parametrize(("unit", "text"), NOT_SAID)
def test_what_is_no_amount_of_the_unit_is_refused_with_an_example(unit: str, text: str) -> None:
    with pytest.raises(UnreadableLawAmount, match="write it as") as no:
        read_amount(unit, text)
    assert f"“{text}”" in no.value.sentence


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_every_plain_amount_in_the_book_reads_back_from_its_own_words(country: str) -> None:
    book, asked = law_book(country), 0
    for name in book.names():
        for value in book.series[name].entries:
            if value.unit in ("brackets", "table", "hours", "elements", "words", "word"):
                continue
            words = amount_in_words(value.unit, value.amount, country)
            assert read_amount(value.unit, words) == value.amount, (name, words)
            asked += 1
    assert asked > 50


def test_brackets_and_tables_are_told_in_kronor() -> None:
    rows = ({"up_to_minor": 250_000, "amount": 50}, {"amount": 800})
    assert amount_in_words("brackets", rows, "NO") == "up to 2\u00a0500.00 kr: 0.50; above: 8.00"
    assert amount_in_words("table", {"small": 90000}, "SE") == "small 900.00 kr"
    assert amount_in_words("table", {"first_half_year": 9}, "NO") == "first half year 9"
    assert parse_amount("2\u00a0500.00") == 250_000
