"""A life: what happened to one case from its claims to its end, as an auditor finds it in a file.

Sums in whole minor units. The records say what was done, never whether it was lawful.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Claim(NamedTuple):
    """An invoice as it was written."""

    claim_id: int
    due_on: date
    """The due day that the invoice names, before any shift to a working day."""
    principal_minor: int
    fees_agreed: bool = True
    """A reminder fee was agreed when the debt arose."""
    was_minor: bool = False
    """The debtor was under 18 when the debt arose."""


class Letter(NamedTuple):
    """A letter that left and did not come back."""

    on: date
    kind: str
    deadline_on: date
    letter_id: int = 0
    is_complete: bool = True
    """It holds every element that its statute asks for."""


class Fee(NamedTuple):
    """A cost put on the debtor; 0 for a measure that the compensation covers."""

    on: date
    kind: str
    amount_minor: int
    claim_id: int = 1
    charge_id: int = 0
    letter_id: int = 0
    """The letter that it was charged with, 0 for none."""
    base_minor: int = 0
    """The sum that decides the bracket of an agency's fee or of a court."""
    with_vat: bool = False
    reason: str = ""
    """Why a second measure of the kind was called for."""


class Interest(NamedTuple):
    """Late interest put on a claim for the days from ``from_`` up to ``until``, which is not in."""

    on: date
    claim_id: int
    from_: date
    until: date
    rate_bp: int
    base_minor: int
    amount_minor: int
    charge_id: int = 0


class TakenBack(NamedTuple):
    """A charge that was taken back in full, as if never made."""

    on: date
    charge_id: int


class Covered(NamedTuple):
    """What a payment or credit note covered on one claim: principal, interest or cost."""

    on: date
    """The day on which the bank booked it."""
    claim_id: int
    part: str
    amount_minor: int
    payment_id: int = 0
    is_credit: bool = False
    of_wages: bool = False
    """It was withheld from the debtor's wages by an authority's decision."""


class Reopened(NamedTuple):
    """The bank took a payment back: from this day on it covers nothing."""

    on: date
    payment_id: int


class Stop(NamedTuple):
    """An objection, a deferral or a plan that is kept, from a day through another."""

    on: date
    kind: str
    """``objection``, ``deferral`` or ``plan``."""
    until_on: date | None = None
    """The last day on which it stands; None while it has no end."""
    instalments: int = 0


class Upheld(NamedTuple):
    """The debtor's objection was found to be well grounded."""

    on: date


class LegalStep(NamedTuple):
    """An application to a court or an enforcement authority."""

    on: date
    kind: str


Event = Letter | Fee | Interest | TakenBack | Covered | Reopened | Stop | Upheld | LegalStep


@dataclass(slots=True)
class Life:
    """One case, its events in the order in which they happened."""

    country: str
    debtor_kind: str
    claims: tuple[Claim, ...]
    events: list[Event] = field(default_factory=list)
    collection: str = "agency"
    """``own`` where the creditor collects itself, ``agency`` where a licensed agency does."""


class Objection(NamedTuple):
    """What a court or a supervisor would refuse, with the statute."""

    rule: str
    statute: str
    sentence: str
    on: date
