"""A creditor says how far each step goes by itself. It counts from the next decision on.

What waits for an answer is decided anew by the new level; what somebody declined stays declined.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.asking import usable_condition
from kvitt.domain.automation import AUTOMATIC, AutomationUnclear, StepRule, checked_rule
from kvitt.domain.flow import flow
from kvitt.kernel.refusal import Refusal
from kvitt.store.automation import SetRule, add_rule, cases_of_steps, rules_of
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

ALL_STEPS = "all"


class UnknownStep(Refusal):
    """None of the creditor's flows has that step."""


@dataclass(frozen=True, slots=True)
class StepAutomation:
    """How far a step goes by itself, and who said so; nobody where it is as at the beginning."""

    step: str
    level: str
    below_minor: int | None
    veto_days: int | None
    condition: str
    because: str = ""
    set_by: str = ""
    set_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """For scripts: the day as text."""
        return {
            "step": self.step, "level": self.level, "below_minor": self.below_minor,
            "veto_days": self.veto_days, "condition": self.condition or None,
            "because": self.because, "set_by": self.set_by,
            "set_on": self.set_on.isoformat() if self.set_on else None,
        }  # fmt: skip


def set_automation(
    creditor: Creditor,
    *,
    step: str,
    level: str,
    because: str,
    by: str,
    today: date,
    below_minor: int | None = None,
    veto_days: int | None = None,
    condition_name: str = "",
) -> tuple[StepAutomation, ...]:
    """Sets the level of a step, or of ``all``; how all steps stand then.

    Raises AutomationUnclear and UnknownStep, with nothing changed.
    """
    rule = checked_rule(
        level, below_minor=below_minor, veto_days=veto_days, condition_name=condition_name
    )
    if not because.strip() or not by.strip():
        raise AutomationUnclear("say who changes the automation, and why: it goes to the history")
    steps = _steps(creditor, step)
    with tenant_scope(creditor.tenant_id):
        _require_condition(creditor, condition_name, today)
        before = {kept.step: kept for kept in rules_of(creditor.tenant_id)}
        for one in steps:
            add_rule(creditor.tenant_id, one, rule, because=because, by=by, today=today)
        told = {"steps": list(steps), "because": because, **_told(rule)}
        was = {one: before[one].level if one in before else AUTOMATIC.level for one in steps}
        add_event(None, "automation_set", today=today, actor=by, before=was, **told)
        wake_cases(creditor.tenant_id, cases_of_steps(creditor.tenant_id, steps), today=today)
        close_tenant_history(creditor.tenant_id)
    return automation_of(creditor)


def automation_of(creditor: Creditor) -> tuple[StepAutomation, ...]:
    """How far each step of the creditor's flows goes by itself, in the order of the flows."""
    with tenant_scope(creditor.tenant_id):
        kept = {one.step: one for one in rules_of(creditor.tenant_id)}
    return tuple(_shown(step, kept) for step in steps_of(creditor))


def steps_of(creditor: Creditor) -> tuple[str, ...]:
    """The steps of the creditor's flows for consumers and businesses, each once."""
    flows = (flow(creditor.consumer_flow), flow(creditor.business_flow))
    return tuple(dict.fromkeys(step.name for one in flows for step in one.steps))


def _steps(creditor: Creditor, step: str) -> Sequence[str]:
    known = steps_of(creditor)
    if step == ALL_STEPS:
        return known
    if step not in known:
        raise UnknownStep(
            "{creditor} has no step “{step}”; it has {known}, or {all_steps}",
            step=step,
            creditor=creditor.name,
            known=list(known),
            all_steps=ALL_STEPS,
        )
    return (step,)


def _require_condition(creditor: Creditor, name: str, today: date) -> None:
    if name and usable_condition(creditor.tenant_id, name, on=today) is None:
        raise AutomationUnclear(
            "{creditor} has no approved condition “{condition}” in use: see kvitt condition list",
            condition=name,
            creditor=creditor.name,
        )


def _told(rule: StepRule) -> Mapping[str, object]:
    return {
        "level": rule.level, "below_minor": rule.below_minor, "veto_days": rule.veto_days,
        "condition": rule.condition_name or None,
    }  # fmt: skip


def _shown(step: str, kept: Mapping[str, SetRule]) -> StepAutomation:
    one = kept.get(step)
    if one is None:
        return StepAutomation(step, AUTOMATIC.level, None, None, "")
    return StepAutomation(
        step, one.level, one.below_minor, one.veto_days, one.condition or "", one.because,
        one.set_by, one.set_on,
    )  # fmt: skip
