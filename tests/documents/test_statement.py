"""The settlement statement balances row by row, or it is not printed."""

import csv
import io
from dataclasses import replace

import pikepdf
import pytest

from kvitt.documents.statement import (
    UnbalancedStatement,
    render_statement,
    statement_csv,
)
from tests.documents.pdf_words import pdf_words
from tests.documents.statements import cost, row, statement

ROWS = (
    row("26-000418", 1000_00, 10_41, 240_00, "Åsa Öberg"),
    row("26-000419", 500_00, 0, 60_00, "=HYPERLINK(1)"),
    row("26-000420", -200_00, 0, 0, "Sven-Erik Gustafsson"),
)


def test_the_statement_shows_each_payment_and_who_gets_what() -> None:
    shown = pdf_words(render_statement(statement(*ROWS)))
    for text in ("26-000418", "ÅsaÖberg", "1250,41", "1010,41", "1310,41krtilldig", "300,00"):
        assert text in shown
    assert "Inbetalt1610,41kr=tilldig1310,41kr+tilloss300,00kr." in shown


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_the_statement_is_a_tagged_archive_pdf_and_the_same_every_time(language: str) -> None:
    made = render_statement(statement(*ROWS, language=language))
    assert made == render_statement(statement(*ROWS, language=language))
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as marks:
        assert (marks["pdfaid:part"], marks["pdfaid:conformance"]) == ("2", "A")
        assert marks["pdfuaid:part"] == "1"


def test_a_row_that_does_not_balance_is_refused_with_its_case() -> None:
    wrong = replace(ROWS[0], to_agency_minor=239_00)
    for make in (render_statement, statement_csv):
        with pytest.raises(UnbalancedStatement, match=r"26-000418.*1250\.41.*1249\.41"):
            make(statement(ROWS[1], wrong))


def test_the_csv_can_be_booked_and_holds_no_formula() -> None:
    made = statement_csv(statement(*ROWS))
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig")), delimiter=";"))
    assert [line["Till dig"] for line in rows] == ["1010,41", "500,00", "-200,00"]
    assert rows[0]["Gäldenär"] == "Åsa Öberg" and rows[0]["Valuta"] == "SEK"
    assert rows[1]["Gäldenär"] == "'=HYPERLINK(1)"


def test_a_period_that_costs_the_creditor_says_so_instead_of_paying_out() -> None:
    shown = pdf_words(render_statement(statement(ROWS[2])))
    assert "Vihar200,00krattfåtillbaka." in shown


def test_a_period_without_payments_says_so() -> None:
    assert "Periodengeringenutbetalning." in pdf_words(render_statement(statement()))


def test_what_the_creditor_had_received_itself_is_shown_and_not_paid_out() -> None:
    direct = replace(row("26-000421", 500_00, 0, 0, "Åsa Öberg"), is_direct=True)
    shown = pdf_words(render_statement(statement(*ROWS, direct)))
    assert "1310,41krtilldig" in shown, "what is paid out"
    assert "tilldig1810,41kr" in shown, "the creditor's part"
    assert "Varavbetaltdirekttilldig" in shown
    assert "(tilldig)" in shown


COSTS = (
    cost(),
    cost("enforcement_base_fee", laid_out_minor=600_00, recovered_minor=600_00, billed_minor=0),
    cost("credit_report", reference="the terms on costs", laid_out_minor=40_00, billed_minor=40_00,
         vat_minor=10_00),
)  # fmt: skip


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_costs_stand_line_by_line_with_their_statute_and_are_kept(language: str) -> None:
    made = replace(statement(*ROWS, language=language), costs=COSTS, kept_minor=350_00)
    assert made.payout_minor == 1310_41 - 350_00 and made.due_minor == 0
    shown = pdf_words(render_statement(made)).replace(".", ",")
    for text in ("960,41", "350,00", "förordning(1992:1094)1§", "600,00", "10,00"):
        assert text in shown
    assert "thetermsoncosts" not in shown, "a service rests on the agreement, not on a statute"


def test_costs_that_nothing_could_be_kept_for_are_asked_for() -> None:
    made = replace(statement(), costs=COSTS, due_before_minor=100_00)
    shown = pdf_words(render_statement(made))
    assert "Kostnaderpå450,00kråterståratt" in shown
    assert "Kostnaderfråntidigareredovisningar100,00" in shown


def test_costs_follow_the_payments_in_the_csv() -> None:
    made = statement_csv(replace(statement(ROWS[0]), costs=COSTS, kept_minor=350_00))
    paid, *costs = csv.DictReader(io.StringIO(made.decode("utf-8-sig")), delimiter=";")
    columns = ("Utlagt", "Återvunnet", "Faktureras", "Moms")
    assert (paid["Till dig"], paid["Kostnad"], paid["Faktureras"]) == ("1010,41", "", "")
    assert [tuple(one[name] for name in columns) for one in costs] == [
        ("300,00", "0,00", "300,00", "0,00"),
        ("600,00", "600,00", "0,00", "0,00"),
        ("40,00", "0,00", "40,00", "10,00"),
    ]
    assert {one["Till dig"] for one in costs} == {""}
