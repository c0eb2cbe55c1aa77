"""A person ends a plan, with a reason: its cases go on from a day, tomorrow at the earliest."""

from datetime import date

from kvitt.domain.plan_rules import rules_of
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event, drop_plan_fees, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.holds import end_tasks
from kvitt.store.payments import close_tenant_history
from kvitt.store.plans import (
    StandingPlan,
    mark_ended,
    plan_holds_until,
    resume_interest,
    standing_plans,
)
from kvitt.store.session import tenant_scope
from kvitt.store.side_letters import take_back_plan_letters

OF_A_PLAN = ("plan_untold",)
"""What a person is asked while a plan runs; it is answered when the plan ends."""


class NoRunningPlan(Refusal):
    """The creditor has no running plan of that number."""


class ResumesTooSoon(Refusal):
    """A case goes on from tomorrow at the earliest."""


def end_plan(
    creditor: Creditor,
    plan_id: int,
    *,
    because: str,
    today: date,
    actor: str,
    resumes_on: date | None = None,
) -> date:
    """Ends the plan; its cases go on from ``resumes_on``, the day that is returned.

    Its claims may be in another plan at once. Raises NoRunningPlan and ResumesTooSoon.
    """
    goes_on = resumes_on or today + ONE_DAY
    if goes_on <= today:
        raise ResumesTooSoon(
            "the case goes on from {earliest} at the earliest", earliest=today + ONE_DAY
        )
    with tenant_scope(creditor.tenant_id):
        plan = running_plan(creditor, plan_id, today=today)
        end_in_scope(
            creditor.tenant_id, plan, "ended", because, today=today, resumes_on=goes_on,
            actor=actor, event="plan_ended",
        )  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return goes_on


def running_plan(creditor: Creditor, plan_id: int, *, today: date) -> StandingPlan:
    """The running plan of that number, locked, inside the scope. Raises NoRunningPlan."""
    found = standing_plans(creditor.tenant_id, today=today, batch=1, plan_id=plan_id)
    if not found:
        raise NoRunningPlan(
            "{creditor} has no running plan {plan}, or it is being looked at just now: see kvitt "
            "plan list",
            plan=plan_id,
            creditor=creditor.name,
        )
    return found[0]


def end_in_scope(
    tenant_id: int,
    plan: StandingPlan,
    state: str,
    because: str,
    *,
    today: date,
    resumes_on: date,
    actor: str,
    event: str,
    **told: object,
) -> None:
    """Ends the plan, its holds before ``resumes_on``, and what a person was asked about it.

    Letters of the plan that have not left leave no more; where its own letter never left, its fee
    was not earned and is not owed. The caller holds the scope and closes the history.
    """
    mark_ended(tenant_id, plan.plan_id, state, because, today=today, resumes_on=resumes_on)
    _take_back_letters(
        tenant_id,
        plan,
        Sentence("the plan has ended: {because}", because=because),
        today=today,
        actor=actor,
    )
    plan_holds_until(tenant_id, plan.case_ids, until=resumes_on - ONE_DAY)
    if not rules_of({"plan": plan.rules}).interest_runs:
        resume_interest(tenant_id, plan.plan_id, today=today)
    wake_cases(tenant_id, plan.case_ids, today=today)
    for case_id in plan.case_ids:
        for kind in OF_A_PLAN:
            end_tasks(tenant_id, case_id, kind, today=today, by=actor, outcome=f"plan {state}")
        add_event(
            case_id, event, today=today, actor=actor, plan=plan.plan_id, because=because,
            resumes=resumes_on.isoformat(), **told,
        )  # fmt: skip


def _take_back_letters(
    tenant_id: int, plan: StandingPlan, because: str, *, today: date, actor: str
) -> None:
    gone = take_back_plan_letters(
        tenant_id, plan.plan_id, because=because, today=today, actor=actor
    )
    for one in gone:
        add_event(
            one.case_id, "notice_withdrawn", today=today, actor=actor, notice=one.id, step=one.step,
            because=because,
        )  # fmt: skip
    if any(one.kind == "plan_agreement" for one in gone):
        drop_plan_fees(tenant_id, [plan.plan_id], because=because, today=today, actor=actor)
