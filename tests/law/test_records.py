"""Records: how long vouchers, letters and the files of closed cases are kept."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.plain_yaml import read_plain_yaml
from kvitt.law.records import RECORD_KINDS, RecordDayMissing, UnknownRecord, keep_until

SE, NO = law_book("SE"), law_book("NO")


def examples() -> list[Any]:
    text = files("kvitt.law").joinpath("examples/records.yaml").read_text(encoding="utf-8")
    pages = read_plain_yaml(text, name="records.yaml")["examples"]
    return [pytest.param(one, id=f"{one['id']}: {one['title']}") for one in pages]


@pytest.mark.parametrize("example", examples())
def test_a_record_is_kept_until_the_worked_day(example: dict[str, Any]) -> None:
    days = {
        key: date.fromisoformat(value)
        for key, value in example["given"].items()
        if key.endswith("_on")
    }
    kept = keep_until(law_book(example["country"]), example["given"]["kind"], **days)
    assert kept.until_on.isoformat() == example["expect"]
    assert kept.because.reference
    assert kept.is_least == (example["given"]["kind"] != "case_file")


@pytest.mark.parametrize(
    ("year_ends", "until"),
    [("2026-12-31", "2033-12-31"), ("2027-01-31", "2034-12-31"), ("2027-12-31", "2034-12-31")],
)
def test_in_sweden_the_calendar_year_in_which_the_fiscal_year_ended_decides(
    year_ends: str, until: str
) -> None:
    kept = keep_until(
        SE,
        "bookkeeping",
        booked_on=date(2026, 12, 31),
        year_ends_on=date.fromisoformat(year_ends),
    )
    assert kept.until_on.isoformat() == until


@pytest.mark.parametrize(
    ("kind", "year_ends", "until"),
    [
        ("bookkeeping", "2026-06-30", "2031-06-30"),
        ("bookkeeping", "2027-02-28", "2032-02-29"),
        ("correspondence", "2026-06-30", "2029-12-31"),
        ("correspondence", "2027-04-30", "2030-10-31"),
    ],
)
def test_in_norway_the_end_of_the_fiscal_year_decides(
    kind: str, year_ends: str, until: str
) -> None:
    kept = keep_until(
        NO, kind, booked_on=date(2026, 3, 1), year_ends_on=date.fromisoformat(year_ends)
    )
    assert kept.until_on.isoformat() == until


def test_a_day_that_is_missing_or_impossible_is_asked_for() -> None:
    for book, kinds in ((SE, RECORD_KINDS["SE"]), (NO, RECORD_KINDS["NO"])):
        for kind in kinds:
            with pytest.raises(RecordDayMissing, match="say it"):
                keep_until(book, kind)
    with pytest.raises(RecordDayMissing, match="cannot have ended"):
        keep_until(SE, "bookkeeping", booked_on=date(2026, 5, 1), year_ends_on=date(2026, 4, 30))


def test_an_unknown_kind_of_record_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownRecord, match="bookkeeping, case_file"):
        keep_until(SE, "correspondence", booked_on=date(2026, 5, 1))


def test_a_record_from_before_the_book_is_not_guessed() -> None:
    with pytest.raises(LawNotKnown):
        keep_until(SE, "bookkeeping", booked_on=date(2014, 12, 31))
