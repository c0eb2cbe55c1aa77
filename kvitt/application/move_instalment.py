"""One instalment of a plan is moved to another day, as often as the creditor's rules allow."""

from datetime import date

from kvitt.application.end_plan import running_plan
from kvitt.domain.plan import Instalment
from kvitt.domain.plan_rules import rules_of
from kvitt.domain.plan_state import moved_instalment
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.plans import instalments_of, look_again, mark_moved
from kvitt.store.session import tenant_scope


class InstalmentPaid(Refusal):
    """What has been paid is not moved."""


def move_instalment(
    creditor: Creditor,
    plan_id: int,
    number: int,
    *,
    to: date,
    because: str,
    today: date,
    actor: str,
) -> Instalment:
    """Moves the instalment to a day before the next one's; the day agreed first is kept.

    Where the day is no bank day the next one counts. Raises NoRunningPlan, InstalmentPaid and
    PlanNotAllowed.
    """
    with tenant_scope(creditor.tenant_id):
        plan = running_plan(creditor, plan_id, today=today)
        rows = instalments_of(creditor.tenant_id, plan_id)
        now = [Instalment(row.number, row.due_on, row.amount_minor) for row in rows]
        moved = moved_instalment(
            now, number, to, today=today, rules=rules_of({"plan": plan.rules}),
            country=creditor.country,
            moves_made=next((row.moves for row in rows if row.number == number), 0),
        )  # fmt: skip
        owed_minor = sum(one.amount_minor for one in now if one.number <= number)
        if sum(minor for _, minor in plan.paid) >= owed_minor:
            raise InstalmentPaid(
                "instalment {number} has been paid: nothing is to be moved", number=number
            )
        mark_moved(creditor.tenant_id, plan_id, number, to=moved.due_on, because=because)
        look_again(creditor.tenant_id, plan_id, today=today)
        before = next(one for one in now if one.number == number)
        for case_id in plan.case_ids:
            add_event(
                case_id, "instalment_moved", today=today, actor=actor, plan=plan_id,
                instalment=number, moved_from=before.due_on.isoformat(),
                moved_to=moved.due_on.isoformat(), because=because,
            )  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return moved
