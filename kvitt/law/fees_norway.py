"""What a debtor in Norway may be charged: inkassoforskriften and the acts behind it, by kind.

Here stand the creditor's own letters (chapter 1): the base rate of the day of sending, times the
fraction of the day on which the claim fell due. The agency's fee and that of a plan (chapter 2)
stand in ``fees_agency_norway``, what legal steps cost in ``costs_norway``.
"""

from datetime import date, timedelta
from functools import lru_cache

from kvitt.kernel.days import ONE_DAY, add_months
from kvitt.kernel.money import divide_half_up
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.law.costs_norway import COURT_KINDS, court_cost
from kvitt.law.fee_terms import (
    COMPENSATION,
    EarlierFee,
    Fee,
    FeeNotAllowed,
    FeeQuestion,
    compensation_fee,
)
from kvitt.law.fees_agency_norway import (
    AGENCY_KINDS,
    OWN_LETTERS,
    agency_fee,
    less_compensation,
    netting_kinds,
)
from kvitt.law.letters_norway import require_complete_letter

REMINDERS = ("reminder", "collection_notice")
LETTERS = OWN_LETTERS
NEVER = ("sms", "call", "visit", "administration")
"""What some ask to be paid for and no act allows: asked for, it is refused with why."""
KINDS = (*LETTERS, COMPENSATION, *AGENCY_KINDS, *COURT_KINDS, *NEVER)
TWENTIETHS = 20
FIRST_CLAIMABLE = "first_claimable_on"


def norwegian_fee(question: FeeQuestion) -> Fee:
    """The fee of a letter, of the agency, of a plan or a legal step, or the compensation.

    Raises FeeNotAllowed where the measure comes too early, too late or is one too many, and
    LawNotKnown.
    """
    kind = question.kind
    if kind in LETTERS:
        return _letter_fee(question)
    if kind == COMPENSATION:
        half_year = question.value("compensation_half_year", on=question.due_on).amount
        is_first = half_year == FIRST_CLAIMABLE
        on = question.due_on + ONE_DAY if is_first else question.sent_on
        value = question.value(COMPENSATION, on=on)
        return compensation_fee(question, value, netting_kinds(question))
    if kind in AGENCY_KINDS:
        return agency_fee(question)
    if kind in COURT_KINDS:
        return court_cost(question)
    raise _never_charged(question)


def _letter_fee(question: FeeQuestion) -> Fee:
    value = question.value(f"{question.kind}_twentieths", on=question.due_on)
    _require_wait(question)
    require_complete_letter(question, question.kind)
    round_of_letters = _charged_in_this_round(question)
    if question.kind == "payment_demand_own":
        _require_missed_notice(question)
        _require_first_demand(question, round_of_letters)
    else:
        _require_room_for_reminder(question, round_of_letters)
    fee_minor = letter_fee_minor(
        question.book, question.kind, question.due_on, question.sent_on, question.known_on
    )
    return less_compensation(question, value, fee_minor)


def _never_charged(question: FeeQuestion) -> FeeNotAllowed:
    value = question.value(question.kind, on=question.sent_on)
    return question.refused(value.sentence, value.reference)


@lru_cache(maxsize=8192)
def letter_fee_minor(
    book: LawBook, kind: str, due_on: date, sent_on: date, known_on: date | None = None
) -> int:
    """The fraction of the base rate of the day of sending, to the nearest krone from 2026, in øre.

    Raises LawNotKnown.
    """

    def amount(name: str, on: date) -> int:
        whole: int = book.value(f"fees.{name}", on=on, known_on=known_on).amount
        return whole

    twentieths, base_minor = amount(f"{kind}_twentieths", due_on), amount("base_rate", sent_on)
    step_minor = amount("letter_fee_rounding", sent_on)
    return divide_half_up(base_minor * twentieths, TWENTIETHS * step_minor) * step_minor


