"""Account: a case's claims with the items that are open, as a payment is worked into it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.allocation import COST, OpenItem
from kvitt.domain.facts import ClaimFacts
from kvitt.kernel.days import ONE_DAY
from kvitt.law.book import LawBook
from kvitt.law.interest import DENOMINATOR, interest_segments


class ClaimAccount(NamedTuple):
    """A claim with its items that are open or might have to be taken back, oldest first."""

    facts: ClaimFacts
    items: tuple[OpenItem, ...]


class CaseAccount(NamedTuple):
    """What is open on a case, claim by claim, oldest first."""

    case_id: int
    debtor_kind: str
    is_closed: bool
    claims: tuple[ClaimAccount, ...]

    @property
    def open_minor(self) -> int:
        """Everything open and booked on the case."""
        return open_minor_of(self.claims)


def open_minor_of(claims: Iterable[ClaimAccount]) -> int:
    """Everything open and booked on the claims."""
    open_minor = 0  # a plain loop: this is asked several times for every payment
    for claim in claims:
        open_minor += claim.facts.open_minor
    return open_minor


def less_paid(claim: ClaimAccount, paid: dict[int, int]) -> ClaimAccount:
    """The claim with those amounts paid on its items."""
    by_kind = {"principal": 0, "interest": 0, COST: 0}
    items = []
    for item in claim.items:
        paid_minor = paid.get(item.item_id, 0)
        by_kind[item.kind] += paid_minor
        items.append(item._replace(open_minor=item.open_minor - paid_minor) if paid_minor else item)
    facts = claim.facts._replace(
        principal_open_minor=claim.facts.principal_open_minor - by_kind["principal"],
        interest_open_minor=claim.facts.interest_open_minor - by_kind["interest"],
        cost_open_minor=claim.facts.cost_open_minor - by_kind[COST],
    )
    return ClaimAccount(facts, tuple(items))


def carry_before(
    facts: ClaimFacts, later: Sequence[OpenItem], first: date, law: LawBook, debtor_kind: str
) -> int:
    """The carry as it stood before the later interest was booked.

    Days without an item were counted on the open principal where that rounded to nothing; where it
    would have made an item, their interest was given up.
    """

    def exact(base_minor: int, from_: date, until: date) -> int:
        segments = interest_segments(
            law, base_minor=base_minor, from_=from_, until=until, debtor_kind=debtor_kind
        )
        return sum(segment.numerator for segment in segments)

    def without_item(from_: date, until: date) -> int:
        counted = exact(facts.principal_open_minor, from_, until)
        return counted if counted < DENOMINATOR else 0

    carry = facts.interest_carry
    day = first
    for item in sorted(later, key=lambda item: item.from_ or first):
        if item.from_ is None or item.until is None:
            continue
        carry -= without_item(day, item.from_)
        carry -= exact(item.base_minor, item.from_, item.until)
        carry += item.amount_minor * DENOMINATOR
        day = max(day, item.until)
    return carry - without_item(day, facts.interest_through_on + ONE_DAY)


def bore_less(facts: ClaimFacts, items: Sequence[OpenItem]) -> bool:
    """Whether days of the items, between or after them bear less than the open principal gives.

    Days that were waived, and days on which a payment stood that the bank took back later, are not
    counted again: counting rests through the day through which it stood, for the debtor's good.
    """
    ordered = sorted(items, key=lambda item: item.from_ or date.min)
    ends = [item.until for item in ordered]
    begins = [*(item.from_ for item in ordered[1:]), facts.interest_through_on + ONE_DAY]
    return ends != begins or any(i.base_minor < facts.principal_open_minor for i in ordered)
