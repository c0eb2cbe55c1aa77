"""Sectors: what may follow the last letter of a rent or a power bill, where the law is held.

A flow of a sector names its measures. Each measure stands in ``sectors.yaml`` with the values of
the law that must be held before anybody takes it, each with the question that it answers. A flow
that names a measure whose statute the law files do not hold is refused, with what is missing.

>>> measures()["rent_eviction_notice"].sector
'rent'
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.plain_yaml import read_plain_yaml

SECTORS = resources.files("kvitt.domain") / "sectors.yaml"


class UnknownMeasure(Refusal):
    """The flow names a measure that no sector of its country knows."""


class StatuteMissing(Refusal):
    """The flow names a measure whose statute the law files do not hold."""


class Measure(NamedTuple):
    """What a sector may do after the last letter, and what the law must say of it first."""

    country: str
    sector: str
    what: str
    """What a person is asked to do."""
    needs: Mapping[str, str]
    """Names of law values, each with the question that it answers."""


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by its name."""
    written = read_plain_yaml(SECTORS.read_text(encoding="utf-8"), name="sectors.yaml")
    return MappingProxyType(
        {
            name: Measure(one["country"], one["sector"], one["what"], dict(one["needs"]))
            for name, one in written["measures"].items()
        }
    )


def require_statutes(
    names: Sequence[str], *, country: str, sector: str, book: LawBook, on: date, source: str
) -> None:
    """Refuses measures of another sector, and those whose statutes the book does not hold that day.

    Raises UnknownMeasure and StatuteMissing; the sentence says which value is missing, and why.
    """
    for name in names:
        measure = measures().get(name)
        if measure is None or (measure.country, measure.sector) != (country, sector):
            known = [
                one for one, found in measures().items()
                if (found.country, found.sector) == (country, sector)
            ]  # fmt: skip
            raise UnknownMeasure(
                "{source}: the sector “{sector}” of {country} knows no measure “{measure}”; it "
                "knows {known}",
                measure=name,
                source=source,
                sector=sector,
                country=country,
                known=", ".join(known) or "none",
            )
        needs = measure.needs.items()
        missing = {value: asks for value, asks in needs if not _held(book, value, on)}
        if missing:
            told = "; ".join(f"{value} ({asks})" for value, asks in missing.items())
            raise StatuteMissing(
                "{source}: the measure “{measure}” cannot be taken, because the law files do not "
                "say what binds it: {told}. Nothing of it has been read from a source: write it "
                "into kvitt/law/{country}/sector.yaml with its statute, or leave it out",
                measure=name,
                missing=sorted(missing),
                source=source,
                told=told,
                country=country.lower(),
            )


def _held(book: LawBook, name: str, on: date) -> bool:
    if name not in book.series:
        return False
    try:
        book.value(name, on=on)
    except LawNotKnown:
        return False
    return True


def what_follows(names: Sequence[str]) -> str:
    """What a person is asked to do after the last letter of such a flow; empty without measures."""
    return ", then ".join(measures()[name].what for name in names)
