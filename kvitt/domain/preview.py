"""Preview: what a flow would do to one unpaid invoice, when, and what it would cost.

It plays the very `decide` of the night from one waking day to the next, as if each letter left on
the day it was planned and nothing was ever paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kvitt.domain.decide import decide, stage_of
from kvitt.domain.decision import Decision, InterestBooked
from kvitt.domain.facts import ClaimFacts, Facts, FeeFacts, NoticeFacts
from kvitt.domain.flow import Flow
from kvitt.domain.notice import pay_by
from kvitt.law.book import LawBook
from kvitt.law.deadlines import shift_due_day


@dataclass(frozen=True, slots=True)
class PreviewCharge:
    """A charge of a previewed letter, in whole minor units, with its statute."""

    kind: str
    amount_minor: int
    reference: str


@dataclass(frozen=True, slots=True)
class PreviewStep:
    """One letter, or the day on which a person decides."""

    on: date
    step: str
    kind: str
    stage: str
    charges: tuple[PreviewCharge, ...]
    total_minor: int
    """What the letter would ask for in all."""
    deadline_on: date | None
    refused: tuple[str, ...] = ()
    """Charges of the flow that the law would not allow that day, and why."""


def preview(
    flow: Flow, *, amount_minor: int, due_on: date, law: LawBook, fees_agreed: bool = True
) -> list[PreviewStep]:
    """The letters of the flow for an invoice of that amount due that day. Raises LawNotKnown."""
    due = shift_due_day(law, due_on, debtor_kind=flow.debtor_kind)
    claim = ClaimFacts(1, due, amount_minor, 0, 0, due, 0, fees_agreed)
    facts = Facts(1, flow.name, 1, flow.debtor_kind, (claim,))
    today = due + timedelta(days=1)
    steps: list[PreviewStep] = []
    while len(steps) <= len(flow.steps):
        decision = decide(facts, today, law, flow)
        if decision.notice is not None:
            facts, deadline_on = as_sent(facts, decision, today, law, flow)
            steps.append(_step(decision, today, stage_of(facts, flow, today), deadline_on))
        elif decision.task is not None:
            steps.append(
                PreviewStep(
                    today, decision.task, "decision", decision.stage, (), facts.open_minor, None
                )
            )
            break
        if decision.wake_on is None:
            break
        today = decision.wake_on
    return steps


def as_sent(
    facts: Facts, decision: Decision, today: date, law: LawBook, flow: Flow
) -> tuple[Facts, date]:
    """The case as it stands when the decided letter has left today, and its last day to pay."""
    assert decision.notice is not None
    step = next(step for step in flow.steps if step.name == decision.notice.step)
    deadline_on = pay_by(step, sent_on=today, law=law)
    number = max((notice.notice_id for notice in facts.notices), default=0) + 1
    notice = NoticeFacts(
        number,
        step.name,
        step.kind,
        "sent",
        today,
        today,
        deadline_on,
        decision.notice.covered_kind,
        decision.notice.covered_minor,
    )
    facts = as_charged(facts, decision, today, by=(number, deadline_on))
    return facts._replace(notices=(*facts.notices, notice)), deadline_on


def as_charged(
    facts: Facts, decision: Decision, today: date, *, by: tuple[int | None, date | None]
) -> Facts:
    """The case with the decision's charges; ``by`` is the letter that bears them and its deadline.

    No letter bears what the agency's fee grows by.
    """
    stands = {stand.claim_id: stand for stand in decision.interest}
    claims = tuple(_charged(claim, decision, stands.get(claim.claim_id)) for claim in facts.claims)
    fees = tuple(
        FeeFacts(charge.kind, charge.amount_minor, today, by[0], charge.claim_id, by[1])
        for charge in decision.charges
        if charge.kind != "interest"
    )
    return facts._replace(claims=claims, fees=(*facts.fees, *fees))


def _charged(claim: ClaimFacts, decision: Decision, stand: InterestBooked | None) -> ClaimFacts:
    """The claim with what the letter charges on it."""
    own = [charge for charge in decision.charges if charge.claim_id == claim.claim_id]
    interest_minor = sum(charge.amount_minor for charge in own if charge.kind == "interest")
    cost_minor = sum(charge.amount_minor for charge in own) - interest_minor
    claim = claim._replace(
        interest_open_minor=claim.interest_open_minor + interest_minor,
        cost_open_minor=claim.cost_open_minor + cost_minor,
    )
    if stand is None:
        return claim
    return claim._replace(interest_through_on=stand.through_on, interest_carry=stand.carry)


def _step(decision: Decision, today: date, stage: str, deadline_on: date) -> PreviewStep:
    assert decision.notice is not None
    notice = decision.notice
    charges: Sequence[PreviewCharge] = [
        PreviewCharge(charge.kind, charge.amount_minor, charge.because.reference)
        for charge in decision.charges
    ]
    total = notice.principal_minor + notice.interest_minor + notice.cost_minor
    return PreviewStep(
        today, notice.step, notice.kind, stage, tuple(charges), total, deadline_on, decision.refused
    )
