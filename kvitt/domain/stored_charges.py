"""Stored charges: a case as recomputing needs it, with every charge and all that it rested on.

The store fills these records as `kvitt.domain.facts` is filled for decisions; unlike facts they
reach back to the first charge, and hold what was taken back.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from kvitt.law.book import LawBook

INTEREST = "interest"


class StoredItem(NamedTuple):
    """A charge as it is stored. Sums in whole minor units."""

    item_id: int
    claim_id: int
    kind: str
    amount_minor: int
    dated_on: date
    """The day on which it was charged."""
    from_: date | None
    until: date | None
    rate_bp: int | None
    base_minor: int | None
    notice_id: int | None
    cycle: int | None
    of_a_measure: bool
    """Whether a step of the flow or a day charged it, so that later measures count it."""
    voided_on: date | None
    reference: str
    given: Mapping[str, Any]
    """The inputs that were stored with it."""


class Move(NamedTuple):
    """A payment, credit note or reversal that changed what is open of a claim's principal."""

    known_on: date
    """The day on which it was booked here."""
    counts_from: date
    """The last day on which interest runs on the principal as it was before."""
    amount_minor: int
    """By how much less is open; negative where it opened again."""
    is_write_off: bool = False
    """The books do not tell whether it came before or after the day's other moves."""


class StoredClaim(NamedTuple):
    """A claim of the case with what happened to its principal, oldest first."""

    claim_id: int
    due_on: date
    """The last day without interest."""
    principal_minor: int
    fees_agreed: bool
    moves: tuple[Move, ...] = ()

    def open_on(self, day: date) -> set[int]:
        """What was open of the principal on a day: several sums where that day changed it.

        What opened it again that day may have come before what took it away.
        """
        if not self.moves:
            return {self.principal_minor}
        known = sum(move.amount_minor for move in self.moves if move.known_on < day)
        that_day = [move for move in self.moves if move.known_on == day]
        others = [move.amount_minor for move in that_day if not move.is_write_off]
        written_off = [move.amount_minor for move in that_day if move.is_write_off]
        return {
            self.principal_minor - known - other - written
            for other in _sums_so_far(others)
            for written in _sums_so_far(written_off)
        }


def _sums_so_far(amounts_minor: list[int]) -> set[int]:
    """The sums after each of them, in this order and with what is below zero first."""
    return {0, *accumulate(amounts_minor), *accumulate(sorted(amounts_minor))}


class StoredNotice(NamedTuple):
    """A letter of the case, or of a case that was merged into it."""

    notice_id: int
    case_id: int
    kind: str
    cycle: int
    state: str
    planned_on: date
    sent_on: date | None
    deadline_on: date | None
    confirmed_on: date | None
    principal_minor: int
    covered_kind: str | None
    covered_minor: int


class Companion(NamedTuple):
    """A claim of a case that was divided, or of one it was divided from, and where it lay when."""

    claim: StoredClaim
    items: tuple[StoredItem, ...]
    case_id: int
    """The case on which it lies now."""
    moves: tuple[tuple[date, int], ...]
    """The days on which it went on to another case, oldest first, and the cases that it left."""

    def places_on(self, day: date) -> tuple[int, ...]:
        """The cases on which it lay on the day, from morning to evening."""
        left = [case_id for moved_on, case_id in self.moves if moved_on == day]
        later = [case_id for moved_on, case_id in self.moves if moved_on > day]
        return (*left, later[0] if later else self.case_id)


class StoredCase(NamedTuple):
    """Everything on which the charges of a case depend; items and letters oldest first."""

    case_id: int
    debtor_kind: str
    claims: tuple[StoredClaim, ...]
    items: tuple[StoredItem, ...]
    notices: tuple[StoredNotice, ...] = ()
    companions: tuple[Companion, ...] = ()
    """Where claims left the case or another one of theirs: all of these claims, its own too."""

    def as_charged(self, item: StoredItem) -> Iterator["StoredCase"]:
        """The case with the claims that lay together when the item was charged.

        On a day on which claims came or left the rows do not tell what came first: one case for
        each reading.
        """
        own = next((one for one in self.companions if one.claim.claim_id == item.claim_id), None)
        if own is None:
            yield self
            return
        day, seen = item.dated_on, set()
        for place in own.places_on(day):
            for which in (slice(None), slice(1), slice(-1, None)):
                lay = [one for one in self.companions if place in one.places_on(day)[which]]
                ids = frozenset(one.claim.claim_id for one in lay)
                if item.claim_id in ids and ids not in seen:
                    seen.add(ids)
                    yield self._replace(
                        claims=tuple(sorted(one.claim for one in lay)),
                        items=tuple(sorted((i for one in lay for i in one.items), key=_number)),
                    )


def _number(item: StoredItem) -> int:
    return item.item_id


class LawAsOf(NamedTuple):
    """A law book, as it was known on a day; without a day, all that stands in it."""

    book: LawBook
    known_on: date | None = None
