"""Law books with one value changed, for the tests of this folder."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from kvitt.law.book import LawBook, Series, law_book


def with_value_from(country: str, name: str, from_: date, amount: Any) -> LawBook:
    """The packaged book with a new period of one value from that day."""
    series = law_book(country).series[name]
    added = replace(series.entries[-1], applies_from=from_, published=from_, amount=amount)
    return _with(country, replace(series, entries=(*series.entries, added)))


def with_new_act_from(day: str) -> LawBook:
    """Norway's book where the day of the new collection act is set."""
    series = law_book("NO").series["regimes.collection_act_from"]
    entry = replace(series.entries[-1], amount=day)
    return _with("NO", replace(series, entries=(*series.entries[:-1], entry)))


def _with(country: str, series: Series) -> LawBook:
    kept = {**law_book(country).series, series.name: series}
    return LawBook(country, f"{country.lower()}-test", MappingProxyType(kept))
