"""Preparing a chunk: the last gate, the channel, the letter, the bytes and the intent.

One transaction. Notices and cases are locked first and looked at afterwards, so that what the gate
sees is what stands when the intent is committed.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from kvitt.application.compose_letter import (
    Senders,
    compose_letter,
    recipient_lines,
)
from kvitt.application.compose_side_letter import compose_side_letter
from kvitt.application.outgoing import Outgoing
from kvitt.application.withdraw_notices import withdraw_notices
from kvitt.channels.email import Mail, domain_of, is_usable_address
from kvitt.channels.letter import PrintOrder
from kvitt.channels.receipts import message_id
from kvitt.documents.letter import Letter, letter_subject, letter_text, render_letter
from kvitt.domain.flow import Flow, Step, flow
from kvitt.domain.notice import pay_by
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.store.cases import case_number
from kvitt.store.creditors import Agency, Creditor
from kvitt.store.dispatches import NewDispatch, NewDocument, add_dispatches
from kvitt.store.notices import (
    LetterFacts,
    NoticeToSend,
    add_letter_beside,
    letter_facts,
    lock_planned_notices,
    notices_to_send,
    refuse_notices,
)
from kvitt.store.session import tenant_scope

OWES_ANOTHER_SUM = "the case no longer owes what it says"
SIDE_CHANNELS = ("email", "letter")
"""By which a letter beside the flow goes: the first that reaches the debtor."""
_PLACE = re.compile(r"\b\d{3} ?\d{2}\b|\b\d{4}\b")
"""A postcode in a line: it names the place."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, by whose law, on which day and by which channels."""

    creditor: Creditor
    agency: Agency | None
    law: LawBook
    today: date
    channels: Outgoing

    @property
    def tenant_id(self) -> int:
        """The creditor's number."""
        return self.creditor.tenant_id


@dataclass(slots=True)
class Prepared:
    """A letter whose intent is committed: what the channel is given."""

    new: NewDispatch
    mail: Mail | None = None
    order: PrintOrder | None = None
    dispatch_id: int = 0
    was_sent: bool = False

    @property
    def channel(self) -> str:
        """``email`` or ``letter``."""
        return self.new.channel


@dataclass(slots=True)
class Chunk:
    """What became of one chunk of planned notices before any channel was called."""

    taken: int
    last_id: int
    prepared: list[Prepared]
    withdrawn: int = 0
    without_address: int = 0
    not_made: int = 0
    waiting: int = 0
    stopped: Collection[str] = ()
    """Channels by which nothing leaves while a stop stands."""


def prepare_chunk(
    sender: Sender, *, after: int, limit: int, stopped: Collection[str] = ()
) -> Chunk:
    """Takes the next planned notices as far as the committed intent.

    What must not leave is withdrawn with the reason, and its case decided anew today. What cannot
    leave, for want of an address or of a lawful letter, waits for a person.
    """
    with tenant_scope(sender.tenant_id):
        locked = lock_planned_notices(sender.tenant_id, after=after, limit=limit)
        if not locked:
            return Chunk(0, after, [])
        found = notices_to_send(sender.tenant_id, [id_ for id_, _ in locked], today=sender.today)
        chunk = Chunk(len(locked), locked[-1][0], [], stopped=stopped)
        stale: dict[str, list[int]] = {}
        refused: list[tuple[int, int, str, str]] = []
        facts = letter_facts(sender.tenant_id, [notice.case_id for notice in found])
        for notice in found:
            reason = why_not(notice, sender.today)
            if reason is not None:
                stale.setdefault(reason, []).append(notice.case_id)
                continue
            _prepare(sender, notice, facts, chunk, refused)
        ids = add_dispatches(
            sender.tenant_id, [one.new for one in chunk.prepared], today=sender.today
        )
        for one, dispatch_id in zip(chunk.prepared, ids, strict=True):
            one.dispatch_id = dispatch_id
        refuse_notices(sender.tenant_id, refused, today=sender.today)
        for reason, case_ids in stale.items():
            withdraw_notices(sender.tenant_id, case_ids, because=reason, today=sender.today)
            chunk.withdrawn += len(case_ids)
        _plan_anew(sender, found)
    return chunk


def _plan_anew(sender: Sender, found: Sequence[NoticeToSend]) -> None:
    """Letters beside the flow are planned anew with today's sums: no step comes round to them."""
    for notice in found:
        if not notice.of_flow and why_not(notice, sender.today) == OWES_ANOTHER_SUM:
            add_letter_beside(
                sender.tenant_id, notice.case_id, kind=notice.kind, step=notice.step,
                today=sender.today,
            )  # fmt: skip


def why_not(notice: NoticeToSend, today: date) -> str | None:
    """Why the planned notice must not leave, or None where it may."""
    if notice.is_closed:
        return "the case is closed"
    if notice.held_by is not None:
        return f"the case is held: {notice.held_by.replace('_', ' ')}"
    if notice.of_flow and notice.planned_on != today:
        return f"it was planned on {notice.planned_on} and did not leave that day"
    return OWES_ANOTHER_SUM if _is_outdated(notice) else None


def _is_outdated(notice: NoticeToSend) -> bool:
    stated = (notice.principal_minor, notice.interest_minor, notice.cost_minor)
    return stated != (
        notice.open_principal_minor, notice.open_interest_minor, notice.open_cost_minor
    )  # fmt: skip


