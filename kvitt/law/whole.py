"""Whole: the periods of a law value follow each other, and no setting says what nobody does."""

from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kvitt.law.book import LawBook, Series

FOLLOWED: "MappingProxyType[str, tuple[Any, ...]]" = MappingProxyType(
    {
        f"interest.{name}_{group}": words
        for group in ("consumer", "business")
        for name, words in (
            ("day_count", ("act/365", "act/calendar-year")),
            ("rounding", ("once",)),
            ("first_day_offset", (1,)),
            ("interest_on_costs", (False,)),
        )
    }
)
"""Settings whose other readings exist for comparison only: bookings and letters follow these."""


def trouble_in_book(book: "LawBook") -> tuple[str, ...]:
    """The gaps and overlaps of a book and the settings that nothing follows, a sentence each."""
    return tuple(
        sentence
        for name in book.names()
        for sentence in (
            *_trouble_in_days(book.series[name]),
            *_trouble_in_series(book.series[name]),
            *_unfollowed(book.series[name]),
        )
    )


def _trouble_in_days(series: "Series") -> list[str]:
    """A period or an unconfirmed span that ends before it begins."""
    spans = [(value.applies_from, value.applies_until) for value in series.entries]
    spans += [(gap.applies_from, gap.applies_until) for gap in series.unconfirmed]
    return [
        f"{series.file}: {series.name} from {start} ends before it"
        for start, until in spans
        if until is not None and until <= start
    ]


def _trouble_in_series(series: "Series") -> list[str]:
    """Days between two periods belong to a gap that is owned up to, or the file is wrong."""
    trouble = []
    by_start: dict[date, list[date | None]] = {}
    for entry in series.entries:
        by_start.setdefault(entry.applies_from, []).append(entry.published)
        if len(by_start[entry.applies_from]) != len(set(by_start[entry.applies_from])):
            trouble.append(f"{series.file}: {series.name} has {entry.applies_from} twice")
    spans = sorted(
        [(value.applies_from, value.applies_until, False) for value in series.entries]
        + [(gap.applies_from, gap.applies_until, True) for gap in series.unconfirmed],
        key=lambda span: span[0],
    )
    for (start, until, is_gap), (next_start, _, next_is_gap) in pairwise(spans):
        if until is None and next_is_gap:
            # Left open, the value would go on through the days that are owned up to be unknown.
            trouble.append(
                f"{series.file}: {series.name} from {start} needs an end before the unconfirmed "
                f"days from {next_start}"
            )
            continue
        if until is None or (start == next_start and not is_gap and not next_is_gap):
            # An open value ends where its successor begins; the same start is a correction.
            continue
        if until != next_start:
            what = "a gap" if until < next_start else "an overlap"
            trouble.append(
                f"{series.file}: {series.name} has {what} between {until} and {next_start}"
            )
    return trouble


def _unfollowed(series: "Series") -> list[str]:
    allowed = FOLLOWED.get(series.name)
    if allowed is None:
        return []
    told = " or ".join(str(amount) for amount in allowed)
    return [
        f"{series.file}: {series.name} from {entry.applies_from} says {entry.amount}, and what is "
        f"charged and written follows {told} only"
        for entry in series.entries
        if entry.amount not in allowed
    ]
