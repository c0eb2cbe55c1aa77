"""A debtor objects: everything stops, and the creditor is asked for an answer within days."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kvitt.application.close_case import CaseNotOpen
from kvitt.application.plan_side_letter import plan_side_letter
from kvitt.application.suspect_objection import TASK, let_go_on
from kvitt.application.withdraw_notices import stop_letters
from kvitt.domain.dispute import (
    CHANNELS,
    REASONS,
    WrongDisputedAmount,
    answer_by,
    disputed_amounts,
    require_known,
)
from kvitt.domain.files import media_type_of, plain_name
from kvitt.domain.holds import beside_taken_back
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import (
    Claim,
    DisputedCase,
    add_dispute,
    add_dispute_file,
    add_disputed_claims,
    ask,
    case_of,
    claims_of,
)
from kvitt.store.holds import end_tasks, place_hold
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope


class Raised(NamedTuple):
    """A dispute that was registered."""

    dispute_id: int
    answer_by_on: date
    """The last day on which the creditor answers."""
    notice_id: int
    """The letter that tells the debtor that the objection came."""


class AttachedFile(NamedTuple):
    """A file that came with what the debtor said."""

    name: str
    content: bytes


def raise_dispute(
    creditor: Creditor,
    case_id: int,
    *,
    reason: str,
    text: str,
    today: date,
    actor: str,
    parts: Mapping[str, int] | None = None,
    part_minor: int | None = None,
    files: Sequence[AttachedFile] = (),
    channel: str = "creditor",
    raised_by: str = "debtor",
    received_on: date | None = None,
) -> Raised:
    """Registers the objection to the whole case, or to parts: amounts by invoice number.

    ``part_minor`` is enough where the case has one invoice. Planned letters are withdrawn, letters
    in print called back; nothing is sent or charged until the dispute is decided, but for a letter
    that confirms the objection and names the day of the answer. Raises UnknownDispute,
    WrongDisputedAmount, FileRefused and CaseNotOpen, with nothing changed.
    """
    require_known("reason", reason, REASONS)
    require_known("channel", channel, CHANNELS)
    checked = [(plain_name(f.name), media_type_of(f.name, f.content), f.content) for f in files]
    tenant_id, received_on = creditor.tenant_id, min(received_on or today, today)
    with tenant_scope(tenant_id):
        open_case(creditor, case_id, today)
        claims = claims_of(tenant_id, case_id)
        amounts = disputed_amounts(
            by_claim(claims, parts, part_minor), {c.claim_id: c.principal_minor for c in claims}
        )
        answer_on = answer_by(law_book(creditor.country), received_on=received_on)
        told = {"reason": reason, "text": text, "channel": channel, "raised_by": raised_by,
                "received_on": received_on, "answer_by_on": answer_on, "actor": actor}  # fmt: skip
        dispute_id = add_dispute(tenant_id, case_id, told)
        add_disputed_claims(tenant_id, dispute_id, amounts)
        for name, media_type, content in checked:
            add_dispute_file(tenant_id, dispute_id, name, media_type, content, today=today)
        _stop(creditor, case_id, dispute_id, reason, answer_on, today, actor)
        add_event(
            case_id, "dispute_raised", today=today, actor=actor, dispute=dispute_id, reason=reason,
            channel=channel, by=raised_by, answer_by=answer_on.isoformat(),
            disputed_minor=sum(amounts.values()) or None, files=[name for name, _, _ in checked],
        )  # fmt: skip
        notice_id = plan_side_letter(creditor, case_id, kind="dispute_received", today=today,
                                     source_id=dispute_id, actor=actor)  # fmt: skip
        wake_cases(tenant_id, [case_id], today=today)
        close_tenant_history(tenant_id)
    return Raised(dispute_id, answer_on, notice_id)


def _stop(
    creditor: Creditor, case_id: int, dispute_id: int, reason: str, answer_on: date, today: date,
    actor: str,
) -> None:  # fmt: skip
    tenant_id = creditor.tenant_id
    told = Sentence("the debtor objects: {reason:word}", reason=reason)
    stop_letters(tenant_id, [case_id], because=told, today=today, actor=actor,
                 beside=beside_taken_back("dispute"))  # fmt: skip
    place_hold(tenant_id, case_id, "dispute", told, today=today, until_on=None, placed_by=actor)
    end_tasks(
        tenant_id, case_id, TASK, today=today, by=actor, outcome=Sentence("registered as a dispute")
    )
    let_go_on(
        tenant_id, case_id, because=Sentence("registered as a dispute"), today=today, actor=actor
    )
    sentence = Sentence(
        "the debtor objects ({reason:word}): examine the claim and answer by {answer_on}",
        reason=reason,
        answer_on=answer_on,
    )
    ask(tenant_id, case_id, "answer_objection", sentence, today=today, source_id=dispute_id,
        given=json.dumps({"dispute": dispute_id, "reason": reason}), owner="creditor",
        due_on=answer_on)  # fmt: skip


def open_case(creditor: Creditor, case_id: int, today: date) -> DisputedCase:
    """The creditor's open case, locked, inside its scope. Raises CaseNotOpen."""
    lock_cases(creditor.tenant_id, {case_id: today})
    case = case_of(creditor.tenant_id, case_id)
    if case is None or case.closed_on is not None:
        raise CaseNotOpen(
            "{creditor} has no open case {case_id}: nothing was changed",
            case_id=case_id,
            creditor=creditor.name,
        )
    return case


def by_claim(
    claims: Sequence[Claim], parts: Mapping[str, int] | None, part_minor: int | None
) -> dict[int, int]:
    """Amounts by claim, from amounts by invoice number or one amount. Raises WrongDisputedAmount.

    Nothing given: an empty mapping.
    """
    if parts and part_minor is not None:
        raise WrongDisputedAmount("give either one amount, or amounts by invoice")
    if part_minor is not None:
        if len(claims) != 1:
            numbers = ", ".join(claim.invoice_number for claim in claims)
            raise WrongDisputedAmount("say of which invoice: {numbers}", numbers=numbers)
        return {claims[0].claim_id: part_minor}
    known = {claim.invoice_number: claim.claim_id for claim in claims}
    unknown = sorted(set(parts or {}) - set(known))
    if unknown:
        raise WrongDisputedAmount(
            "invoice {unknown} is not of this case; it has {known}",
            unknown=list(unknown),
            known=list(known),
        )
    return {known[number]: minor for number, minor in (parts or {}).items()}
