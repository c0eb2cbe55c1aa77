"""The law book of a country: every value of the law with the days on which it applies.

The values stand in the YAML files of ``kvitt/law/se`` and ``kvitt/law/no``. A value is looked up by
its name and by the day that selects it; which day that is (the due day, the day of sending, each
single day) stands with the value. A value that is not known on that day is refused, never guessed.

>>> from datetime import date
>>> fee = law_book("SE").value("fees.reminder", on=date(2026, 3, 1))
>>> fee.amount, fee.reference
(6000, 'lag (1981:739) 2 § och 4 § 1')
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.plain_yaml import read_plain_yaml
from kvitt.law.whole import trouble_in_book

_KNOWN_KEPT = 4096
"""Lookups "as known on" a day are kept; a process that lives for months begins anew at times."""

COUNTRY_NAMES = {"SE": "Sweden", "NO": "Norway"}


class LawNotKnown(Refusal):
    """The law book holds no value for that day: the sentence names the value and the day."""


class UnknownLaw(Refusal):
    """There is no law book for that country, or no value of that name in it."""


class LawFileBroken(Refusal):
    """A law file does not hold what it must: the sentence names the file, value and field."""


@dataclass(frozen=True, slots=True)
class LawValue:
    """One value of the law with its days, its ground and how sure we are of it."""

    country: str
    name: str
    amount: Any
    """Whole minor units, basis points, days, yes/no, a word, or a tuple or mapping of such."""
    unit: str
    selected_by: str
    """The day that selects the value: due_on, sent_on, each_day, first_claimable_on ..."""
    applies_from: date
    applies_until: date | None
    """The first day on which it no longer applies; None while no end is known."""
    published: date
    """The day on which the value was made known."""
    published_exact: bool
    """False where that day was not found and the first day of application stands in for it."""
    reference: str
    """The statute as a lawyer cites it."""
    notice: str
    """The regulation or announcement that set this very amount; empty where none is known."""
    source: str
    sentence: str
    confidence: str
    """high, medium or low: see docs/algorithms/interest.md."""
    kind: str
    """``law``, or ``setting`` where the law is silent and the choice is ours."""
    signed_by: str = ""
    """Who proposed and who approved the period, where it was added with ``kvitt law propose``."""

    def because(self, **given: str | int) -> Because:
        """The legal ground of what was decided with this value, with the inputs."""
        return Because(f"{self.country.lower()}.{self.name}", self.reference, given)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Days for which the sources do not agree or say nothing: the value is left out on purpose."""

    applies_from: date
    applies_until: date
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """All values of one name in order of time, and what is unconfirmed."""

    name: str
    file: str
    entries: tuple[LawValue, ...]
    """As written: one for each period, corrections of the same period by day of publication."""
    unconfirmed: tuple[Unconfirmed, ...]

    def as_known(self, known_on: date | None) -> tuple[LawValue, ...]:
        """The values published by that day; each ends where its successor begins."""
        by_start: dict[date, LawValue] = {}
        for entry in sorted(self.entries, key=lambda entry: (entry.applies_from, entry.published)):
            if known_on is None or entry.published <= known_on:
                by_start[entry.applies_from] = entry
        known = tuple(by_start.values())
        successors = [*(later.applies_from for later in known[1:]), None][: len(known)]
        ends = (
            [end for end in (own.applies_until, next_from) if end is not None]
            for own, next_from in zip(known, successors, strict=True)
        )
        return tuple(
            replace(own, applies_until=min(end) if end else None)
            for own, end in zip(known, ends, strict=True)
        )


@dataclass(frozen=True, slots=True, eq=False)
class LawBook:
    """Every value of one country's law. It never changes; a changed law is another book."""

    country: str
    version: str
    """A short fingerprint of the files, stored with every decision made by this book."""
    series: Mapping[str, Series]
    _known: dict[tuple[str, date | None], tuple[list[date], tuple[LawValue, ...]]] = field(
        default_factory=dict, repr=False
    )

    def value(self, name: str, *, on: date, known_on: date | None = None) -> LawValue:
        """The value on the day that selects it, as it was known on ``known_on`` (default: now).

        Raises LawNotKnown where none applies on that day, UnknownLaw for a name not in the book.
        """
        found = self._known.get((name, known_on))
        starts, values = found if found is not None else self._values_known(name, known_on)
        place = bisect_right(starts, on)
        if place:
            value = values[place - 1]
            if value.applies_until is None or on < value.applies_until:
                return value
        raise self._not_known(name, on, known_on, values)

    def values(self, name: str, *, known_on: date | None = None) -> tuple[LawValue, ...]:
        """All values of one name in order of time. Raises UnknownLaw."""
        return self._values_known(name, known_on)[1]

    def names(self) -> tuple[str, ...]:
        """The names of all values, in order."""
        return tuple(sorted(self.series))

    def _values_known(
        self, name: str, known_on: date | None
    ) -> tuple[list[date], tuple[LawValue, ...]]:
        key = (name, known_on)
        if key not in self._known:
            if name not in self.series:
                raise UnknownLaw(
                    "The law book of {told_country} has no value “{name}”.",
                    country=self.country,
                    name=name,
                    told_country=COUNTRY_NAMES[self.country],
                )
            if len(self._known) >= _KNOWN_KEPT:
                self._known.clear()
            values = self.series[name].as_known(known_on)
            self._known[key] = ([value.applies_from for value in values], values)
        return self._known[key]

    def _not_known(
        self, name: str, on: date, known_on: date | None, values: Sequence[LawValue]
    ) -> LawNotKnown:
        series = self.series[name]
        return LawNotKnown(
            "{land}: {name} is not known for {on:day} as known on {known_on}. {why} When it is "
            "published, add it to {file}."
            if known_on
            else "{land}: {name} is not known for {on:day}. {why} When it is published, add it to "
            "{file}.",
            reference=series.entries[-1].reference, country=self.country, name=name,
            on=on.isoformat(), land=COUNTRY_NAMES[self.country], known_on=known_on,
            why=_why_not_known(series, values, on), file=series.file,
        )  # fmt: skip


