"""Who is asked before a letter goes: the creditor's automation and what people have answered.

The night decides first and asks afterwards, so that a suggestion is the very letter that would go.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from kvitt.domain.automation import Asking, Governed, StepRule, governed, held_with
from kvitt.domain.case_condition import case_condition, values_of
from kvitt.domain.condition import Condition, ConditionNotAllowed
from kvitt.domain.decide import stage_of
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.merging import merge
from kvitt.kernel.money import CURRENCY_OF
from kvitt.store.automation import SetRule, answers_of, opened_days, rules_of
from kvitt.store.conditions import condition_in_use


def step_rule(tenant_id: int, kept: SetRule, *, on: date) -> StepRule:
    """The rule of a step, with its condition as it is in use that day; inside the scope."""
    checked = usable_condition(tenant_id, kept.condition, on=on) if kept.condition else None
    return StepRule(kept.level, kept.below_minor, kept.veto_days, kept.condition or "", checked)


def usable_condition(tenant_id: int, name: str, *, on: date) -> Condition | None:
    """The approved condition of that name; None where none is in use, or it cannot be used now."""
    source = condition_in_use(tenant_id, name, on=on)
    try:
        return case_condition(source) if source is not None else None
    except ConditionNotAllowed:  # it was allowed once: a person is asked until it is written anew
        return None


def asking_of(tenant_id: int, case_ids: Sequence[int], *, on: date) -> Asking:
    """What is asked of the cases, and what was answered; inside the tenant's scope."""
    rules = {kept.step: step_rule(tenant_id, kept, on=on) for kept in rules_of(tenant_id)}
    return Asking(rules, answers_of(tenant_id, case_ids, today=on))


class Asker:
    """Turns the decisions of one batch into letters and suggestions."""

    def __init__(self, tenant_id: int, found: Sequence[Facts], today: date) -> None:
        self._facts = {facts.case_id: facts for facts in found}
        self._today = today
        self._asking = asking_of(tenant_id, list(self._facts), on=today)
        asks = any(rule.condition is not None for rule in self._asking.rules.values())
        self._opened = opened_days(tenant_id, list(self._facts)) if asks else {}

    def govern(self, decisions: Sequence[Decision]) -> list[Decision]:
        """The decisions as far as the creditor lets them go by themselves."""
        if not self._asking.rules and not self._asking.answers:
            return list(decisions)
        made: list[Decision] = []
        for decision in decisions:
            one = self.governed(decision).decision
            made.append(one)
            made += held_with(decision, one)
        return made

    def governed(self, decision: Decision) -> Governed:
        """One decision, and how it goes."""
        return governed(decision, self._asking, self._today, lambda: self._values(decision))

    def _values(self, decision: Decision) -> Mapping[str, object]:
        """What a condition may ask of the claims that the letter is about."""
        group = [self._facts[case_id] for case_id in (decision.case_id, *decision.absorbs)]
        facts = merge(group)[0] if len(group) > 1 else group[0]
        steps = flow(facts.flow)
        return values_of(
            facts, stage=stage_of(facts, steps, self._today), today=self._today,
            country=steps.country, currency=CURRENCY_OF[steps.country],
            opened_on=self._opened.get(decision.case_id),
        )  # fmt: skip
