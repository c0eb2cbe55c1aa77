import json
from datetime import date
from pathlib import Path

import pytest

from kvitt.intake.csv_mapping import AmbiguousColumns, Mapping, MissingColumns, UnusableMapping
from kvitt.intake.csv_text import UnreadableFile
from kvitt.intake.invoice import InvoiceIn, RowError
from kvitt.intake.read import as_json, iterate_invoices, read_invoices
from tests.intake.csv_files import HEADER, ROW, read_rows, read_text


def test_a_swedish_file_becomes_invoices() -> None:
    found = read_rows(ROW)
    (invoice,) = found.invoices
    assert (invoice.number, invoice.kind) == ("4711", "invoice")
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (invoice.payable_minor, invoice.currency) == (125050, "SEK")
    assert (invoice.payment_reference, invoice.position) == ("10017", "line 2")
    assert (invoice.debtor.name, invoice.debtor.country) == ("Åsa Öberg", "SE")
    assert (found.errors, found.totals) == ([], {"SEK": 125050})


def test_a_norwegian_file_becomes_invoices() -> None:
    text = (
        "Fakturanummer,Fakturadato,Forfallsdato,Beløp å betale,KID,Navn,Fødselsnummer,Poststed,"
        "Postnr,E-post,Gebyr avtalt,Språk\r\n"
        '77,01.03.2026,15.03.2026,"1.250,50",123456785,"Nordmann, Kari",15869010089,Oslo,0542,'
        "kari@example.org,Ja,Nynorsk\r\n"
    )
    found = read_text(text, country="NO")
    (invoice,) = found.invoices
    assert found.errors == []
    assert (invoice.payable_minor, invoice.currency, invoice.fee_agreed) == (125050, "NOK", True)
    debtor = invoice.debtor
    assert (debtor.name, debtor.identity, debtor.kind) == (
        "Nordmann, Kari",
        "15869010089",
        "consumer",
    )
    assert (debtor.postcode, debtor.city, debtor.language) == ("0542", "Oslo", "nn")


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1252", "iso-8859-1", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_every_encoding_gives_the_same_names(encoding: str) -> None:
    found = read_text(f"{HEADER}\n{ROW}\n", encoding=encoding)
    assert found.invoices[0].debtor.name == "Åsa Öberg"
    assert found.errors == []


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_delimiter_is_recognised(delimiter: str) -> None:
    text = f"{HEADER}\n{ROW.replace('1 250,50', '1250.50')}\n".replace(";", delimiter)
    found = read_text(text)
    assert (found.delimiter, found.invoices[0].payable_minor) == (delimiter, 125050)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_the_same_lines(line_end: str) -> None:
    found = read_text(line_end.join((HEADER, ROW, "", ROW.replace("4711", "4712"), "")))
    assert [invoice.position for invoice in found.invoices] == ["line 2", "line 4"]


def test_a_file_that_mixes_encodings_is_refused_with_the_line() -> None:
    raw = f"{HEADER}\n{ROW}\n".encode() + "4712;2026-03-01;;5,00;;Åke Ek\n".encode("cp1252")
    with pytest.raises(UnreadableFile, match=r"mixes two encodings.*line 3"):
        read_invoices(raw, name="file.csv", country="SE")


def test_an_encoding_error_far_into_a_large_file_is_found_before_the_first_row() -> None:
    rows = "".join(f"{n};2026-03-01;;5,00;;Ake Ek\n" for n in range(60_000))
    raw = f"{HEADER.replace('ö', 'o')}\n{rows}".encode() + b"x;2026-03-01;;5,00;;Bj\x9drn\n"
    with pytest.raises(UnreadableFile):
        iterate_invoices(raw, name="file.csv", country="SE")


def test_excels_first_line_names_the_delimiter() -> None:
    found = read_text(f"sep=,\n{HEADER}\n{ROW.replace('1 250,50', '1250.50')}\n".replace(";", ","))
    assert (found.delimiter, found.invoices[0].position) == (",", "line 3")


def test_quoted_fields_hold_line_breaks_and_delimiters() -> None:
    found = read_rows('4711;2026-03-01;;"5,00";;"Ek;\nsöner"', ROW.replace("4711", "4712"))
    assert [invoice.debtor.name for invoice in found.invoices] == ["Ek; söner", "Åsa Öberg"]
    assert found.invoices[1].position == "line 4"


def test_a_column_that_is_not_known_is_told() -> None:
    found = read_rows(ROW + ";blå", header=HEADER + ";Favoritfärg")
    assert "the column “Favoritfärg” is not read" in found.warnings


