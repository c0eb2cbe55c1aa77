"""The check of the law files: shape, gaps and overlaps. Run by the tests and by ``make check``."""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from jsonschema import Draft202012Validator

from kvitt.law.book import LawBook, Series, law_texts, read_law_book
from kvitt.law.plain_yaml import read_plain_yaml


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
    return tuple(trouble) or trouble_in_book(read_law_book(country, texts))


def trouble_in_book(book: LawBook) -> tuple[str, ...]:
    """The gaps and overlaps of a book, one sentence each."""
    return tuple(
        sentence for name in book.names() for sentence in _trouble_in_series(book.series[name])
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


def _trouble_in_series(series: Series) -> list[str]:
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
