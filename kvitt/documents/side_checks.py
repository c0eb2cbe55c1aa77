"""Checks of letters beside the flow: how each element of their lists is found in the letter."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

from kvitt.documents import enforcement_notice_letter, inquiry_letter, settlement_offer_letter
from kvitt.documents.letter_parts import Letter
from kvitt.documents.side_parts import TO_COURT, PlanTable

_A_DAY = timedelta(days=1)


def _day_is_given(letter: Letter) -> bool:
    """The new day lies after the one that it replaces and after the letter."""
    told = letter.deferral
    return told is not None and letter.pay_by > max(told.old_day_on, letter.sent_on)


def _deferral_interest_is_told(letter: Letter) -> bool:
    """Interest that runs has its rate; interest that does not run adds nothing."""
    told = letter.deferral
    if told is None:
        return False
    if told.interest == "runs":
        return letter.interest_rate_bp is not None and letter.interest_from is not None
    return not told.interest_minor


def _objection_is_told(letter: Letter) -> bool:
    told = letter.objection
    if told is None or told.received_on > letter.sent_on:
        return False
    in_whole = told.part_minor is None or told.part_minor > 0
    return in_whole and (told.reason != "other" or bool(told.text.strip()))


def _answer_has_its_day(letter: Letter) -> bool:
    return letter.objection is not None and letter.objection.answer_by > letter.sent_on


def _answer_has_reasons(letter: Letter) -> bool:
    told = letter.answer
    return told is not None and told.objected_on <= letter.sent_on and bool(told.reasons.strip())


def _answer_tells_what_is_owed(letter: Letter) -> bool:
    """Nothing where the debtor was right; something where a payment is asked for or judged."""
    told = letter.answer
    if told is None:
        return False
    if told.outcome in ("upheld", "reduced"):
        less = told.was_minor is not None and told.was_minor > letter.total_minor
        return less or (told.outcome == "upheld" and letter.total_minor <= 0)
    return told.outcome != TO_COURT or letter.total_minor > 0


def _plan_pays_the_whole_debt(letter: Letter) -> bool:
    """What is left of the instalments is what is owed today and the plan's interest, exactly."""
    plan = letter.plan
    if plan is None or letter.total_minor <= 0:
        return False
    return plan.left_minor == letter.total_minor + plan.interest_minor


def _every_instalment_has_its_day(letter: Letter) -> bool:
    """Numbered from one, each later than the last; the letter asks for the first that is open."""
    plan = letter.plan
    if plan is None or not plan.rows:
        return False
    numbers = [row.number for row in plan.rows]
    days = [row.due_on for row in plan.rows]
    in_order = all(earlier < later for earlier, later in pairwise(days))
    return (
        numbers == list(range(1, len(numbers) + 1))
        and in_order
        and all(row.amount_minor > 0 for row in plan.rows)
        and plan.next_row is not None
        and letter.sent_on < plan.next_row.due_on == letter.pay_by
    )


def _plan_was_made_with_the_debtor(letter: Letter) -> bool:
    plan = letter.plan
    return plan is not None and bool(plan.agreed_by) and plan.agreed_on <= letter.sent_on


def _references_are_their_own(letter: Letter) -> bool:
    plan = letter.plan
    if plan is None or not plan.rows:
        return False
    references = [row.reference for row in plan.rows]
    return (
        all(references)
        and len(set(references)) == len(references)
        and plan.next_row is not None
        and letter.payment.reference == plan.next_row.reference
    )


def _plan_interest_is_told(letter: Letter) -> bool:
    plan = letter.plan
    if plan is None or plan.interest_minor < 0:
        return False
    if plan.interest_rate_bp is None:
        return plan.interest_minor == 0
    return not plan.interest_minor or bool(plan.interest_reference and plan.interest_until)


def _plan_has_terms(plan: PlanTable | None) -> bool:
    return plan is not None and plan.grace_days >= 1 and plan.moves >= 0


def _instalment_is_asked(letter: Letter) -> bool:
    """One instalment of the plan, with what is missing of it, and nothing of the whole debt."""
    told = letter.instalment
    if told is None or not 1 <= told.number <= told.count:
        return False
    is_open = 0 <= told.paid_minor < told.amount_minor and told.others_due_minor >= 0
    return is_open and not letter.items


def _is_asked_on_its_day(letter: Letter) -> bool:
    told = letter.instalment
    return told is not None and told.due_on == letter.pay_by and not told.others_due_minor


def _is_late(letter: Letter) -> bool:
    return letter.instalment is not None and letter.instalment.due_on < letter.sent_on


def _nothing_happens_before(letter: Letter) -> bool:
    """There is time to pay, and the day before which nothing happens lies after that time."""
    told = letter.instalment
    if told is None or told.nothing_before_on is None:
        return False
    return letter.sent_on + _A_DAY <= letter.pay_by < told.nothing_before_on


SIDE_FACTS: dict[str, Callable[[Letter], bool]] = {
    "old_and_new_day": _day_is_given,
    "interest_during_deferral": _deferral_interest_is_told,
    "objection_as_understood": _objection_is_told,
    "day_of_answer": _answer_has_its_day,
    "outcome_with_reasons": _answer_has_reasons,
    "what_is_owed_now": _answer_tells_what_is_owed,
    "remaining_debt": _plan_pays_the_whole_debt,
    "every_instalment_with_day": _every_instalment_has_its_day,
    "made_with_debtor": _plan_was_made_with_the_debtor,
    "own_references": _references_are_their_own,
    "interest_of_plan": _plan_interest_is_told,
    "terms_of_plan": lambda letter: _plan_has_terms(letter.plan),
    "one_instalment": _instalment_is_asked,
    "asked_on_its_day": _is_asked_on_its_day,
    "instalment_is_late": _is_late,
    "nothing_before": _nothing_happens_before,
    **settlement_offer_letter.FACTS,
    **inquiry_letter.FACTS,
    **enforcement_notice_letter.FACTS,
}
"""The checks on the letter's own facts, by element."""

SIDE_SENTENCES: dict[str, str] = {
    "written": "title",
    "handed_over_or_sent": "sent",
    "cost_of_plan": "cost_of_plan",
    "says_if_missed": "missed",
    "says_move": "move",
    "says_what_follows": "next",
    "says_everything_stops": "stopped",
    "says_when_answered": "answer_when",
    "says_where_to_complain": "complain",
    "says_free": "cost",
    **settlement_offer_letter.SENTENCES,
    **inquiry_letter.SENTENCES,
    **enforcement_notice_letter.SENTENCES,
}
"""The sentence of the composed letter that carries each element."""
