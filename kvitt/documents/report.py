"""A report as a file: CSV, a spreadsheet, or a PDF, each with the same rows.

Text that a spreadsheet could take for a formula gets an apostrophe in front in CSV; the spreadsheet
writes it as text.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import xlsxwriter

from kvitt.documents.typesetting import typeset
from kvitt.kernel.money import as_decimal_text

_FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
_DIVIDED_BY = {"money": 100, "tenths": 10, "share": 10_000}
_FORMATS = {"money": "#,##0.00", "tenths": "0.0", "share": "0.0 %", "number": "#,##0"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its word and the kind of its values: text, number, money, tenths or share."""

    word: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A report in the reader's words; values as numbers in small units, or text."""

    title: str
    under: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[int | str | None, ...], ...]
    language: str
    country: str
    of: str
    """Whose report it is."""
    made_on: date
    shown: tuple[tuple[str, ...], ...]
    """The rows as people read them: for the PDF."""


def report_csv(table: ReportTable) -> bytes:
    """UTF-8 with BOM, semicolons, decimal comma: what a Nordic spreadsheet opens by itself."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(_inert(column.word) for column in table.columns)
    for row in table.rows:
        writer.writerow(
            _text(value, column.kind) for value, column in zip(row, table.columns, strict=True)
        )
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def report_xlsx(table: ReportTable) -> bytes:
    """A spreadsheet of one sheet with numbers as numbers."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False,
                                      "strings_to_urls": False})  # fmt: skip
    book.set_properties({"title": table.title, "created": datetime.combine(table.made_on, time())})
    sheet = book.add_worksheet()
    strong = book.add_format({"bold": True})
    formats = {kind: book.add_format({"num_format": told}) for kind, told in _FORMATS.items()}
    sheet.write_string(0, 0, table.title, strong)
    sheet.write_string(1, 0, table.under)
    for place, column in enumerate(table.columns):
        sheet.write_string(3, place, column.word, strong)
        sheet.set_column(place, place, max(14, len(column.word) + 2))
    for line, row in enumerate(table.rows, start=4):
        for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            if isinstance(value, int):
                number = Decimal(value) / _DIVIDED_BY.get(column.kind, 1)
                sheet.write_number(line, place, float(number), formats[column.kind])
            elif value:
                sheet.write_string(line, place, value)
    book.close()
    return made.getvalue()


def render_report(table: ReportTable) -> bytes:
    """The report as PDF/A with tags, identical on every run."""
    day = table.made_on
    words = {
        "language": table.language,
        "region": table.country,
        "dated": [day.year, day.month, day.day],
        "title": table.title,
        "under": table.under,
        "sender": [table.of],
        "columns": [column.word for column in table.columns],
        "rows": [list(row) for row in table.shown],
        "numbered": False,
        "page_label": "",
        "footer": table.of,
    }
    return typeset("report", words)


def _text(value: int | str | None, kind: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _inert(value)
    if kind == "money":
        return as_decimal_text(value).replace(".", ",")
    if kind in _DIVIDED_BY:
        divided = Decimal(value) / _DIVIDED_BY[kind]
        return format(divided, "f").replace(".", ",")
    return str(value)


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_MARKS) else text