def test_missing_columns_are_named() -> None:
    with pytest.raises(MissingColumns, match=r"lacks a column for .*fakturadatum.*amount to pay"):
        read_text("Fakturanr;Namn\n1;Ek\n")


def test_two_columns_that_can_be_the_amount_are_refused_until_the_mapping_chooses() -> None:
    text = "Fakturanr;Fakturadatum;Belopp;Restbelopp;Namn\n1;2026-03-01;100,00;40,00;Ek\n"
    with pytest.raises(AmbiguousColumns, match=r"“Belopp” and “Restbelopp”"):
        read_text(text)
    chosen = Mapping(columns={"Restbelopp": "payable", "Belopp": "ignore"})
    assert read_text(text, mapping=chosen).invoices[0].payable_minor == 4000


def test_att_betala_is_the_amount_also_beside_a_total() -> None:
    text = "Fakturanr;Fakturadatum;Belopp;Att betala;Namn\n1;2026-03-01;100,00;125,00;Ek\n"
    found = read_text(text)
    assert found.invoices[0].payable_minor == 12500
    assert "the column “Belopp” is not read" in found.warnings


def test_the_mapping_that_was_recognised_reads_the_next_file_alike() -> None:
    first = read_rows(ROW)
    assert first.mapping is not None
    saved = json.loads(json.dumps(first.mapping.as_json()))
    again = read_text(f"{HEADER}\n{ROW}\n", mapping=Mapping.from_json(saved))
    assert again.invoices == first.invoices
    assert again.mapping == first.mapping


def test_a_saved_mapping_misses_its_column_aloud() -> None:
    mapping = Mapping(columns={"Summa": "payable"})
    with pytest.raises(MissingColumns, match="Summa"):
        read_text(f"{HEADER}\n{ROW}\n", mapping=mapping)


@pytest.mark.parametrize(
    "saved",
    [{"colums": {}}, {"columns": {"A": "amount?"}}, {"date_order": "dym"}, {"encoding": "ebcdic"}],
)
def test_a_mapping_with_unknown_words_is_refused(saved: dict[str, object]) -> None:
    with pytest.raises(UnusableMapping):
        Mapping.from_json(saved)


def test_the_same_row_twice_is_one_invoice_and_a_warning() -> None:
    found = read_rows(ROW, ROW)
    assert (len(found.invoices), found.errors) == (1, [])
    assert "line 3: 4711 is the same as line 2" in found.warnings


def test_two_rows_that_differ_under_one_number_give_no_invoice_at_all() -> None:
    found = read_rows(ROW, ROW.replace("4711", "4712"), ROW.replace("250,50", "300,00"))
    assert [invoice.number for invoice in found.invoices] == ["4712"]
    assert [(error.line, error.field, error.value) for error in found.errors] == [
        (2, "number", "4711"),
        (4, "number", "4711"),
    ]


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"%PDF-1.7", "PDF"),
        (b"#FLAGGA 0\n", "SIE"),
        (b'{"invoices": []}', "JSON"),
    ],
)
def test_other_files_are_refused_by_name(raw: bytes, word: str) -> None:
    with pytest.raises(UnreadableFile, match=word):
        read_invoices(raw, name="file", country="SE")


def test_a_file_without_rows_is_read_as_nothing() -> None:
    found = read_text(HEADER + "\n")
    assert (found.invoices, found.errors) == ([], [])


def test_a_stream_hands_on_invoices_and_errors_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{HEADER}\n{ROW}\n2;2026-02-30;;5,00;;Ek\n", encoding="utf-8")
    stream = iterate_invoices(path, name="file.csv", country="SE")
    assert stream.mapping is not None and stream.mapping.decimal_mark == ","
    assert [type(row) for row in stream] == [InvoiceIn, RowError]


def test_warnings_stay_few_however_many_rows_they_come_from() -> None:
    rows = [ROW.replace("4711", str(n)).replace("10017", "10018") for n in range(500)]
    found = read_rows(*rows)
    assert len(found.invoices) == 500
    assert len(found.warnings) < 30
    assert any("480 more" in sentence for sentence in found.warnings)


def test_json_holds_what_the_command_line_promises() -> None:
    shown = as_json(read_rows(ROW, "9;x;;5,00;;Ek"))
    json.dumps(shown)
    (invoice,) = shown["invoices"]  # type: ignore[misc]
    assert invoice["issued_on"] == "2026-03-01"
    assert (shown["count"], shown["total_minor"], shown["format"]) == (1, 125050, "csv")
    assert shown["errors"] == [
        {
            "line": 3,
            "field": "issued_on",
            "value": "x",
            "sentence": "“x” is not a day: write it as 2026-03-01 or 01.03.2026",
        }
    ]
