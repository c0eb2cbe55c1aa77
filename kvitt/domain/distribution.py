"""Distribution: what an authority took of the debtor, kept for itself, and passed on.

The authority covers its own costs first and keeps them; they are paid with money that never is
ours. The rest comes to us and covers the claims that were put to the authority, and no others:
kind by kind in the order of its act, the oldest claim first within a kind. A share that the
authority itself states for a claim goes to that claim. What is left over is the debtor's.

>>> from datetime import date
>>> from kvitt.domain.allocation import OpenItem
>>> day = date(2026, 3, 2)
>>> fee = OpenItem(1, "cost", 600_00, 600_00, day, is_authoritys=True)
>>> items = [fee, OpenItem(2, "principal", 4_800_00, 4_800_00, day)]
>>> order = ("enforcement_cost", "cost", "interest", "principal")
>>> kept, parts, left_minor = divide(Taken(600_00), 4_400_00, [(7, items)], order)
>>> [part.amount_minor for part in kept], [part.amount_minor for part in parts], left_minor
([60000], [440000], 0)
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from kvitt.domain.allocation import OpenItem, Part
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

VOLUNTARY, ATTACHMENT = "voluntary", "attachment"
ENFORCEMENT_COST = "enforcement_cost"
"""The word of the law's order for what the authority takes for itself."""
PAYERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "SE": ("kronofogd",),
        "NO": ("namsmann", "innkrevingsmyndighet", "innkrevingssentral", "skatteetaten"),
    }
)
"""Recommended: words in a payer's name that show an authority which enforces."""

EVENTS: Mapping[str, str] = MappingProxyType({"SE": "distributed", "NO": "payout"})
"""The event of a proceeding that tells of money, by country; “distribution” stands for both."""

Claims = Sequence[tuple[int, Sequence[OpenItem]]]


class KeptUnclear(Refusal):
    """The authority kept more for its own costs than stands on the case for them."""


class Taken(NamedTuple):
    """What is known of money that an authority took, beside the sum that it passed on."""

    kept_minor: int = 0
    """What it kept for its own costs."""
    claim_ids: tuple[int, ...] = ()
    """The claims that were put to it: the money covers no others. Empty: those of the case."""
    shares: tuple[tuple[int, int], ...] = ()
    """Claim and sum, where the authority states what each claim gets."""
    distribution_id: int | None = None
    by_its_order: bool = True
    """Whether the order of the authority's act divides it; otherwise the creditor's own."""


def divide(
    taken: Taken, amount_minor: int, claims: Claims, order: tuple[str, ...]
) -> tuple[list[Part], list[Part], int]:
    """What the authority kept, what its money covers, and what is left over.

    ``amount_minor`` is what was passed on. ``claims`` are (claim, items), oldest first; the parts
    that are passed on and the rest together are always the amount. Raises KeptUnclear.
    """
    meant = [one for one in claims if not taken.claim_ids or one[0] in taken.claim_ids]
    open_minor = {item.item_id: item.open_minor for _, items in claims for item in items}
    kept, beyond = _cover(taken.kept_minor, claims, (ENFORCEMENT_COST,), order, open_minor)
    if beyond:
        require_known(taken.kept_minor, taken.kept_minor - beyond)
    parts: list[Part] = []
    left_minor = amount_minor
    for claim_id, share_minor in taken.shares:
        its_own = [one for one in meant if one[0] == claim_id]
        some, over = _cover(share_minor, its_own, order, order, open_minor)
        parts += some
        left_minor -= share_minor - over
    more, left_minor = _cover(left_minor, meant, order, order, open_minor)
    return kept, parts + more, left_minor


def require_known(kept_minor: int, open_minor: int) -> None:
    """The authority keeps no more than is open of its own costs. Raises KeptUnclear."""
    if kept_minor > open_minor:
        raise KeptUnclear(
            "the authority kept {kept_minor:money} for its own costs, and {open_minor:money} of "
            "them is open on the case: record what it charged first, a new year's base fee for "
            "instance",
            kept_minor=kept_minor,
            open_minor=open_minor,
        )


def _cover(
    amount_minor: int, claims: Iterable[tuple[int, Sequence[OpenItem]]], kinds: Collection[str],
    order: tuple[str, ...], open_minor: dict[int, int],
) -> tuple[list[Part], int]:  # fmt: skip
    """Covers the kinds in their turn over all the claims; what is left of the amount."""
    parts: list[Part] = []
    for kind in kinds:
        for claim_id, items in claims:
            for item in items:
                share_minor = min(amount_minor, open_minor[item.item_id])
                if share_minor == 0 or _goes_as(item, order) != kind:
                    continue
                parts.append(Part(item.item_id, claim_id, item.kind, share_minor))
                open_minor[item.item_id] -= share_minor
                amount_minor -= share_minor
    return parts, amount_minor


def _goes_as(item: OpenItem, order: tuple[str, ...]) -> str:
    is_its_own = item.is_authoritys and ENFORCEMENT_COST in order
    return ENFORCEMENT_COST if is_its_own else item.kind


def question_of_rest(taken: Taken | None) -> tuple[str, str]:
    """The kind and the words of the question about what is paid too much: it is the debtor's."""
    if taken is None:
        return (
            "refund_overpayment",
            "more was paid than is owed: the rest is the debtor's; refund it or ask",
        )
    return (
        "return_distribution",
        Sentence(
            "the authority took more than is owed: the rest is the debtor's; ask the "
            "authority whether it goes back to it or to the debtor"
        ),
    )


def counts_from(paid_on: date, withheld_on: date | None) -> date:
    """The day from which the money counts as paid: for wages the first of the month withheld."""
    return withheld_on.replace(day=1) if withheld_on is not None else paid_on


def goes_by_its_order(country: str, happened: Collection[str]) -> bool:
    """Whether the authority's act sets the order, by the kinds of events of the proceeding.

    In Sweden always. In Norway the act rules what is withheld from wages (innkrevingsloven § 29);
    of money from another attachment the creditor decides.
    """
    return country != "NO" or "trekk" in happened


def is_payer(country: str, name: str) -> bool:
    """Whether the payer's name shows an authority that enforces there."""
    low = name.lower()
    return any(word in low for word in PAYERS[country])


def bare(number: str) -> str:
    """A case number as it is compared: letters and digits alone.

    >>> bare("01-123456-26")
    '0112345626'
    """
    return "".join(c for c in number.upper() if c.isalnum())
