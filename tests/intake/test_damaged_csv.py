import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvitt.intake.csv_mapping import Mapping
from kvitt.intake.invoice import InvoiceIn, RowError
from kvitt.intake.read import as_json, iterate_invoices, read_invoices
from kvitt.kernel.refusal import Refusal
from tests.intake.csv_files import HEADER, ROW, read_rows, read_text


def rows_numbered(*numbers: int) -> list[str]:
    return [ROW.replace("4711", str(number)) for number in numbers]


def test_a_quotation_mark_never_closed_names_the_lines_it_swallows() -> None:
    first, second, third = rows_numbered(1, 2, 3)
    found = read_rows(first, second.replace("Åsa", '"Åsa'), third)
    assert [invoice.number for invoice in found.invoices] == ["1"]
    (error,) = found.errors
    assert (error.line, "lines 3 to 4" in error.sentence) == (3, True)


def test_a_quotation_mark_inside_a_name_is_part_of_the_name() -> None:
    found = read_rows(ROW.replace("Åsa Öberg", 'Åsa "Åsan" Öberg'))
    assert found.invoices[0].debtor.name == 'Åsa "Åsan" Öberg'


def test_text_after_a_closing_quotation_mark_is_an_error_and_the_next_row_is_read() -> None:
    first, second = rows_numbered(1, 2)
    found = read_rows(first.replace("Åsa Öberg", '"Åsa" Öberg'), second)
    assert [invoice.number for invoice in found.invoices] == ["2"]
    assert [error.line for error in found.errors] == [2]


def test_a_field_that_goes_on_for_hundreds_of_lines_is_an_error() -> None:
    rows = rows_numbered(*range(1, 301))
    rows[0] = rows[0].replace("Åsa", '"Åsa')
    rows[-2] += '"'
    found = read_rows(*rows)
    assert [invoice.number for invoice in found.invoices] == ["300"]
    assert "lines 2 to 300" in found.errors[0].sentence


def test_a_nul_is_an_error_of_its_row_alone() -> None:
    first, second = rows_numbered(1, 2)
    found = read_rows(first.replace("Åsa", "Å\0sa"), second)
    assert [invoice.number for invoice in found.invoices] == ["2"]
    assert "NUL" in found.errors[0].sentence


@pytest.mark.parametrize("length", [4711, 140_000, 1_000_000])
def test_a_field_of_a_million_characters_is_an_error_and_not_a_stop(length: int) -> None:
    first, second = rows_numbered(1, 2)
    found = read_rows(first.replace("Åsa Öberg", "x" * length), second)
    assert [invoice.number for invoice in found.invoices] == ["2"]
    assert [error.line for error in found.errors] == [2]
    assert len(found.errors[0].value) <= 80


def test_a_file_of_one_endless_line_is_refused() -> None:
    with pytest.raises(Refusal, match="8 MB"):
        read_text("x" * (10 << 20))


@pytest.mark.parametrize("row", ["4711;2026-03-01;2026-03-31;1 250,50;10017", ROW + ";more"])
def test_a_row_with_other_columns_than_the_header_is_an_error(row: str) -> None:
    (error,) = read_rows(row).errors
    assert "columns" in error.sentence


def test_empty_columns_after_the_last_are_allowed() -> None:
    assert len(read_rows(ROW + ";;").invoices) == 1


def test_a_large_file_is_read_in_bounded_memory() -> None:
    rows = "".join(f"{n};2026-03-01;;5,00;;Ake Ek\n" for n in range(20_000))
    raw = io.BytesIO(f"{HEADER}\n{rows}".encode()).getvalue()
    stream = iterate_invoices(raw, name="file.csv", country="SE")
    assert sum(isinstance(row, InvoiceIn) for row in stream) == 20_000


def reads_or_refuses(raw: bytes, mapping: Mapping | None = None) -> None:
    try:
        found = read_invoices(raw, name="file", country="NO", mapping=mapping)
    except Refusal as no:
        assert no.sentence
        return
    for invoice in found.invoices:
        assert invoice.number and invoice.payable_minor > 0 and invoice.debtor.name
    for error in found.errors:
        assert isinstance(error, RowError) and error.line >= 1 and error.sentence
    as_json(found)


bounded = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
cells = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "4711", "2026-03-01", "01/02/2026", "1 250,50", "-5,00", "1.234", "=1", "10017",
         "811228-9874", "Åsa", '"', '""', "\0", "\n", ";", "Ja", "kredit", "SEK", "a@b.se"]
    ),
)  # fmt: skip


@bounded
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    reads_or_refuses(raw)


@bounded
@given(st.lists(st.lists(cells, min_size=6, max_size=14), max_size=6))
def test_any_rows_become_invoices_or_errors(rows: list[list[str]]) -> None:
    header = HEADER + ";Typ;Valuta;Personnummer;Kundtyp;E-post;Land;Avgift avtalad;Språk"
    text = "\n".join([header, *(";".join(row) for row in rows)])
    reads_or_refuses(text.encode("utf-8", "surrogatepass"))


@bounded
@given(st.binary(max_size=60), st.integers(min_value=0, max_value=150))
def test_a_file_damaged_anywhere_is_read_or_refused(noise: bytes, place: int) -> None:
    raw = f"{HEADER}\n{ROW}\n{ROW.replace('4711', '4712')}\n".encode()
    reads_or_refuses(raw[:place] + noise + raw[place:])


@bounded
@given(
    st.dictionaries(st.sampled_from(["Fakturanr", "Namn", "OCR", "X"]), st.text(max_size=5)),
    st.one_of(st.none(), st.text(max_size=4)),
)
def test_any_saved_mapping_is_used_or_refused(columns: dict[str, str], mark: str | None) -> None:
    try:
        mapping = Mapping.from_json({"columns": columns, "decimal_mark": mark})
    except Refusal:
        return
    reads_or_refuses(f"{HEADER}\n{ROW}\n".encode(), mapping)
