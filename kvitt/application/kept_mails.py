"""Mails that cannot be placed: kept as they came until a person places them or sets them aside."""

import email
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.policy import default as policy
from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.application.place_mail import MailNotWaiting, place_mail
from kvitt.application.show_case import show_case
from kvitt.channels.message_mail import UnreadableMail, read_mail
from kvitt.domain.messages import AGENCY, CREDITOR
from kvitt.store.case_list import NEWEST
from kvitt.store.cases import case_number
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.store.message_mails import mail_waiting, mails_waiting
from kvitt.store.messages import Written, add_thread, end_question, threads_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id

PAGE = 50
HEADERS = 16_384
"""Bytes of a mail that a list reads: who wrote, and about what."""
NO_DOMAIN = "example.invalid"
LONGEST_SUBJECT = 200
WAITS = "mail_quarantined"


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A mail that waits for a person."""

    mail_id: int
    received_on: date
    because: str
    """Why it was not taken by itself."""
    sender: str
    subject: str
    case: str
    """The case of the thread that it named; empty where it named none."""
    text: str = ""
    files: tuple[str, ...] = ()


def list_kept_mails(*, before: int | None = None) -> tuple[list[KeptMail], int | None]:
    """A page of the mails that wait, newest first, and where the next page begins."""
    tenants = _everybody()
    with tenant_scope(*tenants):
        rows = mails_waiting(tenants, before=before or NEWEST, most=PAGE + 1, read=HEADERS)
    shown = rows[:PAGE]
    return [_told(row) for row in shown], shown[-1].id if len(rows) > PAGE else None


def show_kept_mail(mail_id: int) -> KeptMail:
    """One of them with its words and the names of its files. Raises MailNotWaiting."""
    tenants = _everybody()
    with tenant_scope(*tenants):
        row = mail_waiting(tenants, mail_id)
    if row is None:
        raise MailNotWaiting("mail {mail_id} does not wait for anybody", mail_id=mail_id)
    told = _told(row)
    try:
        said = read_mail(bytes(row.content), domain=NO_DOMAIN)
    except UnreadableMail:
        return told
    files = tuple(name for name, _content in said.files)
    return KeptMail(
        told.mail_id, told.received_on, told.because, told.sender, told.subject, told.case,
        said.text, files,
    )  # fmt: skip


def place_mail_on_case(
    reference: str, mail_id: int, *, author_kind: str, today: date, actor: str
) -> tuple[str, Written]:
    """Makes the mail a message on the case: in its open thread with that party, or in a new one.

    The number of the case comes back. Raises CaseNotFound, CaseAmbiguous, MailNotWaiting and what
    placing refuses.
    """
    view = show_case(reference, today=today)
    mail = show_kept_mail(mail_id)
    creditor = own_creditor(view.tenant_id)
    with tenant_scope(creditor.tenant_id):
        thread_id = _thread(creditor, view.case_id, author_kind, mail.subject, today, actor)
        placed = place_mail(
            creditor, mail_id, thread_id, author_kind=author_kind, today=today, actor=actor
        )
    return view.number, placed


def set_mail_aside(mail_id: int, *, because: str, today: date, actor: str) -> None:
    """The mail concerns no case: nobody is asked any more; it stays kept. Raises MailNotWaiting."""
    tenants = _everybody()
    with tenant_scope(*tenants):
        row = mail_waiting(tenants, mail_id)
        ended = row is not None and end_question(
            row.tenant_id, WAITS, mail_id, today=today, by=actor, outcome=because
        )
    if row is None or not ended:
        raise MailNotWaiting("mail {mail_id} does not wait for anybody", mail_id=mail_id)
    with tenant_scope(row.tenant_id):
        add_event(row.case_id, "mail_set_aside", today=today, actor=actor, mail=mail_id,
                  because=because)  # fmt: skip
        close_tenant_history(row.tenant_id)


def _thread(
    creditor: Creditor, case_id: int, author_kind: str, subject: str, today: date, actor: str
) -> int:
    """The newest open thread of the case with that party, or a new one."""
    found = threads_of([creditor.tenant_id], case_id=case_id, open_only=True, overdue_on=None,
                       most=PAGE)  # fmt: skip
    own = [int(one.id) for one in found if author_kind in one.parties]
    if own:
        return max(own)
    parties: Sequence[str] = sorted(
        {AGENCY, author_kind, *([CREDITOR] if creditor.collection == "own" else [])}
    )
    thread_id = add_thread(
        creditor.tenant_id, case_id, subject=subject[:LONGEST_SUBJECT] or "–", parties=parties,
        owner=None, today=today, by=actor,
    )  # fmt: skip
    add_event(case_id, "thread_opened", today=today, actor=actor, thread=thread_id,
              parties=list(parties), owner=None)  # fmt: skip
    return thread_id


def _told(row: Any) -> KeptMail:
    head = email.message_from_bytes(bytes(row.content[:HEADERS]), policy=policy)
    case = case_number(row.tenant_id, row.case_id) if row.case_id else ""
    return KeptMail(
        int(row.id), row.received_on, row.because, _header(head, "from"), _header(head, "subject"),
        case,
    )  # fmt: skip


def _header(head: Any, name: str) -> str:
    """A header as people read it; one that cannot be read is empty."""
    try:
        said = " ".join(str(head.get(name) or "").split())
    except (ValueError, LookupError, IndexError):  # what is written there is anybody's
        return ""
    return "".join(one for one in said if one.isprintable())[:LONGEST_SUBJECT]


def _everybody() -> list[int]:
    return [agency_tenant_id(), *own_tenants()]
