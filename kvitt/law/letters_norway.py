"""What must have gone before in Norway: inkassoloven §§ 9 to 12, asked of the earlier measures.

A notice whose deadline was missed comes before the agency's fee, a payment demand before the heavy
fee, and a demand that is not older than six months before a legal step. Where a question names no
earlier measures at all it comes from a person who wants to know an amount, and nothing is asked.
"""

from datetime import date

from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.sentence import Sentence
from kvitt.law.collection_fee import heavy_from
from kvitt.law.fee_terms import EarlierFee, FeeQuestion
from kvitt.law.statutory import statutory_deadline

NOTICE = "collection_notice"
DEMAND = "payment_demand"
DEMANDS = (DEMAND, "payment_demand_own")


def require_complete_letter(question: FeeQuestion, kind: str) -> None:
    """A letter that lacks what its paragraph asks for costs nothing, nor does what rests on it."""
    if not question.circumstances.letter_complete:
        rule = question.book.value(
            f"deadlines.{kind}_days", on=question.sent_on, known_on=question.known_on
        )
        raise question.refused(
            Sentence(
                "The {kind:word} lacks something that {ground} asks for, so nothing may be "
                "charged for it.",
                kind=kind,
                ground=rule.reference,
            ),
            rule.reference,
        )


def require_missed_notice(question: FeeQuestion) -> None:
    """No fee of the agency before the deadline of a sound collection notice was missed (§ 17).

    Payment is in time where the bank had the order within the deadline. Raises FeeNotAllowed.
    """
    if question.asks_for_an_amount_alone:
        return
    lost = question.book.value(
        "practice.costs_lost_by_payment_in_time", on=question.sent_on, known_on=question.known_on
    )
    notices = question.of_kinds([NOTICE])
    if not any(_is_sound_notice(question, one) for one in notices):
        rule = _least_days(question, NOTICE, question.sent_on)
        raise question.refused(
            Sentence(
                "No collection notice went before that was sent after the due day and gave at "
                "least {rule} days to pay, so the debtor owes no costs of an agency.",
                rule=rule,
            ),
            _reference(question, NOTICE),
        )
    deadline_on = _last_deadline(notices)
    if deadline_on is None:
        raise question.refused(
            Sentence(
                "The last collection notice names no last day to pay, so it has not been missed."
            ),
            _reference(question, NOTICE),
        )
    if question.sent_on <= deadline_on:
        after = deadline_on + ONE_DAY
        raise question.refused(
            Sentence(
                "The deadline of the collection notice has not passed: who pays by {deadline_on} "
                "owes no costs of an agency; they may be charged from {after}.",
                deadline_on=deadline_on,
                after=after,
            ),
            lost.reference,
            allowed_from=after,
        )


def require_sound_demand(question: FeeQuestion) -> None:
    """A last payment demand that breaches § 10 takes the agency's fee with it (§ 17).

    Raises FeeNotAllowed.
    """
    demands = question.of_kinds([DEMAND])
    trouble = _trouble_of_demand(question, demands[-1]) if demands else ""
    if trouble:
        lost = question.book.value(
            "practice.costs_lost_by_breach", on=question.sent_on, known_on=question.known_on
        )
        raise question.refused(
            Sentence(
                "{trouble} The costs are lost until a sound demand has been sent.", trouble=trouble
            ),
            f"{_reference(question, DEMAND)}, {lost.reference}",
        )


def require_unheeded_demand(question: FeeQuestion) -> None:
    """The heavy fee only after the demand's deadline was passed by more than 28 days.

    Raises FeeNotAllowed, with the first day on which the same fee may be charged.
    """
    if question.asks_for_an_amount_alone:
        return
    rule = question.value("collection_fee_heavy_after_days", on=question.sent_on)
    first = first_heavy_day(question)
    if first is None:
        raise question.refused(
            Sentence(
                "No payment demand of the agency with a last day to pay went before, so the fee "
                "is not heavy."
            ),
            rule.reference,
        )
    if question.sent_on < first:
        raise question.refused(
            Sentence(
                "The fee is heavy when the deadline of the payment demand has been passed by more "
                "than {amount} days: from {first}.",
                amount=rule.amount,
                first=first,
            ),
            rule.reference,
            allowed_from=first,
        )


