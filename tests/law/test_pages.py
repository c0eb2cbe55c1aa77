"""The pages of the law: everything in the files stands on them, and they are in step."""

from pathlib import Path

import pytest

from kvitt.law.book import law_book, read_law_book
from kvitt.law.pages import law_page, packaged_examples
from kvitt.law.wording import DAYS_OF_SELECTION, amount_in_words

REPOSITORY = Path(__file__).parents[2]
COUNTRIES = ("SE", "NO")
FILE = """
country: NO
area: strange_area
values:
  the_fee:
    kind: law
    unit: minor
    selected_by: sent_on
    reference: a statute § 1
    source: a table
    sentence: It costs this much.
    confidence: high
    periods:
      - {applies_from: 2020-01-01, applies_until: 2021-01-01, amount: 3500}
      - {applies_from: 2022-01-01, applies_until: 2023-01-01, amount: 123450, published: 2021-12-19,
         notice: FOR-1, source: the regulation, confidence: low, signed_by: A Aas; B Berg}
      - {applies_from: 2022-01-01, applies_until: 2023-01-01, amount: 4000, published: 2022-03-01}
      - {applies_from: 2023-01-01, amount: 5000, kind: setting}
    unconfirmed:
      - {applies_from: 2021-01-01, applies_until: 2022-01-01, sentence: Nobody knows.}
"""
EXAMPLE = {
    "id": "NO-X-1",
    "question": "strange_question",
    "country": "NO",
    "title": "A | case",
    "given": {"due_on": "2026-01-02", "principal_minor": 1_000_000, "with_vat": True},
    "measures": [
        {"kind": "a_letter", "sent_on": "2026-02-01", "refused": "§ 1",
         "allowed_from": "2026-02-02"},
        {"kind": "a_letter", "sent_on": "2026-02-02", "expect_minor": 3800},
    ],
    "expect": {"rate_bp": 1250, "segments": [["2026-01-01", "2026-01-31", 31, 1250]]},
    "total_minor": 3800,
}  # fmt: skip


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_page_is_in_step_with_the_law_files_and_the_examples(country: str) -> None:
    path = REPOSITORY / "docs" / "law" / f"{country.lower()}.md"
    page = law_page(law_book(country), packaged_examples())
    assert path.exists() and path.read_text(encoding="utf-8") == page, (
        f"{path.name} does not say what the law files say; run: kvitt law docs --write"
    )


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_value_period_and_gap_stands_on_the_page_with_its_paragraph(country: str) -> None:
    book = law_book(country)
    page = law_page(book, ())
    sections = {part.split("\n", 1)[0]: part for part in page.split("\n### ")[1:]}
    assert len(sections) == len(book.series)
    for name, series in book.series.items():
        section = next(part for title, part in sections.items() if title.endswith(f"({name})"))
        for entry in series.entries:
            assert entry.applies_from.isoformat() in section
            assert entry.notice in section and entry.reference in section
            assert entry.sentence in section and entry.source in section
            if entry.unit not in ("elements", "table", "hours"):
                assert amount_in_words(entry.unit, entry.amount, country) in section
        for gap in series.unconfirmed:
            assert gap.sentence in section


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_worked_example_of_the_country_stands_on_its_page(country: str) -> None:
    examples = packaged_examples()
    page = law_page(law_book(country), examples)
    own = [one for one in examples if one.get("country", country) == country]
    assert len(own) >= 20
    assert [one["id"] for one in own if f"| {one['id']} |" not in page] == []


def test_an_area_and_a_question_that_nobody_foresaw_are_told_all_the_same() -> None:
    page = law_page(read_law_book("NO", {"kvitt/law/no/x.yaml": FILE}), [EXAMPLE])
    assert "- [Strange area (strange_area)](#strange-area-strange_area): 1 value\n" in page
    assert "### The fee (strange_area.the_fee)" in page
    assert f"- Selected by: {DAYS_OF_SELECTION['sent_on']} (`sent_on`)" in page
    assert "| 2020-01-01 | 2020-12-31 | 35.00 kr |  |  |  |  |" in page
    told = (
        "| 2022-01-01 | 2022-12-31 | 1\u00a0234.50 kr | 2021-12-19 | FOR-1 | A Aas; B Berg | note 1"
    )
    assert f"{told}, confidence low |" in page
    assert "1. Source: the regulation" in page
    assert "| 2022-01-01 | 2022-12-31 | 40.00 kr | 2022-03-01 |" in page
    assert "| 2023-01-01 | … | 50.00 kr |  |  |  | our choice" in page
    assert "- **Unconfirmed** 2021-01-01 – 2021-12-31: Nobody knows." in page


def test_an_example_is_told_in_words_with_its_refusals_and_sums() -> None:
    page = law_page(read_law_book("NO", {"kvitt/law/no/x.yaml": FILE}), [EXAMPLE])
    row = next(line for line in page.splitlines() if line.startswith("| NO-X-1 |"))
    assert "| A \\| case | due 2026-01-02, principal 10\u00a0000.00 kr, with vat yes |" in row
    assert "(1) a letter 2026-02-01, refused § 1, allowed from 2026-02-02" in row
    assert "(2) a letter 2026-02-02: 38.00 kr" in row
    assert "rate 12.50 %; 2026-01-01 – 2026-01-31: 31 days at 12.50 %" in row
    assert row.endswith("total 38.00 kr |")


def test_numbers_are_told_by_the_unit_that_ends_their_name() -> None:
    example = {
        **EXAMPLE,
        "given": {"owed": {"cost": 0, "principal": 480000}, "days": 4342, "year": 2026},
        "measures": [],
        "expect": {"49999": [18750, 0], "50000": [37500, 0]},
    }
    page = law_page(read_law_book("NO", {"kvitt/law/no/x.yaml": FILE}), [example])
    assert "owed (cost 0.00 kr, principal 4\u00a0800.00 kr); days 4342; year 2026" in page
    assert "499.99 kr: 187.50 kr, 0.00 kr; 500.00 kr: 375.00 kr, 0.00 kr" in page


def test_an_example_of_the_other_country_does_not_stand_on_the_page() -> None:
    book = read_law_book("NO", {"kvitt/law/no/x.yaml": FILE})
    assert "Worked examples" not in law_page(book, [{**EXAMPLE, "country": "SE"}])
