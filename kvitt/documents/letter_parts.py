"""What a letter is made of: parties, items, the way to pay and the next step.

Money is whole minor units, days are ``date``; periods are ``from_``/``until`` with until excluded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from kvitt.kernel.refusal import Refusal

LetterKind = Literal[
    "friendly_reminder",
    "reminder",
    "collection_notice",
    "collection_demand",
    "payment_demand",
    "monitoring_letter",
]
ItemKind = Literal[
    "principal",
    "interest",
    "reminder_fee",
    "collection_notice_fee",
    "collection_demand_fee",
    "payment_demand_fee",
    "late_payment_compensation",
    "collection_fee",
    "instalment_plan",
    "payment_order_application",
    "payment_order_representation",
    "assistance_application",
    "assistance_representation",
    "enforcement_base_fee",
    "eviction_base_fee",
    "court_application",
    "court_transfer",
    "small_claims_application",
    "conciliation_application",
    "conciliation_representation",
    "attachment_application",
    "attachment_drafting",
    "payment",
    "credit",
]
"""What a row of a letter can be; ``collection_fee`` is what a Norwegian agency may charge."""
StepKind = Literal[
    "reminder",
    "collection_notice",
    "collection",
    "collection_demand",
    "payment_demand",
    "decision",
    "monitoring",
]
AccountScheme = Literal["bankgiro", "plusgiro", "konto", "iban"]

NOT_COSTS: frozenset[str] = frozenset({"principal", "interest", "payment", "credit"})
COSTS: frozenset[str] = frozenset(get_args(ItemKind)) - NOT_COSTS
"""The kinds of items that are fees and compensation: each needs a legal ground of its own."""
_ONLY_NORWAY = frozenset(
    {
        "collection_notice_fee",
        "payment_demand_fee",
        "collection_fee",
        "small_claims_application",
        "conciliation_application",
        "conciliation_representation",
        "attachment_application",
        "attachment_drafting",
    }
)
_ONLY_SWEDEN = frozenset(
    {
        "collection_demand_fee",
        "payment_order_application",
        "payment_order_representation",
        "assistance_application",
        "assistance_representation",
        "enforcement_base_fee",
        "eviction_base_fee",
        "court_transfer",
    }
)
COSTS_OF_COUNTRY = {"SE": COSTS - _ONLY_NORWAY, "NO": COSTS - _ONLY_SWEDEN}
"""The costs that each country's law knows; there are no others, and none called other."""


class UnknownLetter(Refusal):
    """The country, the kind of letter or the language is not one that Kvitt writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A sender, creditor or debtor as the letter shows it."""

    name: str
    address_lines: tuple[str, ...] = ()
    organisation_number: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """One row of the claim, with its legal ground; payments and credits are negative."""

    kind: ItemKind
    amount_minor: int
    reference: str = ""
    """The statute, as a lawyer cites it."""
    invoice_number: str = ""
    dated_on: date | None = None
    """The day of the invoice, the fee or the payment."""
    rate_bp: int | None = None
    """Interest only: hundredths of a percent a year."""
    from_: date | None = None
    """Interest only: the first day that bears interest."""
    until: date | None = None
    """Interest only: the day after the last day that bears interest."""
    base_minor: int | None = None
    """Interest only: the amount that bears the interest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentWay:
    """Where the money goes and by which reference the bank tells us whose it is."""

    country: str
    account_scheme: AccountScheme
    account_display: str
    reference: str
    receiver_name: str
    receiver_organisation_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What happens if nothing is paid: the step, its earliest day and its cost to the debtor.

    ``cost_minor`` of None means that the cost cannot be known yet; the letter then says so. A
    decision has no cost of its own: its ``cost_minor`` is what the claim grows by, from ``cost_on``
    (else ``on``), e.g. the second half of a Norwegian agency's fee.
    """

    kind: StepKind
    on: date | None = None
    cost_minor: int | None = None
    cost_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterClaimRow:
    """One claim of a letter that asks for several: its invoice, its days and what it is for."""

    invoice_number: str
    issued_on: date
    due_on: date
    text: str = ""
    """What the claim concerns; empty where the letter's ``claim_text`` says it for all."""
    interest_from: date | None = None
    """The first day that bears interest; None where the claim bears none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """That the claim was taken over: from whom, and when."""

    former_creditor: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that one letter says; the words come from the texts of its language."""

    kind: LetterKind
    country: str
    language: str
    sent_on: date
    pay_by: date
    sender: Party
    """The one who writes: the collection agency, or the creditor itself."""
    creditor: Party
    is_agency: bool
    """Whether the sender is a licensed agency that collects for the creditor."""
    debtor: Party
    case_reference: str
    currency: str
    claim_text: str
    """What the claim concerns, in words that the debtor recognises."""
    invoice_number: str
    invoice_issued_on: date
    invoice_due_on: date
    items: tuple[LetterItem, ...]
    payment: PaymentWay
    next_step: NextStep
    interest_rate_bp: int | None = None
    """The rate that runs on after the letter; None where no interest is claimed."""
    interest_from: date | None = None
    """The first day that bears interest."""
    interest_base_minor: int | None = None
    """The amount on which interest runs on; with it the letter also says the interest per day.
    0 where nothing bears interest any more."""
    claims: tuple[LetterClaimRow, ...] = ()
    """The claims, in order, where the letter asks for several: then each of its items, payments
    and credits apart, names the invoice of its claim. A letter of one claim may leave them out."""
    assignment: Assignment | None = None
    """Where the creditor took the claim over: from whom and when."""

    @property
    def total_minor(self) -> int:
        """The sum to pay: all items, payments and credits deducted."""
        return sum(item.amount_minor for item in self.items)


def of_kind(items: Iterable[LetterItem], *kinds: str) -> tuple[LetterItem, ...]:
    """The items of these kinds, in their order."""
    return tuple(item for item in items if item.kind in kinds)


def has_several_claims(letter: Letter) -> bool:
    """Whether the letter lists its claims and groups its items by claim."""
    return len(letter.claims) > 1
