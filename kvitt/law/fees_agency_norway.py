"""What the debtor owes an agency in Norway, through the gate: inkassoforskriften chapter 2.

The agency's fee is one fee for a claim. Charged as light, it grows by the difference when it turns
heavy or when the base rate of the day of covering is another; it never comes twice.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawValue
from kvitt.law.collection_fee import AgencyFee, collection_fee, plan_fee
from kvitt.law.fee_terms import COMPENSATION, Fee, FeeQuestion, netted_fee
from kvitt.law.letters_norway import (
    first_heavy_day,
    require_missed_notice,
    require_sound_demand,
    require_unheeded_demand,
)

COLLECTION_FEE = "collection_fee"
PLAN = "instalment_plan"
AGENCY_KINDS = (COLLECTION_FEE, PLAN)
OWN_LETTERS = ("reminder", "collection_notice", "payment_demand_own")
LEGAL_STEPS = (
    "conciliation_application",
    "attachment_application",
    "court_application",
    "small_claims_application",
)
_NOTHING: Mapping[str, str | int] = MappingProxyType({})


def agency_fee(question: FeeQuestion) -> Fee:
    """The agency's fee, or that of a plan with it. Raises FeeNotAllowed and LawNotKnown."""
    return _collection_fee(question) if question.kind == COLLECTION_FEE else _plan_fee(question)


def netting_kinds(question: FeeQuestion) -> tuple[str, ...]:
    """The fees that the compensation for late payment is netted with. Raises LawNotKnown."""
    kinds: tuple[str, ...] = question.value("compensation_netting_kinds", on=question.due_on).amount
    return kinds


def less_compensation(
    question: FeeQuestion, value: LawValue, fee_minor: int, told: Mapping[str, str | int] = _NOTHING
) -> Fee:
    """The fee less what the compensation for late payment covers of all such fees together.

    What the compensation already covered of earlier fees is not deducted again, and what a court or
    an authority took has no part in it. ``told`` goes with the ground of the fee.
    """
    if not question.earlier or not question.of_kinds([COMPENSATION]):
        return question.granted(fee_minor, value, covered_minor=0, **told)
    netted = netted_fee(question, value, fee_minor, netting_kinds(question))
    given = {**netted.because.given, **told}
    if netted.covered_minor and "arithmetic" in told:
        given["arithmetic"] = (
            f"{told['arithmetic']}, less {as_decimal_text(netted.covered_minor)} that the "
            f"compensation covers = {as_decimal_text(netted.amount_minor)}"
        )
    return replace(netted, because=replace(netted.because, given=given))


def _collection_fee(question: FeeQuestion) -> Fee:
    special = question.circumstances
    whole = collection_fee(
        question.book,
        principal_minor=question.principal_minor,
        due_on=question.due_on,
        covered_on=question.sent_on,
        is_heavy=special.is_heavy,
        with_vat=special.with_vat,
        debtor_kind=question.debtor_kind,
        known_on=question.known_on,
    )
    question.require_overdue(whole.value.reference)
    if question.principal_minor <= 0:
        raise question.refused(
            Sentence("The agency's fee goes by the size of the claim, and none was given."),
            whole.value.reference,
        )
    if not special.letter_complete:
        raise question.refused(
            Sentence(
                "The notice or the demand lacks something that the act asks for, so the debtor "
                "owes no costs of an agency."
            ),
            "inkassoloven (LOV-1988-05-13-26) §§ 9, 10 og 17 fjerde ledd",
        )
    require_missed_notice(question)
    require_sound_demand(question)
    if special.is_heavy:
        require_unheeded_demand(question)
    return _difference(question, whole)


def _difference(question: FeeQuestion, whole: AgencyFee) -> Fee:
    """What the fee is more than what has been charged of it; nothing is a refusal."""
    charged_minor = sum(one.counted_minor for one in question.of_kinds([COLLECTION_FEE]))
    beside = question.value("letter_fees_beside_collection_fee", on=question.sent_on)
    letters_minor = 0
    if not beside.amount:
        letters_minor = sum(one.counted_minor for one in question.of_kinds(OWN_LETTERS))
    rest_minor = whole.amount_minor - charged_minor - letters_minor
    if rest_minor <= 0:
        once = question.value("paid_collection_fees", on=question.sent_on)
        heavy_on = None if question.circumstances.is_heavy else first_heavy_day(question)
        is_ahead = heavy_on is not None and heavy_on > question.sent_on
        later = Sentence(" The heavy fee may be owed from {day}.", day=heavy_on) if is_ahead else ""
        raise question.refused(
            Sentence(
                "The agency's fee of this claim is {amount_minor:money} and has been charged: a "
                "claim bears one.{later}",
                amount_minor=whole.amount_minor,
                later=later,
            ),
            once.reference if charged_minor else beside.reference,
            allowed_from=heavy_on if is_ahead else None,
        )
    told = dict(whole.given)
    told["arithmetic"] = whole.arithmetic + _less(charged_minor + letters_minor, rest_minor)
    told["principal_minor"] = question.principal_minor
    if charged_minor:
        told["charged_of_it_minor"] = charged_minor
    return less_compensation(question, whole.value, rest_minor, told)


def _less(before_minor: int, rest_minor: int) -> str:
    if not before_minor:
        return ""
    return f", less {as_decimal_text(before_minor)} charged before = {as_decimal_text(rest_minor)}"


def _plan_fee(question: FeeQuestion) -> Fee:
    found = plan_fee(
        question.book,
        agreed_on=question.sent_on,
        with_vat=question.circumstances.with_vat,
        known_on=question.known_on,
    )
    question.require_overdue(found.value.reference)
    free = question.value("instalment_plan_free_instalments", on=question.sent_on)
    instalments = question.circumstances.instalments
    if instalments <= free.amount:
        raise question.refused(
            Sentence(
                "A plan bears a fee only with more than {amount} instalments; this one has "
                "{instalments}.",
                amount=free.amount,
                instalments=instalments,
            ),
            free.reference,
        )
    steps = question.of_kinds(LEGAL_STEPS)
    if steps:
        raise question.refused(
            Sentence(
                "The case went to a legal step on {sent_on}: from then on a plan bears no fee.",
                sent_on=steps[0].sent_on,
            ),
            found.value.reference,
        )
    require_missed_notice(question)
    most = question.value("paid_instalment_plans", on=question.sent_on)
    if len(question.charged([PLAN])) >= most.amount:
        raise question.refused(
            Sentence("The fee of a plan has been charged for this claim; another plan is free."),
            most.reference,
        )
    told = {**found.given, "instalments": instalments}
    return less_compensation(question, found.value, found.amount_minor, told)