def first_heavy_day(question: FeeQuestion) -> date | None:
    """The first day of the heavy fee by the demands of the question; None without a sound one.

    A demand that is sent again before that day gives new time; one sent after it changes nothing.
    """
    deadline_on: date | None = None
    for demand in question.of_kinds([DEMAND]):
        if demand.deadline_on is None or _trouble_of_demand(question, demand):
            continue
        if deadline_on is not None:
            if demand.sent_on >= heavy_from(question.book, deadline_on, question.known_on):
                break
            deadline_on = max(deadline_on, demand.deadline_on)
        else:
            deadline_on = demand.deadline_on
    if deadline_on is None:
        return None
    return heavy_from(question.book, deadline_on, question.known_on)


def require_live_demand(question: FeeQuestion) -> None:
    """A legal step needs a demand whose deadline has passed and that is not too old (§ 11).

    The circumstances may give one of the reasons of § 12 instead. Raises FeeNotAllowed.
    """
    exceptions = question.book.value(
        "practice.demand_not_needed", on=question.sent_on, known_on=question.known_on
    )
    if question.asks_for_an_amount_alone or question.circumstances.reason in exceptions.amount:
        return
    demands = question.of_kinds(DEMANDS)
    if not demands:
        raise question.refused(
            Sentence(
                "No payment demand went before: a legal step comes after its deadline, or needs "
                "one of the reasons {amount}.",
                amount=list(exceptions.amount),
            ),
            f"{_reference(question, DEMAND)}, {exceptions.reference}",
        )
    last = demands[-1]
    trouble = _trouble_of_demand(question, last)
    if trouble or last.deadline_on is None:
        raise question.refused(
            trouble or Sentence("The last payment demand names no last day to pay or object."),
            _reference(question, DEMAND),
        )
    age = statutory_deadline(
        question.book, "demand_age", from_on=last.sent_on, known_on=question.known_on
    )
    if question.sent_on <= last.deadline_on:
        after = last.deadline_on + ONE_DAY
        raise question.refused(
            Sentence(
                "The deadline of the payment demand has not passed; a legal step may come from "
                "{after}.",
                after=after,
            ),
            age.because.reference,
            allowed_from=after,
        )
    if question.sent_on > age.day:
        raise question.refused(
            Sentence(
                "The payment demand of {sent_on} carried a legal step through {day}. Send a new "
                "one and let its deadline pass.",
                sent_on=last.sent_on, day=age.day,
            ),
            age.because.reference,
        )  # fmt: skip


def _is_sound_notice(question: FeeQuestion, notice: EarlierFee) -> bool:
    """Sent after the due day, with the least time to pay (§ 9)."""
    if notice.deadline_on is None or notice.sent_on <= question.due_on:
        return False
    least = _least_days(question, NOTICE, notice.sent_on)
    return (notice.deadline_on - notice.sent_on).days >= least


def _trouble_of_demand(question: FeeQuestion, demand: EarlierFee) -> str:
    """What § 10 says against a demand: it came before the notice's deadline, or gave too little."""
    before = [one for one in question.of_kinds([NOTICE]) if one.sent_on <= demand.sent_on]
    notice_deadline_on = _last_deadline(before)
    if notice_deadline_on is not None and demand.sent_on <= notice_deadline_on:
        return Sentence(
            "The payment demand of {sent_on} was sent before the deadline of the collection "
            "notice, {deadline_on}, had passed.",
            sent_on=demand.sent_on,
            deadline_on=notice_deadline_on,
        )
    if demand.deadline_on is None:
        return ""
    least = _least_days(question, DEMAND, demand.sent_on)
    if (demand.deadline_on - demand.sent_on).days < least:
        return Sentence(
            "The payment demand of {sent_on} gave less than {least} days to pay or object.",
            sent_on=demand.sent_on,
            least=least,
        )
    return ""


def _last_deadline(letters: list[EarlierFee]) -> date | None:
    """The latest last day to pay; None where the last letter sent names none."""
    if not letters:
        return None
    last_sent_on = letters[-1].sent_on
    dated = [one for one in letters if one.deadline_on is not None]
    if not any(one.sent_on == last_sent_on for one in dated):
        return None
    return max(one.deadline_on for one in dated if one.deadline_on is not None)


def _least_days(question: FeeQuestion, kind: str, on: date) -> int:
    days: int = question.book.value(
        f"deadlines.{kind}_days", on=on, known_on=question.known_on
    ).amount
    return days


def _reference(question: FeeQuestion, kind: str) -> str:
    return question.book.value(
        f"deadlines.{kind}_days", on=question.sent_on, known_on=question.known_on
    ).reference
