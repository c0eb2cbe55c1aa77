"""What a debtor in Sweden may be charged for letters: lag (1981:739) om ersättning för inkasso."""

from kvitt.law.fee_terms import COMPENSATION, Fee, FeeQuestion, compensation_fee, netted_fee

ORDINARY = ("reminder", "collection_demand", "instalment_plan")
KINDS = (*ORDINARY, COMPENSATION)


def swedish_fee(question: FeeQuestion) -> Fee:
    """The fee of a reminder, a demand or a plan at the ceiling of its day, or the compensation.

    Between businesses the debtor pays the larger of 450 kronor and the ordinary fees together.
    Raises FeeNotAllowed and LawNotKnown.
    """
    if question.kind == COMPENSATION:
        value = question.value(COMPENSATION, on=question.due_on)
        return compensation_fee(question, value, ORDINARY)
    value = question.value(question.kind, on=question.sent_on)
    question.require_overdue(value.reference)
    if question.kind == "reminder" and not question.agreed:
        raise question.refused(
            "A reminder may be charged only where that was agreed at the latest when the debt "
            "arose; this claim has no such agreement.",
            value.reference,
        )
    if question.kind == "collection_demand" and not question.circumstances.letter_complete:
        raise question.refused(
            "The demand lacks something that inkassolagen asks for (creditor, ground, principal, "
            "interest and costs each for itself, time to pay or object), so it may not be charged.",
            "inkassolagen (1974:182) 5 § och lag (1981:739) 3 § 1",
        )
    most = question.value("paid_letters_of_a_kind", on=question.sent_on)
    if len(question.charged([question.kind])) >= most.amount and not question.circumstances.reason:
        raise question.refused(
            f"A {question.kind.replace('_', ' ')} has been charged for this claim; another needs a "
            "recorded reason why it was called for.",
            most.reference,
        )
    return netted_fee(question, value, value.amount, ORDINARY)
