"""Decide: the facts of a case on a day, the law and the flow in; one decision out.

No clock, no database, no settings. The same function serves the night, the button in the office and
the preview of a flow. Read from top to bottom it says what stops a case before what moves it.
"""

from datetime import date, timedelta
from typing import NamedTuple

from kvitt.domain.charging import charges_of_step, fee_grows_on, grown_collection_fee
from kvitt.domain.course import AtAuthority, coming_of, stage_of_course
from kvitt.domain.decision import Decision, PlannedNotice
from kvitt.domain.facts import Facts, NoticeFacts
from kvitt.domain.flow import Flow, Step
from kvitt.domain.holds import stops, waits_for
from kvitt.domain.sector import what_follows
from kvitt.domain.task_clock import owner_of
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook

LOOK_AGAIN_DAYS = 30
"""A case that waits for a person is looked at again after this many days, so that none is lost."""
UNDER_WAY = ("planned", "sending")
FRIENDLY = "friendly_reminder"


def decide(facts: Facts, today: date, law: LawBook, flow: Flow) -> Decision:
    """What happens to the case today, why, and on which day the answer can change by itself."""
    decision = _decide(facts, today, law, flow)
    if not facts.fees or facts.held_by is not None or decision.notice or decision.close:
        return decision
    return _with_grown_fee(decision, facts, today, law)


def _decide(facts: Facts, today: date, law: LawBook, flow: Flow) -> Decision:
    if facts.open_minor == 0:
        return Decision(
            facts.case_id, "closed", None, "nothing: the case is closed", None, close="paid"
        )
    is_held = facts.held_by is not None and stops(facts.held_by, "flow_letter")
    has_credit = facts.open_credit_minor > 0 and today > facts.due_on
    running = facts.course.proceeding
    if running is not None and (is_held or not has_credit):
        return _wait_for_the_authority(facts, running, today, flow)
    if is_held:
        return _wait_for_the_hold(facts, today, flow)
    last = facts.notices[-1] if facts.notices else None
    if last is not None and last.state != "sent":
        return _wait_for_the_letter(facts, last, today, flow)
    if has_credit:
        return _ask(
            facts, today, flow, "set_off_credit_note", "a person sets off the open credit note"
        )
    step = next_step(facts, flow) if facts.course.title_on is None else None
    day = earliest_day(facts, flow, step)
    if today < day:
        what = f"{step.name} is sent" if step else _next_measure(flow)
        owner = "kvitt" if step else owner_of("decide_next_measure")
        return Decision(facts.case_id, stage_of(facts, flow, today), day, what, day, owner=owner)
    if step is None:
        return _ask(facts, today, flow, "decide_next_measure", _next_measure(flow))
    if facts.is_small_rest:
        return _ask(facts, today, flow, "small_rest", "a person waives or asks for the small rest")
    return _send(facts, step, today, law, flow)


def _next_measure(flow: Flow) -> str:
    """What a person is asked after the last letter, with what the sector of the flow may do."""
    asked = "a person decides on the next measure"
    return f"{asked}: {what_follows(flow.measures)}" if flow.measures else asked


def _with_grown_fee(decision: Decision, facts: Facts, today: date, law: LawBook) -> Decision:
    """The same answer with what the agency's fee has grown by, and the day on which it grows next.

    No letter carries that charge: the payment demand said that it would come, and when.
    """
    grown = grown_collection_fee(facts, today, law)
    grows_on = fee_grows_on(facts, today, law)
    if grows_on is not None and decision.wake_on is not None:
        decision = decision._replace(wake_on=min(decision.wake_on, grows_on))
    if grown is None:
        return decision
    return decision._replace(
        charges=(*decision.charges, grown),
        measure=f"{grown.kind}_from_{today.isoformat()}",
        cycle=facts.cycle,
    )


def decide_or_ask(facts: Facts, today: date, law: LawBook, flow: Flow) -> Decision:
    """As `decide`; a case that the law book cannot answer stops, and a person is told why.

    One case without an answer must not keep the others of the night from theirs. It is asked again
    tomorrow: what was missing may have been added.
    """
    try:
        return decide(facts, today, law, flow)
    except Refusal as no:
        tomorrow = today + ONE_DAY
        return Decision(
            facts.case_id, "stopped", tomorrow, f"stopped: {no}", tomorrow, task="case_stopped",
            owner=owner_of("case_stopped"),
        )  # fmt: skip


def stage_of(facts: Facts, flow: Flow, today: date) -> str:
    """The case's stage, derived: what is with an authority, the last letter, or the due day."""
    of_course = stage_of_course(facts.course, flow.country)
    if of_course:
        return of_course
    sent = [notice for notice in facts.notices if notice.state == "sent"]
    is_last = bool(sent) and next_step(facts, flow) is None
    if is_last and today >= earliest_day(facts, flow, None):
        return "awaiting_decision"
    return _stage_after(sent[-1].step if sent else None, facts, flow, today)


def _stage_after(step_sent: str | None, facts: Facts, flow: Flow, today: date) -> str:
    if step_sent is None:
        return "overdue" if today > facts.due_on else "not_due"
    for step in flow.steps:
        if step.name == step_sent:
            return step.stage
    return step_sent


