"""When a debtor may be called: the hours of the country, as they are known, in one sentence.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> contact_hours(law_book("NO"), on=date(2026, 3, 4)).told
'weekdays 08:00-21:00, saturday 09:00-15:00; never on a sunday or holiday'
"""

from datetime import date
from typing import NamedTuple

from kvitt.law.book import LawBook, UnknownLaw

HOURS, NEVER = "practice.contact_hours", "practice.no_contact_on"


class ContactHours(NamedTuple):
    """The hours in which a debtor may be called."""

    told: str
    """By kinds of days, e.g. ``weekday 08:00-20:00``."""
    reference: str
    """The statute or practice that asks for it."""


def contact_hours(book: LawBook, *, on: date) -> ContactHours:
    """The hours that hold on the day, with their ground. Raises LawNotKnown before they begin."""
    hours = book.value(HOURS, on=on)
    told = ", ".join(f"{days} {within}" for days, within in hours.amount.items())
    try:
        never = " or ".join(book.value(NEVER, on=on).amount)
    except UnknownLaw:  # the country's practice names no such days
        return ContactHours(told, hours.reference)
    return ContactHours(f"{told}; never on a {never}", hours.reference)
