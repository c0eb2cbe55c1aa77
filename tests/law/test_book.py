"""The law book: lookups by day, as known on a day, refusals, and the files themselves."""

from datetime import date
from itertools import pairwise

import pytest

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import (
    LawFileBroken,
    LawNotKnown,
    UnknownLaw,
    law_book,
    law_texts,
    read_law_book,
)
from kvitt.law.check import trouble_in_law, trouble_in_texts
from kvitt.law.plain_yaml import UnreadableYaml, read_plain_yaml

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
      - {applies_from: 2020-01-01, amount: 3500, published: 2019-12-01}
      - {applies_from: 2026-01-01, amount: 3800, published: 2025-12-19}
"""


def book_of(text: str):  # type: ignore[no-untyped-def]
    return read_law_book("NO", {"fees.yaml": text})


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_law_files_are_sound(country: str) -> None:
    assert trouble_in_law(country) == ()


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_every_value_has_a_ground_a_source_and_a_sentence(country: str) -> None:
    book = law_book(country)
    for name in book.names():
        for value in book.values(name):
            assert value.reference and value.source and value.sentence.endswith(".")
            assert value.confidence in ("high", "medium", "low")
            assert value.because().rule == f"{country.lower()}.{name}"


@pytest.mark.parametrize(("country", "name"), [("SE", "reference_rate"), ("NO", "late_rate")])
def test_the_rates_of_all_half_years_from_2010_to_2026_stand_without_a_gap(
    country: str, name: str
) -> None:
    rates = [
        rate
        for rate in law_book(country).values(f"interest.{name}")
        if rate.applies_from >= date(2010, 1, 1)
    ]
    assert len(rates) == 34
    assert all(rate.applies_from.strftime("%m-%d") in ("01-01", "07-01") for rate in rates)
    for rate, successor in pairwise(rates):
        assert rate.applies_until == successor.applies_from
    assert rates[-1].applies_until == date(2027, 1, 1)


def test_swedish_reference_rates_are_multiples_of_half_a_point() -> None:
    assert all(rate.amount % 50 == 0 for rate in law_book("SE").values("interest.reference_rate"))


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_past_the_last_known_half_year_the_refusal_names_the_value_and_the_day(
    country: str,
) -> None:
    name = {"SE": "interest.reference_rate", "NO": "interest.late_rate"}[country]
    with pytest.raises(LawNotKnown) as no:
        law_book(country).value(name, on=date(2027, 1, 1))
    assert name in no.value.sentence
    assert "2027-01-01" in no.value.sentence
    assert f"kvitt/law/{country.lower()}/interest.yaml" in no.value.sentence


def test_a_value_that_the_sources_dispute_is_refused_with_what_they_say() -> None:
    with pytest.raises(LawNotKnown, match="400 and 430"):
        law_book("NO").value("fees.late_payment_compensation", on=date(2021, 3, 1))


def test_a_day_before_the_book_begins_is_refused() -> None:
    with pytest.raises(LawNotKnown, match="begins with 2002-07-01"):
        law_book("SE").value("interest.reference_rate", on=date(2002, 6, 30))


def test_unknown_names_and_countries_are_refused() -> None:
    with pytest.raises(UnknownLaw, match=r"fees\.nothing"):
        law_book("SE").value("fees.nothing", on=date(2026, 1, 1))
    with pytest.raises(UnknownLaw, match="DK"):
        law_book("DK")


def test_what_was_published_later_was_not_known_before() -> None:
    book = book_of(PAGE)
    on = date(2026, 2, 1)
    assert book.value("fees.reminder", on=on).amount == 3800
    assert book.value("fees.reminder", on=on, known_on=date(2025, 12, 18)).amount == 3500
    with pytest.raises(LawNotKnown, match="as known on 2019-11-30"):
        book.value("fees.reminder", on=on, known_on=date(2019, 11, 30))


def test_a_correction_of_the_same_period_replaces_it_once_it_is_known() -> None:
    corrected = PAGE + "      - {applies_from: 2026-01-01, amount: 3700, published: 2026-03-01}\n"
    assert trouble_in_texts("NO", {"fees.yaml": corrected}) == ()
    book, on = book_of(corrected), date(2026, 2, 1)
    assert book.value("fees.reminder", on=on, known_on=date(2026, 2, 28)).amount == 3800
    assert book.value("fees.reminder", on=on, known_on=date(2026, 3, 1)).amount == 3700


def test_the_rate_of_2023_was_not_known_on_new_years_day() -> None:
    book = law_book("SE")
    with pytest.raises(LawNotKnown):
        book.value("interest.reference_rate", on=date(2023, 1, 1), known_on=date(2023, 1, 1))
    known = book.value("interest.reference_rate", on=date(2023, 1, 1), known_on=date(2023, 1, 2))
    assert known.amount == 250
    assert known.notice == "SFS 2023:1"


def test_the_version_changes_with_the_text() -> None:
    texts = law_texts("SE")
    book = read_law_book("SE", texts)
    assert book.version == law_book("SE").version
    first = next(iter(texts))
    changed = {**texts, first: texts[first] + "# a remark\n"}
    assert read_law_book("SE", changed).version != book.version


def test_the_country_no_is_not_false() -> None:
    assert read_plain_yaml("country: NO") == {"country": "NO"}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("country: NO", "country: no"),
        ("amount: 3500", "amount: 035.00"),
        ("amount: 3500", "amount: 03500"),
        ("amount: 3500", "amount: 35:00"),
        ("amount: 3500", "amount: 35.5"),
        ("amount: 3500", "amount: on"),
        ("amount: 3500", "amount: -1"),
        ("amount: 3500", "amount: true"),
        ("2020-01-01", "2020-1-1"),
        ("2020-01-01", "2020-02-30"),
        ("2020-01-01", "01.01.2020"),
        ("confidence: high", "confidence: certain"),
        ("    sentence: A reminder costs this much.\n", ""),
        ("    reference: a statute § 1\n", ""),
        ("selected_by: sent_on", "selected_by: someday"),
        ("applies_from: 2020-01-01, amount", "applies_form: 2020-01-01, amount"),
    ],
)
def test_a_slip_in_a_law_file_is_found(good: str, bad: str) -> None:
    assert trouble_in_texts("NO", {"fees.yaml": PAGE}) == ()
    slipped = PAGE.replace(good, bad, 1)
    assert slipped != PAGE
    assert trouble_in_texts("NO", {"fees.yaml": slipped})


def test_gaps_and_overlaps_are_found_by_name() -> None:
    early = PAGE.replace("2020-01-01, amount", "2020-01-01, applies_until: 2025-07-01, amount")
    assert "a gap between 2025-07-01 and 2026-01-01" in trouble_in_texts("NO", {"f": early})[0]
    late = PAGE.replace("2020-01-01, amount", "2020-01-01, applies_until: 2026-07-01, amount")
    assert "an overlap" in trouble_in_texts("NO", {"f": late})[0]


def test_a_gap_that_is_owned_up_to_is_none() -> None:
    early = PAGE.replace("2020-01-01, amount", "2020-01-01, applies_until: 2025-07-01, amount")
    early += (
        "    unconfirmed:\n"
        "      - {applies_from: 2025-07-01, applies_until: 2026-01-01, sentence: Not found.}\n"
    )
    assert trouble_in_texts("NO", {"f": early}) == ()
    with pytest.raises(LawNotKnown, match="Not found"):
        book_of(early).value("fees.reminder", on=date(2025, 9, 1))


@pytest.mark.parametrize(
    "text",
    [
        PAGE.replace("    sentence: A reminder costs this much.\n", ""),
        PAGE.replace("2020-01-01", "soon"),
        PAGE.replace("country: NO", "country: SE"),
        PAGE.replace("    kind: law\n", "    kind: law\n    kind: law\n"),
        PAGE.replace("values:", "values"),
        "- 1",
        "a: [",
    ],
)
def test_a_broken_book_is_refused_and_never_half_read(text: str) -> None:
    with pytest.raises(Refusal) as no:
        book_of(text)
    assert isinstance(no.value, LawFileBroken | UnreadableYaml)
    assert "fees.yaml" in no.value.sentence
