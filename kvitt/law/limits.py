"""Limits: what a flow may not break, however it is set up.

A flow names its letters, the days after the due day on which they go out, the days they give to pay
and what they charge. It is played through with the rules that also bind each single letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.law.deadlines import LETTER_KINDS, NoticeMissing, earliest_sending
from kvitt.law.fees import COMPENSATION, EarlierFee, FeeNotAllowed, UnknownFee, fee

FEES_OF_LETTERS = MappingProxyType(
    {
        "friendly_reminder": (COMPENSATION,),
        "reminder": ("reminder", COMPENSATION),
        "collection_notice": ("collection_notice", COMPENSATION),
        "collection_demand": ("collection_demand", COMPENSATION),
        "payment_demand": ("payment_demand_own", "collection_fee", COMPENSATION),
        "payment_demand_own": ("payment_demand_own", COMPENSATION),
    }
)
"""What may be charged with each letter; a friendly reminder is free."""


FEES_OF_THE_OTHER = MappingProxyType(
    {"own": ("collection_fee", "instalment_plan"), "agency": ("payment_demand_own",)}
)
"""What only an agency charges in Norway, and what only a creditor that collects itself does."""
WHO_COLLECTS = MappingProxyType(
    {
        "own": Sentence("the creditor collects itself"),
        "agency": Sentence("an agency collects"),
    }
)


TRIED_MINOR = 1_000_00
"""The claim for which a flow is played; whether a step may charge does not depend on its size."""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One letter of a flow, as the law looks at it."""

    name: str
    kind: str
    """The letter, as in ``deadlines.LETTER_KINDS``."""
    days_after_due: int
    deadline_days: int
    """The days to pay that the letter gives, counted from sending."""
    fee_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRefusal:
    """What the law forbids in one step of a flow, with the paragraph."""

    step: str
    sentence: str
    reference: str


def flow_refusals(
    book: LawBook,
    steps: Sequence[FlowStep],
    *,
    debtor_kind: str,
    on: date,
    collection: str = "own",
) -> tuple[StepRefusal, ...]:
    """Everything in a flow that the law of the day forbids; nothing where it is lawful.

    The flow is played for a claim whose last letter goes out on ``on``, and a reminder fee is taken
    to be agreed. Raises LawNotKnown where the book does not reach.
    """
    refusals: list[StepRefusal] = []
    earlier: list[EarlierFee] = []
    last = max((step.days_after_due for step in steps), default=0)
    due_on = on - timedelta(days=last)
    for step in steps:
        sent_on = due_on + timedelta(days=step.days_after_due)
        deadline_on = sent_on + timedelta(days=step.deadline_days)
        if step.kind not in LETTER_KINDS[book.country]:
            refusals.append(_unknown(book, step))
            continue
        refusals += _deadline_refusals(book, step, sent_on)
        refusals += _sending_refusals(book, step, due_on, sent_on, earlier)
        refusals += _who_may_charge(book, step, collection, sent_on)
        measures, refused = _charges(book, step, due_on, sent_on, debtor_kind, earlier)
        refusals += refused
        earlier += measures or [EarlierFee(step.kind, sent_on, deadline_on, 0)]
    return tuple(refusals)


def _charges(
    book: LawBook,
    step: FlowStep,
    due_on: date,
    sent_on: date,
    debtor_kind: str,
    earlier: Sequence[EarlierFee],
) -> tuple[list[EarlierFee], list[StepRefusal]]:
    """What the step charges after the earlier ones, and the charges that the law refuses."""
    measures: list[EarlierFee] = []
    refusals: list[StepRefusal] = []
    deadline_on = sent_on + timedelta(days=step.deadline_days)
    for fee_kind in step.fee_kinds:
        if fee_kind not in FEES_OF_LETTERS[step.kind]:
            refusals.append(_misplaced(step, fee_kind))
            continue
        try:
            granted = fee(
                book,
                fee_kind,
                due_on=due_on,
                sent_on=sent_on,
                debtor_kind=debtor_kind,
                principal_minor=TRIED_MINOR,
                earlier=[*earlier, *measures],
            )
        except (FeeNotAllowed, UnknownFee) as no:
            refusals.append(StepRefusal(step.name, no.sentence, no.reference))
            continue
        amounts = (granted.amount_minor, granted.covered_minor)
        measures.append(EarlierFee(fee_kind, sent_on, deadline_on, *amounts))
    return measures, refusals


def _who_may_charge(book: LawBook, step: FlowStep, collection: str, on: date) -> list[StepRefusal]:
    """An agency has its own fee and no creditor's letter fee for the demand, and the reverse."""
    forbidden = next((k for k in step.fee_kinds if k in FEES_OF_THE_OTHER[collection]), None)
    if forbidden is None or book.country != "NO":
        return []
    value = book.value("fees.base_rate", on=on)
    words = f"Where {WHO_COLLECTS[collection]}, a {step.kind} cannot charge “{forbidden}”."
    return [StepRefusal(step.name, words, value.reference)]


def _deadline_refusals(book: LawBook, step: FlowStep, sent_on: date) -> list[StepRefusal]:
    least = book.value(f"deadlines.{step.kind}_days", on=sent_on)
    if step.deadline_days >= least.amount:
        return []
    words = f"The letter gives {step.deadline_days} days to pay; at least {least.amount} are due."
    return [StepRefusal(step.name, words, least.reference)]


def _sending_refusals(
    book: LawBook, step: FlowStep, due_on: date, sent_on: date, earlier: Sequence[EarlierFee]
) -> list[StepRefusal]:
    try:
        first = earliest_sending(book, step.kind, due_on=due_on, earlier=earlier)
    except NoticeMissing as no:
        return [StepRefusal(step.name, no.sentence, no.reference)]
    if sent_on >= first.day:
        return []
    words = (
        f"The letter goes out {step.days_after_due} days after the due day; "
        f"{(first.day - due_on).days} is the earliest."
    )
    return [StepRefusal(step.name, words, first.because.reference)]


def _misplaced(step: FlowStep, fee_kind: str) -> StepRefusal:
    allowed = ", ".join(FEES_OF_LETTERS[step.kind])
    words = f"A {step.kind} cannot charge “{fee_kind}”; with it go {allowed}."
    return StepRefusal(step.name, words, "")


def _unknown(book: LawBook, step: FlowStep) -> StepRefusal:
    known = ", ".join(LETTER_KINDS[book.country])
    words = f"The law book of {book.country} knows no letter “{step.kind}”; it knows {known}."
    return StepRefusal(step.name, words, "")
