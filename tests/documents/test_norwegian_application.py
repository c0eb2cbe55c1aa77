"""Applications to Norwegian authorities on paper: complete, and nothing is lost in print."""

import io
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest

from kvitt.documents.norwegian_application import (
    norwegian_application_pdf,
    norwegian_application_text,
    words_of,
)
from kvitt.documents.typesetting import page_count
from kvitt.domain.enforcement.norway import ATTACHMENT, CONCILIATION, ON_TITLE
from kvitt.domain.enforcement.norway_claimed import sums
from kvitt.domain.filing import AskedCost, FiledPayment, FiledTitle
from kvitt.kernel.money import as_decimal_text
from kvitt.law.book import law_book
from kvitt.law.notices import MissingElement
from tests.documents.pdf_words import pdf_words
from tests.domain.norwegian_filing import DEMAND, claim, filing, item

NO = law_book("NO")
GOLDEN = Path(__file__).with_name("golden")
BOARD = AskedCost("conciliation_application", 2_071_00, "rettsgebyrloven § 7")
OFFICER = AskedCost("attachment_application", 928_00, "rettsgebyrloven § 14")
SETTINGS = {"board_on_objection": "yes", "licence_holder": "Anna Isaksen Norman"}
TITLE = FiledTitle("conciliation_judgment", "26-045678", date(2026, 2, 2))


def partly_paid():
    """Two invoices, one of them partly paid, and no agent."""
    paid = (FiledPayment(date(2026, 2, 20), 1_000_00),)
    first = claim(item(1, "principal", 8_450_00, open_minor=7_450_00, payments=paid),
                  *claim().items[1:])  # fmt: skip
    second = claim(item(8, "principal", 1_200_00), number="10599", claim_id=2)
    return filing(agent=None, claims=(first, second), costs=(BOARD,), letters=(DEMAND,))


def many_claims():
    """Thirty invoices, a day after one another."""
    claims = tuple(
        claim(number=f"{10_000 + n}", due_on=date(2025, 12, 10) - timedelta(days=n), claim_id=n)
        for n in range(30)
    )
    return filing(claims=claims, costs=(BOARD,))


EVERY = {
    "conciliation": (CONCILIATION, filing(costs=(BOARD,), settings=SETTINGS)),
    "conciliation-partly_paid": (CONCILIATION, partly_paid()),
    "attachment": (ATTACHMENT, filing(costs=(OFFICER,), settings=SETTINGS)),
    "attachment_on_title": (ON_TITLE, filing(costs=(OFFICER,), title=TITLE, settings=SETTINGS)),
}
ALL = [*EVERY.values(), (CONCILIATION, many_claims())]


@pytest.mark.parametrize("name", EVERY)
def test_golden_the_application_says_what_was_reviewed(name):
    text = norwegian_application_text(*EVERY[name], NO).replace("\u00a0", " ")
    path = GOLDEN / f"NO-application-{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: run with UPDATE_GOLDEN=1 and review it"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("kind", "made"), ALL)
def test_every_word_of_the_application_is_on_the_paper(kind, made):
    shown = pdf_words(norwegian_application_pdf(kind, made, NO))
    for line in norwegian_application_text(kind, made, NO).splitlines():
        for piece in re.split(r" \| |: |; ", line):
            assert re.sub(r"[\s\u00a0]", "", piece) in shown, piece


@pytest.mark.parametrize(("kind", "made"), EVERY.values())
def test_the_application_is_a_tagged_archive_pdf_and_the_same_every_time(kind, made):
    pdf_bytes = norwegian_application_pdf(kind, made, NO)
    assert pdf_bytes == norwegian_application_pdf(kind, made, NO)
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf, pdf.open_metadata() as marks:
        assert (marks["pdfaid:part"], marks["pdfaid:conformance"]) == ("2", "A")
        assert marks["pdfuaid:part"] == "1"


@pytest.mark.parametrize(("kind", "made"), ALL)
def test_the_total_that_is_printed_is_the_filings(kind, made):
    total = as_decimal_text(sums(made).total_minor).replace(".", ",")
    lead = re.sub(r"[\s\u00a0]", "", words_of(kind, made, NO)["lead"])
    assert f"{total}kr" in lead
    assert sums(made).total_minor == made.open_minor + sum(c.amount_minor for c in made.costs)


def test_many_claims_run_over_pages():
    assert page_count(norwegian_application_pdf(CONCILIATION, many_claims(), NO)) > 1


@pytest.mark.parametrize(
    ("kind", "changed", "element"),
    [
        (CONCILIATION, {"ground": " "}, "ground_of_claim"),
        (ON_TITLE, {"ground": " "}, "ground_for_enforcement"),
        (ATTACHMENT, {"settings": {}}, "conciliation_board_wanted"),
        (ATTACHMENT, {"letters": (DEMAND,)}, "enforcement_notice_sent_on"),
    ],
)
def test_an_application_without_an_element_is_refused_by_its_name(kind, changed, element):
    with pytest.raises(MissingElement) as no:
        words_of(kind, filing(**({"settings": SETTINGS} | changed)), NO)
    assert no.value.given["element"] == element


@pytest.mark.parametrize(("wanted", "said"), [("yes", "ønsker saken"), ("no", "ønsker ikke saken")])
def test_a_petition_on_the_own_notice_says_whether_the_board_is_wanted(wanted, said):
    made = filing(settings={**SETTINGS, "board_on_objection": wanted})
    assert said in norwegian_application_text(ATTACHMENT, made, NO)
