"""The words in which fees are asked for and answered: what both countries' rules share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.kernel.because import Because
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook, LawValue

COMPENSATION = "late_payment_compensation"


class FeeNotAllowed(Refusal):
    """The law does not allow that fee now; the sentence says why and what would make it allowed."""

    def __init__(
        self, sentence: str, *, reference: str, allowed_from: date | None = None, **given: object
    ) -> None:
        super().__init__(sentence, reference=reference, **given)
        self.allowed_from = allowed_from
        """The first day on which the same fee may be charged; None where no day would help."""


class UnknownStop(Refusal):
    """What is said to stop a charge is not one of STOPS."""


class UnknownFee(Refusal):
    """The country's law knows no fee of that kind."""


@dataclass(frozen=True, slots=True)
class EarlierFee:
    """A letter or measure of the same claim that came before, with what was charged for it.

    Letters sent free of charge may be named too: they count for nothing, except that the deadline
    of a Norwegian collection notice binds the payment demand after it.
    """

    kind: str
    sent_on: date
    deadline_on: date | None
    amount_minor: int
    """What was actually charged."""
    covered_minor: int = 0
    """What ``fee`` left out because the compensation covers it: ``Fee.covered_minor``."""

    @property
    def counted_minor(self) -> int:
        """What the measure would have cost without a compensation."""
        return self.amount_minor + self.covered_minor


@dataclass(frozen=True, slots=True)
class Fee:
    """What may be charged, and why. 0 where the compensation already covers the measure."""

    kind: str
    amount_minor: int
    because: Because
    covered_minor: int = 0
    """What is left out because the compensation for late payment covers it."""


STOPS = ("objection", "deferral", "plan", "minor", "payment")
"""What stops charges: an open objection, a deferral, a kept plan, a debtor who was a minor, or a
payment that came in before the letter was made."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is special with a measure beside its day and its claim; by default nothing is."""

    letter_complete: bool = True
    """The letter holds all that its statute asks for."""
    reason: str = ""
    """Why a second measure of a kind was called for."""
    stopped_by: str = ""
    """One of STOPS where it is in force on the day of the measure; empty otherwise."""
    is_heavy: bool = False
    """The debtor has let the payment demand's deadline pass by more than 28 days (Norway)."""
    with_vat: bool = False
    """The creditor cannot deduct the agency's value added tax (Norway)."""
    instalments: int = 0
    """The instalments of a plan."""
    of_a_case: bool = False
    """The question is asked of a case whose whole past is known, be it empty: what must have gone
    before has gone before, or it has not. Otherwise a person asks for an amount alone."""


NOTHING_SPECIAL = Circumstances()


@dataclass(frozen=True, slots=True)
class FeeQuestion:
    """Everything on which the answer to "what may this measure cost?" depends."""

    book: LawBook
    kind: str
    due_on: date
    sent_on: date
    """The day of the measure: of sending, of filing, or of covering the principal."""
    debtor_kind: str
    principal_minor: int
    agreed: bool
    earlier: tuple[EarlierFee, ...]
    known_on: date | None
    circumstances: Circumstances

    @property
    def asks_for_an_amount_alone(self) -> bool:
        """Whether nothing is known of what went before: the amount is told as if all had."""
        return not self.earlier and not self.circumstances.of_a_case

    def value(self, name: str, *, on: date) -> LawValue:
        """The value of the fee chapter on that day. Raises LawNotKnown."""
        return self.book.value(f"fees.{name}", on=on, known_on=self.known_on)

    def of_kinds(self, kinds: Sequence[str]) -> list[EarlierFee]:
        """The earlier measures of these kinds, in order of sending."""
        found = [one for one in self.earlier if one.kind in kinds]
        return sorted(found, key=_by_day) if len(found) > 1 else found

    def charged(self, kinds: Sequence[str]) -> list[EarlierFee]:
        """The earlier measures of these kinds that were charged or covered by the compensation."""
        return [one for one in self.of_kinds(kinds) if one.counted_minor > 0]

    def refused(
        self, sentence: str, reference: str, *, allowed_from: date | None = None
    ) -> FeeNotAllowed:
        """The refusal of this fee, with the inputs."""
        return FeeNotAllowed(
            sentence,
            reference=reference,
            allowed_from=allowed_from,
            kind=self.kind,
            due_on=self.due_on.isoformat(),
            sent_on=self.sent_on.isoformat(),
            debtor_kind=self.debtor_kind,
        )

    def granted(
        self, amount_minor: int, value: LawValue, *, covered_minor: int = 0, **given: str | int
    ) -> Fee:
        """The fee with its ground and the inputs."""
        because = value.because(
            kind=self.kind,
            due_on=self.due_on.isoformat(),
            sent_on=self.sent_on.isoformat(),
            debtor_kind=self.debtor_kind,
            **given,
        )
        return Fee(self.kind, amount_minor, because, covered_minor)

    def require_overdue(self, reference: str) -> None:
        """No fee on or before the due day. Raises FeeNotAllowed."""
        if self.sent_on <= self.due_on:
            first = self.due_on + ONE_DAY
            raise self.refused(
                Sentence(
                    "The claim is not overdue on {sent_on}: nothing may be charged before {first}.",
                    sent_on=self.sent_on,
                    first=first,
                ),
                reference,
                allowed_from=first,
            )


def compensation_fee(question: FeeQuestion, value: LawValue, ordinary: Sequence[str]) -> Fee:
    """The lump sum of a late business debtor, less the letter fees already charged.

    Raises FeeNotAllowed for a consumer, before the claim is overdue, a second time, and where the
    fees already charged reach the sum.
    """
    if question.debtor_kind == "consumer":
        raise question.refused(
            Sentence("A consumer never owes the compensation for late payment."), value.reference
        )
    question.require_overdue(value.reference)
    if value.amount == 0:
        raise question.refused(value.sentence, value.reference)
    if question.of_kinds([COMPENSATION]):
        raise question.refused(
            Sentence("The compensation for late payment is charged once for a claim."),
            value.reference,
        )
    charged = sum(one.amount_minor for one in question.of_kinds(ordinary))
    if charged >= value.amount:
        netting = question.value("compensation_netting", on=question.due_on)
        raise question.refused(
            Sentence(
                "The fees already charged reach the compensation: the debtor pays the larger of "
                "the two, never both."
            ),
            netting.reference,
        )
    return question.granted(
        value.amount - charged, value, compensation_minor=value.amount, charged_before_minor=charged
    )


def netted_fee(
    question: FeeQuestion, value: LawValue, ceiling_minor: int, ordinary: Sequence[str]
) -> Fee:
    """A letter fee; beside the compensation only what all letter fees together exceed it by."""
    if not question.earlier or not question.of_kinds([COMPENSATION]):
        return question.granted(ceiling_minor, value)
    charged = sum(one.amount_minor for one in question.of_kinds((*ordinary, COMPENSATION)))
    counted = sum(one.counted_minor for one in question.of_kinds(ordinary))
    amount_minor = max(0, min(ceiling_minor, counted + ceiling_minor - charged))
    if amount_minor == ceiling_minor:
        return question.granted(amount_minor, value)
    return question.granted(
        amount_minor,
        question.value("compensation_netting", on=question.due_on),
        covered_minor=ceiling_minor - amount_minor,
        fee_minor=ceiling_minor,
        charged_before_minor=charged,
    )


def _by_day(one: EarlierFee) -> date:
    return one.sent_on
