"""A dispute is decided: what was not owed is given up, and the debtor is told and gets new time.

Nothing is sent before the debtor has had that time. Where the claim goes to court instead, nothing
more is sent at all until a person has decided on it.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from kvitt.application.close_case import close_inside
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.application.raise_dispute import by_claim, open_case
from kvitt.domain.dispute import (
    OUTCOMES,
    REASONABLE,
    FallingCosts,
    falling_costs,
    require_known,
    resumes_on,
    withdrawn_amounts,
)
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.fee_terms import EarlierFee
from kvitt.store import disputes as store
from kvitt.store.closing import add_event, void_charges, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.side_letters import withdraw_received
from kvitt.store.write_offs import write_off, write_off_principal


class NoOpenDispute(Refusal):
    """The case has no dispute that waits for an answer, or several and none was named."""


class AnswerMissing(Refusal):
    """The debtor is told the reasons: they must be given."""


class Decided(NamedTuple):
    """How a dispute ended. Sums in whole minor units."""

    dispute_id: int
    outcome: str
    withdrawn_minor: int
    """Principal that was given up."""
    fallen_minor: int
    """Unpaid interest and costs that the debtor no longer owes."""
    to_pay_back_minor: int
    """What had been paid of all that: a person pays it back."""
    resumes_on: date | None
    """The first day on which anything may be sent again; None where nothing follows by itself."""
    is_closed: bool
    notice_id: int
    """The letter with the answer to the debtor."""


class _Work(NamedTuple):
    """What deciding one dispute needs at each of its steps."""

    creditor: Creditor
    case_id: int
    dispute_id: int
    told: str
    answer: str
    """The reasons, as the debtor is told them."""
    today: date
    actor: str

    @property
    def tenant_id(self) -> int:
        return self.creditor.tenant_id


def decide_dispute(
    creditor: Creditor,
    case_id: int,
    *,
    outcome: str,
    because: str,
    today: date,
    actor: str,
    dispute_id: int | None = None,
    withdrawn: Mapping[str, int] | None = None,
    withdrawn_minor: int | None = None,
    was_reasonable: bool | None = None,
    new_time_days: int | None = None,
) -> Decided:
    """Decides the case's open dispute; ``because`` is told to the debtor in a letter.

    ``withdrawn`` (by invoice number) or ``withdrawn_minor`` says by how much a claim is reduced.
    ``was_reasonable`` says that the debtor had reason to object, also where the claim stands: then
    the costs of the letters fall. Raises NoOpenDispute, AnswerMissing, UnknownDispute,
    WrongDisputedAmount, NewTimeTooShort and CaseNotOpen, with nothing changed.
    """
    require_known("outcome", outcome, OUTCOMES)
    if not because.strip():
        raise AnswerMissing("say why: the debtor is told the reasons")
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        open_case(creditor, case_id, today)
        waiting = store.open_disputes(tenant_id, case_id)
        dispute = _chosen(waiting, dispute_id, case_id)
        told = _decided(outcome, because)
        work = _Work(creditor, case_id, dispute.dispute_id, told, because.strip(), today, actor)
        claims = store.claims_of(tenant_id, case_id)
        given_up = withdrawn_amounts(
            outcome, store.disputed_claims(tenant_id, dispute.dispute_id),
            {claim.claim_id: claim.principal_minor for claim in claims},
            by_claim(claims, withdrawn, withdrawn_minor) or None,
        )  # fmt: skip
        reasonable = outcome in REASONABLE if was_reasonable is None else was_reasonable
        next_on = resumes_on(creditor.country, today, new_time_days)
        goes_on = outcome != "to_court" and len(waiting) == 1
        decided = _carry_out(
            work, outcome, given_up, claims, reasonable, next_on if goes_on else None
        )
        if decided.resumes_on is not None:
            until_on = decided.resumes_on - ONE_DAY
            store.end_dispute_holds(tenant_id, case_id, today=today, until_on=until_on)
        decided = _tell(work, decided, because, reasonable)
        wake_cases(tenant_id, [case_id], today=today)
        close_tenant_history(tenant_id)
    return decided


def _decided(outcome: str, because: str) -> Sentence:
    return Sentence(
        "the dispute is decided ({outcome:word}): {because}", outcome=outcome, because=because
    )


def _chosen(
    waiting: list[store.OpenDispute], dispute_id: int | None, case_id: int
) -> store.OpenDispute:
    wanted = [one for one in waiting if dispute_id in (None, one.dispute_id)]
    if len(wanted) == 1:
        return wanted[0]
    if not wanted:
        raise NoOpenDispute(
            "case {case_id} has no dispute that waits for an answer", case_id=case_id
        )
    shown = ", ".join(str(one.dispute_id) for one in wanted)
    raise NoOpenDispute(
        "case {case_id} has several disputes: say which of {shown}", case_id=case_id, shown=shown
    )


def _carry_out(
    work: _Work, outcome: str, given_up: dict[int, int], claims: list[store.Claim],
    reasonable: bool, next_on: date | None,
) -> Decided:  # fmt: skip
    """Gives up what was not owed, and closes the case where nothing is left by that."""
    fallen_minor = paid_minor = withdrawn_minor = 0
    if given_up:
        withdrawn_minor, fallen_minor, paid_minor = _withdraw(work, given_up, claims)
    if reasonable:
        fallen, paid = _drop_costs(work, but=_whole(given_up, claims))
        fallen_minor, paid_minor = fallen_minor + fallen, paid_minor + paid
    open_minor = sum(c.open_minor for c in store.claims_of(work.tenant_id, work.case_id))
    closes = open_minor == 0 and outcome in REASONABLE
    next_on = None if closes else next_on
    store.decide_disputes(
        work.tenant_id, [work.dispute_id], outcome=outcome, because=work.told, today=work.today,
        actor=work.actor, was_reasonable=reasonable, resumes_on=next_on, answer=work.answer,
        was_minor=sum(claim.open_minor for claim in claims),
    )  # fmt: skip
    store.end_answer_tasks(work.tenant_id, work.case_id, [work.dispute_id], today=work.today,
                           by=work.actor, outcome=work.told)  # fmt: skip
    if closes:
        close_inside(work.creditor, work.case_id, because=work.told, today=work.today,
                     actor=work.actor, reason="disputed_and_dropped", by="kvitt")  # fmt: skip
    return Decided(work.dispute_id, outcome, withdrawn_minor, fallen_minor, paid_minor, next_on,
                   closes, 0)  # fmt: skip


def _withdraw(
    work: _Work, given_up: dict[int, int], claims: list[store.Claim]
) -> tuple[int, int, int]:
    """Principal given up, unpaid charges that go with it, and what had been paid of both."""
    tenant_id = work.tenant_id
    whole = _whole(given_up, claims)
    part = [claim_id for claim_id in given_up if claim_id not in whole]
    done = write_off_principal(tenant_id, work.case_id, given_up, because=work.told,
                               today=work.today, dispute_id=work.dispute_id)  # fmt: skip
    paid_minor = sum(given_up.values()) - sum(done.values())
    fallen_minor = 0
    if whole:
        fallen_minor += void_charges(tenant_id, [work.case_id], because=work.told, today=work.today,
                                     actor=work.actor, claims=whole)  # fmt: skip
        fallen_minor += write_off(tenant_id, work.case_id, because=work.told, today=work.today,
                                  claims=whole, dispute_id=work.dispute_id)  # fmt: skip
        paid_minor += sum(
            item.amount_minor - item.open_minor
            for item in store.charged_items(tenant_id, work.case_id)
            if item.claim_id in whole
        )
    for claim_id in part:
        fallen_minor += _count_interest_anew(work, claim_id)
    return sum(given_up.values()), fallen_minor, paid_minor


def _count_interest_anew(work: _Work, claim_id: int) -> int:
    """Unpaid interest on what was never owed is taken back; the rest is booked again later.

    It was counted on too much. Where a part of it has been paid, a person corrects it.
    """
    booked = store.booked_interest(work.tenant_id, claim_id)
    if not booked:
        return 0
    if any(item.open_minor != item.amount_minor for item in booked):
        sentence = Sentence(
            "interest was counted on a sum that was not owed, and was paid: correct it"
        )
        store.ask(work.tenant_id, work.case_id, "correct_interest", sentence, today=work.today,
                  source_id=work.dispute_id)  # fmt: skip
        return 0
    fallen_minor = void_charges(
        work.tenant_id, [work.case_id], because=work.told, today=work.today, actor=work.actor,
        kinds=["interest"], claims=[claim_id],
    )  # fmt: skip
    ends = [item.until_on for item in booked]
    begins = [item.from_on for item in booked[1:]] + [booked[0].through_on + ONE_DAY]
    # Days without interest between the items were given up before: they stay given up.
    if ends == begins:
        before, carry = booked[0].from_on - ONE_DAY, int(booked[0].carry or 0)
        back_on = store.principal_taken_back_on(work.tenant_id, claim_id)
        if back_on is not None and back_on > before:
            before, carry = back_on, 0  # until then other sums were open than now: given up
        store.count_interest_from(work.tenant_id, claim_id, through_on=before, carry=carry)
    return fallen_minor


def _whole(given_up: dict[int, int], claims: list[store.Claim]) -> list[int]:
    """The claims that are given up altogether."""
    return [c.claim_id for c in claims if given_up.get(c.claim_id) == c.principal_minor]


def _drop_costs(work: _Work, *, but: list[int]) -> tuple[int, int]:
    """Costs that fall with a reasonable objection: unpaid ones, and what was paid of them.

    ``but`` are claims that are given up altogether: their costs went with them.
    """
    costs = [
        item
        for item in store.charged_items(work.tenant_id, work.case_id)
        if item.kind != "interest" and item.claim_id not in but
    ]
    charged = [EarlierFee(item.kind, item.dated_on, None, item.amount_minor) for item in costs]
    falling = falling_costs(law_book(work.creditor.country), charged, on=work.today)
    if falling is None:
        return 0, 0
    fallen_minor = _take_away(work, falling)
    paid_minor = sum(
        item.amount_minor - item.open_minor for item in costs if item.kind in falling.kinds
    )
    add_event(work.case_id, "costs_fell", today=work.today, actor=work.actor,
              kinds=list(falling.kinds), amount_minor=fallen_minor, paid_minor=paid_minor,
              because=falling.because.reference or falling.because.rule)  # fmt: skip
    return fallen_minor, paid_minor


def _take_away(work: _Work, falling: FallingCosts) -> int:
    told = Sentence(
        "the objection was reasonable: {ground}",
        ground=falling.because.reference or falling.because.rule,
    )
    fallen_minor = void_charges(work.tenant_id, [work.case_id], because=told, today=work.today,
                                actor=work.actor, kinds=falling.kinds)  # fmt: skip
    return fallen_minor + write_off(
        work.tenant_id,
        work.case_id,
        because=told,
        today=work.today,
        kinds=falling.kinds,
        dispute_id=work.dispute_id,
    )


def _tell(work: _Work, decided: Decided, because: str, reasonable: bool) -> Decided:
    """Plans the letter with the answer, also on a case that closed by it, and writes the history.

    What it asks for beside that goes to a person.
    """
    tenant_id, today = work.tenant_id, work.today
    withdraw_received(
        tenant_id, work.case_id, work.dispute_id, because=Sentence("the objection was answered"),
        today=today, actor=work.actor,
    )  # fmt: skip
    notice_id = plan_side_letter(
        work.creditor, work.case_id, kind="dispute_answer", source_id=work.dispute_id, today=today,
        actor=work.actor,
    )  # fmt: skip
    given = json.dumps({"dispute": work.dispute_id, "notice": notice_id})
    if decided.to_pay_back_minor:
        sentence = Sentence(
            "{to_pay_back_minor:money} was paid of what was not owed: pay it back or ask "
            "the debtor",
            to_pay_back_minor=decided.to_pay_back_minor,
        )
        store.ask(tenant_id, work.case_id, "refund_not_owed", sentence, today=today, given=given,
                  source_id=work.dispute_id)  # fmt: skip
    if decided.outcome == "to_court":
        sentence = Sentence("the debtor's objection is answered by an action: decide on it")
        store.ask(tenant_id, work.case_id, "decide_legal_action", sentence, today=today,
                  given=given, source_id=work.dispute_id)  # fmt: skip
    add_event(
        work.case_id, "dispute_decided", today=today, actor=work.actor, dispute=work.dispute_id,
        outcome=decided.outcome, because=because, reasonable=reasonable,
        withdrawn_minor=decided.withdrawn_minor, fallen_minor=decided.fallen_minor,
        resumes_on=decided.resumes_on.isoformat() if decided.resumes_on else None,
        notice=notice_id,
    )  # fmt: skip
    return decided._replace(notice_id=notice_id)
