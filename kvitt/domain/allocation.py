"""Allocation: a sum of money divided over what is open, in a fixed order, with nothing lost.

A payment covers the claim that its reference names before other claims of the case, and these
oldest first; within a claim it covers the kinds of items in the law's order, and within a kind the
oldest item first. What is left over belongs to the debtor.

>>> from datetime import date
>>> day = date(2026, 3, 2)
>>> principal = OpenItem(1, "principal", 500_000, 500_000, day)
>>> items = [principal, OpenItem(2, "cost", 638_00, 638_00, day)]
>>> parts, left_minor = allocate(300_000, [(7, items)], ("cost", "interest", "principal"))
>>> [(part.kind, part.amount_minor) for part in parts], left_minor
([('cost', 63800), ('principal', 236200)], 0)
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

COST = "cost"
"""Every fee and compensation; the other kinds are ``interest`` and ``principal``."""
AUTHORITYS_OWN = frozenset({"enforcement_base_fee", "eviction_base_fee"})
"""Kinds of items that an enforcing authority takes for itself (utsökningsbalken 17 kap. 7 §)."""


class OpenItem(NamedTuple):
    """A claim item as far as a payment needs to know it. Sums in whole minor units."""

    item_id: int
    kind: str
    """``principal``, ``interest`` or ``cost``."""
    amount_minor: int
    open_minor: int
    dated_on: date
    from_: date | None = None
    until: date | None = None
    base_minor: int = 0
    ends_with_earlier_payment: bool = False
    """A letter's or agency's fee, which nobody owes who had paid before it arose."""
    goes_by_size: bool = False
    """An agency's fee, which depends on the principal that was open on its day."""
    is_authoritys: bool = False
    """What an enforcing authority takes for itself, first of all that it attaches."""
    shared_as: str = ""
    """The item's own kind where the terms on costs say whose it is; empty otherwise."""


class Part(NamedTuple):
    """A share of a payment or credit note, on one item."""

    item_id: int
    claim_id: int
    kind: str
    amount_minor: int


def kind_of(item_kind: str) -> str:
    """The kind that decides the order: principal, interest, or cost for every fee."""
    return item_kind if item_kind in ("principal", "interest") else COST


def allocate(
    amount_minor: int,
    claims: Iterable[tuple[int, Sequence[OpenItem]]],
    order: tuple[str, ...],
) -> tuple[list[Part], int]:
    """Divides the amount over the claims' open items; returns the parts and what is left over.

    ``claims`` are (claim, items) in the order in which they are to be covered. The parts and the
    rest together are always the amount.
    """
    parts: list[Part] = []
    left_minor = amount_minor
    for claim_id, items in claims:
        for kind in order:
            for item in items:  # items come oldest first
                if left_minor == 0:
                    return parts, 0
                if item.kind != kind or item.open_minor == 0:
                    continue
                share_minor = min(left_minor, item.open_minor)
                parts.append(Part(item.item_id, claim_id, kind, share_minor))
                left_minor -= share_minor
    return parts, left_minor
