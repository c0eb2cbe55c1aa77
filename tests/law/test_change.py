"""What changed between two law books, and what became known between two days."""

import json
from datetime import date, timedelta

import pytest

from kvitt.law.book import LawBook, LawFileBroken, law_book, read_law_book
from kvitt.law.change import differences, differences_known, from_snapshot, snapshot

RATE = """
  late_rate:
    kind: law
    unit: bp
    selected_by: each_day
    reference: a statute § 3
    source: the regulation
    sentence: The rate.
    confidence: high
    periods:
      - {applies_from: 2026-01-01, applies_until: 2026-07-01, amount: 1200, published: 2025-12-18}
      - {applies_from: 2026-07-01, applies_until: 2027-01-01, amount: 1225, published: 2026-06-25}
"""
NEXT = "      - {applies_from: 2027-01-01, applies_until: 2027-07-01, amount: 1250}\n"
LATE = (
    "      - {applies_from: 2026-07-01, applies_until: 2027-01-01, amount: 1300, "
    "published: 2026-09-01}\n"
)
FEE = """
  letter:
    kind: law
    unit: minor
    selected_by: sent_on
    reference: a statute § 1
    source: the regulation
    sentence: The fee.
    confidence: high
    periods:
      - {applies_from: 2020-01-01, amount: 3500}
"""


def book_of(*values: str) -> LawBook:
    text = "country: NO\narea: interest\nvalues:\n" + "".join(values)
    return read_law_book("NO", {"kvitt/law/no/interest.yaml": text})


def test_a_new_half_year_is_an_added_period_with_a_sentence() -> None:
    (change,) = differences(book_of(RATE), book_of(RATE + NEXT))
    assert (change.kind, change.area, change.country) == ("added_period", "interest", "NO")
    assert (change.from_, change.until) == (date(2027, 1, 1), date(2027, 7, 1))
    assert (change.old_amount, change.new_amount) == (None, 1250)
    assert (change.selected_by, change.reference) == ("each_day", "a statute § 3")
    assert change.sentence == (
        "Norway, interest: interest.late_rate from 2027-01-01 to 2027-06-30 is 12.50 % "
        "(was not known)."
    )


def test_a_correction_that_came_late_names_only_the_days_it_touches() -> None:
    (change,) = differences(book_of(RATE), book_of(RATE + LATE))
    assert change.kind == "corrected_late" and change.is_late
    assert (change.from_, change.until) == (date(2026, 7, 1), date(2027, 1, 1))
    assert (change.old_amount, change.new_amount) == (1225, 1300)
    assert change.published == date(2026, 9, 1)
    assert change.sentence.endswith("is 13.00 % (was 12.25 %); made known late, on 2026-09-01.")


def test_an_amount_written_over_is_a_changed_amount() -> None:
    (change,) = differences(book_of(RATE), book_of(RATE.replace("amount: 1225", "amount: 1250")))
    assert (change.kind, change.old_amount, change.new_amount) == ("changed_amount", 1225, 1250)
    assert not change.is_late


def test_a_successor_changes_only_the_days_from_its_first_on() -> None:
    later = FEE + "      - {applies_from: 2026-03-01, amount: 3800, published: 2026-02-01}\n"
    (change,) = differences(book_of(FEE), book_of(later))
    assert (change.kind, change.from_, change.until) == ("changed_amount", date(2026, 3, 1), None)
    assert "from 2026-03-01 is 38.00 kr (was 35.00 kr)." in change.sentence


def test_an_end_that_is_set_removes_the_days_behind_it() -> None:
    ended = FEE.replace("2020-01-01,", "2020-01-01, applies_until: 2026-01-01,")
    (change,) = differences(book_of(FEE), book_of(ended))
    assert (change.kind, change.from_, change.until) == ("removed", date(2026, 1, 1), None)
    assert "is no longer known (was 35.00 kr)" in change.sentence


def test_new_and_removed_names_are_told_in_order() -> None:
    old, new = book_of(RATE), book_of(FEE)
    found = differences(old, new)
    assert [(one.name, one.kind) for one in found] == [
        ("interest.late_rate", "removed"),
        ("interest.late_rate", "removed"),
        ("interest.letter", "new_value"),
    ]


