"""Preparing a chunk: the last gate, the channel, the letter, the bytes and the intent.

One transaction. Notices and cases are locked first and looked at afterwards, so that what the gate
sees is what stands when the intent is committed.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from kvitt.application.compose_letter import (
    Senders,
    compose_letter,
    recipient_lines,
)
from kvitt.application.compose_side_letter import SideFacts, compose_side_letter, side_facts
from kvitt.application.open_debtor_access import codes_for_letters
from kvitt.application.outgoing import Outgoing
from kvitt.application.own_words import TextsInUse, texts_in_use, with_own_words
from kvitt.application.plan_side_letter import source_of
from kvitt.application.side_told import Overtaken
from kvitt.application.withdraw_notices import withdraw_notices
from kvitt.channels.email import Mail, domain_of, is_usable_address
from kvitt.channels.letter import PrintOrder
from kvitt.channels.receipts import message_id
from kvitt.documents.letter import Letter, letter_subject, letter_text, render_letter
from kvitt.documents.letter_parts import WayIn
from kvitt.domain.flow import Flow, Step, flow
from kvitt.domain.holds import ANSWERS, ANSWERS_WHEN_CLOSED
from kvitt.domain.notice import pay_by
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.store.cases import case_number
from kvitt.store.creditors import Agency, Creditor
from kvitt.store.dispatches import NewDispatch, NewDocument, add_dispatches
from kvitt.store.history import close_history
from kvitt.store.notices import (
    LetterFacts,
    NoticeToSend,
    letter_facts,
    lock_planned_notices,
    notices_to_send,
    refuse_notices,
)
from kvitt.store.session import tenant_scope
from kvitt.store.side_letters import (
    give_new_time,
    restate_letters_beside,
    wait_for_answers,
)

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

    @property
    def portal_address(self) -> str:
        """Where the debtors see their cases; empty where that is set nowhere."""
        return (self.agency.portal_address or "") if self.agency else ""


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
    leave, for want of an address or of a lawful letter, waits for a person. Letters beside the flow
    state what is open now.
    """
    with tenant_scope(sender.tenant_id):
        locked = lock_planned_notices(sender.tenant_id, after=after, limit=limit)
        if not locked:
            return Chunk(0, after, [])
        ids = [id_ for id_, _ in locked]
        if restate_letters_beside(sender.tenant_id, ids, today=sender.today):
            close_history(sender.tenant_id)
        found = notices_to_send(sender.tenant_id, ids, today=sender.today)
        chunk = Chunk(len(locked), locked[-1][0], [], stopped=stopped)
        desk = _Desk(sender, chunk, _Stock.of(sender, found))
        for notice in found:
            desk.take(notice)
        desk.carry_out()
    return chunk


def why_not(notice: NoticeToSend, today: date) -> str | None:
    """Why the planned notice must not leave, or None where it may."""
    if notice.is_closed and notice.kind not in ANSWERS_WHEN_CLOSED:
        return "the case is closed"
    if notice.held_by is not None:
        return Sentence("the case is held: {held_by:word}", held_by=notice.held_by)
    if notice.of_flow and notice.planned_on != today:
        return Sentence(
            "it was planned on {planned_on} and did not leave that day",
            planned_on=notice.planned_on,
        )
    return OWES_ANOTHER_SUM if _is_outdated(notice) else None


