"""Whole: the periods of a law value follow each other without a gap and without an overlap."""

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kvitt.law.book import LawBook, Series


def trouble_in_book(book: "LawBook") -> tuple[str, ...]:
    """The gaps and overlaps of a book, one sentence each."""
    return tuple(
        sentence for name in book.names() for sentence in _trouble_in_series(book.series[name])
    )


def _trouble_in_series(series: "Series") -> list[str]:
    """Days between two periods belong to a gap that is owned up to, or the file is wrong."""
    trouble = []
    for entry in series.entries:
        if entry.applies_until is not None and entry.applies_until <= entry.applies_from:
            trouble.append(f"{series.file}: {series.name} from {entry.applies_from} ends before it")
    by_start: dict[date, list[date | None]] = {}
    for entry in series.entries:
        by_start.setdefault(entry.applies_from, []).append(entry.published)
        if len(by_start[entry.applies_from]) != len(set(by_start[entry.applies_from])):
            trouble.append(f"{series.file}: {series.name} has {entry.applies_from} twice")
    spans = sorted(
        [(value.applies_from, value.applies_until) for value in series.entries]
        + [(gap.applies_from, gap.applies_until) for gap in series.unconfirmed],
        key=lambda span: span[0],
    )
    for (start, until), (next_start, _) in pairwise(spans):
        if until is None or start == next_start:
            # An open value ends where its successor begins; the same start is a correction.
            continue
        if until != next_start:
            what = "a gap" if until < next_start else "an overlap"
            trouble.append(
                f"{series.file}: {series.name} has {what} between {until} and {next_start}"
            )
    return trouble