def _prepare(
    sender: Sender,
    notice: NoticeToSend,
    facts: LetterFacts,
    chunk: Chunk,
    refused: list[tuple[int, int, str, str]],
) -> None:
    steps = flow(notice.flow)
    step = _step_of(notice, steps)
    chosen = _channel_of(sender, notice, step)
    if chosen is None:
        chunk.without_address += 1
        sentence = f"{notice.step} has no way to the debtor: add an address, then send it again"
        refused.append((notice.id, notice.case_id, "find_address", sentence))
        return
    if chosen in sender.channels.down or chosen in chunk.stopped:
        chunk.waiting += 1
        return
    try:
        letter = _compose(sender, notice, facts, steps, step)
        prepared = _with_bytes(sender, notice, letter, chosen)
    except Refusal as no:
        chunk.not_made += 1
        refused.append((notice.id, notice.case_id, "letter_not_made", str(no)))
        return
    chunk.prepared.append(prepared)


def _step_of(notice: NoticeToSend, steps: Flow) -> Step:
    """The step of the flow, or what stands for one beside it."""
    if not notice.of_flow:
        return Step(notice.step, notice.kind, "", 0, 0, 0, (), False, SIDE_CHANNELS)
    return next(step for step in steps.steps if step.name == notice.step)


def _compose(
    sender: Sender, notice: NoticeToSend, facts: LetterFacts, steps: Flow, step: Step
) -> Letter:
    """The letter as it leaves today. Raises what composing and the law refuse."""
    senders, law, today = Senders(sender.creditor, sender.agency), sender.law, sender.today
    if notice.of_flow:
        by = pay_by(step, sent_on=today, law=law)
        return compose_letter(notice, facts, senders, steps, law, today=today, pay_by=by)
    return compose_side_letter(notice, facts, senders, steps, law, today=today)


def _channel_of(sender: Sender, notice: NoticeToSend, step: Step) -> str | None:
    """The first of the step's channels that is set up, not tried in vain, and has an address."""
    for channel in step.channels:
        address = _address_by(sender, notice, channel)
        if (
            address
            and address not in notice.unreachable
            and channel not in (notice.failed_channels or ())
        ):
            return channel
    return None


def _address_by(sender: Sender, notice: NoticeToSend, channel: str) -> str:
    if channel == "letter":
        lines = recipient_lines(notice, from_country=sender.creditor.country)
        reaches = bool(notice.postcode and notice.city) or bool(lines and _PLACE.search(lines[-1]))
        return "\n".join(lines) if len(lines) > 1 and reaches else ""
    if sender.channels.mailer is None or not _sender_address(sender):
        return ""
    address = (notice.email or "").strip()
    return address if is_usable_address(address) else ""


def _sender_address(sender: Sender) -> str:
    """Who the mail is from: the agency's address where it collects, otherwise the creditor's."""
    mailer = sender.channels.mailer
    told = (
        sender.agency.email
        if sender.creditor.collection == "agency" and sender.agency
        else sender.creditor.email
    )
    return told or (mailer.server.envelope_sender if mailer else None) or ""


def _with_bytes(sender: Sender, notice: NoticeToSend, letter: Letter, channel: str) -> Prepared:
    """The stored bytes, the attempt, and what the channel is given, from one Letter."""
    attempt = notice.attempts + 1
    key = f"{sender.tenant_id}-{notice.id}-{attempt}"
    pdf = render_letter(letter)
    digest = hashlib.sha256(pdf).digest()
    document = NewDocument(
        notice.case_id, notice.kind, "application/pdf", f"{key}.pdf", digest, pdf
    )
    address = _address_by(sender, notice, channel)
    if channel == "letter":
        new = NewDispatch(notice.id, attempt, channel, address, "ready", letter.pay_by, (document,))
        return Prepared(new, order=_order(key, notice, letter, pdf))
    mail = _mail(sender, notice, letter, key, pdf, digest)
    words = f"{mail.subject}\n\n{mail.text}".encode()
    body = NewDocument(
        notice.case_id,
        "email_text",
        "text/plain",
        f"{key}.txt",
        hashlib.sha256(words).digest(),
        words,
    )
    new = NewDispatch(
        notice.id, attempt, channel, address, "ready", letter.pay_by, (document, body)
    )
    return Prepared(new, mail=mail)


def _order(key: str, notice: NoticeToSend, letter: Letter, pdf: bytes) -> PrintOrder:
    return PrintOrder(
        key=key,
        notice=notice.kind,
        pdf=pdf,
        recipient_lines=(letter.debtor.name, *notice.address_lines),
        postcode=notice.postcode or "",
        city=notice.city or "",
        country=notice.country,
    )


def _mail(
    sender: Sender, notice: NoticeToSend, letter: Letter, key: str, pdf: bytes, digest: bytes
) -> Mail:
    from_address = _sender_address(sender)
    return Mail(
        message_id=message_id(key, digest, domain_of(from_address)),
        dated_at=timezone.now(),
        sender_name=letter.sender.name,
        sender_address=from_address,
        recipient_address=(notice.email or "").strip(),
        subject=letter_subject(letter),
        text=letter_text(letter),
        attachment_name=f"{case_number(sender.tenant_id, notice.case_id)}.pdf",
        attachment=pdf,
    )