def _is_outdated(notice: NoticeToSend) -> bool:
    stated = (notice.principal_minor, notice.interest_minor, notice.cost_minor)
    return stated != (
        notice.open_principal_minor, notice.open_interest_minor, notice.open_cost_minor
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Stock:
    """What the letters of a chunk are written from, read at once for all of them."""

    facts: LetterFacts
    beside: SideFacts
    texts: TextsInUse
    codes: Mapping[int, str]
    """The debtor's code of each case; empty where the house has no pages for debtors."""

    @classmethod
    def of(cls, sender: Sender, found: Sequence[NoticeToSend]) -> "_Stock":
        """Reads it for these notices."""
        beside = side_facts(sender.tenant_id, found)
        cases = list(dict.fromkeys([*(one.case_id for one in found), *beside.case_ids]))
        texts = texts_in_use(sender.tenant_id, on=sender.today)
        codes: dict[int, str] = {}
        if sender.portal_address:
            codes = codes_for_letters(
                sender.tenant_id, sorted({one.case_id for one in found}), today=sender.today
            )
        return cls(letter_facts(sender.tenant_id, cases), beside, texts, codes)


class _Desk:
    """Takes the notices of a chunk one by one and collects what becomes of them."""

    def __init__(self, sender: Sender, chunk: Chunk, stock: _Stock) -> None:
        self.sender = sender
        self.chunk = chunk
        self.stock = stock
        self.stale: dict[str, list[tuple[int, int]]] = {}
        """Notice and case of what must not leave, by the reason."""
        self.refused: list[tuple[int, int, str, str]] = []
        self.unanswered: list[int] = []
        """Cases whose answer to an objection cannot leave."""
        self.answers: list[tuple[int, int, date]] = []
        """Dispute, case and day to pay by of answers that ask for a payment."""

    def take(self, notice: NoticeToSend) -> None:
        """Prepares the notice, or says what becomes of it instead."""
        reason = why_not(notice, self.sender.today)
        if reason is None:
            self._prepare(notice)
        elif notice.kind in ANSWERS and notice.held_by and not notice.is_closed:
            self.chunk.waiting += 1  # the debtor is answered when the hold has ended
        else:
            self._leave_out(notice, reason)

    def carry_out(self) -> None:
        """Stores the intents, and what becomes of the notices that do not leave."""
        tenant_id, today, chunk = self.sender.tenant_id, self.sender.today, self.chunk
        ids = add_dispatches(tenant_id, [one.new for one in chunk.prepared], today=today)
        for one, dispatch_id in zip(chunk.prepared, ids, strict=True):
            one.dispatch_id = dispatch_id
        give_new_time(tenant_id, self.answers, today=today)
        refuse_notices(tenant_id, self.refused, today=today)
        if self.unanswered:
            wait_for_answers(tenant_id, self.unanswered, today=today)
        for reason, gone in self.stale.items():
            notices, cases = (list(column) for column in zip(*gone, strict=True))
            withdraw_notices(tenant_id, cases, because=reason, today=today, notice_ids=notices)
            chunk.withdrawn += len(gone)
        if self.stock.codes:
            close_history(tenant_id)

    def _leave_out(self, notice: NoticeToSend, reason: str) -> None:
        self.stale.setdefault(reason, []).append((notice.id, notice.case_id))

    def _ask(self, notice: NoticeToSend, task: str, sentence: str) -> None:
        self.refused.append((notice.id, notice.case_id, task, sentence))
        if notice.kind == "dispute_answer":
            self.unanswered.append(notice.case_id)

    def _prepare(self, notice: NoticeToSend) -> None:
        sender, chunk, steps = self.sender, self.chunk, flow(notice.flow)
        step = _step_of(notice, steps)
        chosen = _channel_of(sender, notice, step)
        if chosen is None:
            chunk.without_address += 1
            sentence = Sentence(
                "{step} has no way to the debtor: add an address, then send it again",
                step=notice.step,
            )
            self._ask(notice, "find_address", sentence)
            return
        if chosen in sender.channels.down or chosen in chunk.stopped:
            chunk.waiting += 1
            return
        try:
            letter, text_id = self._compose(notice, steps, step)
            prepared = _with_bytes(sender, notice, letter, chosen, text_id)
        except Overtaken as no:
            self._leave_out(notice, no.sentence)
            return
        except Refusal as no:
            chunk.not_made += 1
            self._ask(notice, "letter_not_made", str(no))
            return
        chunk.prepared.append(prepared)
        if letter.answer and letter.asked_minor:
            self.answers.append((source_of(notice.step), notice.case_id, letter.pay_by))

    def _compose(self, notice: NoticeToSend, steps: Flow, step: Step) -> tuple[Letter, int | None]:
        """The letter as it leaves today, and the version of the creditor's text in it.

        Raises what composing, the text and the law refuse.
        """
        sender, stock = self.sender, self.stock
        senders, law, today = Senders(sender.creditor, sender.agency), sender.law, sender.today
        if notice.of_flow:
            by = pay_by(step, sent_on=today, law=law)
            letter = compose_letter(
                notice, stock.facts, senders, steps, law, today=today, pay_by=by
            )
        else:
            letter = compose_side_letter(
                notice, stock.facts, stock.beside, senders, steps, law, today=today
            )
        if notice.case_id in stock.codes:
            way_in = WayIn(address=sender.portal_address, code=stock.codes[notice.case_id])
            letter = replace(letter, way_in=way_in)
        if not stock.texts:
            return letter, None
        return with_own_words(letter, notice, stock.texts, sender.tenant_id, today=today)


def _step_of(notice: NoticeToSend, steps: Flow) -> Step:
    """The step of the flow, or what stands for one beside it."""
    if not notice.of_flow:
        return Step(notice.step, notice.kind, "", 0, 0, 0, (), False, SIDE_CHANNELS)
    return next(step for step in steps.steps if step.name == notice.step)


def _channel_of(sender: Sender, notice: NoticeToSend, step: Step) -> str | None:
    """The first of the step's channels that is set up, not tried in vain, and has an address.

    Where no law names the way, the debtor's own choice among them comes first.
    """
    ways = list(step.channels)
    if notice.channel in ways and (not notice.of_flow or notice.kind == "friendly_reminder"):
        ways.sort(key=lambda way: way != notice.channel)
    for channel in ways:
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


def _with_bytes(
    sender: Sender, notice: NoticeToSend, letter: Letter, channel: str, text_id: int | None
) -> Prepared:
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
        new = NewDispatch(
            notice.id, attempt, channel, address, "ready", letter.pay_by, (document,), text_id
        )
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
        notice.id, attempt, channel, address, "ready", letter.pay_by, (document, body), text_id
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
