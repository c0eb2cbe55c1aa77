"""Another law book: the packaged one with one value changed, for tests of changes."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from kvitt.law.book import LawBook


def with_value(
    book: LawBook, name: str, amount: Any, *, on: date, published: date | None = None
) -> LawBook:
    """The book in which the period of a value that covers a day has another amount.

    With ``published`` the old amount stays, as what was known before that day.
    """
    series = book.series[name]
    covering = max(
        (entry for entry in series.entries if entry.applies_from <= on),
        key=lambda entry: (entry.applies_from, entry.published),
    )
    if published is None:
        other = replace(covering, amount=amount)
        entries = tuple(other if entry is covering else entry for entry in series.entries)
    else:
        late = replace(covering, amount=amount, published=published, published_exact=True)
        entries = (*series.entries, late)
    changed = {**book.series, name: replace(series, entries=entries)}
    version = f"{book.version}-{name}-{covering.applies_from}-{amount}"
    return LawBook(book.country, version, MappingProxyType(changed))
