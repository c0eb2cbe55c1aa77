"""Allocation: which kind of item a payment covers first when the debtor has not said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.interest import checked_debtor_kind

ITEM_KINDS = ("cost", "interest", "principal")
MANNERS = ("voluntary", "attachment")
"""How the money came: paid by the debtor, or taken by the authority that enforces."""


class OrderNotAllowed(Refusal):
    """The chosen order of allocation is not one that the law leaves open."""


class UnknownManner(Refusal):
    """Money comes as a payment or by attachment; other words are refused."""


@dataclass(frozen=True, slots=True)
class AllocationOrder:
    """The kinds of items in the order in which a payment covers them, and why."""

    kinds: tuple[str, ...]
    """Those of ``ITEM_KINDS``; by attachment also the authority's own costs, or fees."""
    because: Because


def allocation_order(
    book: LawBook,
    debtor_kind: str,
    *,
    on: date,
    known_on: date | None = None,
    chosen: Sequence[str] | None = None,
    manner: str = "voluntary",
) -> AllocationOrder:
    """The order for a payment received on a day, or the creditor's own where the law leaves it.

    In Sweden nothing goes to the principal before the interest is paid. A debtor who says what is
    paid is followed before any order; that is for the payment's reference to show. What an
    authority has attached goes in the order of its own act, whatever the creditor would choose.
    Raises OrderNotAllowed, UnknownDebtorKind, UnknownManner and LawNotKnown.
    """
    own = None if chosen is None else tuple(chosen)
    return _order(book, debtor_kind, on, known_on, own, manner)


@lru_cache(maxsize=1024)
def _order(
    book: LawBook,
    debtor_kind: str,
    on: date,
    known_on: date | None,
    chosen: tuple[str, ...] | None,
    manner: str,
) -> AllocationOrder:
    group = "consumer" if checked_debtor_kind(debtor_kind) == "consumer" else "business"
    if manner not in MANNERS:
        raise UnknownManner(
            "Money comes by {manners:or}; “{manner}” is neither.",
            manners=list(MANNERS),
            manner=manner,
        )
    name = f"allocation.order_{group}" if manner == "voluntary" else f"allocation.order_{manner}"
    default = book.value(name, on=on, known_on=known_on)
    given: dict[str, str | int] = {"paid_on": on.isoformat(), "debtor_kind": debtor_kind}
    if chosen is None:
        return AllocationOrder(default.amount, default.because(**given))
    if manner != "voluntary":
        raise OrderNotAllowed(
            "{why} The creditor chooses no other order.",
            reference=default.reference,
            chosen=", ".join(chosen),
            why=default.sentence,
        )
    rule = book.value("allocation.interest_before_principal", on=on, known_on=known_on)
    if sorted(chosen) != sorted(ITEM_KINDS):
        raise OrderNotAllowed(
            "An order of allocation names {kinds} once each; “{order}” does not.",
            reference=default.reference,
            chosen=", ".join(chosen),
            kinds=list(ITEM_KINDS),
            order=list(chosen),
        )
    if rule.amount and chosen.index("principal") < chosen.index("interest"):
        raise OrderNotAllowed(
            "{why} “{order}” does.",
            reference=rule.reference,
            chosen=", ".join(chosen),
            why=rule.sentence,
            order=list(chosen),
        )
    return AllocationOrder(chosen, rule.because(**given, chosen=", ".join(chosen)))
