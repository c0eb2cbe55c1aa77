"""Decide: the facts of a case on a day, the law and the flow in; one decision out.

No clock, no database, no settings. The same function serves the night, the button in the office and
the preview of a flow. Read from top to bottom it says what stops a case before what moves it.
"""

from datetime import date, timedelta

from kvitt.domain.decision import Charge, Decision, InterestBooked, PlannedNotice
from kvitt.domain.facts import ClaimFacts, Facts, NoticeFacts
from kvitt.domain.flow import Flow, Step
from kvitt.kernel.because import Because
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.fee_terms import EarlierFee, Fee, FeeNotAllowed
from kvitt.law.fees import fee
from kvitt.law.interest import interest_segments, with_carry

LOOK_AGAIN_DAYS = 30
"""A case that waits for a person is looked at again after this many days, so that none is lost."""
UNDER_WAY = ("planned", "sending")


def decide(facts: Facts, today: date, law: LawBook, flow: Flow) -> Decision:
    """What happens to the case today, why, and on which day the answer can change by itself."""
    if facts.open_minor == 0:
        return Decision(
            facts.case_id, "closed", None, "nothing: the case is closed", None, close="paid"
        )
    if facts.held_by is not None:
        return _wait_for_the_hold(facts, today, flow)
    last = facts.notices[-1] if facts.notices else None
    if last is not None and last.state != "sent":
        return _wait_for_the_letter(facts, last, today, flow)
    if facts.open_credit_minor > 0 and today > facts.due_on:
        return _ask(
            facts, today, flow, "set_off_credit_note", "a person sets off the open credit note"
        )
    step = _next_step(facts, flow)
    day = _earliest_day(facts, flow, step, last)
    if today < day:
        what = f"{step.name} is sent" if step else "a person decides on the next measure"
        return Decision(facts.case_id, stage_of(facts, flow, today), day, what, day)
    if step is None:
        return _ask(
            facts, today, flow, "decide_next_measure", "a person decides on the next measure"
        )
    if facts.is_small_rest:
        return _ask(facts, today, flow, "small_rest", "a person waives or asks for the small rest")
    return _send(facts, step, today, law, flow)


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
            facts.case_id, "stopped", tomorrow, f"stopped: {no}", tomorrow, task="case_stopped"
        )


def stage_of(facts: Facts, flow: Flow, today: date) -> str:
    """The case's stage, derived: the last letter that left, or where the due day stands."""
    sent = [notice for notice in facts.notices if notice.state == "sent"]
    is_last = bool(sent) and _next_step(facts, flow) is None
    if is_last and today >= _earliest_day(facts, flow, None, facts.notices[-1]):
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


def _next_step(facts: Facts, flow: Flow) -> Step | None:
    """The first step of the flow after the last one taken."""
    if not facts.notices:
        return flow.steps[0]
    taken = facts.notices[-1].step
    for number, step in enumerate(flow.steps):
        if step.name == taken:
            return flow.steps[number + 1] if number + 1 < len(flow.steps) else None
    return None


def _earliest_day(facts: Facts, flow: Flow, step: Step | None, last: NoticeFacts | None) -> date:
    """After the due day and, in full, after the last letter's deadline: never by a counter."""
    wait_days = step.after_due_days if step else 1
    day = facts.due_on + timedelta(days=wait_days)
    if last is not None and last.deadline_on is not None:
        wait_days = step.after_deadline_days if step else flow.decision_after_days
        day = max(day, last.deadline_on + timedelta(days=wait_days))
    return day


def _wait_for_the_hold(facts: Facts, today: date, flow: Flow) -> Decision:
    ends = facts.held_until
    wake_on = ends + ONE_DAY if ends else today + timedelta(days=LOOK_AGAIN_DAYS)
    what = f"nothing is sent: {str(facts.held_by).replace('_', ' ')}"
    return Decision(facts.case_id, stage_of(facts, flow, today), wake_on, what, wake_on)


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
    return Decision(facts.case_id, stage_of(facts, flow, today), wake_on, what, wake_on, task=task)


