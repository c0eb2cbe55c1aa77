"""The check of the law files: what is trouble, what is a warning, and on which day it begins."""

from datetime import date

import pytest

from kvitt.law.book import (
    LawFileBroken,
    LawNotKnown,
    law_book,
    law_texts,
    read_law_book,
    whole_law_book,
)
from kvitt.law.check import (
    check_law,
    running_out,
    trouble_in_texts,
    unconfirmed_spans,
    unreviewed,
)

PAGE = """
country: NO
area: fees
values:
  reminder:
    kind: law
    unit: minor
    selected_by: sent_on
    reference: a statute § 1
    source: an invented one
    sentence: A reminder costs this much.
    confidence: high
    periods:
      - {applies_from: 2020-01-01, applies_until: 2026-01-01, amount: 3500}
      - {applies_from: 2026-01-01, applies_until: 2027-01-01, amount: 3800}
"""

REVIEW = """
country: NO
area: regimes
values:
  fees_reviewed_through:
    kind: setting
    unit: day
    selected_by: decided_on
    reference: inkassoloven
    source: an invented one
    sentence: Nothing newer was read.
    confidence: high
    periods:
      - {applies_from: 2009-01-01, amount: 2026-10-06}
"""


def trouble(text: str) -> tuple[str, ...]:
    return trouble_in_texts("NO", {"fees.yaml": text})


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_law_of_the_package_is_sound(country: str) -> None:
    found = check_law(country, on=date(2026, 11, 22))
    assert found.troubles == ()
    assert found.is_sound
    assert found.version == law_book(country).version
    assert found.period_count >= found.value_count > 100


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2026, 11, 1), []),
        (date(2026, 11, 2), ["running_out"]),
        (date(2026, 12, 31), ["running_out"]),
        (date(2027, 1, 1), ["run_out"]),
        (date(2030, 1, 1), ["run_out"]),
    ],
)
def test_sixty_days_before_a_value_ends_somebody_is_told(on: date, kinds: list[str]) -> None:
    warnings = running_out(read_law_book("NO", {"fees.yaml": PAGE}), on=on)
    assert [one.kind for one in warnings] == kinds
    assert all("through 2026-12-31" in one.sentence for one in warnings)


def test_a_value_without_an_end_never_runs_out() -> None:
    endless = PAGE.replace("applies_until: 2027-01-01, ", "")
    assert running_out(read_law_book("NO", {"fees.yaml": endless}), on=date(2099, 1, 1)) == ()


@pytest.mark.parametrize(("on", "count"), [(date(2026, 10, 6), 0), (date(2026, 10, 7), 1)])
def test_from_the_day_after_the_review_decisions_need_one(on: date, count: int) -> None:
    warnings = unreviewed(read_law_book("NO", {"regimes.yaml": REVIEW}), on=on)
    assert len(warnings) == count
    assert all("2026-10-06" in one.sentence and one.kind == "unreviewed" for one in warnings)


def test_a_law_that_nobody_has_read_is_always_told() -> None:
    unread = REVIEW.replace("2026-10-06", "not set")
    assert len(unreviewed(read_law_book("NO", {"regimes.yaml": unread}), on=date(2010, 1, 1))) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("reference: a statute § 1", "reference: '   '", "no reference"),
        ("source: an invented one", "source: '   '", "no source"),
        ("sentence: A reminder costs this much.", "sentence: '   '", "no sentence"),
        ("costs this much.", "costs this much", "without an end"),
        ("2026-01-01, amount: 3500", "2025-12-31, amount: 3500", "a gap between"),
        ("2026-01-01, amount: 3500", "2026-01-02, amount: 3500", "an overlap"),
        ("applies_until: 2027-01-01", "applies_until: 2026-01-01", "ends before it"),
        ("applies_until: 2027-01-01", "applies_until: 2025-01-01", "ends before it"),
        ("{applies_from: 2020-01-01", "{applies_from: 2026-01-01", "twice"),
    ],
)
def test_what_is_missing_or_wrong_is_named(old: str, new: str, words: str) -> None:
    assert trouble(PAGE) == ()
    changed = PAGE.replace(old, new, 1)
    assert changed != PAGE
    found = trouble(changed)
    assert any(words in sentence and "fees.reminder" in sentence for sentence in found), found


def test_an_open_value_may_not_run_on_through_days_that_are_unconfirmed() -> None:
    """The days would be answered although the file says that nobody knows."""
    spans = "      - {applies_from: 2023-01-01, applies_until: 2026-01-01, sentence: Not found.}\n"
    open_ = PAGE.replace("applies_until: 2026-01-01, amount: 3500", "amount: 3500")
    found = trouble(open_ + "    unconfirmed:\n" + spans)
    assert any("needs an end before the unconfirmed days" in sentence for sentence in found)
    closed = PAGE.replace("applies_until: 2026-01-01, amount: 3500",
                          "applies_until: 2023-01-01, amount: 3500")  # fmt: skip
    assert trouble(closed + "    unconfirmed:\n" + spans) == ()


def test_an_unconfirmed_span_of_no_days_is_trouble() -> None:
    spans = "      - {applies_from: 2027-01-01, applies_until: 2027-01-01, sentence: Not found.}\n"
    assert any("ends before it" in one for one in trouble(PAGE + "    unconfirmed:\n" + spans))


def test_a_file_that_makes_no_book_is_trouble_and_no_crash() -> None:
    for text in ("a: [", "country: SE\narea: fees\nvalues: {}", "[]", ""):
        found = check_law("NO", on=date(2026, 1, 1), texts={"fees.yaml": text})
        assert not found.is_sound
        assert "fees.yaml" in found.troubles[0]


def test_a_book_with_trouble_is_not_handed_out() -> None:
    gap = PAGE.replace(
        "applies_until: 2026-01-01, amount: 3500", "applies_until: 2025-01-01, amount: 1"
    )
    with pytest.raises(LawFileBroken, match="a gap between 2025-01-01 and 2026-01-01"):
        whole_law_book("NO", {"fees.yaml": gap})


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_a_question_about_unconfirmed_days_is_refused_with_their_sentence(country: str) -> None:
    book = law_book(country)
    spans = unconfirmed_spans(book)
    assert spans
    for span in spans:
        for day in (span.from_, date.fromordinal(span.until.toordinal() - 1)):
            with pytest.raises(LawNotKnown, match=f"{span.name} is not known for {day}") as no:
                book.value(span.name, on=day)
            assert span.sentence in str(no.value)


def test_the_same_texts_make_the_same_check() -> None:
    texts = law_texts("SE")
    assert check_law("SE", on=date(2026, 11, 22), texts=texts) == check_law(
        "SE", on=date(2026, 11, 22)
    )
