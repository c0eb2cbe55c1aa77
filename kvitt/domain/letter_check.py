"""Judging letters that left by the law of their day, from what is stored: was this one allowed?

What a letter charged is recomputed elsewhere (`kvitt.domain.recompute`); here it is its days and
the holds of its case. Several books may have been in use on a day: one that allows it is enough.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.holds import Hold, blocks
from kvitt.domain.stored_charges import LawAsOf
from kvitt.law.deadlines import LETTER_KINDS, least_deadline

TIME, EARLY, PATIENCE, HELD, CHARGE = "time", "early", "patience", "held", "charge"
RULES = (TIME, EARLY, PATIENCE, HELD, CHARGE)
"""The time that the law gives; not before the claim is overdue; not while an earlier letter still
gives time; not under a hold; and every charge of the letter as the law gives it."""
KIND = "friendly_reminder"
"""It threatens nothing and charges nothing: the day that it names is a wish, not a deadline."""


class SentLetter(NamedTuple):
    """A letter of the flow that left, with what it depends on."""

    notice_id: int
    case_id: int
    kind: str
    sent_on: date
    deadline_on: date
    due_on: date | None
    """The earliest due day on its case; None where all its claims went on to another case."""
    earlier_on: date | None
    """The last day that a letter before it, other than a friendly one, had given."""
    holds: tuple[Hold, ...]
    """Those that began before the day on which it left and ended after it."""


class Broken(NamedTuple):
    """A rule that a letter does not keep."""

    rule: str
    letter: SentLetter
    day: date | None = None
    """The day that the rule names."""
    what: str = ""
    """The kind of hold, or the sentence about the charge."""
    reference: str = ""


def broken_rules(
    letter: SentLetter, country: str, law_of: Callable[[date], Sequence[LawAsOf]]
) -> Iterator[Broken]:
    """The rules about days and holds that the letter does not keep. Raises LawNotKnown."""
    if letter.kind in LETTER_KINDS[country]:
        least = [
            least_deadline(law.book, letter.kind, sent_on=letter.sent_on, known_on=law.known_on)
            for law in law_of(letter.sent_on)
        ]
        if least and all(letter.deadline_on < one.day for one in least):
            yield Broken(TIME, letter, least[0].day, reference=least[0].because.reference)
    if letter.due_on is not None and letter.sent_on <= letter.due_on:
        yield Broken(EARLY, letter, letter.due_on)
    earlier_on = None if letter.kind == KIND else letter.earlier_on
    if earlier_on is not None and earlier_on >= letter.sent_on:
        yield Broken(PATIENCE, letter, earlier_on)
    for block in blocks("flow_letter", letter.holds, letter.sent_on, country=country):
        yield Broken(HELD, letter, block.until, block.kind, block.reference)