def _send(facts: Facts, step: Step, today: date, law: LawBook, flow: Flow) -> Decision:
    """Plans the letter of the step with what it may charge today."""
    charges: list[Charge] = []
    booked: list[InterestBooked] = []
    refused: list[str] = []
    if step.interest:
        for claim in facts.claims:
            _charge_interest(claim, today, law, charges, booked)
    interest_minor = cost_minor = 0
    for claim in facts.claims:
        interest_minor += claim.interest_open_minor
        cost_minor += claim.cost_open_minor
    for charge in charges:
        interest_minor += charge.amount_minor
    lead = facts.claims[0]
    covered: Fee | None = None
    for kind in step.charges:
        allowed = _charge_fee(facts, lead, kind, today, law, charges, refused)
        if allowed is not None and allowed.amount_minor:
            charges.append(Charge(lead.claim_id, kind, allowed.amount_minor, allowed.because))
            cost_minor += allowed.amount_minor
        if allowed is not None and allowed.covered_minor:
            covered = allowed
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
        tuple(charges),
        tuple(booked),
        tuple(refused),
    )


def _charge_interest(
    claim: ClaimFacts,
    through_on: date,
    law: LawBook,
    charges: list[Charge],
    booked: list[InterestBooked],
) -> None:
    made, stand = interest_charges(claim, through_on, law)
    charges.extend(made)
    if stand is not None:
        booked.append(stand)


def interest_charges(
    claim: ClaimFacts, through_on: date, law: LawBook
) -> tuple[list[Charge], InterestBooked | None]:
    """Late interest from the day after the last booked one through ``through_on``, by segment.

    The carry keeps the running total of the claim rounded once: what the segments round off is
    brought forward. Returns no stand where there is nothing to book.
    """
    from_ = claim.interest_through_on + ONE_DAY
    until = through_on + ONE_DAY
    if from_ >= until or claim.principal_open_minor == 0:
        return [], None
    segments = interest_segments(
        law, base_minor=claim.principal_open_minor, from_=from_, until=until
    )
    amounts, carry = with_carry(segments, claim.interest_carry)
    charges = [
        Charge(
            claim.claim_id,
            "interest",
            amount_minor,
            Because("late_interest", segment.reference, {"days": segment.days}),
            segment.from_,
            segment.until,
            segment.rate_bp,
            segment.base_minor,
        )
        for segment, amount_minor in zip(segments, amounts, strict=True)
        if amount_minor > 0
    ]
    return charges, InterestBooked(claim.claim_id, through_on, carry)


def _charge_fee(
    facts: Facts,
    lead: ClaimFacts,
    kind: str,
    today: date,
    law: LawBook,
    charges: list[Charge],
    refused: list[str],
) -> Fee | None:
    """The fee that the law allows today, or None with the reason noted: the letter still goes."""
    try:
        return fee(
            law,
            kind,
            due_on=lead.due_on,
            sent_on=today,
            debtor_kind=facts.debtor_kind,
            principal_minor=facts.principal_open_minor,
            agreed=lead.fees_agreed,
            earlier=_earlier(facts, charges, today),
        )
    except FeeNotAllowed as no:
        refused.append(str(no))
        return None


def _earlier(facts: Facts, charges: list[Charge], today: date) -> list[EarlierFee]:
    """What earlier letters and this one have charged, and what compensation covered."""
    deadlines = {notice.notice_id: notice.deadline_on for notice in facts.notices}
    earlier = [
        EarlierFee(
            charged.kind,
            charged.dated_on,
            deadlines.get(charged.notice_id or 0),
            charged.amount_minor,
        )
        for charged in facts.fees
    ]
    earlier += [
        EarlierFee(
            notice.covered_kind, notice.planned_on, notice.deadline_on, 0, notice.covered_minor
        )
        for notice in facts.notices
        if notice.covered_kind
    ]
    earlier += [
        EarlierFee(charge.kind, today, None, charge.amount_minor)
        for charge in charges
        if charge.kind != "interest"
    ]
    return earlier
