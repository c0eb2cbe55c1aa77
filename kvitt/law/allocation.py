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


class OrderNotAllowed(Refusal):
    """The chosen order of allocation is not one that the law leaves open."""


@dataclass(frozen=True, slots=True)
class AllocationOrder:
    """The kinds of items in the order in which a payment covers them, and why."""

    kinds: tuple[str, ...]
    because: Because


def allocation_order(
    book: LawBook,
    debtor_kind: str,
    *,
    on: date,
    known_on: date | None = None,
    chosen: Sequence[str] | None = None,
) -> AllocationOrder:
    """The order for a payment received on a day, or the creditor's own where the law leaves it.

    In Sweden nothing goes to the principal before the interest is paid. A debtor who says what is
    paid is followed before any order; that is for the payment's reference to show. Raises
    OrderNotAllowed, UnknownDebtorKind and LawNotKnown.
    """
    own = None if chosen is None else tuple(chosen)
    return _order(book, debtor_kind, on, known_on, own)


@lru_cache(maxsize=1024)
def _order(
    book: LawBook,
    debtor_kind: str,
    on: date,
    known_on: date | None,
    chosen: tuple[str, ...] | None,
) -> AllocationOrder:
    group = "consumer" if checked_debtor_kind(debtor_kind) == "consumer" else "business"
    default = book.value(f"allocation.order_{group}", on=on, known_on=known_on)
    given: dict[str, str | int] = {"paid_on": on.isoformat(), "debtor_kind": debtor_kind}
    if chosen is None:
        return AllocationOrder(default.amount, default.because(**given))
    rule = book.value("allocation.interest_before_principal", on=on, known_on=known_on)
    if sorted(chosen) != sorted(ITEM_KINDS):
        raise OrderNotAllowed(
            f"An order of allocation names {', '.join(ITEM_KINDS)} once each; “{', '.join(chosen)}”"
            " does not.",
            reference=default.reference,
            chosen=", ".join(chosen),
        )
    if rule.amount and chosen.index("principal") < chosen.index("interest"):
        raise OrderNotAllowed(
            f"{rule.sentence} “{', '.join(chosen)}” does.",
            reference=rule.reference,
            chosen=", ".join(chosen),
        )
    return AllocationOrder(chosen, rule.because(**given, chosen=", ".join(chosen)))
