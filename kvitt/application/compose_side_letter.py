"""Composing a letter beside the flow: a letter of the case, and what the letter itself tells.

Each kind has a teller that reads what the letter tells of (a hold, a dispute, a plan) and gives the
day to pay by and the parts of `Letter` that are its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kvitt.application.compose_letter import Senders, compose_letter
from kvitt.application.enforcement_notice_letter import enforcement_notice_told
from kvitt.application.monitoring_letter import tell_monitoring
from kvitt.application.plan_side_letter import source_of
from kvitt.application.settlement_offer_letter import settlement_offer_told
from kvitt.application.side_told import NothingToTell, Overtaken, SideSource, SideTold
from kvitt.application.tell_dispute import tell_dispute_answer, tell_dispute_received
from kvitt.application.tell_inquiry import tell_inquiry
from kvitt.application.tell_plan import tell_instalment, tell_missed, tell_plan
from kvitt.documents.letter import Letter
from kvitt.documents.side_parts import DeferralTold
from kvitt.domain.flow import Flow
from kvitt.domain.holds import ANSWERS
from kvitt.kernel.days import ONE_DAY
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.interest import interest_segments, with_carry
from kvitt.store.holds import agreed_of
from kvitt.store.notices import LetterFacts, NoticeToSend
from kvitt.store.side_letters import DisputeFacts, PlanFacts, dispute_facts, plan_facts


@dataclass(frozen=True, slots=True)
class SideFacts:
    """The disputes and plans that the letters of a chunk tell of, by number."""

    disputes: Mapping[int, DisputeFacts]
    plans: Mapping[int, PlanFacts]

    @property
    def case_ids(self) -> list[int]:
        """The cases of the plans: their letters list every claim."""
        return [case_id for plan in self.plans.values() for case_id in plan.case_ids]


def side_facts(tenant_id: int, notices: Sequence[NoticeToSend]) -> SideFacts:
    """What the letters beside the flow among the notices tell of: two reads, none without them."""
    disputes = {source_of(one.step) for one in notices if one.kind in ANSWERS}
    plans = {one.plan_id for one in notices if one.plan_id is not None}
    return SideFacts(
        dispute_facts(tenant_id, sorted(disputes)), plan_facts(tenant_id, sorted(plans))
    )


def compose_side_letter(
    notice: NoticeToSend,
    facts: LetterFacts,
    beside: SideFacts,
    senders: Senders,
    steps: Flow,
    law: LawBook,
    *,
    today: date,
) -> Letter:
    """The letter beside the flow as it leaves today.

    Raises Overtaken, NothingToTell, LetterDoesNotAddUp, and LawNotKnown where today's rate is not
    known.
    """
    teller = TELLERS.get(notice.kind)
    if teller is None:
        raise NothingToTell("nothing tells what a {kind:word} is about", kind=notice.kind)
    plan = beside.plans.get(notice.plan_id) if notice.plan_id is not None else None
    if plan is not None:
        facts = _of_the_plan(notice, facts, plan)
    source = SideSource(
        notice, senders.creditor.tenant_id, facts.claims[notice.case_id], law, today,
        beside.disputes, plan,
    )  # fmt: skip
    told = teller(source)
    letter = compose_letter(notice, facts, senders, steps, law, today=today, pay_by=told.pay_by)
    payment = letter.payment
    if told.reference:
        payment = replace(payment, reference=told.reference)
    return replace(letter, payment=payment, **told.fields)


def _of_the_plan(notice: NoticeToSend, facts: LetterFacts, plan: PlanFacts) -> LetterFacts:
    """The facts of all claims of the plan and of no other, as if they were of the letter's case."""
    cases, own = sorted(plan.case_ids), notice.case_id
    claims = [
        one
        for case_id in cases
        for one in facts.claims.get(case_id, ())
        if one.invoice_number in plan.invoices
    ]
    claims.sort(key=lambda one: (one.due_on, one.invoice_number))
    items = [
        one
        for case_id in cases
        for one in facts.items.get(case_id, ())
        if one.invoice_number in plan.invoices
    ]
    paid = [
        one
        for case_id in cases
        for one in facts.paid.get(case_id, ())
        if one.invoice_number in plan.invoices
    ]
    return LetterFacts({own: claims}, {own: items}, {own: paid}, {})


def _deferral_confirmation(source: SideSource) -> SideTold:
    """The new day, the old one, and whether interest runs between them."""
    found = agreed_of(source.tenant_id, source.source_id)
    if found is None:
        raise NothingToTell("there is no deferral of which this letter could tell")
    until, agreed = found
    if until is None or until <= source.today:
        raise Overtaken("the deferral ended before its letter left")
    runs = agreed["interest"] == "runs"
    told = DeferralTold(
        old_day_on=date.fromisoformat(agreed["old_due_on"]),
        interest="runs" if runs else "waived",
        interest_minor=_interest_through(source, until) if runs else None,
        asked_by_debtor=agreed["by"] == "debtor" or agreed.get("asked_by_debtor", True),
    )
    return SideTold(until, {"deferral": told})


def _interest_through(source: SideSource, until: date) -> int | None:
    """What the principal bears from today through the new day; None where a rate is unknown."""
    total_minor = 0
    for claim in source.claims:
        from_ = max(source.today, claim.due_on + ONE_DAY)
        if not claim.principal_open_minor or from_ > until:
            continue
        try:
            segments = interest_segments(
                source.law, base_minor=claim.principal_open_minor, from_=from_,
                until=until + ONE_DAY, debtor_kind=source.notice.debtor_kind,
            )  # fmt: skip
        except LawNotKnown:
            return None
        total_minor += sum(with_carry(segments, 0)[0])
    return total_minor


def _settlement_offer(source: SideSource) -> SideTold:
    told = settlement_offer_told(source.tenant_id, source.source_id, today=source.today)
    return SideTold(*told)


def _enforcement_notice(source: SideSource) -> SideTold:
    last_due_on = max(claim.due_on for claim in source.claims)
    told = enforcement_notice_told(source.law, due_on=last_due_on, today=source.today)
    return SideTold(*told)


TELLERS: dict[str, Callable[[SideSource], SideTold]] = {
    "deferral_confirmation": _deferral_confirmation,
    "settlement_offer": _settlement_offer,
    "ability_notice": tell_inquiry,
    "enforcement_notice": _enforcement_notice,
    "monitoring_letter": tell_monitoring,
    "dispute_received": tell_dispute_received,
    "dispute_answer": tell_dispute_answer,
    "plan_agreement": tell_plan,
    "plan_reminder": tell_instalment,
    "plan_missed": tell_missed,
}
"""Who tells what each kind of letter beside the flow is about."""
