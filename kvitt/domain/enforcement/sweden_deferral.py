"""Deferral after filing in Sweden: what the applicant may give before the enforcement lapses.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> found = deferral_after_filing(law_book("SE"), granted_on=date(2026, 3, 2),
...                               until=date(2026, 5, 2))
>>> found.lapses, found.last_on.isoformat()
(False, '2026-05-02')
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kvitt.kernel.days import add_years
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.statutory import statutory_deadline


class WouldLapse(Refusal):
    """The deferral would make the application for enforcement lapse."""


class NoTimeGiven(Refusal):
    """The deferral ends before it is given."""


class DeferralAfterFiling(NamedTuple):
    """Whether the application lapses by a deferral, the last day that does not, and why."""

    lapses: bool
    last_on: date
    sentence: str
    reference: str


def deferral_after_filing(
    book: LawBook, *, granted_on: date, until: date, earlier: Sequence[date] = ()
) -> DeferralAfterFiling:
    """What a deferral until a day, that day included, does to an application for enforcement.

    A deferral of more than two months makes it lapse, and so does a third one within a year;
    ``earlier`` are the days on which the applicant gave the others. Raises NoTimeGiven and
    LawNotKnown.
    """
    if until < granted_on:
        raise NoTimeGiven(
            "A deferral given on {granted_on} cannot end on {until}.",
            granted_on=granted_on,
            until=until,
        )
    longest = statutory_deadline(book, "enforcement_deferral", from_on=granted_on)
    most = book.value("statutory.enforcement_deferral_times", on=granted_on)
    # In doubt it counts: one that was given on the same date of the year before is within it.
    in_the_year = [day for day in earlier if day <= granted_on <= add_years(day, 1)]
    reference = longest.because.reference
    if until > longest.unmoved_on:
        sentence = (
            f"A deferral until {until} is longer than until {longest.unmoved_on}, and makes the "
            "application for enforcement lapse."
        )
        return DeferralAfterFiling(True, longest.unmoved_on, sentence, reference)
    if len(in_the_year) >= most.amount:
        sentence = (
            f"{len(in_the_year)} deferrals were given within a year; another makes the application "
            "for enforcement lapse."
        )
        return DeferralAfterFiling(True, longest.unmoved_on, sentence, most.reference)
    return DeferralAfterFiling(False, longest.unmoved_on, "", reference)


def require_no_lapse(
    book: LawBook, *, granted_on: date, until: date, earlier: Sequence[date] = ()
) -> DeferralAfterFiling:
    """The same. Raises WouldLapse, with the last possible day, where it would lapse."""
    found = deferral_after_filing(book, granted_on=granted_on, until=until, earlier=earlier)
    if found.lapses:
        raise WouldLapse(
            "{why} Give a shorter one, or record that it lapsed.",
            reference=found.reference,
            last_on=found.last_on.isoformat(),
            why=found.sentence,
        )
    return found
