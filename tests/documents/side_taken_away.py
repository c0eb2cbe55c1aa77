"""What is taken away from a good letter beside the flow, for each element of its list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kvitt.documents.letter import Letter

A_DAY = timedelta(days=1)


def with_part(made: Letter, name: str, **changed: Any) -> Letter:
    """The letter with its deferral, objection, answer, plan or instalment changed."""
    part: Any = getattr(made, name)
    return replace(made, **{name: replace(part, **changed)})


def with_row(made: Letter, **changed: Any) -> Letter:
    """The plan with its last instalment changed."""
    assert made.plan is not None
    *rows, last = made.plan.rows
    return with_part(made, "plan", rows=(*rows, replace(last, **changed)))


def _given(made: Letter, name: str) -> Any:
    return getattr(made, name)


SIDE_TAKEN_AWAY: dict[str, Callable[[Letter], Letter]] = {
    "old_and_new_day": lambda made: with_part(made, "deferral", old_day_on=made.pay_by),
    "interest_during_deferral": lambda made: replace(made, interest_rate_bp=None),
    "objection_as_understood": lambda made: with_part(made, "objection", reason="other", text=" "),
    "day_of_answer": lambda made: with_part(made, "objection", answer_by=made.sent_on),
    "outcome_with_reasons": lambda made: with_part(made, "answer", reasons=" \n"),
    "what_is_owed_now": lambda made: with_part(made, "answer", outcome="upheld"),
    "new_time": lambda made: replace(
        made, pay_by=made.sent_on + (8 if made.country == "SE" else 14) * A_DAY - A_DAY
    ),
    "way_to_pay_if_asked": lambda made: replace(
        made, payment=replace(made.payment, account_display="")
    ),
    "remaining_debt": lambda made: with_row(
        made, amount_minor=_given(made, "plan").rows[-1].amount_minor - 1
    ),
    "every_instalment_with_day": lambda made: with_row(
        made, due_on=_given(made, "plan").rows[-2].due_on
    ),
    "made_with_debtor": lambda made: with_part(made, "plan", agreed_by=""),
    "own_references": lambda made: with_row(made, reference=_given(made, "plan").rows[0].reference),
    "interest_of_plan": lambda made: with_part(made, "plan", interest_reference=""),
    "terms_of_plan": lambda made: with_part(made, "plan", grace_days=0),
    "one_instalment": lambda made: replace(made, instalment=None),
    "asked_on_its_day": lambda made: replace(made, pay_by=made.pay_by + A_DAY),
    "instalment_is_late": lambda made: with_part(made, "instalment", due_on=made.sent_on),
    "nothing_before": lambda made: with_part(made, "instalment", nothing_before_on=made.pay_by),
    "less_than_owed": lambda made: with_part(made, "offer", amount_minor=made.total_minor),
    "inquiry_as_made": lambda made: with_part(made, "inquiry", bureau=" "),
    "time_before_petition": lambda made: with_part(made, "enforcement", earliest_on=made.pay_by),
    "size_of_claim": lambda made: replace(made, items=()),
    "day_it_goes_on": lambda made: with_part(made, "offer", goes_on_on=made.pay_by),
}
