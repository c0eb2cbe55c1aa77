"""A person places a mail that was kept to be looked at: it becomes a message of a thread."""

from datetime import date
from typing import Any

from kvitt.application.take_mail import CUT, checked
from kvitt.application.write_message import put_message, thread_for
from kvitt.channels.message_mail import UnreadableMail, read_mail
from kvitt.domain.messages import AGENCY, CREDITOR, NotYourThread, Reader, shortened_body
from kvitt.domain.quoted import without_quoted
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.message_mails import Received, keep_mail, mail_called
from kvitt.store.messages import NewMessage, Written, end_question
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

NO_DOMAIN = "example.invalid"
"""Reply addresses do not matter here: a person has said where the mail belongs."""


class MailNotWaiting(Refusal):
    """There is no such mail, or it is a message already, or it is another creditor's."""


def kept_mail_bytes(mail_id: int) -> bytes:
    """A mail as it came, for the agency. Raises MailNotWaiting."""
    tenants = _everybody()
    with tenant_scope(*tenants):
        return bytes(_mail(tenants, mail_id).content)


def place_mail(
    creditor: Creditor, mail_id: int, thread_id: int, *, author_kind: str, today: date, actor: str
) -> Written:
    """Makes the mail a message of the thread, in the name of the creditor or of the debtor.

    Raises MailNotWaiting, NotYourThread and UnreadableMail.
    """
    allowed = [agency_tenant_id(), creditor.tenant_id]
    with tenant_scope(*_everybody()):
        mail = _mail(allowed, mail_id)
        raw = bytes(mail.content)
        if mail.is_message:
            raise MailNotWaiting(
                "mail {mail_id} is a message already: nothing was changed", mail_id=mail_id
            )
        said = read_mail(raw, domain=NO_DOMAIN)
        thread = thread_for(creditor, thread_id, Reader(AGENCY, actor), lock=True)
        if author_kind not in thread.parties or author_kind == AGENCY:
            raise NotYourThread(
                "the {author_kind} is no party of thread {thread_id}",
                author_kind=author_kind,
                thread_id=thread_id,
            )
        own_id = int(mail.id)
        if mail.tenant_id != creditor.tenant_id:
            kept = Received("message", f"placed by {actor}", mail.mail_key, thread_id)
            copied = keep_mail(creditor.tenant_id, raw, kept, today=today)
            if copied is None:
                raise MailNotWaiting(
                    "mail {mail_id} is kept with this creditor already", mail_id=mail_id
                )
            own_id = copied
        files, _ = checked(said)
        author = creditor.name if author_kind == CREDITOR else thread.debtor_name
        body = shortened_body(without_quoted(said.text), mark=CUT)
        new = NewMessage(author_kind, author, body, False, files, own_id)
        message_id = put_message(creditor, thread, new, today=today)
        end_question(int(mail.tenant_id), "mail_quarantined", int(mail.id), today=today, by=actor,
                     outcome=f"placed in thread {thread_id}")  # fmt: skip
        close_tenant_history(creditor.tenant_id)
    return Written(thread_id, message_id)


def _everybody() -> list[int]:
    agency_id = agency_tenant_id()
    return [agency_id, *creditor_tenant_ids(agency_id)]


def _mail(tenants: list[int], mail_id: int) -> Any:
    mail = mail_called(tenants, mail_id)
    if mail is None:
        raise MailNotWaiting("there is no mail {mail_id} here", mail_id=mail_id)
    return mail


__all__ = ["MailNotWaiting", "UnreadableMail", "kept_mail_bytes", "place_mail"]
