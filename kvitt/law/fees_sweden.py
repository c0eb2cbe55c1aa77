"""What a debtor in Sweden may be charged for letters: lag (1981:739) om ersättning för inkasso.

What an application to a court or to Kronofogden costs stands in ``costs_sweden``.
"""

from dataclasses import replace
from types import MappingProxyType

from kvitt.kernel.sentence import Sentence
from kvitt.law.costs_sweden import COSTS, authority_cost
from kvitt.law.fee_terms import (
    COMPENSATION,
    Fee,
    FeeNotAllowed,
    FeeQuestion,
    compensation_fee,
    netted_fee,
)

ORDINARY = ("reminder", "collection_demand", "instalment_plan")
NEVER = ("sms", "call", "visit", "administration", "instalment_notice")
"""What some ask to be paid for and the act never allows: asked for, it is refused with why."""
KINDS = (*ORDINARY, COMPENSATION, *COSTS, *NEVER)

_NETTED = (*ORDINARY, COMPENSATION)
_INCOMPLETE = MappingProxyType(
    {
        "reminder": (
            "The reminder was not written and sent to the debtor, so it may not be charged.",
            "lag (1981:739) 2 §",
        ),
        "collection_demand": (
            "The demand lacks something that inkassolagen asks for (creditor, ground, principal, "
            "interest and costs each for itself, time to pay or object), so it may not be charged.",
            "inkassolagen (1974:182) 5 § och lag (1981:739) 3 § 1",
        ),
        "instalment_plan": (
            "Only a written plan for all that remains of the debt, made together with the debtor "
            "and sent, may be charged.",
            "lag (1981:739) 3 § 2",
        ),
    }
)


def swedish_fee(question: FeeQuestion) -> Fee:
    """The fee of a letter at the ceiling of its day, the compensation, or an authority's cost.

    Between businesses the debtor pays the larger of 450 kronor and the ordinary fees together.
    Raises FeeNotAllowed and LawNotKnown.
    """
    kind = question.kind
    if kind in ORDINARY:
        return _letter_fee(question)
    if kind == COMPENSATION:
        value = question.value(COMPENSATION, on=question.due_on)
        return compensation_fee(question, value, ORDINARY)
    if kind in COSTS:
        return authority_cost(question)
    raise _never_charged(question)


def _letter_fee(question: FeeQuestion) -> Fee:
    value = question.value(question.kind, on=question.sent_on)
    question.require_overdue(value.reference)
    if question.kind == "reminder" and not question.agreed:
        raise question.refused(
            Sentence(
                "A reminder may be charged only where that was agreed at the latest when the debt "
                "arose; this claim has no such agreement."
            ),
            value.reference,
        )
    if not question.circumstances.letter_complete:
        raise question.refused(*_INCOMPLETE[question.kind])
    most = question.value("paid_letters_of_a_kind", on=question.sent_on)
    if len(question.charged([question.kind])) >= most.amount and not question.circumstances.reason:
        raise question.refused(
            Sentence(
                "A {kind:word} has been charged for this claim; another needs a recorded reason "
                "why it was called for.",
                kind=question.kind,
            ),
            most.reference,
        )
    return netted_fee(_without_authority_costs(question), value, value.amount, ORDINARY)


def _without_authority_costs(question: FeeQuestion) -> FeeQuestion:
    """The compensation covers letters only: what an authority charged is left out of it."""
    if all(one.kind in _NETTED for one in question.earlier):
        return question
    return replace(question, earlier=tuple(question.of_kinds(_NETTED)))


def _never_charged(question: FeeQuestion) -> FeeNotAllowed:
    value = question.value(question.kind, on=question.sent_on)
    return question.refused(value.sentence, value.reference)
