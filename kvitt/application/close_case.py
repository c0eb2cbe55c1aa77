"""A case is closed: everything queued is stopped, what remains is settled, and the history tells.

A reason by its code settles what is open; a free text alone leaves it open in the books.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.end_offers import end_offers
from kvitt.application.revoke_dispatch import Revoked
from kvitt.application.withdraw_notices import stop_letters_of_closed
from kvitt.domain.closing import (
    MOOT_TASKS,
    REASONS,
    ClosingReason,
    allowed_reason,
    small_balance_of,
)
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import (
    add_closing,
    add_event,
    close_cases,
    end_all_holds,
    end_moot_tasks,
    last_closing,
    planned_letters,
    void_charges,
)
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import case_of, claims_of, decide_disputes, open_disputes
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope
from kvitt.store.write_offs import write_off


class CaseNotOpen(Refusal):
    """The case does not exist or is closed already."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing a case stopped and settled. Sums in whole minor units."""

    letters: tuple[Revoked, ...]
    """Letters that lay for printing: called back, or too late for that."""
    withdrawn: tuple[str, ...]
    """Steps whose planned letters were withdrawn."""
    holds: tuple[str, ...]
    tasks: tuple[str, ...]
    disputes: int
    written_off_minor: int
    voided_minor: int

    def as_json(self) -> dict[str, object]:
        """What was stopped, for the history and the command line."""
        return {
            "revoked": [one.step for one in self.letters if one.succeeded],
            "not_revoked": [one.step for one in self.letters if not one.succeeded],
            "withdrawn": list(self.withdrawn),
            "holds": list(self.holds),
            "tasks": list(self.tasks),
            "disputes": self.disputes,
            "written_off_minor": self.written_off_minor,
            "voided_minor": self.voided_minor,
        }


def close_case(
    creditor: Creditor,
    case_id: int,
    *,
    because: str,
    today: date,
    actor: str,
    reason: str | None = None,
    document: str = "",
    by: str = "handler",
) -> Closed:
    """Closes the case, stops what is queued, and settles what remains as the reason says.

    Planned letters are withdrawn with their fees, letters not yet confirmed as posted are called
    back, holds and open questions end. ``by`` is who decides: creditor, handler or kvitt. Raises
    CaseNotOpen, UnknownReason, NotYoursToClose, DocumentNeeded and StillOpen, with nothing changed.
    """
    with tenant_scope(creditor.tenant_id):
        closed = close_inside(
            creditor, case_id, because=because, today=today, actor=actor, reason=reason,
            document=document, by=by,
        )  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return closed


def stopped_by_closing(creditor: Creditor, case_id: int) -> Mapping[str, Any] | None:
    """What the last closing of the case stopped and settled; None where none was noted."""
    with tenant_scope(creditor.tenant_id):
        return last_closing(creditor.tenant_id, case_id)


def close_inside(
    creditor: Creditor, case_id: int, *, because: str, today: date, actor: str,
    reason: str | None, document: str = "", by: str = "handler",
) -> Closed:  # fmt: skip
    """As `close_case`, inside the creditor's scope; the caller closes the history."""
    tenant_id = creditor.tenant_id
    lock_cases(tenant_id, {case_id: today})
    if not is_open(tenant_id, case_id):
        raise CaseNotOpen(
            "{creditor} has no open case {case_id}: nothing was changed",
            case_id=case_id,
            creditor=creditor.name,
        )
    if reason is not None:
        _require(creditor, case_id, reason, by=by, document=document)
    told = Sentence("the case was closed: {because}", because=because)
    withdrawn = planned_letters(tenant_id, case_id)
    letters = stop_letters_of_closed(tenant_id, [case_id], because=told, today=today, actor=actor)
    voided_minor = written_off_minor = 0
    if reason is not None:
        # What is open is known only now: a letter's fee went with the letter.
        rule = _require(creditor, case_id, reason, by=by, document=document)
        voided_minor, written_off_minor = _settle(tenant_id, case_id, rule, because, today, actor)
    end_offers(tenant_id, [case_id], because=told, today=today, actor=actor)
    closed = Closed(
        tuple(letters),
        tuple(withdrawn),
        tuple(end_all_holds(tenant_id, case_id, today=today)),
        tuple(end_moot_tasks(tenant_id, case_id, MOOT_TASKS, today=today, by=actor, outcome=told)),
        _end_disputes(tenant_id, case_id, told, today, actor),
        written_off_minor,
        voided_minor,
    )
    stopped = closed.as_json()
    add_closing(tenant_id, case_id, reason=reason or "free_text", because=because,
                document=document, today=today, actor=actor, written_off_minor=written_off_minor,
                voided_minor=voided_minor, stopped=stopped)  # fmt: skip
    add_event(case_id, "closing_settled", today=today, actor=actor, reason=reason, because=because,
              document=document or None, **stopped)  # fmt: skip
    close_cases(tenant_id, [case_id], because=reason or because, today=today, actor=actor)
    return closed


def is_open(tenant_id: int, case_id: int) -> bool:
    """Whether the tenant has that case and it is open; inside its scope. Locks the case."""
    found = case_of(tenant_id, case_id)
    return found is not None and found.closed_on is None


def _require(
    creditor: Creditor, case_id: int, reason: str, *, by: str, document: str
) -> ClosingReason:
    open_minor = sum(claim.open_minor for claim in claims_of(creditor.tenant_id, case_id))
    known = reason in REASONS and REASONS[reason].needs_nothing_open
    return allowed_reason(
        reason, open_minor=open_minor, by=by, document=document,
        small_balance_minor=small_balance_of(creditor.agreement) if known else 0,
    )  # fmt: skip


def _settle(
    tenant_id: int, case_id: int, rule: ClosingReason, because: str, today: date, actor: str
) -> tuple[int, int]:
    """Takes back unpaid charges and writes off the rest, as the reason says."""
    voided_minor = written_off_minor = 0
    told = f"{rule.sentence}: {because}"
    if rule.voids_charges:
        voided_minor = void_charges(tenant_id, [case_id], because=told, today=today, actor=actor)
    if rule.writes_off:
        written_off_minor = write_off(tenant_id, case_id, because=told, today=today)
    return voided_minor, written_off_minor


def _end_disputes(tenant_id: int, case_id: int, told: str, today: date, actor: str) -> int:
    ids = [one.dispute_id for one in open_disputes(tenant_id, case_id)]
    return decide_disputes(
        tenant_id, ids, outcome="case_closed", because=told, today=today, actor=actor
    )
