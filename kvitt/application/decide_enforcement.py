"""Deciding what follows when the last letter has brought nothing: by policy, or by a person.

Every case about which a person is asked is put to the creditor's policy. What the policy says is
kept with its inputs, and carried out as far as a draft: nothing is filed without another yes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.application.asking import usable_condition
from kvitt.application.check_ability import valid_reports
from kvitt.application.draft_proceeding import draft_in_scope
from kvitt.application.start_monitoring import start_monitoring_in_scope
from kvitt.domain.case_condition import values_of
from kvitt.domain.charging import fee_of, interest_charges, lead_claim
from kvitt.domain.condition import Condition
from kvitt.domain.decide import stage_of
from kvitt.domain.decision_policy import (
    APPLICATION,
    BY_POLICY,
    CHECK,
    MONITORING,
    NO_ASSETS,
    DecisionPolicy,
    Inputs,
    Verdict,
    decide_outcome,
    policy_of,
)
from kvitt.domain.enforcement import KINDS
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.holds import Hold, blocked
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook, law_book
from kvitt.store import decisions as store
from kvitt.store.ability import AbilityReport
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.facts import due_facts
from kvitt.store.holds import add_task
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

BATCH = 500
LATER_COSTS: Mapping[str, tuple[str, ...]] = {"payment_order": ("enforcement_base_fee",)}
"""What follows the step's own costs before money can come in."""
TASK_OF: Mapping[str, tuple[str, str]] = {
    "plan_offer": ("offer_plan", Sentence("offer the debtor a plan that can be kept")),
    "write_off": (
        "approve_write_off",
        Sentence("the policy gives it up: close the case or say why not"),
    ),
    "check_ability": (
        "check_ability",
        Sentence("find out whether the debtor can pay before filing"),
    ),
}
"""What a person is asked by the outcome; an application asks for its approval."""


class NoPolicy(Refusal):
    """The creditor has adopted no decision policy: try one and adopt it, or decide by hand."""


class Proposed(NamedTuple):
    """What the policy said of a case, and the draft that was made of it."""

    case_id: int
    verdict: Verdict
    inputs: Inputs
    proceeding_id: int | None


def propose_enforcement(
    creditor: Creditor,
    *,
    today: date,
    by: str,
    case_ids: Sequence[int] | None = None,
) -> list[Proposed]:
    """Puts the named cases, or all that wait for a decision, to the creditor's policy.

    A second time the same day changes nothing: a case whose verdict is the same keeps it. Raises
    NoPolicy.
    """
    made: list[Proposed] = []
    after = 0
    while True:
        with tenant_scope(creditor.tenant_id):
            number, policy = policy_in_force(creditor)
            asked = store.cases_to_decide(
                creditor.tenant_id, batch=BATCH, after=after, case_ids=case_ids
            )
            if not asked:
                return made
            found = list(verdicts(creditor, policy, asked, today=today))
            made += _carried_out(creditor, policy, found, number, today, by)
            close_tenant_history(creditor.tenant_id)
        after = asked[-1].case_id


def policy_in_force(creditor: Creditor) -> tuple[int, DecisionPolicy]:
    """The number and the policy that the creditor has adopted. Raises NoPolicy."""
    adopted = store.adopted_policy(creditor.tenant_id)
    if adopted is None:
        raise NoPolicy(
            "{creditor} has adopted no decision policy: kvitt enforcement policy try, then adopt; "
            "or draft an application by hand",
            creditor=creditor.name,
        )
    number, told = adopted
    return number, policy_of(told, country=creditor.country)


def verdicts(
    creditor: Creditor, policy: DecisionPolicy, asked: Sequence[store.Asked], *, today: date
) -> Iterator[tuple[store.Asked, Inputs, Verdict]]:
    """What a policy says of the cases; nothing is written. Inside the tenant's scope."""
    case_ids = [one.case_id for one in asked]
    facts = {
        one.case_id: one
        for one in due_facts(
            creditor.tenant_id, today=today, batch=len(case_ids), case_ids=case_ids, asleep=True
        )
    }
    holds = store.holds_of_cases(creditor.tenant_id, case_ids, today=today)
    reports = valid_reports(creditor.tenant_id, case_ids, on=today)
    excluded = _excluded(creditor, policy, today)
    law = law_book(creditor.country)
    for one in asked:
        if one.case_id not in facts:
            continue
        held = [Hold(*row) for row in holds.get(one.case_id, [])]
        inputs = _inputs(
            one, facts[one.case_id], held, reports.get(one.case_id), policy, law, today
        )
        inputs = inputs._replace(is_excluded=excluded(facts[one.case_id]))
        yield one, inputs, decide_outcome(policy, inputs)


