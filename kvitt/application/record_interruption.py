"""A person records what interrupted the limitation of a claim, with its proof; or plans an act."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kvitt.application.follow_limitation import DOUBT, LimitationFollowed, look_at
from kvitt.application.raise_dispute import AttachedFile
from kvitt.application.standing_case import require_open_case
from kvitt.domain.files import media_type_of, plain_name
from kvitt.domain.limitation_clock import readings
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.limitation import CLAIM_KINDS
from kvitt.store import limitation as store
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.holds import end_holds, end_tasks
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class EvidenceMissing(Refusal):
    """What interrupts must be proved: say what proves it, and who records it."""


class NoSuchClaim(Refusal):
    """The case has no claim of that invoice, or several and none was named."""


class InterruptionOfTomorrow(Refusal):
    """Only what has happened interrupts."""


class Recorded(NamedTuple):
    """What was recorded, and the claim's last day by what is proven now."""

    interruption_id: int
    expires_on: date | None
    act_by: date | None


def record_interruption(
    creditor: Creditor,
    case_id: int,
    *,
    kind: str,
    on: date,
    evidence: str,
    today: date,
    by: str,
    ended_on: date | None = None,
    invoice: str | None = None,
    file: AttachedFile | None = None,
) -> Recorded:
    """Keeps an interruption of the claim; the same one again keeps its end.

    A doubt about its limitation ends where the claim can be enforced again. Raises
    EvidenceMissing, NoSuchClaim, InterruptionOfTomorrow, CaseNotOpen and what the law refuses.
    """
    if not evidence.strip() or not by.strip():
        raise EvidenceMissing("say what proves it and who records it: without proof it is worth 0")
    if max(on, ended_on or on) > today:
        raise InterruptionOfTomorrow(
            "{day} is yet to come: plan the act", day=max(on, ended_on or on)
        )
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        claim_id = _claim(creditor, case_id, invoice)
        document = _kept(creditor, case_id, file, today) if file is not None else None
        store.look_again(creditor.tenant_id, claim_id, today=today)
        number = store.record(
            creditor.tenant_id, claim_id, kind=kind, on=on, ended=ended_on, document=document,
            evidence=evidence.strip(), today=today, by=by.strip(),
        )  # fmt: skip
        (claim,) = store.claims_to_look_at(
            creditor.tenant_id, today=today, batch=1, claim_ids=[claim_id]
        )
        strict = readings(law_book(creditor.country), claim.days)[0]  # refuses what is no law
        store.acts_done(creditor.tenant_id, claim_id, today=today)
        add_event(case_id, "limitation_interrupted", today=today, actor=by, claim=claim_id,
                  interruption=kind, on=on.isoformat(), evidence=evidence.strip(),
                  expires=str(strict.expires_on))  # fmt: skip
        _end_doubt(creditor, case_id, strict.expires_on, today, by)
        look_at(creditor, [claim], today=today, actor=by, report=LimitationFollowed())
        close_tenant_history(creditor.tenant_id)
    return Recorded(number, strict.expires_on, strict.act_by)


def plan_act(
    creditor: Creditor, case_id: int, *, act: str, by_on: date, today: date, by: str,
    invoice: str | None = None,
) -> None:  # fmt: skip
    """Keeps that somebody will interrupt the limitation by a day. Raises as recording does."""
    if not act.strip() or not by.strip():
        raise EvidenceMissing("say what will be done and who has taken it on")
    if by_on < today:
        raise InterruptionOfTomorrow("{by_on} has passed: choose today or later", by_on=by_on)
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        claim_id = _claim(creditor, case_id, invoice)
        store.look_again(creditor.tenant_id, claim_id, today=today)
        store.plan_act(creditor.tenant_id, claim_id, act=act.strip(), by_on=by_on, today=today,
                       by=by.strip())  # fmt: skip
        add_event(case_id, "limitation_act_planned", today=today, actor=by, claim=claim_id,
                  act=act.strip(), by_on=by_on.isoformat())  # fmt: skip
        close_tenant_history(creditor.tenant_id)


def keep_origin(
    creditor: Creditor, case_id: int, *, today: date, by: str, arose_on: date | None = None,
    claim_kind: str | None = None, invoice: str | None = None,
) -> None:  # fmt: skip
    """Keeps when the claim arose and of which kind it is; its clock is computed anew."""
    if claim_kind is not None and claim_kind not in CLAIM_KINDS:
        raise NoSuchClaim(
            "“{claim_kind}” is no kind of claim: {kinds}",
            claim_kind=claim_kind,
            kinds=list(CLAIM_KINDS),
        )
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        claim_id = _claim(creditor, case_id, invoice)
        store.look_again(creditor.tenant_id, claim_id, today=today)
        store.keep_origin(creditor.tenant_id, claim_id, arose_on=arose_on, claim_kind=claim_kind)
        found = store.claims_to_look_at(
            creditor.tenant_id, today=today, batch=1, claim_ids=[claim_id]
        )
        add_event(case_id, "claim_origin_told", today=today, actor=by, claim=claim_id,
                  arose=str(arose_on) if arose_on else None, claim_kind=claim_kind)  # fmt: skip
        look_at(creditor, found, today=today, actor=by, report=LimitationFollowed())
        close_tenant_history(creditor.tenant_id)


def _claim(creditor: Creditor, case_id: int, invoice: str | None) -> int:
    found: Sequence[int] = store.claims_of_case(creditor.tenant_id, case_id, invoice)
    if len(found) != 1:
        raise NoSuchClaim(
            "case {case_id} has not invoice {invoice}"
            if invoice
            else "case {case_id} has not one claim: say of which invoice",
            case_id=case_id,
            invoice=invoice,
        )
    return found[0]


def _kept(creditor: Creditor, case_id: int, file: AttachedFile, today: date) -> int:
    media_type = media_type_of(file.name, file.content)
    return store.keep_evidence(
        creditor.tenant_id, case_id, plain_name(file.name), media_type, file.content, today=today
    )


def _end_doubt(
    creditor: Creditor, case_id: int, expires_on: date | None, today: date, by: str
) -> None:
    if expires_on is not None and expires_on < today:
        return
    if end_holds(creditor.tenant_id, case_id, DOUBT, today=today):
        add_event(case_id, "case_resumed", today=today, actor=by, hold=DOUBT,
                  because=Sentence("the limitation was interrupted in time"))  # fmt: skip
        wake_cases(creditor.tenant_id, [case_id], today=today)
    for kind in (DOUBT, "limitation_near"):
        end_tasks(creditor.tenant_id, case_id, kind, today=today, by=by,
                  outcome=Sentence("the limitation was interrupted"))  # fmt: skip
    if not store.is_act_planned(creditor.tenant_id, case_id):
        end_tasks(creditor.tenant_id, case_id, "interrupt_limitation", today=today, by=by,
                  outcome=Sentence("the limitation was interrupted"))  # fmt: skip
