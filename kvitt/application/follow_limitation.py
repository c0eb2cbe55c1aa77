"""The limitation clocks are followed: alarms in time, and nothing is asked for once it is doubtful.

A claim that has expired by what is proven is held: whether something unproven saves it a person
decides. Run again the same day it changes nothing.
"""

from dataclasses import dataclass
from datetime import date

from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.limitation_clock import Clock, clock, readings
from kvitt.kernel.days import add_months
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook, law_book
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.holds import add_task, end_tasks, holds_of, place_hold
from kvitt.store.limitation import ClaimFacts, claims_to_look_at, save_clocks, start_clocks
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope

BATCH = 2_000
ALARM = "limitation_near"
DOUBT = "limitation_doubt"


@dataclass(slots=True)
class LimitationFollowed:
    """What a day did to the clocks."""

    started: int = 0
    looked_at: int = 0
    alarms: int = 0
    expired: int = 0


def follow_limitation(tenant_id: int, *, today: date, actor: str = "night") -> LimitationFollowed:
    """Starts missing clocks, and looks at those whose day has come, batch by batch."""
    report = LimitationFollowed()
    with tenant_scope(tenant_id):
        report.started = start_clocks(tenant_id)
    while True:
        with tenant_scope(tenant_id):
            found = claims_to_look_at(tenant_id, today=today, batch=BATCH)
            if found:
                look_at(creditor_of(tenant_id), found, today=today, actor=actor, report=report)
                close_tenant_history(tenant_id)
        report.looked_at += len(found)
        if len(found) < BATCH:
            return report


def look_at(
    creditor: Creditor, found: list[ClaimFacts], *, today: date, actor: str,
    report: LimitationFollowed,
) -> None:  # fmt: skip
    """Computes the clocks anew, tells alarms, and holds what has expired. Inside the scope."""
    law = law_book(creditor.country)
    kept: list[tuple[int, Clock, str | None]] = []
    for claim in found:
        now, unknown = clock_of(law, claim, today)
        kept.append((claim.claim_id, now, unknown))
        if claim.is_closed or not claim.open_minor:
            continue
        if unknown is not None:
            _ask(
                creditor,
                claim,
                Sentence("until when it can be enforced is not known: {unknown}", unknown=unknown),
                today,
            )
        elif now.is_expired:
            report.expired += _hold(creditor, claim, now, today, actor)
        elif now.alarm_months is not None and now.alarm_months != claim.alarm_months:
            _alarm(creditor, claim, now, today, actor)
            report.alarms += 1
    save_clocks(creditor.tenant_id, kept)


def clock_of(law: LawBook, claim: ClaimFacts, today: date) -> tuple[Clock, str | None]:
    """The clock by what is proven; or why it cannot be computed, to be looked at next month."""
    try:
        return clock(readings(law, claim.days)[0], today), None
    except Refusal as no:
        return Clock(None, None, None, False, add_months(today, 1)), str(no)


def _alarm(creditor: Creditor, claim: ClaimFacts, now: Clock, today: date, actor: str) -> None:
    sentence = Sentence(
        "invoice {invoice_number} can be enforced through {expires_on} by what is proven: "
        "interrupt the limitation by {act_by}, or give the claim up",
        invoice_number=claim.invoice_number,
        expires_on=now.expires_on,
        act_by=now.act_by,
    )
    end_tasks(creditor.tenant_id, claim.case_id, ALARM, today=today, by=actor,
              outcome=Sentence("the next alarm"))  # fmt: skip
    add_task(creditor.tenant_id, claim.case_id, ALARM, sentence, today=today)
    add_event(claim.case_id, "limitation_near", today=today, actor=actor, claim=claim.claim_id,
              expires=str(now.expires_on), act_by=str(now.act_by),
              months=now.alarm_months)  # fmt: skip


def _hold(creditor: Creditor, claim: ClaimFacts, now: Clock, today: date, actor: str) -> int:
    """Nothing is asked for any more before a person has looked; once."""
    tenant_id = creditor.tenant_id
    stands = [hold for hold in holds_of(tenant_id, claim.case_id) if hold.stands_on(today)]
    if any(hold.kind == DOUBT for hold in stands):
        return 0
    because = Sentence(
        "invoice {invoice_number} could be enforced through {expires_on} by what is proven",
        invoice_number=claim.invoice_number,
        expires_on=now.expires_on,
    )
    lock_cases(tenant_id, {claim.case_id: today})
    stop_letters(tenant_id, [claim.case_id], because=because, today=today, actor=actor)
    place_hold(tenant_id, claim.case_id, DOUBT, because, today=today, until_on=None,
               placed_by=actor)  # fmt: skip
    _ask(
        creditor,
        claim,
        Sentence("{because}: close it as barred, or prove what interrupted it", because=because),
        today,
    )
    add_event(claim.case_id, "case_stopped", today=today, actor=actor, hold=DOUBT, because=because)
    wake_cases(tenant_id, [claim.case_id], today=today)
    return 1


def _ask(creditor: Creditor, claim: ClaimFacts, sentence: str, today: date) -> None:
    add_task(creditor.tenant_id, claim.case_id, "limitation_doubt", sentence, today=today)
