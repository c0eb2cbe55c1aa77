"""A creditor's decision policy is tried on its own cases, and adopted exactly as it was tried."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from kvitt.application.decide_enforcement import BATCH, verdicts
from kvitt.domain.decision_policy import (
    DecisionPolicy,
    as_told,
    decide_outcome,
    digest_of,
    policy_of,
)
from kvitt.kernel.people import signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.store import decisions as store
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

TRIAL_COUNTS_DAYS = 30
"""Policy: a trial is looked at for a month; later the creditor's cases are others."""
SHOWN = 50
"""So many differences are kept with a trial, case by case; all of them are counted."""


class NotTried(Refusal):
    """No policy of that number was tried, it was adopted before, or it was tried long ago."""


class Tried(NamedTuple):
    """A policy and what it would do with the cases that wait for a decision."""

    number: int
    policy: DecisionPolicy
    outcomes: Mapping[str, int]
    open_minor: Mapping[str, int]
    """What is open on the cases, by outcome, in whole minor units."""
    expected_minor: int
    """The expected gain of the applications."""
    differences: tuple[Mapping[str, Any], ...]
    """Cases on which the policy in force says another thing."""
    differs: int


def try_policy(creditor: Creditor, told: Mapping[str, Any], *, today: date, by: str) -> Tried:
    """What a policy would do today, beside the one in force; it is kept, and nothing else changes.

    Raises PolicyUnclear and NotTried.
    """
    name = signed_name(by)
    if not name:
        raise NotTried("say who tries it")
    policy = policy_of(told, country=creditor.country)
    outcomes: Counter[str] = Counter()
    open_minor: Counter[str] = Counter()
    differences: list[Mapping[str, Any]] = []
    expected_minor = differs = after = 0
    with tenant_scope(creditor.tenant_id):
        adopted = store.adopted_policy(creditor.tenant_id)
        now = policy_of(adopted[1], country=creditor.country) if adopted else None
        while asked := store.cases_to_decide(creditor.tenant_id, batch=BATCH, after=after):
            for one, inputs, verdict in verdicts(creditor, policy, asked, today=today):
                outcomes[verdict.outcome] += 1
                open_minor[verdict.outcome] += inputs.open_minor
                if verdict.outcome == "application":
                    expected_minor += verdict.expected_minor or 0
                before = decide_outcome(now, inputs).outcome if now else "person"
                if before != verdict.outcome:
                    differs += 1
                    row = {"case": one.case_id, "now": before, "then": verdict.outcome,
                           "because": verdict.sentence}  # fmt: skip
                    differences += [row] if len(differences) < SHOWN else []
            after = asked[-1].case_id
        result = {"outcomes": dict(outcomes), "open_minor": dict(open_minor), "differs": differs,
                  "expected_minor": expected_minor, "differences": differences}  # fmt: skip
        number = store.keep_tried_policy(
            creditor.tenant_id, as_told(policy), digest_of(policy), result=result, today=today,
            by=name,
        )  # fmt: skip
    return Tried(number, policy, outcomes, open_minor, expected_minor, tuple(differences), differs)


def adopt_policy(creditor: Creditor, number: int, *, today: date, by: str) -> DecisionPolicy:
    """The policy that was tried under that number decides from now on; the policy.

    Raises NotTried and PolicyUnclear.
    """
    name = signed_name(by)
    with tenant_scope(creditor.tenant_id):
        found = store.policies_of(creditor.tenant_id, number)
        if not name or not found:
            raise NotTried(
                "say who adopts a policy that was tried: there is no policy {number}", number=number
            )
        (kept,) = found
        if kept.adopted_on is not None:
            raise NotTried(
                "policy {number} was adopted on {adopted_on}",
                number=number,
                adopted_on=kept.adopted_on,
            )
        if kept.tried_on < today - timedelta(days=TRIAL_COUNTS_DAYS):
            raise NotTried(
                "policy {number} was tried on {tried_on}: try it again",
                number=number,
                tried_on=kept.tried_on,
            )
        policy = policy_of(kept.policy, country=creditor.country)
        store.adopt_policy(creditor.tenant_id, number, today=today, by=name)
        add_event(None, "decision_policy_adopted", today=today, actor=name, policy=number,
                  rules=kept.policy)  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return policy


def policies(creditor: Creditor) -> list[Any]:
    """Every policy that was tried, with its result and its adoption."""
    with tenant_scope(creditor.tenant_id):
        return store.policies_of(creditor.tenant_id)


def policy_now(creditor: Creditor) -> tuple[int, DecisionPolicy]:
    """The policy that decides now, with its number; with 0 what is recommended: a person decides.

    Raises PolicyUnclear.
    """
    with tenant_scope(creditor.tenant_id):
        adopted = store.adopted_policy(creditor.tenant_id)
    if adopted is None:
        return 0, DecisionPolicy()
    number, told = adopted
    return number, policy_of(told, country=creditor.country)
