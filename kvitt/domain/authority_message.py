"""A message to an authority about what was put to it: less is owed, nothing is asked any more, or
what was attached is released.

What is told is the difference between the books and what the authority knows, item by item and by
the day of the payment. The draft is never stored: it is what the books say on the day on which it
is looked at, and the message is written when it leaves.

>>> message_kind("SE", "payment_order", "served", is_over=True)
'withdrawal'
>>> message_kind("NO", "attachment", "enforcing", is_over=True)
'release'
>>> events_that_tell("NO", "attachment", "enforcing", "release")
('covered', 'released')
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.enforcement import KINDS
from kvitt.domain.filing import INTEREST, PRINCIPAL, FiledParty, FiledTitle

REDUCTION, WITHDRAWAL, RELEASE = "reduction", "withdrawal", "release"
MESSAGES = (REDUCTION, WITHDRAWAL, RELEASE)
PAID, CLOSED, HELD, ASKED = "paid", "closed", "held", "asked"
"""Why a message is due: money came or was given up, the case is closed, a hold stands, it is asked
for by a person."""
TAKEN_FIRST = frozenset({"enforcement_base_fee"})
"""Costs that the authority takes first of what it attaches: no application asks for them."""
ASKED_COSTS = (
    frozenset(cost for kinds in KINDS.values() for kind in kinds.values() for cost in kind.costs)
    - TAKEN_FIRST
)
"""Costs that applications ask for by themselves: they are charged when they have left."""


class Less(NamedTuple):
    """A part of an item that the authority asks for and that is owed no more."""

    claim_id: int
    invoice_number: str
    item_id: int
    kind: str
    on_day: date
    """The bank's day of the payment; of a credit note or a waiver the day on which it counted."""
    amount_minor: int
    """Negative where the bank took a payment back."""
    because: str
    """``paid``, ``credited`` or ``given_up``."""


class LeftOpen(NamedTuple):
    """What is asked for of a claim from now on, in whole minor units."""

    invoice_number: str
    principal_minor: int
    interest_minor: int
    cost_minor: int

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.principal_minor + self.interest_minor + self.cost_minor


class Entry(NamedTuple):
    """What an attachment left behind: a pledge, or the entry that nothing was found."""

    entry_id: int
    kind: str
    taken_on: date
    amount_minor: int | None


class AuthorityMessage(NamedTuple):
    """A message before it is put on paper and into data."""

    reference: str
    """Ours: that of the proceeding with the message's number."""
    kind: str
    because: str
    country: str
    currency: str
    authority: str
    authority_number: str
    filed_as: str
    """The kind of the proceeding."""
    filed_reference: str
    filed_on: date
    written_on: date
    creditor: FiledParty
    agent: FiledParty | None
    debtor: FiledParty
    less: tuple[Less, ...]
    left: tuple[LeftOpen, ...]
    entries: tuple[Entry, ...]
    title: FiledTitle | None
    events: tuple[str, ...]
    """The events of the proceeding that the message is; none where it has ended."""
    statute: str
    signed_by: str

    @property
    def less_minor(self) -> int:
        """What is owed less than the authority knows."""
        return sum(one.amount_minor for one in self.less)

    @property
    def left_minor(self) -> int:
        """What is asked for from now on."""
        return sum(one.total_minor for one in self.left)


def message_kind(
    country: str, kind: str, state: str, *, is_over: bool, less_minor: int = 0
) -> str | None:
    """Which message is due in that state; None where none is, or where the table has no way.

    ``is_over``: nothing is asked for any more. What was attached is released before anything is
    withdrawn.
    """
    wanted = (RELEASE, WITHDRAWAL) if is_over else (REDUCTION,) if less_minor > 0 else ()
    return next((one for one in wanted if events_that_tell(country, kind, state, one)), None)


def events_that_tell(country: str, kind: str, state: str, message: str) -> tuple[str, ...]:
    """The events that such a message is, in their order; none where it cannot be told."""
    told: list[str] = []
    while True:
        found = next(
            (
                (name, rule)
                for name, rule in KINDS[country][kind].events.items()
                if rule.tells == message and state in rule.states and name not in told
            ),
            None,
        )
        if found is None:
            return tuple(told)
        name, rule = found
        told.append(name)
        if not rule.to:
            return tuple(told)
        state = rule.to


def by_part(less: Sequence[Less]) -> dict[str, int]:
    """What is owed less of principal, interest and costs."""
    sums = {PRINCIPAL: 0, INTEREST: 0, "cost": 0}
    for one in less:
        sums[one.kind if one.kind in sums else "cost"] += one.amount_minor
    return sums
