"""A case is deferred (anstånd): the debtor gets until a new day, within the creditor's limits.

The old due day stays. The flow goes on after the new day and waits as after a deadline. Whether
interest runs meanwhile is always said: where it is waived, what had run is booked and counting
starts anew after the deferral, so that the days between bear none and every item stays what the
law gives for its days.
"""

from dataclasses import dataclass
from datetime import date

from kvitt.application.end_offers import end_offers
from kvitt.application.place_hold import NoOpenCase, hold_in_scope, require_open_case
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.domain.charging import interest_charges
from kvitt.domain.decision import Charge, Decision, InterestBooked
from kvitt.domain.deferral import (
    INTEREST,
    DeferralNotAllowed,
    require_some_time,
    require_within,
    rules_of,
)
from kvitt.domain.facts import Facts
from kvitt.domain.flow import flow
from kvitt.domain.holds import blocked, without_shadow
from kvitt.domain.if_unpaid import last_day_to_pay
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.store.closing import wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.effects import apply_decisions
from kvitt.store.facts import due_facts
from kvitt.store.history import close_history
from kvitt.store.holds import holds_of
from kvitt.store.session import tenant_scope

CONFIRMATION = "deferral_confirmation"


@dataclass(frozen=True, slots=True)
class Deferred:
    """What was agreed; ``old_due_on`` is the last day to pay as it was before."""

    case_id: int
    hold_id: int
    old_due_on: date
    until_on: date
    interest: str
    notice_id: int
    """The letter that confirms it."""


def defer_case(
    creditor: Creditor,
    case_id: int,
    *,
    until: date,
    because: str,
    today: date,
    interest: str = "runs",
    by: str = "handler",
    override_because: str = "",
    reason_code: str = "other",
    actor: str,
) -> Deferred:
    """Gives the debtor of the case time through ``until`` and confirms it in a letter.

    ``by`` is who defers (creditor, handler, debtor). A handler goes beyond the creditor's limits
    with ``override_because``. Raises DeferralNotAllowed, AgreementUnclear, NoOpenCase and, where
    interest is waived that cannot be computed, LawNotKnown; then nothing has changed.
    """
    if interest not in INTEREST:
        raise DeferralNotAllowed(
            "interest “{interest}” is not clear: say {choices:or}",
            interest=interest,
            choices=list(INTEREST),
        )
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        require_open_case(creditor, case_id)
        facts = _facts(creditor, case_id, today)
        _require_allowed(creditor, facts, today, until, by, override_because)
        old_due_on = last_day_to_pay(facts)
        told = {"old_due_on": old_due_on.isoformat(), "interest": interest, "by": by}
        if override_because:
            told["override"] = override_because
        if interest == "waived":
            told["waived_through_on"] = until.isoformat()
        end_offers(
            tenant_id, [case_id], because=Sentence("more time was given"), today=today, actor=actor
        )
        hold_id = hold_in_scope(
            tenant_id, case_id, kind="deferral", because=because, today=today, until_on=until,
            reason_code=reason_code, actor=actor, event="case_deferred", **told,
        )  # fmt: skip
        if interest == "waived":
            _waive_interest(creditor, case_id, today, until, actor)
        notice_id = plan_side_letter(
            creditor, case_id, kind=CONFIRMATION, source_id=hold_id, today=today, actor=actor
        )
        close_history(tenant_id)
    return Deferred(case_id, hold_id, old_due_on, until, interest, notice_id)


def _facts(creditor: Creditor, case_id: int, today: date) -> Facts:
    wake_cases(creditor.tenant_id, [case_id], today=today)
    found = due_facts(creditor.tenant_id, today=today, batch=1, case_ids=[case_id])
    if not found:
        raise NoOpenCase("case {case_id} has nothing to put off", case_id=case_id)
    return found[0]


def _require_allowed(
    creditor: Creditor, facts: Facts, today: date, until: date, by: str, override_because: str
) -> None:
    """The creditor's limits; a plan is not put off, its instalments are moved."""
    holds = holds_of(creditor.tenant_id, facts.case_id)
    if any(hold.kind == "plan" and hold.stands_on(today) for hold in holds):
        raise DeferralNotAllowed("the case is paid by a plan: move an instalment instead")
    stopped = blocked("side_letter", without_shadow(holds), today, country=creditor.country)
    if stopped is not None:
        raise DeferralNotAllowed(stopped.sentence, reference=stopped.reference, hold=stopped.kind)
    if override_because and by != "debtor":
        require_some_time(today=today, due_on=last_day_to_pay(facts), until=until)
        return
    times_before = sum(1 for hold in holds if hold.kind == "deferral")
    require_within(
        rules_of(creditor.agreement), today=today, due_on=last_day_to_pay(facts), until=until,
        times_before=times_before, by=by,
    )  # fmt: skip


def _waive_interest(creditor: Creditor, case_id: int, today: date, until: date, actor: str) -> None:
    """Books what ran before today; from today through the new day none runs."""
    (facts,) = due_facts(
        creditor.tenant_id, today=today, batch=1, case_ids=[case_id], asleep=True
    )  # the letters that were stopped may have taken fees with them: read anew
    law = law_book(flow(facts.flow).country)
    charges: list[Charge] = []
    stands: list[InterestBooked] = []
    for claim in facts.claims:
        if claim.interest_through_on >= until:
            continue
        made, stand = interest_charges(claim, today - ONE_DAY, law, facts.debtor_kind)
        charges += made
        carry = stand.carry if stand else claim.interest_carry
        stands.append(InterestBooked(claim.claim_id, until, carry))
    decision = Decision(
        case_id, "", today, "the case is looked at again", today, charges=tuple(charges),
        interest=tuple(stands), measure=f"deferral_from_{today.isoformat()}", cycle=facts.cycle,
    )  # fmt: skip
    apply_decisions(creditor.tenant_id, [decision], today=today, actor=actor)