def _why_not_known(series: Series, values: Sequence[LawValue], on: date) -> str:
    """Where the values end, or the gap among them."""
    for gap in series.unconfirmed:
        if gap.applies_from <= on < gap.applies_until:
            return gap.sentence
    if not values:
        return Sentence("The book begins with a later day.")
    if on < values[0].applies_from:
        return Sentence("The book begins with {day}.", day=values[0].applies_from)
    ended = [value.applies_until for value in values if value.applies_until is not None]
    last = max(until for until in ended if until <= on)
    return Sentence("The last known value ends before {day}.", day=last)


@lru_cache(maxsize=len(COUNTRY_NAMES))
def law_book(country: str) -> LawBook:
    """The law book of ``SE`` or ``NO`` from the package. Raises UnknownLaw, LawFileBroken."""
    if country not in COUNTRY_NAMES:
        kept = ", ".join(sorted(COUNTRY_NAMES))
        raise UnknownLaw(
            "There is no law book for “{country}”; there is {kept}.", country=country, kept=kept
        )
    return whole_law_book(country, law_texts(country))


def whole_law_book(country: str, texts: Mapping[str, str]) -> LawBook:
    """The book that the files make, refused where periods overlap or leave a hole.

    Raises UnreadableYaml and LawFileBroken, which names the value and the days.
    """
    book = read_law_book(country, texts)
    trouble = trouble_in_book(book)
    if trouble:
        raise LawFileBroken("; ".join(trouble), country=country)
    return book


def law_texts(country: str) -> dict[str, str]:
    """The law files of a country in the package: name and text."""
    folder = files("kvitt.law").joinpath(country.lower())
    return {
        f"kvitt/law/{country.lower()}/{file.name}": file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yaml")
    }


def read_law_book(country: str, texts: Mapping[str, str]) -> LawBook:
    """The book that the files make, by name and text. Raises LawFileBroken, UnreadableYaml."""
    fingerprint = hashlib.sha256()
    series: dict[str, Series] = {}
    for name, text in sorted(texts.items()):
        fingerprint.update(f"{name}\0{text}\0".encode())
        page = read_plain_yaml(text, name=name)
        if not isinstance(page, dict) or page.get("country") != country:
            raise LawFileBroken(
                "{file}: the file must say “country: {country}”", file=name, country=country
            )
        for key, written in page["values"].items():
            one = _series(country, f"{page['area']}.{key}", name, written)
            if one.name in series:
                raise LawFileBroken("{file}: {one} stands in two files", file=name, one=one.name)
            series[one.name] = one
    version = f"{country.lower()}-{fingerprint.hexdigest()[:12]}"
    return LawBook(country, version, MappingProxyType(series))


def _series(country: str, name: str, file: str, written: Mapping[str, Any]) -> Series:
    try:
        entries = tuple(_value(country, name, written, period) for period in written["periods"])
        unconfirmed = tuple(
            Unconfirmed(
                date.fromisoformat(gap["applies_from"]),
                date.fromisoformat(gap["applies_until"]),
                gap["sentence"],
            )
            for gap in written.get("unconfirmed", ())
        )
    except KeyError as missing:
        raise LawFileBroken(
            "{file}: {name} lacks {missing}", file=file, name=name, missing=missing
        ) from missing
    except (TypeError, ValueError, AttributeError) as trouble:
        raise LawFileBroken(
            "{file}: {name}: {trouble}", file=file, name=name, trouble=trouble
        ) from trouble
    if not entries:
        raise LawFileBroken("{file}: {name} has no periods", file=file, name=name)
    return Series(name, file, entries, unconfirmed)


def _value(
    country: str, name: str, written: Mapping[str, Any], period: Mapping[str, Any]
) -> LawValue:
    whole = {**written, **period}
    applies_from = date.fromisoformat(whole["applies_from"])
    until = whole.get("applies_until")
    published = whole.get("published")
    return LawValue(
        country=country,
        name=name,
        amount=frozen_amount(whole["amount"]),
        unit=whole["unit"],
        selected_by=whole["selected_by"],
        applies_from=applies_from,
        applies_until=date.fromisoformat(until) if until else None,
        published=date.fromisoformat(published) if published else applies_from,
        published_exact=bool(published),
        reference=whole["reference"],
        notice=whole.get("notice", ""),
        source=whole["source"],
        sentence=Sentence(whole["sentence"]),
        confidence=whole["confidence"],
        kind=whole["kind"],
        signed_by=whole.get("signed_by", ""),
    )


def frozen_amount(amount: Any) -> Any:
    """The amount as a law value holds it: lists as tuples, mappings that cannot change."""
    if isinstance(amount, list):
        return tuple(frozen_amount(part) for part in amount)
    if isinstance(amount, dict):
        return MappingProxyType({key: frozen_amount(part) for key, part in amount.items()})
    return amount
