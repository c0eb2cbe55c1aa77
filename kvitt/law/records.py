"""Records: until when vouchers, letters and the files of closed cases are kept.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> keep_until(law_book("SE"), "bookkeeping", booked_on=date(2026, 11, 21)).until_on.isoformat()
'2033-12-31'
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kvitt.kernel.because import Because
from kvitt.kernel.days import add_months
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook

RECORD_KINDS = MappingProxyType(
    {
        "SE": ("bookkeeping", "case_file"),
        "NO": ("bookkeeping", "correspondence", "case_file"),
    }
)
"""The kinds of records whose time the law book knows, by country."""

_MONTHS_IN_YEAR = 12


class UnknownRecord(Refusal):
    """The country's law book knows no records of that kind."""


class RecordDayMissing(Refusal):
    """The day from which the time is counted was not told, or cannot be right."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """The last day on which a record is kept, and why."""

    until_on: date
    is_least: bool
    """True where it must be kept so long; False where it may not be kept longer."""
    because: Because


def keep_until(
    book: LawBook,
    kind: str,
    *,
    booked_on: date | None = None,
    closed_on: date | None = None,
    year_ends_on: date | None = None,
    known_on: date | None = None,
) -> Keeping:
    """How long a record is kept: what belongs to the books at least, a closed case's file at most.

    ``booked_on`` is the day of the voucher or letter and ``year_ends_on`` the last day of its
    fiscal year, by default the end of the calendar year; ``closed_on`` is the day on which a case
    was closed. Raises UnknownRecord, RecordDayMissing and LawNotKnown.
    """
    if kind not in RECORD_KINDS[book.country]:
        known = ", ".join(RECORD_KINDS[book.country])
        raise UnknownRecord(
            "The law book of {country} knows no records “{kind}”; it knows {known}.",
            country=book.country,
            kind=kind,
            known=known,
        )
    if kind == "case_file":
        closed = _told(closed_on, "the day on which the case was closed")
        value = book.value("records.case_file", on=closed, known_on=known_on)
        because = value.because(closed_on=closed.isoformat())
        return Keeping(add_months(closed, value.amount), False, because)
    booked = _told(booked_on, "the day of the record")
    ends_on = year_ends_on or date(booked.year, 12, 31)
    if ends_on < booked:
        raise RecordDayMissing(
            "The fiscal year of a record of {booked_on} cannot have ended on {ends_on}.",
            booked_on=booked,
            ends_on=ends_on,
        )
    value = book.value(f"records.{kind}", on=booked, known_on=known_on)
    counted = book.value("records.bookkeeping_counted_from", on=booked, known_on=known_on)
    start = date(ends_on.year, 12, 31) if counted.amount == "calendar_year_end" else ends_on
    months = value.amount * _MONTHS_IN_YEAR if value.unit == "years" else value.amount
    because = value.because(booked_on=booked.isoformat(), year_ends_on=ends_on.isoformat())
    return Keeping(_end_of_month(add_months(start, months)), True, because)


def _told(day: date | None, what: str) -> date:
    if day is None:
        raise RecordDayMissing("How long a record is kept depends on {what}: say it.", what=what)
    return day


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