def _inputs(
    asked: store.Asked, facts: Facts, held: Sequence[Hold], report: AbilityReport | None,
    policy: DecisionPolicy, law: LawBook, today: date,
) -> Inputs:  # fmt: skip
    open_minor = facts.open_minor
    for claim in facts.claims:
        charges, _ = interest_charges(claim, today, law, facts.debtor_kind)
        open_minor += sum(charge.amount_minor for charge in charges)
    route = policy.route(law.country, facts.debtor_kind, has_title=asked.title_id is not None)
    cost_minor, refused = step_cost(facts, route, law, today)
    obstacle = _obstacle(asked, held, law, today) or refused
    return Inputs(
        open_minor, cost_minor, report.verdict if report else None,
        report.monthly_minor if report else None, asked.paid_before_minor,
        plan_was_offered=asked.plan_was_offered, obstacle=obstacle,
    )  # fmt: skip


def step_cost(facts: Facts, route: str, law: LawBook, today: date) -> tuple[int, str]:
    """What the step costs at the law's ceilings, and why it may not be taken yet, if so."""
    total, refused = 0, ""
    for kind in KINDS[law.country][route].costs:
        try:
            total += fee_of(facts, lead_claim(facts), kind, today, law).amount_minor
        except Refusal as no:
            refused = refused or no.sentence
    for kind in LATER_COSTS.get(route, ()):
        total += law.value(f"fees.{kind}", on=today).amount
    return total, refused


def _obstacle(asked: store.Asked, held: Sequence[Hold], law: LawBook, today: date) -> str:
    """Why nothing can be filed now whatever the policy says."""
    block = blocked("application", held, today, country=law.country)
    if block is not None:
        return block.sentence
    if asked.running:
        return Sentence("{running} runs already", running=asked.running)
    if not asked.identity_is_known:
        return Sentence("the debtor's identity number is missing")
    return ""


def _excluded(creditor: Creditor, policy: DecisionPolicy, today: date) -> Callable[[Facts], bool]:
    """Whether the creditor's condition leaves a case out; a condition out of use leaves all out."""
    if not policy.excluded:
        return lambda _: False
    checked = usable_condition(creditor.tenant_id, policy.excluded, on=today)
    if checked is None:
        return lambda _: True
    return lambda facts: _holds(checked, facts, creditor, today)


def _holds(checked: Condition, facts: Facts, creditor: Creditor, today: date) -> bool:
    values = values_of(
        facts, stage=stage_of(facts, flow(facts.flow), today), today=today,
        country=creditor.country, currency=creditor.currency, opened_on=None,
    )  # fmt: skip
    return checked.holds(values)


def _carried_out(
    creditor: Creditor, policy: DecisionPolicy,
    found: Sequence[tuple[store.Asked, Inputs, Verdict]], number: int, today: date, by: str,
) -> list[Proposed]:  # fmt: skip
    """Keeps each new verdict, drafts what is to be filed, and asks a person for the rest."""
    tenant_id = creditor.tenant_id
    before = {
        row.case_id: row
        for row in store.last_decisions(tenant_id, [asked.case_id for asked, _, _ in found])
    }
    made, keep = [], []
    for asked, inputs, verdict in found:
        last = before.get(asked.case_id)
        if last is not None and _is_same(last, inputs, verdict, number):
            made.append(Proposed(asked.case_id, verdict, inputs, last.proceeding_id))
            continue
        drafted = None
        if verdict.outcome == APPLICATION:
            route = policy.route(creditor.country, asked.debtor_kind,
                                 has_title=asked.title_id is not None)  # fmt: skip
            drafted = draft_in_scope(
                creditor, asked.case_id, route, needs_two=verdict.needs_two, today=today, by=by,
                title_id=asked.title_id,
            )  # fmt: skip
        elif verdict.outcome == MONITORING:
            _monitor(creditor, asked.case_id, verdict, today, by)
        elif verdict.outcome in TASK_OF:
            kind, sentence = TASK_OF[verdict.outcome]
            add_task(tenant_id, asked.case_id, kind, f"{sentence}: {verdict.sentence}", today=today)
        add_event(asked.case_id, "next_measure_decided", today=today, actor=by, policy=number,
                  **verdict.as_json())  # fmt: skip
        keep.append(store.Decided(asked.case_id, inputs, verdict, drafted))
        made.append(Proposed(asked.case_id, verdict, inputs, drafted))
    store.keep_decisions(tenant_id, keep, policy_number=number, today=today, by=by)
    return made


def _monitor(creditor: Creditor, case_id: int, verdict: Verdict, today: date, by: str) -> None:
    """The case is followed in rounds; the question what follows is answered by that."""
    reason = NO_ASSETS if verdict.because == NO_ASSETS else BY_POLICY
    start_monitoring_in_scope(
        creditor, case_id, reason=reason, because=verdict.sentence, today=today, actor=by
    )


def _is_same(last: Any, inputs: Inputs, verdict: Verdict, number: int) -> bool:
    """Whether nothing has changed that the decision rests on, but for the interest of the days.

    An application is always drafted: the one that was drafted before runs no more.
    """
    told = dict(last.inputs) | {"open_minor": inputs.open_minor}
    return (
        (last.outcome, last.because, last.policy_number)
        == (verdict.outcome, verdict.because, number)
        and told == inputs._asdict()
        and verdict.outcome not in (CHECK, APPLICATION)
    )
