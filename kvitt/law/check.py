"""The check of the law files: shape, days and grounds, and what somebody must soon look at.

Trouble is what must not be: the book is refused. A warning is a day that comes nearer: a value that
runs out, a review that has passed. Run by the tests, by ``make check`` and by ``kvitt law check``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, law_texts, read_law_book
from kvitt.law.plain_yaml import read_plain_yaml
from kvitt.law.regimes import review_flag
from kvitt.law.whole import trouble_in_book

WARN_DAYS = 60
"""So many days before a value ends, somebody should know: the rates come about two weeks before."""

_REVIEWED = "_reviewed_through"


@dataclass(frozen=True, slots=True)
class LawWarning:
    """What is not wrong today and will be one day, with that day."""

    kind: str
    """``running_out``, ``run_out`` or ``unreviewed``."""
    name: str
    on: date
    """The first day that lacks a value, or the last one that was reviewed."""
    sentence: str


@dataclass(frozen=True, slots=True)
class UnconfirmedSpan:
    """Days for which a value is left out on purpose, so that every question about it is refused."""

    name: str
    from_: date
    until: date
    sentence: str


@dataclass(frozen=True, slots=True)
class LawCheck:
    """What a country's law files are like on a day."""

    country: str
    version: str
    """Empty where the files make no book."""
    value_count: int
    period_count: int
    troubles: tuple[str, ...]
    warnings: tuple[LawWarning, ...]
    unconfirmed: tuple[UnconfirmedSpan, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; warnings and owned-up gaps are not wrong."""
        return not self.troubles


def check_law(country: str, *, on: date, texts: Mapping[str, str] | None = None) -> LawCheck:
    """The files of a country, or these texts, looked through as of a day. Raises nothing of them.

    Raises UnknownLaw for a country without a law book.
    """
    found = law_texts(country) if texts is None else texts
    try:
        troubles = trouble_in_texts(country, found)
        book = read_law_book(country, found)
    except Refusal as no:
        return LawCheck(country, "", 0, 0, (str(no),), (), ())
    return LawCheck(
        country,
        book.version,
        len(book.names()),
        sum(len(book.series[name].entries) for name in book.names()),
        troubles,
        () if troubles else (*running_out(book, on=on), *unreviewed(book, on=on)),
        unconfirmed_spans(book),
    )


def trouble_in_law(country: str) -> tuple[str, ...]:
    """Everything wrong with a country's law files in the package, one sentence each."""
    return trouble_in_texts(country, law_texts(country))


def trouble_in_texts(country: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Everything wrong with law files by name and text; nothing where they are sound.

    Raises UnreadableYaml and LawFileBroken where the book cannot be read at all.
    """
    trouble = [
        sentence
        for name, text in sorted(texts.items())
        for sentence in _trouble_in_shape(name, read_plain_yaml(text, name=name))
    ]
    if trouble:
        return tuple(trouble)
    book = read_law_book(country, texts)
    return (*trouble_in_book(book), *_trouble_in_grounds(book))


def running_out(book: LawBook, *, on: date, within_days: int = WARN_DAYS) -> tuple[LawWarning, ...]:
    """The values whose last known period ends soon after a day, or has ended, the first one first.

    A value that goes on without an end never runs out.
    """
    found = []
    for name in book.names():
        end = book.values(name)[-1].applies_until
        if end is None or end > on + timedelta(days=within_days):
            continue
        last, left, file = end - timedelta(days=1), (end - on).days, book.series[name].file
        if left > 0:
            words = f"{name} is known through {last}, {left} days more: add what follows to {file}."
            found.append(LawWarning("running_out", name, end, words))
        else:
            words = f"{name} is known through {last} only; later days are refused. See {file}."
            found.append(LawWarning("run_out", name, end, words))
    return tuple(sorted(found, key=lambda one: (one.on, one.name)))


def unreviewed(book: LawBook, *, on: date) -> tuple[LawWarning, ...]:
    """The areas whose law has not been read as far as a day: what is decided then needs a review.

    Raises LawNotKnown.
    """
    found = []
    for name in book.names():
        area, _, key = name.partition(".")
        if area != "regimes" or not key.endswith(_REVIEWED):
            continue
        words = review_flag(book, key.removesuffix(_REVIEWED), on)
        if words:
            day = book.value(name, on=on).amount
            last = date.min if day == "not set" else date.fromisoformat(day)
            found.append(LawWarning("unreviewed", name, last, words))
    return tuple(found)


def unconfirmed_spans(book: LawBook) -> tuple[UnconfirmedSpan, ...]:
    """Every run of days for which the sources do not agree or say nothing."""
    return tuple(
        UnconfirmedSpan(name, gap.applies_from, gap.applies_until, gap.sentence)
        for name in book.names()
        for gap in book.series[name].unconfirmed
    )


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    schema: dict[str, Any] = json.loads(
        files("kvitt.law").joinpath("schema.json").read_text(encoding="utf-8")
    )
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _trouble_in_shape(name: str, page: Any) -> list[str]:
    return [
        f"{name}: {error.json_path}: {error.message}"
        for error in sorted(_validator().iter_errors(page), key=lambda error: error.json_path)
    ]


def _trouble_in_grounds(book: LawBook) -> list[str]:
    """Values without a reference, a source or a sentence that a person can read."""
    trouble = []
    for name in book.names():
        series = book.series[name]
        for entry in series.entries:
            where = f"{series.file}: {name} from {entry.applies_from}"
            trouble += [
                f"{where} has no {what}"
                for what in ("reference", "source", "sentence")
                if not str(getattr(entry, what)).strip()
            ]
            if entry.sentence.strip() and not entry.sentence.rstrip().endswith("."):
                trouble.append(f"{where} has a sentence without an end: “{entry.sentence[-20:]}”")
        trouble += [
            f"{series.file}: {name} does not say why {gap.applies_from} is unconfirmed"
            for gap in series.unconfirmed
            if not gap.sentence.strip()
        ]
    return list(dict.fromkeys(trouble))
