"""Recompute: every amount on a case computed anew by the law of the day on which it was charged.

Interest is counted again on the principal that was open, at the law's rate for each of its days,
with what earlier days had left unrounded. A fee is asked for again at the one gate, with the
letters that had been charged before it. What is stored must come to the same, to the öre.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.recompute_fees import FeeAnswer, fee_answers, is_given
from kvitt.domain.stored_charges import INTEREST, LawAsOf, StoredCase, StoredClaim, StoredItem
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.interest import DENOMINATOR, Segment, interest_segments

LawOf = Callable[[date], Sequence[LawAsOf]]
"""The books that a charge of a day may have been computed by, the likeliest first."""


class WrongItem(NamedTuple):
    """A charge that the law of its day does not give, and why."""

    item: StoredItem
    sentence: str
    reference: str


class Recomputed(NamedTuple):
    """A charge that comes to another amount by another book."""

    item: StoredItem
    lawful_minor: int | None
    """None where the book no longer answers."""
    reference: str
    because: str
    """Why nothing may be charged, or why there is no answer; empty where there is an amount."""

    @property
    def difference_minor(self) -> int:
        """What is owed more by the other book; below zero where too much was charged."""
        return 0 if self.lawful_minor is None else self.lawful_minor - self.item.amount_minor


class LawInForce:
    """The books of a country by the day from which each was used."""

    def __init__(self, present: LawBook, taken: Sequence[tuple[date, LawBook]] = ()) -> None:
        """``taken`` are the books that were taken into use, oldest first, each with its day."""
        self._present = present
        self._days = [day for day, _ in taken]
        self._books = [book for _, book in taken]
        self._answers: dict[date, tuple[LawAsOf, ...]] = {}
        first = self._books[0] if self._books else present
        self._made_known = sorted(
            {value.published for series in first.series.values() for value in series.entries}
        )

    def on(self, day: date) -> tuple[LawAsOf, ...]:
        """The books by which a charge of that day may have been computed, the likeliest first.

        On the day of a change that is the new book or the one before; a book may be installed some
        hours before it is taken. Before the first one was kept: what had been made known by then.
        """
        if day not in self._answers:
            self._answers[day] = tuple(self._possible(day))
        return self._answers[day]

    def _possible(self, day: date) -> Iterator[LawAsOf]:
        place = bisect_right(self._days, day) - 1
        books = self._books[max(place, 0) : place + 2]
        if place > 0 and self._days[place] == day:
            books.insert(1, self._books[place - 1])
        seen: set[str] = set()
        for book in (*books, self._present):
            if book.version not in seen:
                seen.add(book.version)
                yield LawAsOf(book)
        if place < 0:
            known = bisect_right(self._made_known, day)
            known_on = self._made_known[known - 1] if known else day
            yield LawAsOf(books[0] if books else self._present, known_on)


def wrong_items(case: StoredCase, law_of: LawOf) -> Iterator[WrongItem]:
    """The items of the case that recomputing does not confirm, each with the reason.

    One book of the item's day that confirms it is enough; what fails is told by the likeliest.
    """
    claims = {claim.claim_id: claim for claim in case.claims}
    yield from _booked_twice(case)
    for item in case.items:
        if item.kind == INTEREST:
            found = _wrong_days_or_base(case, claims[item.claim_id], item)
            found = found or _wrong_by_all(case, item, law_of(item.dated_on), _wrong_interest)
        else:
            found = _wrong_by_all(case, item, law_of(item.dated_on), _wrong_fee)
        if found is not None:
            yield found


def recomputed(case: StoredCase, book: LawBook) -> Iterator[Recomputed]:
    """The items that stand on the case and come to another amount by this book, or to none.

    Interest may come to more or less. A fee may only come to less: it is owed at the amount that
    its letter named, also where the law now lets a letter cost more.
    """
    law = LawAsOf(book)
    for item in case.items:
        if item.voided_on is not None:
            continue
        try:
            found = (
                _other_interest(case, item, law)
                if item.kind == INTEREST
                else _lower_fee(case, item, law)
            )
        except Refusal as no:
            found = Recomputed(item, None, no.reference, no.sentence)
        if found is not None:
            yield found


def _other_interest(case: StoredCase, item: StoredItem, law: LawAsOf) -> Recomputed | None:
    lawful_minor, segments = interest_by(item, law, case.debtor_kind)
    if abs(lawful_minor - item.amount_minor) <= _unknown_rest_minor(item):
        return None
    return Recomputed(item, lawful_minor, segments[-1].reference, "")


def _lower_fee(case: StoredCase, item: StoredItem, law: LawAsOf) -> Recomputed | None:
    best = max(fee_answers(case, item, law), key=_amount)
    return Recomputed(item, *best) if best.amount_minor < item.amount_minor else None


def interest_by(
    item: StoredItem, law: LawAsOf, debtor_kind: str
) -> tuple[int, tuple[Segment, ...]]:
    """What the law gives for an interest item's days and base, with its segments.

    What earlier days left unrounded stands with the item and is brought forward. Raises
    LawNotKnown.
    """
    from_, until = _days_of(item)
    segments = interest_segments(
        law.book,
        base_minor=item.base_minor or 0,
        from_=from_,
        until=until,
        known_on=law.known_on,
        debtor_kind=debtor_kind,
    )
    exact = item.given.get("carry", 0)
    for segment in segments:
        exact += segment.numerator
    return (2 * exact + DENOMINATOR) // (2 * DENOMINATOR), segments


def _wrong_by_all(
    case: StoredCase,
    item: StoredItem,
    laws: Sequence[LawAsOf],
    wrong: Callable[[StoredCase, StoredItem, LawAsOf], WrongItem | None],
) -> WrongItem | None:
    first: WrongItem | None = None
    for law in laws:
        try:
            found = wrong(case, item, law)
        except Refusal as no:
            found = WrongItem(item, f"cannot be computed: {no.sentence}", no.reference)
        if found is None:
            return None
        first = first or found
    return first


def _wrong_interest(case: StoredCase, item: StoredItem, law: LawAsOf) -> WrongItem | None:
    lawful_minor, segments = interest_by(item, law, case.debtor_kind)
    reference = segments[-1].reference
    for segment in segments:
        if segment.rate_bp != item.rate_bp:
            told = f"bears {_rate(item.rate_bp or 0)} from {segment.from_}, the law's rate is "
            return WrongItem(item, told + _rate(segment.rate_bp), reference)
    if abs(item.given.get("carry", 0)) > DENOMINATOR:
        return WrongItem(item, "brings more than one öre forward from earlier days", reference)
    if abs(lawful_minor - item.amount_minor) <= _unknown_rest_minor(item):
        return None
    return WrongItem(
        item,
        f"says {as_decimal_text(item.amount_minor)}, but {as_decimal_text(item.base_minor or 0)} × "
        f"{_rate(item.rate_bp or 0)} from {item.from_} until {item.until} gives "
        f"{as_decimal_text(lawful_minor)}",
        reference,
    )


def _wrong_days_or_base(case: StoredCase, claim: StoredClaim, item: StoredItem) -> WrongItem | None:
    """No interest up to the due day, and none on anything but the principal that was open."""
    from_, _ = _days_of(item)
    if from_ <= claim.due_on:
        told = f"begins on {from_}, and the claim is due on {claim.due_on}"
        return WrongItem(item, told, "")
    possible = claim.open_on(item.dated_on)
    if item.base_minor in possible:
        most_minor = _most_open(claim, item)
        if item.base_minor <= most_minor:
            return None
        possible = {most_minor}
    taken_back_that_day = (
        other.base_minor
        for other in case.items
        if (other.claim_id, other.kind, other.voided_on)
        == (claim.claim_id, INTEREST, item.dated_on)
    )
    if item.base_minor in taken_back_that_day:
        return None  # booked in the place of interest for days after a payment
    shown = " or ".join(as_decimal_text(minor) for minor in sorted(possible))
    told = f"is counted on {as_decimal_text(item.base_minor or 0)}, and {shown} of the principal "
    return WrongItem(item, told + "was open", "")


def _most_open(claim: StoredClaim, item: StoredItem) -> int:
    """The principal that bore interest on the item's first day, as was known at its booking.

    What took away principal on the day of the booking may have come after it; what opened it again
    may have come before.
    """
    from_, _ = _days_of(item)
    return claim.principal_minor - sum(
        move.amount_minor
        for move in claim.moves
        if move.counts_from < from_
        and (move.known_on < item.dated_on
             or (move.known_on == item.dated_on and move.amount_minor < 0))
    )  # fmt: skip


def _unknown_rest_minor(item: StoredItem) -> int:
    """Where the rest of earlier days was not stored, it may have moved the item by one öre."""
    return 0 if "carry" in item.given else 1


def _booked_twice(case: StoredCase) -> Iterator[WrongItem]:
    """Interest for a day of a claim that has interest already."""
    standing = [item for item in case.items if item.kind == INTEREST and item.voided_on is None]
    if len(standing) < 2:
        return
    through: dict[int, date] = {}
    for item in sorted(standing, key=lambda item: (item.claim_id, *_days_of(item))):
        from_, until = _days_of(item)
        before = through.get(item.claim_id, from_)
        if from_ < before:
            told = f"begins on {from_}, and interest stands up to {before} already"
            yield WrongItem(item, told, "")
        through[item.claim_id] = max(until, before)


def _wrong_fee(case: StoredCase, item: StoredItem, law: LawAsOf) -> WrongItem | None:
    answers: list[FeeAnswer] = []
    for answer in fee_answers(case, item, law):
        if is_given(item, answer):
            return None
        answers.append(answer)
    best = max(answers, key=_amount)
    told = f"says {as_decimal_text(item.amount_minor)}, and the law gives "
    told += as_decimal_text(best.amount_minor)
    return WrongItem(item, f"{told}: {best.sentence}" if best.sentence else told, best.reference)


def _amount(answer: FeeAnswer) -> int:
    return answer.amount_minor


def _days_of(item: StoredItem) -> tuple[date, date]:
    assert item.from_ is not None and item.until is not None, "interest has its days"
    return item.from_, item.until


def _rate(rate_bp: int) -> str:
    return f"{as_decimal_text(rate_bp)} %"
