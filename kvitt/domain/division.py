"""Division: an instalment of a plan over several cases, claim by claim as the plan was reckoned.

On the day of the payment each claim bears its interest through that day before it is covered, so
that what one claim needs to the öre is not taken for an overpayment of the next.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kvitt.domain.account import CaseAccount, ClaimAccount
from kvitt.domain.receipt import Money, account_after, receive
from kvitt.law.allocation import AllocationOrder
from kvitt.law.book import LawBook


class ClaimShare(NamedTuple):
    """What a claim gets of a payment, in whole minor units."""

    claim_id: int
    case_id: int
    amount_minor: int


class Divided(NamedTuple):
    """The shares of a payment, and the cases after it."""

    shares: tuple[ClaimShare, ...]
    accounts: dict[int, CaseAccount]


def divide(
    accounts: Mapping[int, CaseAccount],
    along: Sequence[tuple[int, int]],
    money: Money,
    *,
    law: LawBook,
    order: AllocationOrder,
    new_id: Callable[[], int],
) -> Divided:
    """Covers the claims one by one, ``along`` as (claim, case); the last one gets what is left.

    ``new_id`` gives numbers for the interest that each claim bears on the day; none is kept.
    Raises LawNotKnown where the law book has no interest rate for the days up to the payment.
    """
    after, left_minor = dict(accounts), money.amount_minor
    shares: list[ClaimShare] = []
    for place, (claim_id, case_id) in enumerate(along, start=1):
        if not left_minor:
            break
        taken_minor, after[case_id] = _covered(
            after[case_id], claim_id, money._replace(amount_minor=left_minor), law, order, new_id
        )
        share_minor = left_minor if place == len(along) else taken_minor
        left_minor -= share_minor
        if share_minor:
            shares.append(ClaimShare(claim_id, case_id, share_minor))
    return Divided(tuple(shares), after)


def _covered(
    account: CaseAccount, claim_id: int, money: Money, law: LawBook, order: AllocationOrder,
    new_id: Callable[[], int],
) -> tuple[int, CaseAccount]:  # fmt: skip
    """How much of the money the claim takes with its interest of that day, and its case then."""
    alone = account._replace(claims=_only(account, claim_id))
    receipt = receive(alone, money, law=law, order=order, new_id=new_id)
    (covered,) = account_after(receipt).claims
    claims = tuple(covered if c.facts.claim_id == claim_id else c for c in account.claims)
    return money.amount_minor - receipt.left_minor, account._replace(claims=claims)


def _only(account: CaseAccount, claim_id: int) -> tuple[ClaimAccount, ...]:
    return tuple(claim for claim in account.claims if claim.facts.claim_id == claim_id)


def by_case(shares: Iterable[ClaimShare]) -> dict[int, tuple[int | None, int]]:
    """The shares by case: the claim where it is one, and the sum."""
    found: dict[int, tuple[int | None, int]] = {}
    for share in shares:
        before = found.get(share.case_id)
        if before is None:
            found[share.case_id] = share.claim_id, share.amount_minor
        else:
            one = share.claim_id if before[0] == share.claim_id else None
            found[share.case_id] = one, before[1] + share.amount_minor
    return found
