"""Applications to Kronofogden on paper: complete, and nothing is lost in print."""

import io
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest

from kvitt.documents.kronofogden import application_pdf, application_text, words_of
from kvitt.documents.typesetting import page_count
from kvitt.domain.enforcement.sweden_claimed import sums
from kvitt.domain.filing import FiledPayment, FiledTitle, Filing
from kvitt.kernel.money import as_decimal_text
from kvitt.law.book import law_book
from kvitt.law.notices import MissingElement
from tests.documents.pdf_words import pdf_words
from tests.filings_sweden import (
    ASA,
    CLAIM,
    COMPANY,
    INTEREST,
    enforcement,
    payment_order,
    with_item,
)

SWEDEN = law_book("SE")
GOLDEN = Path(__file__).with_name("golden")


def partly_paid() -> Filing:
    """Two invoices of a company, one of them partly paid, with a rate of its own and no agent."""
    principal = CLAIM.items[0]._replace(
        open_minor=3800_00, payments=(FiledPayment(date(2026, 3, 30), 1000_00),)
    )
    first = CLAIM._replace(items=(principal, *CLAIM.items[1:]))
    (second,) = with_item(INTEREST._replace(rate_bp=1800, amount_minor=123_09, open_minor=123_09))
    second = second._replace(
        claim_id=12, invoice_number="10599", text="", items=(second.items[0], second.items[-1])
    )
    return payment_order(
        debtor=COMPANY, agent=None, claims=(first, second),
        settings={"interest_ground": "avtal, punkt 4", "declines_enforcement": "yes",
                  "original_creditor": "Sjöviks Cykelservice HB"},
    )  # fmt: skip


def many_claims() -> Filing:
    """Thirty invoices, a month after one another."""
    claims = tuple(
        CLAIM._replace(
            claim_id=number, invoice_number=f"{10000 + number}", text="Cykelservice " * 4,
            due_on=CLAIM.due_on - timedelta(days=number),
        )
        for number in range(30)
    )  # fmt: skip
    return payment_order(claims=claims)


EVERY = {
    "payment_order": payment_order(),
    "payment_order-partly_paid": partly_paid(),
    "enforcement": enforcement(),
}


@pytest.mark.parametrize("name", EVERY)
def test_golden_the_application_says_what_was_reviewed(name: str) -> None:
    text = application_text(EVERY[name], SWEDEN).replace("\u00a0", " ")
    path = GOLDEN / f"SE-kronofogden-{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: run with UPDATE_GOLDEN=1 and review it"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("filing", [*EVERY.values(), many_claims()])
def test_every_word_of_the_application_is_on_the_paper(filing: Filing) -> None:
    shown = pdf_words(application_pdf(filing, SWEDEN))
    for line in application_text(filing, SWEDEN).splitlines():
        for piece in re.split(r" \| |: |; ", line):
            assert re.sub(r"[\s\u00a0]", "", piece) in shown, piece


@pytest.mark.parametrize("filing", EVERY.values())
def test_the_application_is_a_tagged_archive_pdf_and_the_same_every_time(filing: Filing) -> None:
    made = application_pdf(filing, SWEDEN)
    assert made == application_pdf(filing, SWEDEN)
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as marks:
        assert (marks["pdfaid:part"], marks["pdfaid:conformance"]) == ("2", "A")
        assert marks["pdfuaid:part"] == "1"


def test_parties_and_sums_stand_on_the_first_page_and_a_signature_on_the_last() -> None:
    made = application_pdf(many_claims(), SWEDEN)
    assert page_count(made) > 1
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pages = [one_page(pdf, number) for number in range(len(pdf.pages))]
    assert all(word in pages[0] for word in ("Sökande", "Ombud", "Svarande", "Summa", "ÅsaÖberg"))
    assert "Namnförtydligande" in pages[-1]
    assert f"Sida1av{len(pages)}" in pages[0]


def one_page(pdf: pikepdf.Pdf, number: int) -> str:
    kept, made = pikepdf.new(), io.BytesIO()
    kept.pages.append(pdf.pages[number])
    kept.save(made)
    return pdf_words(made.getvalue())


@pytest.mark.parametrize("filing", [*EVERY.values(), many_claims()])
def test_the_total_that_is_printed_is_the_filings(filing: Filing) -> None:
    total = as_decimal_text(sums(filing).total_minor).replace(".", ",")
    lead = re.sub(r"[\s\u00a0]", "", words_of(filing, SWEDEN)["lead"])
    assert f"{total}kr" in lead


def test_the_authoritys_own_fee_is_no_part_of_what_is_enforced() -> None:
    filing = enforcement()
    assert sums(filing).total_minor == filing.open_minor
    assert "Grundavgiften, 600,00 kr, tas ut av Kronofogden" in application_text(
        filing, SWEDEN
    ).replace("\u00a0", " ")


def test_an_order_of_the_authority_is_not_attached_and_a_judgment_is() -> None:
    own = enforcement(title=FiledTitle("payment_order", "01-1234-26", date(2026, 4, 1)))
    assert "bifogas inte" in application_text(own, SWEDEN)
    assert "Exekutionstiteln bifogas." in application_text(enforcement(), SWEDEN)


def test_an_approval_stands_where_the_signature_would() -> None:
    filing = payment_order(signed_by="", settings={"approval_without_signature": "2026-01-15"})
    text = application_text(filing, SWEDEN)
    assert "enligt Kronofogdens medgivande 2026-01-15" in text
    assert "Ort och datum" not in text
    assert "medgivande2026-01-15" in pdf_words(application_pdf(filing, SWEDEN))


@pytest.mark.parametrize(
    ("filing", "element"),
    [
        (payment_order(signed_by=""), "signature"),
        (payment_order(ground=" "), "ground_of_claim"),
        (payment_order(debtor=ASA._replace(identity_number="")), "debtor_and_identity"),
        (enforcement(debtor=ASA._replace(city="")), "addresses"),
        (enforcement(title=FiledTitle("judgment", "", date(2026, 4, 1))), "title"),
    ],
)
def test_what_lacks_an_element_of_the_statute_is_not_printed(filing: Filing, element: str) -> None:
    for make in (application_pdf, application_text):
        with pytest.raises(MissingElement) as no:
            make(filing, SWEDEN)
        assert no.value.given["element"] == element
        assert no.value.reference


def test_what_was_written_by_others_cannot_become_markup() -> None:
    text = '#read("/etc/passwd") $x$ *fet* \\ <b> {total}'
    filing = payment_order(claims=(CLAIM._replace(text=text),), ground=f"Grund: {text}")
    assert re.sub(r"\s", "", text) in pdf_words(application_pdf(filing, SWEDEN))
