"""The law as it is in force on a day: each value with its statute, and who added what when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.law_words import law_amount_text
from kvitt.law.book import COUNTRY_NAMES, law_book
from kvitt.law.wording import area_of, area_title
from kvitt.store.law_versions import taken_versions
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id


@dataclass(frozen=True, slots=True)
class LawRow:
    """One value that is in force."""

    area: str
    name: str
    amount: str
    from_on: date
    until_on: date | None
    reference: str
    source: str
    sentence: str
    signed_by: str
    kind: str


def law_in_force(country: str, *, on: date) -> list[LawRow]:
    """Every value of the country's law that is in force on the day, by area and name."""
    book = law_book(country)
    rows = []
    for name in book.names():
        for value in book.values(name):
            until = value.applies_until
            if value.applies_from <= on and (until is None or on < until):
                rows.append(
                    LawRow(
                        area_title(area_of(name)), name,
                        law_amount_text(value.unit, value.amount, country), value.applies_from,
                        until, value.reference, value.source, value.sentence, value.signed_by,
                        value.kind,
                    )
                )  # fmt: skip
    return sorted(rows, key=lambda row: (row.area, row.name))


def law_changes() -> list[Any]:
    """The versions of the law that this house took into use, the newest first, with the changes."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        return taken_versions(agency_id)


def countries() -> dict[str, str]:
    """The countries whose law is known, code and name."""
    return dict(COUNTRY_NAMES)
