"""Trying a condition on cases: for which it holds, for which not, for which nobody knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kvitt.application.case_view import CaseView
from kvitt.application.preview_text import sample_views
from kvitt.application.show_case import show_case
from kvitt.domain.case_condition import case_condition, values_of
from kvitt.domain.condition import Condition, ConditionCannotAnswer
from kvitt.store.creditors import Creditor


@dataclass(frozen=True, slots=True)
class Tried:
    """A condition and what it says of each case: yes, no, or why it has no answer."""

    condition: Condition
    answers: Mapping[str, bool | str]


def try_condition(
    source: str, *, creditor: Creditor | None = None, case: str | None = None, today: date
) -> Tried:
    """The checked condition, asked of one case or of a sample of the creditor's; of none else.

    Raises ConditionNotAllowed and its kinds, CaseNotFound and CaseAmbiguous.
    """
    checked = case_condition(source)
    if case:
        return Tried(checked, _answers(checked, [show_case(case, today=today)]))
    return Tried(checked, answers_for_sample(creditor, source, today=today) if creditor else {})


def answers_for_sample(creditor: Creditor, source: str, *, today: date) -> dict[str, bool | str]:
    """What the condition says of each case of the creditor's sample.

    Raises ConditionNotAllowed and its kinds.
    """
    return _answers(case_condition(source), sample_views(creditor, today=today))


def _answers(checked: Condition, views: Sequence[CaseView]) -> dict[str, bool | str]:
    answers: dict[str, bool | str] = {}
    for view in views:
        try:
            answers[view.number] = checked.holds(condition_values(view))
        except ConditionCannotAnswer as no:
            answers[view.number] = no.sentence
    return answers


def condition_values(view: CaseView) -> dict[str, object]:
    """What conditions may name of the case as it is shown: the same as the night asks."""
    return values_of(
        view.facts,
        stage=view.stage,
        today=view.on,
        country=view.country,
        currency=view.currency,
        opened_on=view.opened_on,
    )
