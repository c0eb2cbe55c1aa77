"""Mailing messages: each leaves once, with a reply address of its own, or a person is asked.

The intent is committed before the mail server is called, as for letters. What was left in the
middle by a worker that died is not sent again: nobody knows whether it left.
"""

import os
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from kvitt.channels.email import MailServer
from kvitt.channels.message_mail import (
    MessageMail,
    MessageMailer,
    checked_domain,
    mail_key,
    reply_address,
)
from kvitt.channels.outcome import Outcome
from kvitt.domain.holds import blocked
from kvitt.domain.messages import DEBTOR, Attachment, words_in
from kvitt.domain.quoted import our_line
from kvitt.kernel.sentence import Sentence
from kvitt.store.cases import case_number
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, agency_or_none, creditor_of
from kvitt.store.holds import holds_of
from kvitt.store.message_mails import (
    add_token,
    digest_of,
    end_message_dispatch,
    left_sending,
    mail_messages_alone,
    mails_are_done,
    next_ready,
    revoke_tokens,
    tenants_with_messages_to_mail,
)
from kvitt.store.messages import ask, files_of_message, thread_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.stops import what_is_stopped

ACTOR = "sending"
FILES_BYTES = 15 * 1024 * 1024
"""What one mail carries; files beyond it are named and wait on the case's pages."""
LANGUAGES = {"SE": "sv", "NO": "nb"}


@dataclass
class MessagesSent:
    """What became of the messages that waited to be mailed."""

    sent: int = 0
    refused: int = 0
    unknown: int = 0
    withdrawn: int = 0
    """Messages that a hold keeps from being mailed."""
    problems: list[str] = field(default_factory=list)
    """Why messages stay where they are, until the next run."""


@dataclass(frozen=True, slots=True)
class _Sender:
    creditor: Creditor
    name: str
    address: str
    domain: str
    today: date


def reply_domain_or_none() -> str | None:
    """Where answers by e-mail come in, by KVITT_REPLY_DOMAIN; None where mails are sent by hand."""
    return os.environ.get("KVITT_REPLY_DOMAIN") or None


def mail_what_waits(tenant_id: int, *, today: date) -> MessagesSent:
    """Mails the creditor's messages that wait, where a domain for answers is set up.

    Raises ReplyDomainRefused and UnreadableMailServer.
    """
    domain = reply_domain_or_none()
    if domain is None:
        return MessagesSent()
    with tenant_scope(tenant_id):
        if not tenants_with_messages_to_mail([tenant_id]):
            return MessagesSent()
        creditor = creditor_of(tenant_id)
    return send_messages(creditor, today=today, reply_domain=domain)


def send_messages(
    creditor: Creditor, *, today: date, reply_domain: str, mailer: MessageMailer | None = None
) -> MessagesSent:
    """Mails every message of the creditor's threads that waits, one transaction before each call.

    Beside itself it does nothing; run again it sends nothing twice. Raises ReplyDomainRefused and
    UnreadableMailServer.
    """
    domain = checked_domain(reply_domain)
    report = MessagesSent()
    agency = agency_or_none() if creditor.collection == "agency" else None
    name, address = (agency.name, agency.email) if agency else (creditor.name, creditor.email)
    if not address:
        report.problems.append(f"{name} has no e-mail address to write from: add one")
        return report
    if mailer is None:
        server = MailServer.from_environment(os.environ)
        if server is None:
            report.problems.append("no mail server is set up: set KVITT_SMTP_URL")
            return report
        with MessageMailer(server) as opened:
            return send_messages(creditor, today=today, reply_domain=domain, mailer=opened)
    sender = _Sender(creditor, name, address, domain, today)
    if not mail_messages_alone(creditor.tenant_id):
        report.problems.append(Sentence("another run mails the messages of this creditor now"))
        return report
    try:
        _find_what_was_left(sender, report)
        _send_all(sender, mailer, report)
    finally:
        mails_are_done(creditor.tenant_id)
    return report


def _find_what_was_left(sender: _Sender, report: MessagesSent) -> None:
    with tenant_scope(sender.creditor.tenant_id):
        for row in left_sending(sender.creditor.tenant_id):
            outcome = Outcome(
                "unknown", sentence=Sentence("the worker died while the mail was handed over")
            )
            _end(sender, row, outcome, report)
        close_tenant_history(sender.creditor.tenant_id)


def _send_all(sender: _Sender, mailer: MessageMailer, report: MessagesSent) -> None:
    tenant_id, after = sender.creditor.tenant_id, 0
    while True:
        stopped = what_is_stopped(tenant_id).why("email")
        if stopped:
            report.problems.append(stopped)
            return
        with tenant_scope(tenant_id):
            row = next_ready(tenant_id, after=after)
            if row is None:
                return
            mail = _prepare(sender, row, report)
            close_tenant_history(tenant_id)
        after = int(row.id)
        if mail is None:
            continue
        outcome = mailer.send(mail)
        with tenant_scope(tenant_id):
            _end(sender, row, outcome, report)
            close_tenant_history(tenant_id)
        if outcome.channel_is_down:
            report.problems.append(outcome.sentence)
            return


