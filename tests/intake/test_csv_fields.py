from datetime import date

import pytest

from kvitt.intake.csv_mapping import AmbiguousColumns, Mapping
from tests.intake.csv_files import HEADER, ROW, read_rows, read_text, with_column

ONLY_AMOUNT = "Fakturanr;Fakturadatum;Att betala;Namn"


@pytest.mark.parametrize(
    ("text", "payable_minor"),
    [
        ("1250,50", 125050),
        ("1 250,50", 125050),
        ("1\u00a0250,50", 125050),
        ("1.250,50", 125050),
        ("1250.50", 125050),
        ("1,250.50", 125050),
        ("1250", 125000),
        ("1250,5", 125050),
        ("1250,50 kr", 125050),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, payable_minor: int) -> None:
    found = read_text(f'{ONLY_AMOUNT}\n1;2026-03-01;"{text}";Ek\n')
    assert [invoice.payable_minor for invoice in found.invoices] == [payable_minor]


@pytest.mark.parametrize(
    "text",
    ["", "12,3x", "1,234", "12,345", "1250:50", "(100,00)", "100,00-", "1E+5", "٣,50", "9" * 5000],
)
def test_an_amount_that_is_not_plain_is_an_error_and_never_a_guess(text: str) -> None:
    found = read_text(f"{ONLY_AMOUNT}\n1;2026-03-01;{text};Ek\n")
    assert found.invoices == []
    assert [(error.line, error.field) for error in found.errors] in ([(2, "payable")], [(2, "")])


def test_the_files_other_amounts_tell_what_a_lone_mark_means() -> None:
    found = read_text(f"{ONLY_AMOUNT}\n1;2026-03-01;1.234;Ek\n2;2026-03-01;5,50;Ek\n")
    assert [invoice.payable_minor for invoice in found.invoices] == [123400, 550]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "20260301",
        "2026/03/01",
        "01.03.2026",
        "1.3.2026",
        "1/3-2026",
        "2026-03-01 00:00:00",
    ],
)
def test_a_day_is_read_as_nordic_files_write_it(text: str) -> None:
    found = read_text(f"{ONLY_AMOUNT}\n1;{text};5,00;Ek\n")
    assert [invoice.issued_on for invoice in found.invoices] == [date(2026, 3, 1)]


@pytest.mark.parametrize(
    "text", ["", "2026-02-30", "0026-03-01", "26-03-01", "1 mars", "2026-03-01 14:00"]
)
def test_a_day_that_is_no_day_is_an_error(text: str) -> None:
    found = read_text(f"{ONLY_AMOUNT}\n1;{text};5,00;Ek\n")
    assert [(error.line, error.field) for error in found.errors] == [(2, "issued_on")]


def test_days_that_can_be_read_two_ways_are_refused_until_the_mapping_says() -> None:
    text = f"{ONLY_AMOUNT}\n1;01/03/2026;5,00;Ek\n"
    with pytest.raises(AmbiguousColumns, match="date_order"):
        read_text(text)
    day_first = read_text(text, mapping=Mapping(date_order="dmy"))
    month_first = read_text(text, mapping=Mapping(date_order="mdy"))
    assert day_first.invoices[0].issued_on == date(2026, 3, 1)
    assert month_first.invoices[0].issued_on == date(2026, 1, 3)


def test_one_day_after_the_twelfth_tells_the_order_of_the_whole_file() -> None:
    found = read_text(f"{ONLY_AMOUNT}\n1;01/03/2026;5,00;Ek\n2;13/03/2026;5,00;Ek\n")
    assert [invoice.issued_on.month for invoice in found.invoices] == [3, 3]


def test_an_invoice_that_falls_due_before_its_day_is_an_error() -> None:
    found = read_rows(ROW.replace("2026-03-31", "2026-02-28"))
    assert [error.field for error in found.errors] == ["due_on"]


def test_a_missing_due_day_is_left_to_the_creditors_terms() -> None:
    assert read_rows(ROW.replace("2026-03-31", "")).invoices[0].due_on is None


def test_a_negative_amount_is_a_credit_note() -> None:
    (invoice,) = read_rows(ROW.replace("1 250,50", "-1 250,50")).invoices
    assert (invoice.kind, invoice.payable_minor) == ("credit_note", 125050)


def test_the_type_column_says_credit_note_and_which_invoice() -> None:
    found = read_rows(ROW + ";Kreditfaktura;990", header=HEADER + ";Fakturatyp;Krediterar faktura")
    (invoice,) = found.invoices
    assert (invoice.kind, invoice.payable_minor) == ("credit_note", 125050)
    assert (invoice.credits_number, found.totals) == ("990", {"SEK": -125050})


