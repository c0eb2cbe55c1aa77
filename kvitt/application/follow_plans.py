"""Running plans are followed: kept, missed, taken up again, broken, completed.

Before each instalment its reminder is planned. Nothing happens behind the debtor's back: a plan is
broken only when the letter has left that tells, friendly, that an instalment is missing, and the
days of grace after that have passed. Until the day from which the case goes on, the hold stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from kvitt.application.agree_plan import references_for
from kvitt.application.end_plan import end_in_scope
from kvitt.domain.facts import SMALL_REST_MINOR
from kvitt.domain.holds import stops
from kvitt.domain.plan import Instalment, final_instalment
from kvitt.domain.plan_rules import PlanRules, rules_of
from kvitt.domain.plan_state import DUE_SOON, REMIND_DAYS, PlanProgress, progress
from kvitt.kernel.batches import without_garbage_collection
from kvitt.kernel.days import ONE_DAY, add_months, next_bank_day
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.holds import add_task
from kvitt.store.payments import close_tenant_history
from kvitt.store.plans import (
    Standing,
    StandingPlan,
    add_instalment,
    save_standings,
    standing_plans,
)
from kvitt.store.session import tenant_scope
from kvitt.store.side_letters import NewLetter, add_letters_beside

BATCH = 1_000
MISSING = ("missed", "in_grace", "broken")
SidePlanKind = Literal["plan_reminder", "plan_missed"]
NOTHING_MORE: Mapping[str, object] = MappingProxyType({})


@dataclass(slots=True)
class PlansFollowed:
    """What a night did to the plans."""

    looked_at: int = 0
    reminded: int = 0
    """Reminders of instalments that were planned."""
    missed: int = 0
    """Plans of which an instalment began to be missing: the letter that tells it was planned."""
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
                desk.plan_letters()
                close_tenant_history(tenant_id)
        report.looked_at += len(found)
        if len(found) < BATCH:
            return report


class _Told(NamedTuple):
    """What the history tells of a letter when it is planned, beside that."""

    plan: StandingPlan
    event: str
    given: Mapping[str, object]


class _Desk:
    """Works through the plans of a batch."""

    def __init__(self, creditor: Creditor, today: date, actor: str, report: PlansFollowed) -> None:
        self.creditor = creditor
        self.tenant_id = creditor.tenant_id
        self.today = today
        self.actor = actor
        self.report = report
        self.letters: dict[NewLetter, _Told] = {}
        """The letters to plan, each with what the history tells of it."""

    def follow(self, plan: StandingPlan) -> Standing | None:
        """How the plan goes on; None where it has ended."""
        rules = rules_of({"plan": plan.rules})
        if plan.open_minor == 0:
            self._complete(plan)
            return None
        if plan.are_closed:
            self._end(plan, "ended", Sentence("its cases were closed"), self.today)
            return None
        now = self._progress(plan, rules)
        if now.state == "completed":
            if plan.open_minor < SMALL_REST_MINOR:
                self._complete(plan)
                return None
            last = self._final_instalment(plan)
            longer = plan._replace(instalments=(*plan.instalments, last)) if last else plan
            now = self._progress(longer, rules)
            if last is None or now.state == "completed":
                return self._rest_beside_an_overpayment(plan)
            self._add(plan, last)
            plan = longer
        if now.state == DUE_SOON and _is_before_its_day(plan, now, self.today):
            self._remind(plan, now)
        if now.state in MISSING and _is_untold(plan, now):
            self._tell_missed(plan, now)
        if now.state == "broken":
            self._break(plan, now)
            return None
        if plan.state in MISSING and now.state not in MISSING:
            self.report.kept_again += 1
            self._tell(plan, "plan_kept_again")
        tomorrow = self.today + ONE_DAY
        check_on = max(now.next_check_on or self.today, tomorrow)
        if now.state == DUE_SOON and _is_before_its_day(plan, now, tomorrow):
            check_on = tomorrow  # a reminder that had to wait for a hold is planned after it
        return Standing(plan.plan_id, now.state, check_on, now.resumes_on, plan.last_payment)

    def _progress(self, plan: StandingPlan, rules: PlanRules) -> PlanProgress:
        return progress(
            plan.instalments, plan.paid, today=self.today, grace_days=rules.grace_days,
            country=self.creditor.country, moved=plan.moved, notices=plan.told,
            remind_days_before=plan.remind_days or REMIND_DAYS,
        )  # fmt: skip

    def _remind(self, plan: StandingPlan, now: PlanProgress) -> None:
        """The reminder of the instalment that comes, once for each of its days."""
        assert now.due is not None
        self._plan(plan, "plan_reminder", now.due, on=now.due.due_on)

    def _tell_missed(self, plan: StandingPlan, now: PlanProgress) -> None:
        """The friendly letter, once for each instalment; from the day it leaves the grace runs."""
        assert now.due is not None and now.missed_since is not None
        self._plan(
            plan, "plan_missed", now.due, on=now.missed_since, event="plan_missed",
            given={"amount_minor": min(now.missing_minor, plan.open_minor)},
        )  # fmt: skip

    def _plan(
        self, plan: StandingPlan, kind: SidePlanKind, due: Instalment, *, on: date,
        event: str = "", given: Mapping[str, object] = NOTHING_MORE,
    ) -> None:  # fmt: skip
        """Puts the letter on the list, where nothing holds it back; the gate asks once more."""
        if plan.first_open is None or any(stops(hold, "plan_letter") for hold in plan.held_by):
            return
        step = f"{kind}-{plan.plan_id}-{due.number}-{on.isoformat()}"
        new = NewLetter(plan.first_open, kind, step, plan.plan_id, due.number)
        self.letters[new] = _Told(plan, event, {"due": due.due_on.isoformat(), **given})

    def plan_letters(self) -> None:
        """Plans the letters of the batch in one statement; none is planned a second time."""
        by_step = {(new.case_id, new.step): (new, told) for new, told in self.letters.items()}
        for made in add_letters_beside(self.tenant_id, list(self.letters), today=self.today):
            new, told = by_step[made.case_id, made.step]
            add_event(
                made.case_id, f"{made.step}_planned", today=self.today, actor=self.actor,
                notice=made.notice_id,
            )  # fmt: skip
            if told.event:
                self._tell(told.plan, told.event, instalment=new.instalment, **told.given)
            self.report.missed += new.kind == "plan_missed"
            self.report.reminded += new.kind == "plan_reminder"

    def _break(self, plan: StandingPlan, now: PlanProgress) -> None:
        """The plan ends; its cases go on from the day that the debtor was told, never before."""
        resumes_on = max(now.resumes_on or self.today, self.today)
        because = Sentence(
            "{missing_minor:money} stayed unpaid",
            missing_minor=min(now.missing_minor, plan.open_minor),
        )
        self._end(plan, "broken", because, resumes_on)
        add_task(
            self.tenant_id, plan.case_ids[0], "plan_broken",
            Sentence("instalment plan {plan_id} is broken, {because}: the case goes on from "
                    "{resumes_on}", plan_id=plan.plan_id, because=because, resumes_on=resumes_on),
            today=self.today,
        )  # fmt: skip
        self.report.broken += 1

    def _complete(self, plan: StandingPlan) -> None:
        """All is paid: the cases close by themselves where nothing is open on them."""
        rest = {"rest_minor": plan.open_minor} if plan.open_minor else {}
        self._end(plan, "completed", Sentence("nothing is left to pay"), self.today, **rest)
        self.report.completed += 1

    def _end(
        self, plan: StandingPlan, state: str, because: str, resumes_on: date, **told: object
    ) -> None:
        end_in_scope(
            self.tenant_id, plan, state, because, today=self.today, resumes_on=resumes_on,
            actor=self.actor, event=f"plan_{state}", **told,
        )  # fmt: skip

    def _final_instalment(self, plan: StandingPlan) -> Instalment | None:
        """All instalments are paid and interest is left: it is asked for by one more."""
        first_on = plan.instalments[0].due_on
        last = final_instalment(
            _as_moved(plan), plan.open_minor, first_on=first_on, country=self.creditor.country
        )
        if last is not None and last.due_on <= self.today:  # the others were paid late
            a_month = next_bank_day(self.creditor.country, add_months(self.today, 1))
            last = last._replace(due_on=a_month)
        return last

    def _add(self, plan: StandingPlan, last: Instalment) -> None:
        (reference,) = references_for(self.creditor, 1)
        add_instalment(self.tenant_id, plan.plan_id, last, reference)
        self._tell(
            plan, "plan_final_instalment", instalment=last.number, amount_minor=last.amount_minor,
            due=last.due_on.isoformat(),
        )  # fmt: skip

    def _rest_beside_an_overpayment(self, plan: StandingPlan) -> Standing:
        """Enough was paid, and too much of it on another claim: that is the debtor's money.

        Nothing more is asked for meanwhile; a person uses it for the rest, or ends the plan.
        """
        add_task(
            self.tenant_id,
            plan.first_open or plan.case_ids[0],
            "plan_rest",
            Sentence(
                "the instalments of plan {plan_id} are paid and {open_minor:money} is open: "
                "use what was paid too much beside it, or end the plan",
                plan_id=plan.plan_id,
                open_minor=plan.open_minor,
            ),
            today=self.today,
        )
        tomorrow = self.today + ONE_DAY
        return Standing(plan.plan_id, "kept", tomorrow, None, plan.last_payment)

    def _tell(self, plan: StandingPlan, kind: str, **given: object) -> None:
        for case_id in plan.case_ids:
            add_event(case_id, kind, today=self.today, actor=self.actor, plan=plan.plan_id, **given)


def _is_untold(plan: StandingPlan, now: PlanProgress) -> bool:
    """Whether the debtor has not been told yet that this instalment is missing since that day."""
    if now.due is None or now.missed_since is None:
        return False
    return plan.told.get(now.due.number, date.min) < now.missed_since


def _is_before_its_day(plan: StandingPlan, now: PlanProgress, day: date) -> bool:
    """Whether a reminder may be planned on that day: the plan's own letter has not just told it."""
    return (
        now.remind_on is not None
        and now.due is not None
        and (plan.agreed_on < now.remind_on and day < now.due.due_on)
    )


def _as_moved(plan: StandingPlan) -> tuple[Instalment, ...]:
    """The instalments with the days on which they fall due now."""
    moved = dict(plan.moved)
    return tuple(one._replace(due_on=moved.get(one.number, one.due_on)) for one in plan.instalments)