def first_step_day(flow: Flow, due_on: date) -> date:
    """The first day on which a new claim of the flow can need anything."""
    return due_on + timedelta(days=flow.steps[0].after_due_days)


def next_step(facts: Facts, flow: Flow) -> Step | None:
    """The first step of the flow after the last one taken; None after the last letter.

    A friendly reminder is free: a case that bears a fee already begins with the step after it.
    """
    if not facts.notices:
        bears_fee = any(fee.amount_minor for fee in facts.fees)
        return next(
            (step for step in flow.steps if not (bears_fee and step.kind == FRIENDLY)),
            flow.steps[0],
        )
    taken = facts.notices[-1].step
    for number, step in enumerate(flow.steps):
        if step.name == taken:
            return flow.steps[number + 1] if number + 1 < len(flow.steps) else None
    return None


class Wait(NamedTuple):
    """One rule by which a step waits: so many days, counted from a day."""

    rule: str
    """``due_day``, ``deadline`` of the last letter, or ``time_given``."""
    since: date
    days: int

    @property
    def over_on(self) -> date:
        """The first day on which it lets the step go."""
        return self.since + timedelta(days=self.days)


def waits_of(facts: Facts, flow: Flow, step: Step | None) -> list[Wait]:
    """What a step waits for, or the decision where ``step`` is None: never by a counter.

    After the due day and, in full, after the last letter's deadline; time that was agreed is waited
    out as the time of a letter is, or of the invoice.
    """
    last = facts.notices[-1] if facts.notices else None
    wait_days = step.after_due_days if step else 1
    waits = [Wait("due_day", facts.due_on, wait_days)]
    if last is not None and last.deadline_on is not None:
        wait_days = step.after_deadline_days if step else flow.decision_after_days
        waits.append(Wait("deadline", last.deadline_on, wait_days))
    if facts.time_given_until is not None:
        waits.append(Wait("time_given", facts.time_given_until, max(wait_days, 1)))
    return waits


def earliest_day(facts: Facts, flow: Flow, step: Step | None) -> date:
    """The first day on which the step can be taken, by what is known now."""
    return max(wait.over_on for wait in waits_of(facts, flow, step))


def _wait_for_the_authority(
    facts: Facts, running: AtAuthority, today: date, flow: Flow
) -> Decision:
    """What has been put to an authority goes its own way; whoever must act there is asked by it."""
    coming = coming_of(running, today)
    later = today + timedelta(days=LOOK_AGAIN_DAYS)
    wake_on = coming.on if coming.on is not None and coming.on > today else later
    return Decision(
        facts.case_id, stage_of(facts, flow, today), wake_on, coming.what, coming.on or later,
        owner=coming.owner,
    )  # fmt: skip


def _wait_for_the_hold(facts: Facts, today: date, flow: Flow) -> Decision:
    ends = facts.held_until
    wake_on = ends + ONE_DAY if ends else today + timedelta(days=LOOK_AGAIN_DAYS)
    what = f"nothing is sent: {str(facts.held_by).replace('_', ' ')}"
    owner = waits_for(str(facts.held_by))
    return Decision(
        facts.case_id, stage_of(facts, flow, today), wake_on, what, wake_on, owner=owner
    )


def _wait_for_the_letter(facts: Facts, last: NoticeFacts, today: date, flow: Flow) -> Decision:
    """A letter that has not left holds the case: its step is not reached."""
    stage = stage_of(facts, flow, today)
    tomorrow = today + ONE_DAY
    if last.state in UNDER_WAY:
        return Decision(facts.case_id, stage, tomorrow, f"{last.step} is on its way", tomorrow)
    if last.state == "unknown":
        return _ask(
            facts, today, flow, "letter_uncertain", f"a person finds out whether {last.step} left"
        )
    return _ask(facts, today, flow, "find_address", f"a person finds an address for {last.step}")


def _ask(facts: Facts, today: date, flow: Flow, task: str, what: str) -> Decision:
    wake_on = today + timedelta(days=LOOK_AGAIN_DAYS)
    return Decision(
        facts.case_id, stage_of(facts, flow, today), wake_on, what, wake_on, task=task,
        owner=owner_of(task),
    )  # fmt: skip


def _send(facts: Facts, step: Step, today: date, law: LawBook, flow: Flow) -> Decision:
    """Plans the letter of the step with what it may charge today."""
    made = charges_of_step(
        facts, step.charges, today, law, with_interest=step.interest, step=step.name
    )
    interest_minor = cost_minor = 0
    for claim in facts.claims:
        interest_minor += claim.interest_open_minor
        cost_minor += claim.cost_open_minor
    for charge in made.charges:
        if charge.kind == "interest":
            interest_minor += charge.amount_minor
        else:
            cost_minor += charge.amount_minor
    covered = made.covered
    notice = PlannedNotice(
        step.name,
        step.kind,
        facts.principal_open_minor,
        interest_minor,
        cost_minor,
        covered.kind if covered else None,
        covered.covered_minor if covered else 0,
        facts.cycle,
    )
    last = facts.notices[-1].step if facts.notices else None
    return Decision(
        facts.case_id,
        _stage_after(last, facts, flow, today),
        today + ONE_DAY,
        f"{step.name} is sent",
        today,
        notice,
        tuple(made.charges),
        tuple(made.booked),
        tuple(made.refused),
    )