def test_an_invoice_by_type_with_a_negative_amount_is_an_error() -> None:
    found = read_rows(ROW.replace("1 250,50", "-5,00") + ";Faktura", header=HEADER + ";Typ")
    assert [error.field for error in found.errors] == ["payable"]


def test_zero_is_left_out_and_told() -> None:
    found = read_rows(ROW.replace("1 250,50", "0,00"))
    assert (found.invoices, found.errors) == ([], [])
    assert any("nothing to pay" in sentence for sentence in found.warnings)


def test_a_wrong_check_digit_of_an_ocr_is_a_warning_and_the_invoice_stands() -> None:
    found = read_rows(ROW.replace("10017", "10018"))
    assert len(found.invoices) == 1
    assert any("check digit" in sentence for sentence in found.warnings)


@pytest.mark.parametrize("kid", ["123456782", "123456785", "10003-", "20261121000010"])
def test_a_kid_is_right_by_either_way_in_norway(kid: str) -> None:
    found = read_rows(ROW.replace("10017", kid), country="NO")
    assert found.invoices[0].payment_reference == kid
    assert not any("check digit" in sentence for sentence in found.warnings)


@pytest.mark.parametrize("text", ["7.3E+15", "=4711", "x" * 36])
def test_a_reference_that_a_spreadsheet_has_rewritten_is_an_error(text: str) -> None:
    found = read_rows(ROW.replace("10017", text))
    assert [error.field for error in found.errors] == ["payment_reference"]


def test_a_person_is_a_consumer_and_a_company_a_business() -> None:
    found = with_column("Person-/orgnr", "811228-9874", "556016-0680", "")
    assert [invoice.debtor.kind for invoice in found.invoices] == ["consumer", "business", None]
    assert found.invoices[0].debtor.identity == "198112289874"


def test_a_sole_trader_is_a_business_when_the_file_says_so() -> None:
    found = read_rows(ROW + ";811228-9874;Företag", header=HEADER + ";Organisationsnummer;Kundtyp")
    assert found.invoices[0].debtor.kind == "business"


def test_a_wrong_identity_number_is_an_error_with_its_line() -> None:
    (error,) = with_column("Personnummer", "811228-9875").errors
    assert (error.line, error.field, error.value) == (2, "identity", "811228-9875")


def test_two_identities_on_one_row_are_an_error() -> None:
    header = HEADER + ";Personnummer;Organisationsnummer"
    (error,) = read_rows(ROW + ";811228-9874;556016-0680", header=header).errors
    assert "two different identities" in error.sentence


def test_another_country_in_the_row_decides_how_its_number_is_read() -> None:
    header = HEADER + ";Land;Orgnr"
    found = read_rows(ROW + ";Norge;988077917", header=header)
    assert found.invoices[0].debtor.identity == "988077917"
    assert found.invoices[0].debtor.country == "NO"


def test_a_bad_e_mail_address_is_told_and_left_out() -> None:
    found = with_column("E-post", "not an address", "a@example.org")
    assert [invoice.debtor.email for invoice in found.invoices] == [None, "a@example.org"]
    assert any("not an address" in sentence for sentence in found.warnings)


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("Valuta", "USD", "currency"),
        ("Avgift avtalad", "kanske", "fee_agreed"),
        ("Kundtyp", "okänd", "debtor_kind"),
        ("Typ", "påminnelse", "kind"),
        ("Land", "Utlandet", "country"),
    ],
)
def test_a_word_that_is_not_known_is_an_error_and_never_a_default(
    column: str, value: str, field: str
) -> None:
    (error,) = with_column(column, value).errors
    assert (error.line, error.field, error.value) == (2, field, value)


def test_fee_agreements_are_yes_no_or_not_said() -> None:
    found = with_column("Avgift avtalad", "Ja", "nej", "")
    assert [invoice.fee_agreed for invoice in found.invoices] == [True, False, None]


def test_given_and_family_name_are_one_name_and_address_lines_keep_their_order() -> None:
    text = (
        "Fakturanr;Fakturadatum;Att betala;Förnamn;Efternamn;Adress;Adress2;C/o;Postnr;Ort\n"
        "1;2026-03-01;5,00;Åsa;Öberg;Storgatan 1;lgh 1201;c/o Ek;111 22;Stockholm\n"
    )
    debtor = read_text(text).invoices[0].debtor
    assert debtor.name == "Åsa Öberg"
    assert debtor.address == ("c/o Ek", "Storgatan 1", "lgh 1201")
    assert (debtor.postcode, debtor.city) == ("111 22", "Stockholm")


def test_a_row_without_a_name_is_an_error() -> None:
    (error,) = read_rows(ROW.replace("Åsa Öberg", " ")).errors
    assert error.field == "name"
