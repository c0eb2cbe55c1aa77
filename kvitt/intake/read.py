"""Invoices in: bytes of whichever format become invoices, row errors and warnings.

>>> text = "Fakturanr;Fakturadatum;Att betala;OCR;Namn\\n1001;2026-03-01;1 250,50;10017;Ada Ek\\n"
>>> read = read_invoices(text.encode(), name="march.csv", country="SE")
>>> [(invoice.number, invoice.payable_minor) for invoice in read.invoices], read.errors
([('1001', 125050)], [])
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kvitt.intake.csv_mapping import Mapping, recognise
from kvitt.intake.csv_rows import RowReader, invoices_of
from kvitt.intake.csv_text import UnreadableFile, examine, find_repeated, rows_of
from kvitt.intake.invoice import InvoiceIn, RowError, Warnings
from kvitt.intake.ubl import LARGEST_DOCUMENT_BYTES, read_ubl
from kvitt.kernel.sentence import Sentence

_OTHER_FILES = (
    (b"PK\x03\x04", "a spreadsheet or an archive: save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet: save it as CSV"),
    (b"%PDF", "a PDF: invoices come as CSV or as UBL (Peppol) XML"),
    (b"#FLAGGA", "a SIE file: it holds no due days and no debtors' addresses"),
    (b"{", "JSON: invoices come as CSV or as UBL (Peppol) XML"),
)


@dataclass(slots=True)
class InvoiceStream:
    """A file's invoices, one at a time and in bounded memory; can be gone through once.

    What was recognised is known before the first row; the warnings are complete after the last.
    """

    name: str
    format: str
    """csv, ubl-invoice or ubl-credit-note."""
    encoding: str | None
    mapping: Mapping | None
    """How the file is read, complete: what to save for the creditor. None for XML."""
    rows: Iterator[InvoiceIn | RowError]
    noted: Warnings

    def __iter__(self) -> Iterator[InvoiceIn | RowError]:
        return self.rows

    @property
    def warnings(self) -> list[str]:
        """What a person should know; complete when every row has been read."""
        return self.noted.sentences()


@dataclass(frozen=True, slots=True)
class InvoicesRead:
    """A file's invoices, all of them, with what could not be read."""

    name: str
    format: str
    invoices: list[InvoiceIn]
    errors: list[RowError]
    warnings: list[str]
    encoding: str | None
    mapping: Mapping | None
    totals: dict[str, int]
    """Currency → minor units: invoices less credit notes."""

    @property
    def delimiter(self) -> str | None:
        """The mark between columns; None for XML."""
        return self.mapping.delimiter if self.mapping else None

    @property
    def decimal_mark(self) -> str | None:
        """The mark before decimals; None for XML and where no amount shows it."""
        return self.mapping.decimal_mark if self.mapping else None


def iterate_invoices(
    raw_or_path: bytes | Path, *, name: str, country: str, mapping: Mapping | None = None
) -> InvoiceStream:
    """Opens a file of invoices and hands them on one at a time.

    ``country`` is the creditor's (SE, NO): the default for currency and debtors. A CSV file is gone
    through before the first row is handed on, so that a number on two rows that differ yields no
    invoice at all. Raises UnreadableFile, MissingColumns, AmbiguousColumns and UnusableMapping.
    """
    opener = _opener(raw_or_path)
    with opener() as file:
        start = file.read(4096)
    plain = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")
    for magic, sentence in _OTHER_FILES:
        if plain.startswith(magic):
            raise UnreadableFile("{file} is {why}", file=name, why=sentence)
    if plain.startswith(b"<"):
        return _ubl_stream(opener, name=name, country=country)
    return _csv_stream(opener, name=name, country=country, mapping=mapping)


def read_invoices(
    raw_or_path: bytes | Path, *, name: str, country: str, mapping: Mapping | None = None
) -> InvoicesRead:
    """Reads a whole file of invoices. Arguments and refusals are those of iterate_invoices."""
    stream = iterate_invoices(raw_or_path, name=name, country=country, mapping=mapping)
    invoices: list[InvoiceIn] = []
    errors: list[RowError] = []
    totals: Counter[str] = Counter()
    for row in stream:
        if isinstance(row, RowError):
            errors.append(row)
        else:
            invoices.append(row)
            sign = 1 if row.kind == "invoice" else -1
            totals[row.currency] += sign * row.payable_minor
    return InvoicesRead(
        name,
        stream.format,
        invoices,
        errors,
        stream.warnings,
        stream.encoding,
        stream.mapping,
        dict(totals),
    )


def as_json(read: InvoicesRead) -> dict[str, object]:
    """The shape that the command line and the API print; days as ISO text, money in minor units.

    ``total_minor`` is invoices less credit notes: a number, or by currency where there are several.
    """
    totals = read.totals
    return {
        "file": read.name,
        "format": read.format,
        "encoding": read.encoding,
        "delimiter": read.delimiter,
        "decimal_mark": read.decimal_mark,
        "mapping": read.mapping.as_json() if read.mapping else None,
        "invoices": [_invoice_json(invoice) for invoice in read.invoices],
        "errors": [error._asdict() for error in read.errors],
        "warnings": read.warnings,
        "count": len(read.invoices),
        "total_minor": totals if len(totals) > 1 else sum(totals.values()),
    }


def _invoice_json(invoice: InvoiceIn) -> dict[str, object]:
    shown: dict[str, object] = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in invoice._asdict().items()
    }
    shown["debtor"] = {**invoice.debtor._asdict(), "address": list(invoice.debtor.address)}
    return shown


def _opener(raw_or_path: bytes | Path) -> Callable[[], BinaryIO]:
    if isinstance(raw_or_path, bytes):
        raw = raw_or_path
        return lambda: io.BytesIO(raw)
    path = Path(raw_or_path)
    if not path.is_file():
        raise UnreadableFile("There is no file {file}", file=str(path))
    return lambda: path.open("rb")


def _ubl_stream(opener: Callable[[], BinaryIO], *, name: str, country: str) -> InvoiceStream:
    with opener() as file:
        raw = file.read(LARGEST_DOCUMENT_BYTES + 1)
    noted = Warnings()
    form, encoding, rows = read_ubl(raw, name=name, country=country, warnings=noted)
    return InvoiceStream(name, form, encoding, None, iter(rows), noted)


def _csv_stream(
    opener: Callable[[], BinaryIO], *, name: str, country: str, mapping: Mapping | None
) -> InvoiceStream:
    text = examine(opener, name=name, encoding=mapping.encoding if mapping else None)
    found = recognise(text.head, encoding=text.encoding, name=name, given=mapping)
    noted = Warnings()
    for header in found.unread[:50]:
        noted.add("column", Sentence("the column “{header}” is not read", header=header[:60]))
    if "currency" not in found.places and not found.mapping.currency:
        told = Sentence("the file has no column for currency: the country's own is meant")
        noted.add("currency", told)
    rows = rows_of(
        opener,
        encoding=text.encoding,
        delimiter=found.mapping.delimiter or ";",
        after_line=found.header_line,
    )
    repeated = find_repeated(rows, found.places["number"], found.places.get("kind", -1))
    reader = RowReader(found, country=country, has_nul=text.has_nul, warnings=noted)
    invoices = invoices_of(opener, found, repeated, reader, noted)
    return InvoiceStream(name, "csv", text.encoding, found.mapping, invoices, noted)
