"""Taking receipts: what was posted is confirmed, what came back has not reached its step.

What follows from a letter that came back is in `return_letter`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kvitt.application.outgoing import print_folder
from kvitt.application.return_letter import LEFT, came_back
from kvitt.channels.letter import PrintFolder
from kvitt.channels.receipts import Receipt, UnreadableReceipt, read_receipts
from kvitt.domain.flow import flow
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.deadlines import least_deadline
from kvitt.store.dispatches import dispatch_of_attempt
from kvitt.store.history import Event, add_history
from kvitt.store.notices import confirm_notice, raise_task
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

ACTOR = "receipts"


@dataclass
class ReceiptReport:
    """What the receipts told."""

    confirmed: int = 0
    came_back: int = 0
    known: int = 0
    """Receipts that told nothing new."""
    problems: list[str] = field(default_factory=list)


def take_receipts(*, today: date, folder: PrintFolder | None = None) -> ReceiptReport:
    """Takes every receipt and delivery report that lies in the inbox of the letter folder.

    A file that cannot be read stays where it is and is named in the report.
    """
    folder = folder or print_folder()
    report = ReceiptReport()
    waiting = sorted(folder.inbox.glob("*")) if folder.inbox.is_dir() else []
    for path in waiting:
        if path.suffix.lower() not in (".csv", ".eml"):
            continue
        try:
            receipts = read_receipts(path.read_bytes(), name=path.name)
        except UnreadableReceipt as no:
            report.problems.append(no.sentence)
            continue
        apply_receipts(receipts, today=today, report=report)
        folder.taken.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(folder.taken / path.name)
    return report


def apply_receipts(receipts: Iterable[Receipt], *, today: date, report: ReceiptReport) -> None:
    """Carries out each receipt in a transaction of its own; the same one again changes nothing."""
    for receipt in receipts:
        with tenant_scope(receipt.tenant_id):
            attempt = dispatch_of_attempt(receipt.tenant_id, receipt.notice_id, receipt.attempt)
            if attempt is None:
                report.problems.append(f"receipt {receipt.key} names no letter of ours")
            elif receipt.status == "posted":
                _confirm(receipt, attempt, today, report)
            else:
                _came_back(receipt, attempt, today, report)


def _confirm(receipt: Receipt, attempt: Any, today: date, report: ReceiptReport) -> None:
    if (
        attempt.state != "sent"
        or attempt.notice_state != "sent"
        or attempt.confirmed_on is not None
    ):
        report.known += 1
        return
    posted_on = receipt.on_day or today
    deadline_on, reference = _deadline(attempt, posted_on)
    confirm_notice(
        receipt.tenant_id, attempt.notice_id, on=posted_on, deadline_on=deadline_on, today=today
    )
    report.confirmed += 1
    given = {
        "notice": attempt.notice_id,
        "posted_on": posted_on.isoformat(),
        "deadline": deadline_on.isoformat(),
    }
    if deadline_on > attempt.deadline_on:
        sentence = Sentence(
            "{step} was posted on {posted_on}: it names {deadline_on} as the last day, "
            "the law gives until {lawful_on} [{ground}]. The case waits until then; "
            "decide whether a new letter is needed",
            step=attempt.step,
            posted_on=posted_on,
            deadline_on=attempt.deadline_on,
            lawful_on=deadline_on,
            ground=reference,
        )
        raise_task(
            receipt.tenant_id,
            attempt.case_id,
            "letter_posted_late",
            sentence,
            source_id=attempt.id,
            today=today,
        )
    event = Event(attempt.case_id, f"{attempt.step}_posted", given)
    add_history(receipt.tenant_id, [event], on_day=today, actor=ACTOR)


def _deadline(attempt: Any, posted_on: date) -> tuple[date, str]:
    """The letter's last day or the law's, where that is later, and its statute.

    A letter beside the flow has no time of the law's.
    """
    if not attempt.of_flow:
        return attempt.deadline_on, ""
    steps = flow(attempt.flow)
    least = least_deadline(
        law_book(steps.country), attempt.kind, sent_on=max(posted_on, attempt.sent_on)
    )
    return max(attempt.deadline_on, least.day), least.because.reference


def _came_back(receipt: Receipt, attempt: Any, today: date, report: ReceiptReport) -> None:
    if attempt.state not in LEFT:
        report.known += 1
        return
    came_back(
        receipt.tenant_id, attempt, sentence=receipt.sentence, today=today, actor=ACTOR,
        is_dead=receipt.status != "refused",
    )  # fmt: skip
    close_tenant_history(receipt.tenant_id)
    report.came_back += 1
