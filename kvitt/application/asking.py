"""Who is asked before a letter goes: the creditor's automation and what people have answered.

The night decides first and asks afterwards, so that a suggestion is the very letter that would go.
"""

from collections.abc import Sequence
from datetime import date

from kvitt.domain.automation import Asking, Governed, StepRule, governed, held_with
from kvitt.domain.decision import Decision
from kvitt.domain.facts import Facts
from kvitt.store.automation import SetRule, answers_of, rules_of


def step_rule(kept: SetRule) -> StepRule:
    """The rule of a step as it is in use."""
    return StepRule(kept.level, kept.below_minor, kept.veto_days, kept.condition or "")


def asking_of(tenant_id: int, case_ids: Sequence[int], *, on: date) -> Asking:
    """What is asked of the cases, and what was answered; inside the tenant's scope."""
    rules = {kept.step: step_rule(kept) for kept in rules_of(tenant_id)}
    return Asking(rules, answers_of(tenant_id, case_ids, today=on))


class Asker:
    """Turns the decisions of one batch into letters and suggestions."""

    def __init__(self, tenant_id: int, found: Sequence[Facts], today: date) -> None:
        self._facts = {facts.case_id: facts for facts in found}
        self._today = today
        self._asking = asking_of(tenant_id, list(self._facts), on=today)

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
        return governed(decision, self._asking, self._today)