def _require_wait(question: FeeQuestion) -> None:
    wait = question.value("wait_days_after_due", on=question.sent_on)
    first = question.due_on + timedelta(days=wait.amount)
    if question.sent_on < first:
        raise question.refused(
            Sentence(
                "A letter may be charged from {amount} days after the due day: from {first}.",
                amount=wait.amount,
                first=first,
            ),
            wait.reference,
            allowed_from=first,
        )


def _charged_in_this_round(question: FeeQuestion) -> list[EarlierFee]:
    """The charged letters since the last pause of more than six months."""
    current: list[EarlierFee] = []
    for one in question.charged(LETTERS):
        if current and one.sent_on > _round_ends_on(question, current):
            current = []
        current.append(one)
    if current and question.sent_on > _round_ends_on(question, current):
        return []
    return current


def _round_ends_on(question: FeeQuestion, letters: list[EarlierFee]) -> date:
    last = letters[-1].sent_on
    months: int = question.value("reset_months", on=last).amount
    return add_months(last, months)


def _require_room_for_reminder(question: FeeQuestion, letters: list[EarlierFee]) -> None:
    if not letters:
        return
    anew = _round_ends_on(question, letters) + ONE_DAY
    most = question.value("most_reminders_and_notices", on=question.sent_on)
    reminders = [one for one in letters if one.kind in REMINDERS]
    if len(reminders) >= most.amount:
        raise question.refused(
            Sentence(
                "{amount} reminders or notices have been charged; a new round may begin on {anew}.",
                amount=most.amount,
                anew=anew,
            ),
            most.reference,
            allowed_from=anew,
        )
    least = question.value("first_letter_deadline_days", on=question.sent_on)
    for first in letters:
        if first.deadline_on is None or (first.deadline_on - first.sent_on).days < least.amount:
            raise question.refused(
                Sentence(
                    "The charged letter of {sent_on} gave less than {amount} days to pay, so a "
                    "further one may not be charged before {anew}.",
                    sent_on=first.sent_on,
                    amount=least.amount,
                    anew=anew,
                ),
                least.reference,
                allowed_from=anew,
            )
        if question.sent_on <= first.deadline_on:
            after = first.deadline_on + ONE_DAY
            raise question.refused(
                Sentence(
                    "The deadline of the charged letter of {sent_on} has not passed; a further "
                    "one may be charged from {after}.",
                    sent_on=first.sent_on,
                    after=after,
                ),
                least.reference,
                allowed_from=after,
            )


def _require_missed_notice(question: FeeQuestion) -> None:
    """The creditor's own demand goes out only after the deadline of a collection notice (§ 10)."""
    if question.asks_for_an_amount_alone:
        return
    rule = question.book.value(
        "deadlines.payment_demand_own_days", on=question.sent_on, known_on=question.known_on
    )
    deadlines = [one.deadline_on for one in question.of_kinds(["collection_notice"])]
    if not deadlines or deadlines[-1] is None:
        raise question.refused(
            Sentence(
                "No collection notice with a last day to pay went before, so a payment demand may "
                "not be charged."
            ),
            rule.reference,
        )
    if question.sent_on <= deadlines[-1]:
        after = deadlines[-1] + ONE_DAY
        raise question.refused(
            Sentence(
                "The deadline of the collection notice has not passed; a payment demand may go "
                "out from {after}.",
                after=after,
            ),
            rule.reference,
            allowed_from=after,
        )


def _require_first_demand(question: FeeQuestion, letters: list[EarlierFee]) -> None:
    most = question.value("most_payment_demands_own", on=question.sent_on)
    if sum(one.kind == "payment_demand_own" for one in letters) >= most.amount:
        anew = _round_ends_on(question, letters) + ONE_DAY
        raise question.refused(
            Sentence(
                "A payment demand has been charged; a new round may begin on {anew}.", anew=anew
            ),
            most.reference,
            allowed_from=anew,
        )
