"""Trying a condition on cases: for which it holds, for which not, for which nobody knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kvitt.application.case_view import CaseView
from kvitt.application.preview_text import SAMPLE
from kvitt.application.show_case import show_case
from kvitt.domain.condition import Condition, ConditionCannotAnswer, Kind, condition
from kvitt.store.creditors import Creditor
from kvitt.store.session import tenant_scope
from kvitt.store.text_templates import sample_cases

CONDITION_VARIABLES: Mapping[str, Kind] = {
    "balance_minor": "number",
    "principal_minor": "number",
    "currency": "text",
    "country": "text",
    "debtor_kind": "text",
    "flow": "text",
    "stage": "text",
    "due_on": "day",
    "opened_on": "day",
    "on": "day",
    "days_late": "number",
    "invoices": "number",
    "letters_sent": "number",
    "is_held": "yes_no",
    "is_closed": "yes_no",
}
"""What a condition may name of a case, and of which kind it is; amounts are whole minor units."""


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
    checked = condition(source, CONDITION_VARIABLES)
    called = [case] if case else []
    if creditor is not None and not case:
        with tenant_scope(creditor.tenant_id):
            sample = sample_cases(creditor.tenant_id, SAMPLE)
        called = [f"{creditor.tenant_id}-{case_id}" for case_id in sample]
    answers: dict[str, bool | str] = {}
    for reference in called:
        view = show_case(reference, today=today)
        try:
            answers[view.number] = checked.holds(condition_values(view))
        except ConditionCannotAnswer as no:
            answers[view.number] = no.sentence
    return Tried(checked, answers)


def condition_values(view: CaseView) -> dict[str, object]:
    """What conditions may name of the case, as plain values."""
    due_on = min(date.fromisoformat(invoice["due_on"]) for invoice in view.invoices)
    on = view.on.isoformat()
    return {
        "balance_minor": view.balance_minor,
        "principal_minor": sum(invoice["principal_minor"] for invoice in view.invoices),
        "currency": view.currency,
        "country": view.country,
        "debtor_kind": view.debtor_kind,
        "flow": view.flow,
        "stage": view.stage,
        "due_on": due_on,
        "opened_on": view.opened_on,
        "on": view.on,
        "days_late": max((view.on - due_on).days, 0),
        "invoices": len(view.invoices),
        "letters_sent": sum(notice["state"] == "sent" for notice in view.notices),
        "is_held": any(h["until_on"] is None or h["until_on"] >= on for h in view.holds),
        "is_closed": view.closed_on is not None,
    }
