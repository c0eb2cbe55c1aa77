"""Regimes: the day on which a new act takes over, if it is known, and how far the law was read.

A day stands in the law book as text; where no day is known it says so, and nothing is guessed.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> regime_on(law_book("SE"), "consumer_credit_act", date(2027, 1, 1))
False
>>> review_flag(law_book("SE"), "fees", date(2026, 11, 21))
''
"""

from datetime import date

from kvitt.law.book import COUNTRY_NAMES, LawBook

NOT_SET = "not set"


def regime_from(book: LawBook, name: str, on: date, *, known_on: date | None = None) -> date | None:
    """The first day of an act such as ``consumer_credit_act`` as the book has it; None if not set.

    Raises LawNotKnown, and UnknownLaw where the book has no switch of that name.
    """
    day: str = book.value(f"regimes.{name}_from", on=on, known_on=known_on).amount
    return None if day == NOT_SET else date.fromisoformat(day)


def regime_on(book: LawBook, name: str, on: date, *, known_on: date | None = None) -> bool:
    """Whether the act is in force on that day. Raises LawNotKnown and UnknownLaw."""
    first = regime_from(book, name, on, known_on=known_on)
    return first is not None and on >= first


def reviewed_through(
    book: LawBook, area: str, on: date, *, known_on: date | None = None
) -> date | None:
    """The last day for which an area's law has been read; None where nobody has read it.

    Raises LawNotKnown, and UnknownLaw where the book does not review that area.
    """
    day: str = book.value(f"regimes.{area}_reviewed_through", on=on, known_on=known_on).amount
    return None if day == NOT_SET else date.fromisoformat(day)


def review_flag(book: LawBook, area: str, on: date, *, known_on: date | None = None) -> str:
    """Why a decision made on that day needs a review, or an empty text where it needs none.

    Areas are ``fees`` in both countries and ``credit`` in Sweden. Raises LawNotKnown and
    UnknownLaw.
    """
    last = reviewed_through(book, area, on, known_on=known_on)
    if last is not None and on <= last:
        return ""
    country = COUNTRY_NAMES[book.country]
    read = f"has been read through {last}" if last else "has not been read"
    reason = book.value(f"regimes.{area}_reviewed_through", on=on, known_on=known_on).sentence
    return f"{country}'s law on {area} {read}; a decision on {on} needs a review. {reason}"
