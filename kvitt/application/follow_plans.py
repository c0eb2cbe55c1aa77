"""Running plans are followed: kept, missed, taken up again, broken, completed.

Nothing happens behind the debtor's back: a plan is broken only when the debtor has been told,
friendly, that an instalment is missing, and the days of grace after that have passed. Until the day
from which the case goes on, the hold stands.
"""

from dataclasses import dataclass
from datetime import date

from kvitt.application.agree_plan import references_for
from kvitt.application.end_plan import end_in_scope
from kvitt.domain.facts import SMALL_REST_MINOR
from kvitt.domain.plan import Instalment, final_instalment
from kvitt.domain.plan_rules import PlanRules, rules_of
from kvitt.domain.plan_state import PlanProgress, progress
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.days import ONE_DAY, add_months, next_bank_day
from kvitt.kernel.money import as_decimal_text
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.holds import add_task, end_tasks
from kvitt.store.payments import close_tenant_history
from kvitt.store.plans import (
    Standing,
    StandingPlan,
    add_instalment,
    mark_missed_told,
    save_standings,
    standing_plans,
)
from kvitt.store.session import tenant_scope

BATCH = 1_000
MISSING = ("missed", "in_grace", "broken")


@dataclass(slots=True)
class PlansFollowed:
    """What a night did to the plans."""

    looked_at: int = 0
    missed: int = 0
    """Plans of which an instalment began to be missing."""
    kept_again: int = 0
    broken: int = 0
    completed: int = 0


def follow_plans(tenant_id: int, *, today: date, actor: str = "night") -> PlansFollowed:
    """Looks at the tenant's plans whose day has come or that got money, batch by batch.

    Call it before the night decides its cases. Run again the same day it changes nothing.
    """
    report = PlansFollowed()
    while True:
        with tenant_scope(tenant_id), without_garbage_collection():
            found = standing_plans(tenant_id, today=today, batch=BATCH)
            if found:
                desk = _Desk(creditor_of(tenant_id), today, actor, report)
                going_on = [standing for plan in found if (standing := desk.follow(plan))]
                save_standings(tenant_id, going_on)
                close_tenant_history(tenant_id)
        report.looked_at += len(found)
        if len(found) < BATCH:
            return report