def test_the_same_amount_selected_by_another_day_is_a_change() -> None:
    (change,) = differences(book_of(FEE), book_of(FEE.replace("sent_on", "due_on")))
    assert "now selected by due_on, before by sent_on" in change.sentence


def test_remarks_and_better_sources_change_nothing() -> None:
    other = RATE.replace("source: the regulation", "source: the regulation, read again")
    assert differences(book_of(RATE), book_of("  # a remark", other)) == ()


def test_a_period_cut_in_two_with_the_same_amount_changes_nothing() -> None:
    halves = FEE.replace(
        "{applies_from: 2020-01-01, amount: 3500}",
        "{applies_from: 2020-01-01, amount: 3500}\n"
        "      - {applies_from: 2023-01-01, amount: 3500}",
    )
    assert differences(book_of(FEE), book_of(halves)) == ()


def test_books_of_two_countries_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot compare"):
        differences(law_book("SE"), law_book("NO"))


def test_a_notice_becomes_known_on_its_day_and_not_the_day_before() -> None:
    book = book_of(RATE)
    day = date(2026, 6, 25)
    assert differences_known(book, day, day) == ()
    assert differences_known(book, date(2026, 1, 1), date(2026, 6, 24)) == ()
    (change,) = differences_known(book, date(2026, 6, 24), day)
    assert (change.from_, change.until, change.new_amount) == (
        date(2026, 7, 1),
        date(2027, 1, 1),
        1225,
    )


def test_what_became_known_has_no_upper_day_unless_one_is_given() -> None:
    assert [one.new_amount for one in differences_known(book_of(RATE), date(2025, 12, 17))] == [
        1200,
        1225,
    ]


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_a_snapshot_survives_json_and_answers_as_the_book_does(country: str) -> None:
    book = law_book(country)
    kept = from_snapshot(json.loads(json.dumps(snapshot(book))))
    assert kept.version == book.version
    assert set(kept.names()) == set(book.names())
    for name in book.names():
        assert kept.series[name].entries == book.series[name].entries
        assert kept.series[name].unconfirmed == book.series[name].unconfirmed
    assert differences(book, kept) == differences(kept, book) == ()


@pytest.mark.parametrize("kept", [{}, {"country": "NO", "version": "x"}, [], {"values": 1}])
def test_what_is_no_snapshot_is_refused(kept: object) -> None:
    with pytest.raises(LawFileBroken, match="no snapshot"):
        from_snapshot(kept)  # type: ignore[arg-type]


def test_a_snapshot_from_before_a_field_existed_is_still_read() -> None:
    kept = snapshot(book_of(RATE))
    del kept["values"]["interest.late_rate"]["shared"]["signed_by"]
    (change,) = differences(from_snapshot(kept), book_of(RATE + NEXT))
    assert change.kind == "added_period"


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_changes_say_for_every_day_what_the_two_books_say(country: str) -> None:
    """The spans against a question for each single day, over every series of the country."""
    book = law_book(country)
    earlier, first, last = date(2025, 7, 1), date(2024, 12, 30), date(2027, 1, 2)
    changed = {}
    for change in differences_known(book, earlier):
        day = max(change.from_, first)
        while day <= last and (change.until is None or day < change.until):
            changed[change.name, day] = (change.old_amount, change.new_amount)
            day += timedelta(days=1)
    asked = 0
    for name in book.names():
        before, after = book.values(name, known_on=earlier), book.values(name)
        for offset in range((last - first).days + 1):
            day = first + timedelta(days=offset)
            told = tuple(
                next(
                    (
                        one.amount
                        for one in values
                        if one.applies_from <= day
                        and (one.applies_until is None or day < one.applies_until)
                    ),
                    None,
                )
                for values in (before, after)
            )
            asked += 1
            if told[0] == told[1]:
                assert (name, day) not in changed or changed[name, day] == told
            else:
                assert changed.pop((name, day)) == told
    assert asked > 10_000
    assert changed == {}
