"""A filing: everything that an application to an authority tells of a case, as one flat record.

The store fills it from the books; the countries' packages are plain functions of it. Each claim
keeps its items apart, each with the payments that covered it: an authority asks for exactly that.
Sums in whole minor units.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

PRINCIPAL, INTEREST = "principal", "interest"


class FiledParty(NamedTuple):
    """A party: who it is and where it is."""

    name: str
    is_person: bool
    identity_number: str
    """The person's or the organisation's number as digits; empty where it is not known."""
    address_lines: tuple[str, ...]
    postcode: str
    city: str
    country: str
    email: str = ""
    phone: str = ""


class FiledPayment(NamedTuple):
    """What a payment covered of one item."""

    booked_on: date
    """The bank's day."""
    amount_minor: int


class FiledItem(NamedTuple):
    """An item of a claim: the principal, interest of a period, or a cost."""

    item_id: int
    kind: str
    amount_minor: int
    """What it was at first."""
    open_minor: int
    dated_on: date
    from_: date | None = None
    """The first day of the interest."""
    until: date | None = None
    """The day after its last one."""
    rate_bp: int | None = None
    base_minor: int | None = None
    payments: tuple[FiledPayment, ...] = ()
    reference: str = ""
    """The statute that allows it."""


class FiledClaim(NamedTuple):
    """One invoice with its items, the oldest first."""

    claim_id: int
    invoice_number: str
    text: str
    """What was sold, in the invoice's own words; may be empty."""
    issued_on: date
    due_on: date
    """The last day without interest."""
    items: tuple[FiledItem, ...]

    def of(self, *kinds: str) -> tuple[FiledItem, ...]:
        """The items of those kinds."""
        return tuple(item for item in self.items if item.kind in kinds)

    @property
    def costs(self) -> tuple[FiledItem, ...]:
        """Everything but principal and interest."""
        return tuple(item for item in self.items if item.kind not in (PRINCIPAL, INTEREST))

    @property
    def open_minor(self) -> int:
        """What is open of all its items."""
        return sum(item.open_minor for item in self.items)


class FiledLetter(NamedTuple):
    """A letter of the case that left, with the bytes that the debtor got."""

    notice_id: int
    kind: str
    sent_on: date
    deadline_on: date
    channel: str
    document_id: int | None
    sha256: str


class FiledTitle(NamedTuple):
    """A judgment or an order on which an enforcement rests."""

    kind: str
    number: str
    given_on: date


class AskedCost(NamedTuple):
    """A cost that the application itself asks for, and what allows it."""

    kind: str
    amount_minor: int
    reference: str


class Filing(NamedTuple):
    """An application before it is put into an authority's form."""

    reference: str
    """Ours; the authority's answers carry it."""
    country: str
    currency: str
    filed_on: date
    creditor: FiledParty
    agent: FiledParty | None
    """The agency that files for the creditor; None where the creditor files itself."""
    debtor: FiledParty
    claims: tuple[FiledClaim, ...]
    letters: tuple[FiledLetter, ...]
    costs: tuple[AskedCost, ...]
    pay_to: str
    """The account that the authority pays to."""
    pay_reference: str
    ground: str
    """Why the debtor owes it, as the application tells it."""
    title: FiledTitle | None = None
    signed_by: str = ""
    settings: Mapping[str, str] = MappingProxyType({})
    """What the agency has of numbers and choices with the authority: licence, agent's code."""

    @property
    def open_minor(self) -> int:
        """What is asked for, without the application's own costs."""
        return sum(claim.open_minor for claim in self.claims)

    def sum_of(self, *kinds: str) -> int:
        """What is open of the items of those kinds on all claims."""
        return sum(item.open_minor for claim in self.claims for item in claim.of(*kinds))
