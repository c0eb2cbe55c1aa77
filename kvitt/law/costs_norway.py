"""What legal steps cost the debtor in Norway, and which costs are lost: rettsgebyrloven, § 17.

A fee of the conciliation board, the enforcement officer or a court is a multiple of the court unit
R of the day of filing, rounded down to whole kroner.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> court_fee(law_book("NO"), "attachment_application", filed_on=date(2026, 3, 2)).arithmetic
'0.69 × 1345.00 = 928.05, rounded down to 928.00'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.kernel.because import Because
from kvitt.kernel.money import as_decimal_text, divide_half_up
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook, LawValue
from kvitt.law.collection_fee import HUNDREDTHS, hundredths_text
from kvitt.law.fee_terms import EarlierFee, Fee, FeeQuestion
from kvitt.law.fees_agency_norway import LEGAL_STEPS
from kvitt.law.letters_norway import require_live_demand

CONCILIATION = "conciliation_application"
AFTER_CONCILIATION = ("court_application", "small_claims_application")
REPRESENTATION = "conciliation_representation"
DRAFTING = "attachment_drafting"
COURT_KINDS = (*LEGAL_STEPS, REPRESENTATION, DRAFTING)
OTHER_COURT_FEES = (
    "conciliation_reopening",
    "conciliation_decision_appeal",
    "enforcement_complaint",
    "money_claim_sale",
    "bankruptcy_demand_service",
)
"""Fees that the book knows beside the kinds that the gate grants."""
LOST_BY = ("objection", "payment_in_time", "breach")
"""Why costs out of court are lost: see inkassoloven § 17."""


class UnknownLoss(Refusal):
    """No rule takes costs away for that reason."""


@dataclass(frozen=True, slots=True)
class CourtFee:
    """A fee of a board, officer or court with the parts that a person can multiply by hand."""

    amount_minor: int
    unit_minor: int
    """The court unit R of the day of filing."""
    multiplier_hundredths: int
    value: LawValue
    exact_minor: int
    """Before it was rounded down."""

    @property
    def arithmetic(self) -> str:
        """``0.69 × 1345.00 = 928.05, rounded down to 928.00``."""
        text = (
            f"{hundredths_text(self.multiplier_hundredths)} × {as_decimal_text(self.unit_minor)} = "
            f"{as_decimal_text(self.exact_minor)}"
        )
        if self.amount_minor == self.exact_minor:
            return text
        return f"{text}, rounded down to {as_decimal_text(self.amount_minor)}"


@dataclass(frozen=True, slots=True)
class LostCosts:
    """The measures whose costs the debtor no longer owes, and why."""

    measures: tuple[EarlierFee, ...]
    because: Because
    sentence: str

    @property
    def lost_minor(self) -> int:
        """What was charged for them, in øre."""
        return sum(one.amount_minor for one in self.measures)


def court_fee(
    book: LawBook,
    kind: str,
    *,
    filed_on: date,
    after_conciliation: bool = False,
    known_on: date | None = None,
) -> CourtFee:
    """The fee of a legal step that is filed on a day, one of LEGAL_STEPS or OTHER_COURT_FEES.

    ``after_conciliation``: the conciliation board came first, which makes an action cheaper. Raises
    LawNotKnown and UnknownLaw.
    """

    def amount(name: str) -> int:
        whole: int = book.value(f"fees.{name}", on=filed_on, known_on=known_on).amount
        return whole

    value = book.value(f"fees.{kind}", on=filed_on, known_on=known_on)
    multiplier: int = value.amount
    if after_conciliation and kind in AFTER_CONCILIATION:
        multiplier -= amount("less_after_conciliation")
    unit_minor, step_minor = amount("court_unit"), amount("court_fee_rounding")
    whole_steps = unit_minor * multiplier // (HUNDREDTHS * step_minor)
    exact_minor = divide_half_up(unit_minor * multiplier, HUNDREDTHS)
    return CourtFee(whole_steps * step_minor, unit_minor, multiplier, value, exact_minor)


def court_cost(question: FeeQuestion) -> Fee:
    """The fee of a legal step or the help with it, through the gate: ``sent_on`` is the filing.

    Raises FeeNotAllowed before the demand's deadline has passed, when the demand is too old, and a
    second time without a reason; LawNotKnown.
    """
    value = question.value(question.kind, on=question.sent_on)
    question.require_overdue(value.reference)
    if value.amount == 0:
        raise question.refused(value.sentence, value.reference)
    if question.kind == REPRESENTATION:
        _require_conciliation(question, value)
    else:
        require_live_demand(question)
    most = question.value("paid_applications_of_a_kind", on=question.sent_on)
    if len(question.charged([question.kind])) >= most.amount and not question.circumstances.reason:
        raise question.refused(
            Sentence(
                "The {kind:word} has been charged for this claim; another needs a recorded reason "
                "why it was called for.",
                kind=question.kind,
            ),
            most.reference,
        )
    if question.kind in LEGAL_STEPS:
        return _step(question)
    return _help(question, value)


def lost_costs(
    book: LawBook,
    reason: str,
    earlier: Sequence[EarlierFee],
    *,
    on: date,
    known_on: date | None = None,
) -> LostCosts:
    """Which costs out of court are lost, also from before: by a reasonable objection, by payment
    within the deadline of the notice, or by a breach of good practice or of §§ 9 to 11.

    ``reason`` is one of LOST_BY; whether an objection was reasonable a person decides. Raises
    UnknownLoss and LawNotKnown.
    """
    if reason not in LOST_BY:
        raise UnknownLoss(
            "Costs are not lost by “{reason}”; they are by {lost_by}.",
            reason=reason,
            lost_by=list(LOST_BY),
        )
    rule = book.value(f"practice.costs_lost_by_{reason}", on=on, known_on=known_on)
    measures = tuple(one for one in earlier if one.kind in rule.amount and one.amount_minor)
    lost_minor = sum(one.amount_minor for one in measures)
    because = rule.because(reason=reason, on=on.isoformat(), lost_minor=lost_minor)
    return LostCosts(measures, because, rule.sentence)


def _step(question: FeeQuestion) -> Fee:
    found = court_fee(
        question.book,
        question.kind,
        filed_on=question.sent_on,
        after_conciliation=bool(question.of_kinds([CONCILIATION])),
        known_on=question.known_on,
    )
    return question.granted(
        found.amount_minor,
        found.value,
        court_unit_minor=found.unit_minor,
        multiplier_hundredths=found.multiplier_hundredths,
        arithmetic=found.arithmetic,
    )


def _help(question: FeeQuestion, value: LawValue) -> Fee:
    """A part of R for the agency's help, with value added tax where it cannot be deducted."""
    unit_minor: int = question.value("court_unit", on=question.sent_on).amount
    numerator, denominator = unit_minor * value.amount, HUNDREDTHS
    told: dict[str, str | int] = {
        "court_unit_minor": unit_minor,
        "multiplier_hundredths": value.amount,
    }
    text = f"{hundredths_text(value.amount)} × {as_decimal_text(unit_minor)}"
    if question.circumstances.with_vat:
        vat: int = question.value("collection_fee_vat_factor", on=question.sent_on).amount
        numerator, denominator = numerator * vat, denominator * HUNDREDTHS
        told["vat_factor_hundredths"] = vat
        text += f" × {hundredths_text(vat)}"
    amount_minor = divide_half_up(numerator, denominator)
    told["arithmetic"] = f"{text} = {as_decimal_text(amount_minor)}"
    return question.granted(amount_minor, value, covered_minor=0, **told)


def _require_conciliation(question: FeeQuestion, value: LawValue) -> None:
    if not question.asks_for_an_amount_alone and not question.of_kinds([CONCILIATION]):
        raise question.refused(
            Sentence(
                "No application to the conciliation board went before, so there is nothing to "
                "help with."
            ),
            value.reference,
        )
