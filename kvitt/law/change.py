"""What changed between two law books, or became known between two days, value by value.

A book can be kept as a snapshot (plain JSON) and compared with the book of a later day. Each change
names the days whose amount differs, so that the cases it touches can be found; the sentence names
value, area and period for a reader.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

from kvitt.law.book import (
    COUNTRY_NAMES,
    LawBook,
    LawFileBroken,
    LawValue,
    Series,
    Unconfirmed,
    frozen_amount,
)
from kvitt.law.wording import amount_in_words, area_of, area_title

ChangeKind = Literal["added_period", "changed_amount", "corrected_late", "removed", "new_value"]

_ONE_DAY = timedelta(days=1)
_LAST_DAY = date.max
"""Stands for “no end is known” while spans are compared; never shown."""


@dataclass(frozen=True, slots=True)
class LawChange:
    """The days on which one value differs between two books, and how."""

    country: str
    name: str
    kind: ChangeKind
    """``added_period`` was not known before, ``changed_amount`` was another, ``corrected_late`` was
    another and became known after the first of these days, ``removed`` is no longer known,
    ``new_value`` is a name that the old book did not have."""
    from_: date
    until: date | None
    """The first day on which nothing differs again; None where no end is known."""
    old: LawValue | None
    """The value as it was; None where it was not known."""
    new: LawValue | None
    """The value as it is; None where it is no longer known."""

    @property
    def area(self) -> str:
        """The area of the value: ``interest``, ``fees`` …"""
        return area_of(self.name)

    @property
    def selected_by(self) -> str:
        """The day that selects the value: a case is touched where that day lies in the change."""
        return self._told.selected_by

    @property
    def reference(self) -> str:
        """The statute as a lawyer cites it."""
        return self._told.reference

    @property
    def published(self) -> date | None:
        """The day on which the new amount was made known; None where it was not found."""
        return self.new.published if self.new and self.new.published_exact else None

    @property
    def old_amount(self) -> Any:
        """The amount as it was; None where it was not known."""
        return self.old.amount if self.old else None

    @property
    def new_amount(self) -> Any:
        """The amount as it is; None where it is no longer known."""
        return self.new.amount if self.new else None

    @property
    def is_late(self) -> bool:
        """Whether the new amount was made known after the first of these days."""
        return self.published is not None and self.published > self.from_

    @property
    def _told(self) -> LawValue:
        value = self.new or self.old
        assert value is not None, "a change has an old or a new value"
        return value

    @property
    def sentence(self) -> str:
        """The change for a reader: country, area, value, period, the new amount and the old."""
        until = f" to {(self.until - _ONE_DAY).isoformat()}" if self.until else ""
        words = f"{COUNTRY_NAMES[self.country]}, {area_title(self.area).lower()}: {self.name} from "
        words += f"{self.from_.isoformat()}{until} "
        words += f"is {_amount(self.new)}" if self.new else "is no longer known"
        words += f" (was {_amount(self.old)})" if self.old else " (was not known)"
        if self.old and self.new and self.old.selected_by != self.new.selected_by:
            words += f"; now selected by {self.new.selected_by}, before by {self.old.selected_by}"
        if self.is_late:
            words += f"; made known late, on {self.published}"
        return f"{words}."


def differences(old: LawBook, new: LawBook) -> tuple[LawChange, ...]:
    """Every span of days on which a value of the new book differs from the old, in order.

    The order is by name, then by day. Raises ValueError for books of two countries.
    """
    if old.country != new.country:
        raise ValueError(f"cannot compare the books of {old.country} and {new.country}")
    found: list[LawChange] = []
    for name in sorted({*old.series, *new.series}):
        before = old.series[name].as_known(None) if name in old.series else ()
        after = new.series[name].as_known(None) if name in new.series else ()
        found += _changes(new.country, name, before, after, is_new=name not in old.series)
    return tuple(found)


def differences_known(
    book: LawBook, earlier_known_on: date, later_known_on: date | None = None
) -> tuple[LawChange, ...]:
    """What became known after one day and by the other; without the other, all in the book.

    A value whose day of publication was not found counts as known from its first day on.
    """
    found: list[LawChange] = []
    for name in book.names():
        series = book.series[name]
        before, after = series.as_known(earlier_known_on), series.as_known(later_known_on)
        found += _changes(book.country, name, before, after, is_new=False)
    return tuple(found)


def _changes(
    country: str,
    name: str,
    before: Sequence[LawValue],
    after: Sequence[LawValue],
    *,
    is_new: bool,
) -> Iterator[LawChange]:
    """The changes of one value; days in a row with the same old and new amount are one change."""
    open_: LawChange | None = None
    for from_, until in _spans(before, after):
        old, new = _on(before, from_), _on(after, from_)
        if _meaning(old) == _meaning(new):
            continue
        end = None if until == _LAST_DAY else until
        change = LawChange(country, name, _kind(old, new, from_, is_new), from_, end, old, new)
        if open_ is not None and open_.until == from_ and _is_same(open_, change):
            open_ = LawChange(country, name, open_.kind, open_.from_, end, open_.old, open_.new)
            continue
        if open_ is not None:
            yield open_
        open_ = change
    if open_ is not None:
        yield open_


def _kind(old: LawValue | None, new: LawValue | None, from_: date, is_new: bool) -> ChangeKind:
    if new is None:
        return "removed"
    if old is None:
        return "new_value" if is_new else "added_period"
    is_late = new.published_exact and new.published > from_
    return "corrected_late" if is_late else "changed_amount"


def _is_same(one: LawChange, other: LawChange) -> bool:
    """Whether a reader would take two changes in a row for one."""
    return (
        one.kind == other.kind
        and _meaning(one.old) == _meaning(other.old)
        and _meaning(one.new) == _meaning(other.new)
        and (one.reference, one.published) == (other.reference, other.published)
    )


def _spans(*timelines: Sequence[LawValue]) -> Iterator[tuple[date, date]]:
    """The spans between all days on which any of the timelines begins or ends a value."""
    days = {value.applies_from for line in timelines for value in line}
    days |= {value.applies_until or _LAST_DAY for line in timelines for value in line}
    return pairwise(sorted(days))


def _on(values: Sequence[LawValue], day: date) -> LawValue | None:
    for value in values:
        if value.applies_from <= day and (value.applies_until is None or day < value.applies_until):
            return value
    return None


def _meaning(value: LawValue | None) -> Any:
    return None if value is None else (value.amount, value.unit, value.selected_by)


def _amount(value: LawValue) -> str:
    return amount_in_words(value.unit, value.amount, value.country)


# A book as plain JSON ---------------------------------------------------------------------------

_FIELDS = tuple(one for one in fields(LawValue) if one.name not in ("country", "name"))
_DAYS = {"applies_from", "applies_until", "published"}


def snapshot(book: LawBook) -> dict[str, Any]:
    """The whole book as plain JSON, from which ``from_snapshot`` makes an equal book.

    What all periods of a value share stands once, so a snapshot is about as long as the files.
    """
    return {
        "country": book.country,
        "version": book.version,
        "values": {name: series_snapshot(book.series[name]) for name in book.names()},
    }


def from_snapshot(kept: Mapping[str, Any]) -> LawBook:
    """The book that was kept. A field that is newer than the snapshot gets what it is by default.

    Raises LawFileBroken where the JSON is not a snapshot of a law book.
    """
    try:
        country = kept["country"]
        series = {name: _series(country, name, written) for name, written in kept["values"].items()}
        return LawBook(country, kept["version"], MappingProxyType(series))
    except (KeyError, TypeError, ValueError, AttributeError) as trouble:
        raise LawFileBroken(
            "This is no snapshot of a law book: {trouble!r}.", trouble=trouble
        ) from trouble


def series_snapshot(series: Series) -> dict[str, Any]:
    """One value's periods and gaps as plain JSON, as they stand in a book's snapshot."""
    entries = [
        {one.name: _plain(getattr(entry, one.name)) for one in _FIELDS} for entry in series.entries
    ]
    shared = {
        key: entries[0][key]
        for key in entries[0]
        if all(entry[key] == entries[0][key] for entry in entries)
    }
    return {
        "file": series.file,
        "shared": shared,
        "entries": [{key: entry[key] for key in entry if key not in shared} for entry in entries],
        "unconfirmed": [
            {one.name: _plain(getattr(gap, one.name)) for one in fields(Unconfirmed)}
            for gap in series.unconfirmed
        ],
    }


def _series(country: str, name: str, kept: Mapping[str, Any]) -> Series:
    entries = tuple(_value(country, name, {**kept["shared"], **entry}) for entry in kept["entries"])
    unconfirmed = tuple(
        Unconfirmed(
            date.fromisoformat(gap["applies_from"]),
            date.fromisoformat(gap["applies_until"]),
            gap["sentence"],
        )
        for gap in kept["unconfirmed"]
    )
    return Series(name, kept["file"], entries, unconfirmed)


def _value(country: str, name: str, kept: Mapping[str, Any]) -> LawValue:
    given: dict[str, Any] = {"country": country, "name": name}
    for one in _FIELDS:
        if one.name not in kept and one.default is not MISSING:
            continue
        written = kept[one.name]
        if one.name in _DAYS:
            given[one.name] = date.fromisoformat(written) if written else None
        else:
            given[one.name] = frozen_amount(written)
    return LawValue(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return value
