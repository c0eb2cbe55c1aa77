"""What a letter is made of: parties, items, the way to pay and the next step.

Money is whole minor units, days are ``date``; periods are ``from_``/``until`` with until excluded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar, get_args

from kvitt.documents.side_parts import (
    TO_COURT,
    AnswerTold,
    DeferralTold,
    EnforcementTold,
    InquiryTold,
    InstalmentTold,
    ObjectionTold,
    PlanTable,
    SettlementOfferTold,
    SideKind,
)
from kvitt.kernel.refusal import Refusal

FlowKind = Literal[
    "friendly_reminder",
    "reminder",
    "collection_notice",
    "collection_demand",
    "payment_demand",
    "monitoring_letter",
]
LetterKind = FlowKind | SideKind
BESIDE_THE_FLOW: frozenset[str] = frozenset(get_args(SideKind))
"""The letters that are no step of a flow and cost nothing."""
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


_Told = TypeVar("_Told")


class UnknownLetter(Refusal):
    """The country, the kind of letter or the language is not one that Kvitt writes."""


class UntoldLetter(Refusal):
    """The letter lacks the facts that its kind is about, e.g. the plan of a plan_agreement."""


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
class WayIn:
    """Where the debtor sees the case, and the code that opens it together with its number."""

    address: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything that one letter says; the words come from the texts of its language."""

    kind: LetterKind
    country: str
    language: str
    sent_on: date
    pay_by: date
    """The day to pay by; a letter that asks for no payment does not show it."""
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
    """What is owed, row by row; a letter that does not show the sum has none."""
    payment: PaymentWay
    next_step: NextStep | None = None
    """What follows; every letter of the flow needs it."""
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
    deferral: DeferralTold | None = None
    """Of a deferral_confirmation: the time that was given."""
    objection: ObjectionTold | None = None
    """Of a dispute_received: the objection as we understood it."""
    answer: AnswerTold | None = None
    """Of a dispute_answer: the outcome and its reasons."""
    plan: PlanTable | None = None
    """Of a plan_agreement: the whole plan; ``pay_by`` and the payment are the first instalment
    that is not paid."""
    instalment: InstalmentTold | None = None
    """Of a plan_reminder or plan_missed: the one instalment that is asked for."""
    offer: SettlementOfferTold | None = None
    """Of a settlement_offer: the part that settles everything."""
    inquiry: InquiryTold | None = None
    """Of an ability_notice: what a credit bureau was asked, and what it said."""
    enforcement: EnforcementTold | None = None
    """Of an enforcement_notice: from when enforcement can be asked for."""
    way_in: WayIn | None = None
    """Where the debtor sees the case on the web; None where the house has no such pages."""
    greeting: str = ""
    """Of a friendly reminder: words of the creditor's own before the letter's."""
    own_words: str = ""
    """Of a letter beside the flow: a paragraph of the creditor's own after the opening."""

    @property
    def total_minor(self) -> int:
        """What is owed: all items, payments and credits deducted."""
        return sum(item.amount_minor for item in self.items)

    @property
    def asked_minor(self) -> int:
        """The sum that the letter asks for; 0 where it asks for no payment."""
        if self.kind in ("dispute_received", "ability_notice"):
            return 0
        if self.kind == "dispute_answer":
            asks = self.answer is not None and self.answer.outcome != TO_COURT
            return max(self.total_minor, 0) if asks else 0
        if self.kind == "plan_agreement":
            following = self.plan.next_row if self.plan else None
            return following.amount_minor if following else 0
        if self.kind in ("plan_reminder", "plan_missed"):
            return self.instalment.missing_minor if self.instalment else 0
        if self.kind == "settlement_offer":
            return self.offer.amount_minor if self.offer else 0
        return self.total_minor


def of_kind(items: Iterable[LetterItem], *kinds: str) -> tuple[LetterItem, ...]:
    """The items of these kinds, in their order."""
    return tuple(item for item in items if item.kind in kinds)


def has_several_claims(letter: Letter) -> bool:
    """Whether the letter lists its claims and groups its items by claim."""
    return len(letter.claims) > 1


def needed(told: _Told | None, letter: Letter, name: str) -> _Told:
    """What the letter's kind is about. Raises UntoldLetter where the letter does not carry it."""
    if told is None:
        raise UntoldLetter(
            "A letter “{kind}” is about its {lacks}, and the letter of case {case_reference} "
            "carries none: give it before the letter is made",
            kind=letter.kind,
            lacks=name,
            case_reference=letter.case_reference,
        )
    return told
