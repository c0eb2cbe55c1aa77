"""What Kronofogden would not grant: a check of the costs of an application before it is filed.

Lag (1990:746) 23 § andra stycket: what is claimed for letters above lag (1981:739) is unfounded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from kvitt.kernel.because import Because
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.costs_sweden import COSTS
from kvitt.law.fee_terms import NOTHING_SPECIAL, Circumstances, EarlierFee, Fee, FeeNotAllowed
from kvitt.law.fees import fee

_CALLED_FOR = Circumstances(reason="claimed")


class CostNotUnderstood(Refusal):
    """A cost of less than nothing was claimed."""


@dataclass(frozen=True, slots=True)
class ClaimedCost:
    """A cost as the application claims it."""

    kind: str
    dated_on: date
    """The day of the letter, or the day on which the application comes in."""
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Unfounded:
    """A cost that is claimed too high, with the most that would be granted, and the paragraph."""

    kind: str
    dated_on: date
    claimed_minor: int
    most_minor: int
    reference: str
    sentence: str


def refused_by_authority(
    book: LawBook,
    claimed: Sequence[ClaimedCost],
    *,
    due_on: date,
    debtor_kind: str,
    principal_minor: int = 0,
    agreed: bool = True,
    known_on: date | None = None,
) -> tuple[Unfounded, ...]:
    """The costs that exceed what the law lets the debtor be charged; none where all are in order.

    Only amounts are judged: a second letter is taken to have been called for. Of compensation and
    letters the later one is cut down. Raises CostNotUnderstood, UnknownFee and LawNotKnown.
    """
    ask = partial(
        fee,
        book,
        due_on=due_on,
        debtor_kind=debtor_kind,
        principal_minor=principal_minor,
        agreed=agreed,
        known_on=known_on,
    )
    found: list[Unfounded] = []
    earlier: list[EarlierFee] = []
    for cost in sorted(claimed, key=_by_day):
        granted, why = _granted(ask, cost, earlier)
        most_minor = granted.amount_minor
        if cost.amount_minor > most_minor:
            ground = _reference(book, cost, granted.because.reference, known_on)
            found.append(
                Unfounded(cost.kind, cost.dated_on, cost.amount_minor, most_minor, ground, why)
            )
        counted = min(cost.amount_minor, most_minor)
        earlier.append(EarlierFee(cost.kind, cost.dated_on, None, counted, granted.covered_minor))
    return tuple(found)


def _granted(
    ask: Callable[..., Fee], cost: ClaimedCost, earlier: Sequence[EarlierFee]
) -> tuple[Fee, str]:
    """The most that is granted for a cost after the earlier ones, and why not more."""
    if cost.amount_minor < 0:
        raise CostNotUnderstood(
            "The {kind} of {dated_on} is below zero: a cost is claimed or left out.",
            kind=cost.kind,
            dated_on=cost.dated_on,
        )
    is_authority = cost.kind in COSTS
    try:
        granted = ask(
            cost.kind,
            sent_on=cost.dated_on,
            earlier=[one for one in earlier if (one.kind in COSTS) == is_authority],
            circumstances=NOTHING_SPECIAL if is_authority else _CALLED_FOR,
        )
    except FeeNotAllowed as no:
        return Fee(cost.kind, 0, Because("", no.reference)), no.sentence
    told = cost.kind.replace("_", " ")
    return granted, f"For the {told} at most {as_decimal_text(granted.amount_minor)} kr is granted."


def _by_day(cost: ClaimedCost) -> date:
    return cost.dated_on


def _reference(book: LawBook, cost: ClaimedCost, ceiling: str, known_on: date | None) -> str:
    """For letters the paragraph that makes the rest unfounded stands before that of the ceiling."""
    if cost.kind in COSTS:
        return ceiling
    rule = book.value("fees.above_ceiling_is_unfounded", on=cost.dated_on, known_on=known_on)
    return f"{rule.reference}; {ceiling}"
