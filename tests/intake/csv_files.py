"""Small CSV files with made-up people, and what the tests ask of them."""

from kvitt.intake.csv_mapping import Mapping
from kvitt.intake.read import InvoicesRead, read_invoices

HEADER = "Fakturanr;Fakturadatum;Förfallodatum;Att betala;OCR;Namn"
ROW = "4711;2026-03-01;2026-03-31;1 250,50;10017;Åsa Öberg"


def read_text(
    text: str, *, country: str = "SE", encoding: str = "utf-8", mapping: Mapping | None = None
) -> InvoicesRead:
    return read_invoices(text.encode(encoding), name="file.csv", country=country, mapping=mapping)


def read_rows(*rows: str, header: str = HEADER, country: str = "SE") -> InvoicesRead:
    return read_text("\n".join((header, *rows)) + "\n", country=country)


def with_column(name: str, *values: str, country: str = "SE") -> InvoicesRead:
    """One invoice a value, numbered from 1, with the value in a column of its own."""
    rows = (
        f"{number};2026-03-01;2026-03-31;100,00;10017;Åsa Öberg;{value}"
        for number, value in enumerate(values, 1)
    )
    return read_rows(*rows, header=f"{HEADER};{name}", country=country)