class _Desk:
    """Works through the plans of a batch."""

    def __init__(self, creditor: Creditor, today: date, actor: str, report: PlansFollowed) -> None:
        self.creditor = creditor
        self.tenant_id = creditor.tenant_id
        self.today = today
        self.actor = actor
        self.report = report

    def follow(self, plan: StandingPlan) -> Standing | None:
        """How the plan goes on; None where it has ended."""
        rules = rules_of({"plan": plan.rules})
        if plan.open_minor == 0:
            self._complete(plan)
            return None
        if plan.are_closed:
            self._end(plan, "ended", "its cases were closed", self.today)
            return None
        now = self._progress(plan, rules)
        if now.state == "completed":
            if plan.open_minor < SMALL_REST_MINOR:
                self._complete(plan)
                return None
            plan = self._with_a_final_instalment(plan)
            now = self._progress(plan, rules)
        if now.state in MISSING and _is_untold(plan, now):
            plan = self._tell_missed(plan, now)
            now = self._progress(plan, rules)
        if now.state == "broken":
            self._break(plan, now)
            return None
        if plan.state in MISSING and now.state not in MISSING:
            self.report.kept_again += 1
            self._tell(plan, "plan_kept_again")
            self._answer(plan, "plan_missed", outcome="the missing instalment was paid")
        check_on = max(now.next_check_on or self.today, self.today + ONE_DAY)
        return Standing(plan.plan_id, now.state, check_on, now.resumes_on, plan.last_payment)

    def _progress(self, plan: StandingPlan, rules: PlanRules) -> PlanProgress:
        return progress(
            plan.instalments, plan.paid, today=self.today, grace_days=rules.grace_days,
            country=self.creditor.country, moved=plan.moved, notices=plan.told,
        )  # fmt: skip

    def _tell_missed(self, plan: StandingPlan, now: PlanProgress) -> StandingPlan:
        """A person tells the debtor, once for each instalment; from that day the grace runs."""
        assert now.due is not None
        number = now.due.number
        told = plan._replace(told={**plan.told, number: self.today})
        will_be = self._progress(told, rules_of({"plan": plan.rules}))
        missing_minor = min(now.missing_minor, plan.open_minor)
        mark_missed_told(self.tenant_id, plan.plan_id, number, today=self.today)
        end_tasks(
            self.tenant_id, plan.case_ids[0], "plan_missed", today=self.today, by=self.actor,
            outcome="another instalment is missing",
        )  # fmt: skip
        add_task(
            self.tenant_id, plan.case_ids[0], "plan_missed",
            f"instalment {number} of {now.due.due_on} lacks {as_decimal_text(missing_minor)}: tell "
            f"the debtor, friendly, today: paid by {will_be.pay_by_on} all is well, and nothing "
            f"else happens before {will_be.resumes_on}",
            today=self.today,
        )  # fmt: skip
        self.report.missed += 1
        self._tell(
            plan, "plan_missed", instalment=number, amount_minor=missing_minor,
            due=now.due.due_on.isoformat(), pay_by=_iso(will_be.pay_by_on),
            resumes=_iso(will_be.resumes_on),
        )  # fmt: skip
        return told

    def _break(self, plan: StandingPlan, now: PlanProgress) -> None:
        """The plan ends; its cases go on from the day that the debtor was told, never before."""
        resumes_on = max(now.resumes_on or self.today, self.today)
        because = f"{as_decimal_text(min(now.missing_minor, plan.open_minor))} stayed unpaid"
        self._end(plan, "broken", because, resumes_on)
        add_task(
            self.tenant_id, plan.case_ids[0], "plan_broken",
            f"instalment plan {plan.plan_id} is broken, {because}: the case goes on from "
            f"{resumes_on}",
            today=self.today,
        )  # fmt: skip
        self.report.broken += 1

    def _complete(self, plan: StandingPlan) -> None:
        """All is paid: the cases close by themselves where nothing is open on them."""
        rest = {"rest_minor": plan.open_minor} if plan.open_minor else {}
        self._end(plan, "completed", "nothing is left to pay", self.today, **rest)
        self.report.completed += 1

    def _end(
        self, plan: StandingPlan, state: str, because: str, resumes_on: date, **told: object
    ) -> None:
        end_in_scope(
            self.tenant_id, plan, state, because, today=self.today, resumes_on=resumes_on,
            actor=self.actor, event=f"plan_{state}", **told,
        )  # fmt: skip

    def _with_a_final_instalment(self, plan: StandingPlan) -> StandingPlan:
        """All instalments are paid and interest is left: it is asked for by one more."""
        first_on = plan.instalments[0].due_on
        last = final_instalment(
            _as_moved(plan), plan.open_minor, first_on=first_on, country=self.creditor.country
        )
        if last is None:
            return plan
        if last.due_on <= self.today:  # the others were paid late
            a_month = next_bank_day(self.creditor.country, add_months(self.today, 1))
            last = last._replace(due_on=a_month)
        (reference,) = references_for(self.creditor, 1)
        add_instalment(self.tenant_id, plan.plan_id, last, reference)
        self._tell(
            plan, "plan_final_instalment", instalment=last.number, amount_minor=last.amount_minor,
            due=last.due_on.isoformat(),
        )  # fmt: skip
        return plan._replace(instalments=(*plan.instalments, last))

    def _answer(self, plan: StandingPlan, kind: str, *, outcome: str) -> None:
        for case_id in plan.case_ids:
            end_tasks(
                self.tenant_id, case_id, kind, today=self.today, by=self.actor, outcome=outcome
            )

    def _tell(self, plan: StandingPlan, kind: str, **given: object) -> None:
        for case_id in plan.case_ids:
            add_event(case_id, kind, today=self.today, actor=self.actor, plan=plan.plan_id, **given)


def _is_untold(plan: StandingPlan, now: PlanProgress) -> bool:
    """Whether the debtor has not been told yet that this instalment is missing since that day."""
    if now.due is None or now.missed_since is None:
        return False
    return plan.told.get(now.due.number, date.min) < now.missed_since


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _as_moved(plan: StandingPlan) -> tuple[Instalment, ...]:
    """The instalments with the days on which they fall due now."""
    moved = dict(plan.moved)
    return tuple(one._replace(due_on=moved.get(one.number, one.due_on)) for one in plan.instalments)
