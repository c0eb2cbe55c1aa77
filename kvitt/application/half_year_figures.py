"""The figures of half a year in one file, for the authority that watches over collection.

The authorities' own forms change and are filled in by hand; the file has what they are filled from,
each figure counted by country, currency and kind of debtor.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.kernel.days import add_months
from kvitt.kernel.money import as_decimal_text
from kvitt.store.auditing import period_figures
from kvitt.store.closing import add_event
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id

HEAD = ("country", "currency", "debtor", "figure", "detail", "count", "amount")
JULY = 7


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows of a half-year, and the same as a file."""

    from_on: date
    until_on: date
    rows: tuple[tuple[str, str, str, str, str, int, int | None], ...]

    @property
    def as_csv(self) -> bytes:
        """With a row of names, in UTF-8; sums with a decimal point."""
        made = io.StringIO()
        writer = csv.writer(made, lineterminator="\r\n")
        writer.writerow(HEAD)
        for *said, count, minor in self.rows:
            writer.writerow([*said, count, "" if minor is None else as_decimal_text(minor)])
        return made.getvalue().encode()

    def as_json(self) -> dict[str, Any]:
        """For scripts; sums in whole minor units."""
        names = (*HEAD[:-1], "amount_minor")
        rows = [dict(zip(names, row, strict=True)) for row in self.rows]
        return {"from": self.from_on, "until": self.until_on, "figures": rows}


def half_year_of(day: date) -> tuple[date, date]:
    """The first and the last day of the half-year in which the day lies.

    >>> half_year_of(date(2026, 3, 25))
    (datetime.date(2026, 1, 1), datetime.date(2026, 6, 30))
    """
    first = day.replace(month=JULY if day.month >= JULY else 1, day=1)
    return first, add_months(first, 6) - timedelta(days=1)


def half_year_figures(
    day: date, *, today: date, by: str, tenants: Sequence[int] | None = None
) -> Figures:
    """The figures of the half-year in which ``day`` lies; that they were taken out is kept."""
    first, last = half_year_of(day)
    chosen = list(own_tenants() if tenants is None else tenants)
    with tenant_scope(*chosen):
        rows = period_figures(chosen, from_on=first, until_on=last)
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        add_event(None, "figures_taken", today=today, actor=by, **{"from": first.isoformat()})
        close_tenant_history(agency_id)
    return Figures(first, last, tuple(tuple(row) for row in rows))