def _prepare(sender: _Sender, row: Any, report: MessagesSent) -> MessageMail | None:
    """The last gate, the token and the intent; None where the message may not be mailed."""
    creditor, today = sender.creditor, sender.today
    thread = thread_of([creditor.tenant_id], int(row.thread_id), lock=True)
    assert thread is not None, "a message stands in a thread of its tenant"
    reason = _why_not(creditor, thread, row, today)
    if reason:
        end_message_dispatch(creditor.tenant_id, int(row.id), "withdrawn", before=["ready"],
                             on=today, sentence=reason)  # fmt: skip
        told = Sentence(
            "message {message_id} was not mailed to the {reader_kind}: {reason}",
            message_id=row.message_id,
            reader_kind=row.reader_kind,
            reason=reason,
        )
        _ask(sender, row, "message_not_mailed", told)
        report.withdrawn += 1
        return None
    token = secrets.token_hex(16)
    key = mail_key(creditor.tenant_id, int(row.id), digest_of(token), sender.domain)
    author = thread.debtor_name if row.reader_kind == DEBTOR else creditor.name
    add_token(creditor.tenant_id, token, thread_id=int(row.thread_id), dispatch_id=int(row.id),
              author_kind=row.reader_kind, author=author, address=row.address,
              today=today)  # fmt: skip
    end_message_dispatch(creditor.tenant_id, int(row.id), "sending", before=["ready"], on=today,
                         key=key)  # fmt: skip
    return _mail(sender, thread, row, token, key)


def _why_not(creditor: Creditor, thread: Any, row: Any, today: date) -> str:
    """Why nothing is mailed to this reader today; empty where it may be."""
    if row.reader_kind != DEBTOR:
        return ""
    if row.address in thread.debtor_unreachable:
        return Sentence("the address does not work any more")
    holds = holds_of(creditor.tenant_id, int(row.case_id))
    block = blocked("side_letter", holds, today, country=creditor.country)
    return block.sentence if block else ""


def _mail(sender: _Sender, thread: Any, row: Any, token: str, key: str) -> MessageMail:
    creditor = sender.creditor
    own = creditor.language or LANGUAGES[creditor.country]
    words = words_in(thread.debtor_language if row.reader_kind == DEBTOR else own)
    case = case_number(creditor.tenant_id, int(row.case_id))
    files, left_out = _that_fit(files_of_message(creditor.tenant_id, int(row.message_id)))
    lines = [
        our_line(words["above"]), "", words["wrote"].format(author=row.author, case=case), "",
        row.body, *(f"[{name}]" for name in left_out), "", sender.name,
    ]  # fmt: skip
    return MessageMail(
        message_id=key,
        dated_at=timezone.now(),
        sender_name=sender.name,
        sender_address=sender.address,
        recipient_address=row.address,
        reply_to=reply_address(token, sender.domain),
        subject=words["subject"].format(case=case),
        text="\n".join(lines) + "\n",
        attachments=files,
    )


def _that_fit(files: list[Attachment]) -> tuple[tuple[Attachment, ...], list[str]]:
    """The files that one mail carries, and the names of those that it does not."""
    fitting: list[Attachment] = []
    left_out: list[str] = []
    room = FILES_BYTES
    for one in files:
        if len(one.content) <= room:
            fitting.append(one)
            room -= len(one.content)
        else:
            left_out.append(one.name)
    return tuple(fitting), left_out


def _end(sender: _Sender, row: Any, outcome: Outcome, report: MessagesSent) -> None:
    """Writes what became of the mail, and asks a person where it did not arrive for certain."""
    tenant_id, today = sender.creditor.tenant_id, sender.today
    state = "ready" if outcome.state == "not_sent" else outcome.state
    end_message_dispatch(tenant_id, int(row.id), state, before=["sending"], on=today,
                         sentence=outcome.sentence)  # fmt: skip
    if state in ("ready", "refused"):
        revoke_tokens(tenant_id, int(row.id), today=today)
    if state == "sent":
        report.sent += 1
        add_event(int(row.case_id), "message_mailed", today=today, actor=ACTOR,
                  thread=int(row.thread_id), message=int(row.message_id),
                  to=row.reader_kind)  # fmt: skip
    elif state == "refused":
        report.refused += 1
        _ask(
            sender,
            row,
            "message_not_mailed",
            Sentence(
                "message {message_id} was not mailed to the {reader_kind}: {why}; tell them "
                "by telephone or letter",
                message_id=row.message_id,
                reader_kind=row.reader_kind,
                why=outcome.sentence,
            ),
        )
    elif state == "unknown":
        report.unknown += 1
        _ask(
            sender,
            row,
            "message_not_mailed",
            Sentence(
                "find out whether message {message_id} reached the {reader_kind}: {why}",
                message_id=row.message_id,
                reader_kind=row.reader_kind,
                why=outcome.sentence,
            ),
        )
    elif outcome.sentence and outcome.sentence not in report.problems:
        report.problems.append(outcome.sentence)


def _ask(sender: _Sender, row: Any, kind: str, sentence: str) -> None:
    ask(sender.creditor.tenant_id, int(row.case_id), kind, sentence, source_id=int(row.id),
        today=sender.today, owner=row.owner)  # fmt: skip
