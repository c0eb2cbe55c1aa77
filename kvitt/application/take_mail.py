"""A mail that comes in: an answer in its thread, or kept for a person to look at. None is lost.

The secret in the address says in which thread it is and whose answer; the sender must be the one to
whom we wrote. What a machine wrote is kept and answered by nobody.
"""

from datetime import date
from typing import Any, NamedTuple

from kvitt.application.write_message import put_message
from kvitt.channels.message_mail import IncomingMail, UnreadableMail, checked_domain, read_mail
from kvitt.domain.messages import (
    MOST_ATTACHMENTS,
    Attachment,
    AttachmentRefused,
    checked_attachment,
    shortened_body,
)
from kvitt.domain.quoted import without_quoted
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event
from kvitt.store.creditors import creditor_of
from kvitt.store.message_mails import (
    Received,
    case_of_dispatch,
    end_message_dispatch,
    has_mail_key,
    keep_mail,
    kept_mail,
    mails_of_thread_on,
    revoke_tokens,
    token_called,
)
from kvitt.store.messages import NewMessage, ask, thread_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

ACTOR = "mail"
MOST_A_DAY = 20
"""Mails in one thread and day; more look like two machines that answer each other."""
CUT = "[…]"
"""Stands where the words of a mail were cut, or where it had none; all of it is kept as it came."""


class MailTooLarge(Refusal):
    """The mail is larger than what is taken; nothing of it was kept here."""


class Taken(NamedTuple):
    """What became of a mail."""

    outcome: str
    """``message``, ``quarantined``, ``refused``, ``duplicate`` or ``known``."""
    because: str
    thread_id: int | None = None
    message_id: int | None = None
    left_out: tuple[str, ...] = ()
    """Files that messages do not carry; they lie in the mail as it came."""


class _Place(NamedTuple):
    """Where a mail belongs: the tenant, and the token that it named."""

    tenant_id: int
    token: Any | None


def take_mail(raw: bytes, *, reply_domain: str, today: date) -> Taken:
    """Takes one mail as it came (RFC 5322). The same one again changes nothing.

    Raises MailTooLarge and ReplyDomainRefused; every other mail is kept byte for byte.
    """
    domain = checked_domain(reply_domain)
    agency_id = agency_tenant_id()
    tenants = creditor_tenant_ids(agency_id)
    try:
        mail = read_mail(raw, domain=domain)
    except UnreadableMail as no:
        if no.given.get("is_too_large"):
            raise MailTooLarge(no.sentence) from no
        return _quarantine(_Place(agency_id, None), raw, no.sentence, "", today)
    with tenant_scope(agency_id, *tenants):
        known = kept_mail([agency_id, *tenants], raw)
        tokens = [row for row in (token_called(tenants, one) for one in mail.tokens) if row]
    if known is not None:
        return Taken("known", f"taken before: {known.because}", known.thread_id)
    if mail.came_back is not None and mail.came_back[0] in tenants:
        return _came_back(mail.came_back, raw, mail, today)
    place = _Place(int(tokens[0].tenant_id), tokens[0]) if tokens else _Place(agency_id, None)
    if mail.no_person:
        return _keep_only(place, raw, mail, "refused", mail.no_person, today)
    if not tokens:
        return _quarantine(
            place, raw, Sentence("it names no reply address that we know"), mail.mail_key, today
        )
    if len({(row.tenant_id, row.thread_id) for row in tokens}) > 1:
        place = _Place(agency_id, None)
        return _quarantine(
            place, raw, Sentence("it answers in several threads at once"), mail.mail_key, today
        )
    return _answer(place, raw, mail, today)


def _answer(place: _Place, raw: bytes, mail: IncomingMail, today: date) -> Taken:
    """The mail as a message of its thread, where the token still stands for this sender."""
    tenant_id, token = place.tenant_id, place.token
    assert token is not None, "asked for before"
    with tenant_scope(tenant_id):
        thread = thread_of([tenant_id], int(token.thread_id), lock=True)
        assert thread is not None, "a token is bound to a thread of its tenant"
        if has_mail_key(tenant_id, int(thread.id), mail.mail_key):
            return _kept(place, raw, mail.mail_key, "duplicate", "this mail came before", today)
        doubt = _doubt(thread, token, mail, today)
        if doubt:
            return _quarantined(place, raw, doubt, mail.mail_key, thread, today)
        received = Received("message", "an answer", mail.mail_key, int(thread.id), int(token.id))
        mail_id = keep_mail(tenant_id, raw, received, today=today)
        if mail_id is None:
            return Taken("known", "taken before", int(thread.id))
        files, left_out = checked(mail)
        body = shortened_body(without_quoted(mail.text), mark=CUT)
        new = NewMessage(token.author_kind, token.author, body, False, files, mail_id)
        message_id = put_message(creditor_of(tenant_id), thread, new, today=today)
        if left_out:
            ask(
                tenant_id,
                int(thread.case_id),
                "mail_file_left_out",
                Sentence(
                    "a mail in thread {thread} had files that messages do not carry: "
                    "{left_out}; look at mail {mail_id} as it came",
                    thread=thread.id,
                    left_out=list(left_out),
                    mail_id=mail_id,
                ),
                source_id=mail_id,
                today=today,
                owner=thread.owner,
            )
        close_tenant_history(tenant_id)
    return Taken("message", "an answer", int(thread.id), message_id, left_out)


def _doubt(thread: Any, token: Any, mail: IncomingMail, today: date) -> str:
    """Why a person must look at the answer first; empty where it may stand."""
    if token.revoked_on is not None or today >= token.until_on:
        return Sentence("its reply address is no longer good")
    if token.author_kind not in thread.parties:
        return Sentence("its sender is no party of the thread")
    if mail.from_address != token.address.lower():
        return Sentence("it comes from another address than the one that we wrote to")
    if mails_of_thread_on(int(thread.tenant_id), int(thread.id), today) >= MOST_A_DAY:
        return Sentence("the thread has had {most_a_day} mails today", most_a_day=MOST_A_DAY)
    return ""


def checked(mail: IncomingMail) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The files that a message carries, and a sentence for each that it does not."""
    files: list[Attachment] = []
    left_out: list[str] = []
    for name, content in mail.files:
        try:
            one = checked_attachment(name, content)
            if len(files) == MOST_ATTACHMENTS:
                raise AttachmentRefused("“{name}” is one file too many", name=one.name)
            files.append(one)
        except AttachmentRefused as no:
            left_out.append(no.sentence)
    return tuple(files), tuple(left_out)


def _came_back(
    dispatch: tuple[int, int, str], raw: bytes, mail: IncomingMail, today: date
) -> Taken:
    """A report that one of our mails did not arrive: its reply address ends, a person is asked."""
    tenant_id, dispatch_id, key = dispatch
    with tenant_scope(tenant_id):
        row = case_of_dispatch(tenant_id, dispatch_id, key=key)
        thread_id = int(row.thread_id) if row else None
        received = Received("refused", "a mail of ours came back", mail.mail_key, thread_id)
        if keep_mail(tenant_id, raw, received, today=today) is None or row is None:
            return Taken("refused", "a report about a mail that we do not know")
        ended = end_message_dispatch(
            tenant_id, dispatch_id, "bounced", before=["sent", "unknown", "sending"], on=today,
            sentence=Sentence("the mail came back"),
        )  # fmt: skip
        if ended:
            revoke_tokens(tenant_id, dispatch_id, today=today)
            case_id = int(row.case_id)
            add_event(case_id, "message_came_back", today=today, actor=ACTOR,
                      thread=thread_id, message=int(row.message_id))  # fmt: skip
            ask(
                tenant_id,
                case_id,
                "message_not_mailed",
                Sentence(
                    "message {message_id} came back from the {reader_kind}'s address: tell "
                    "them by telephone or letter",
                    message_id=row.message_id,
                    reader_kind=row.reader_kind,
                ),
                source_id=dispatch_id,
                today=today,
                owner=row.owner,
            )
        close_tenant_history(tenant_id)
    return Taken("refused", "a mail of ours came back", thread_id)


def _keep_only(
    place: _Place, raw: bytes, mail: IncomingMail, outcome: str, because: str, today: date
) -> Taken:
    with tenant_scope(place.tenant_id):
        return _kept(place, raw, mail.mail_key, outcome, because, today)


def _kept(
    place: _Place, raw: bytes, key: str, outcome: str, because: str, today: date
) -> Taken:  # fmt: skip
    """Keeps the mail as it came, with the reason why it is no message."""
    thread_id = int(place.token.thread_id) if place.token else None
    token_id = int(place.token.id) if place.token else None
    received = Received(outcome, because, key or None, thread_id, token_id)
    keep_mail(place.tenant_id, raw, received, today=today)
    return Taken(outcome, because, thread_id)


def _quarantine(place: _Place, raw: bytes, because: str, key: str, today: date) -> Taken:
    with tenant_scope(place.tenant_id):
        return _quarantined(place, raw, because, key, None, today)


def _quarantined(
    place: _Place, raw: bytes, because: str, key: str, thread: Any | None, today: date
) -> Taken:
    """Keeps the mail for a person to look at: a task, on the case where one is known."""
    tenant_id = place.tenant_id
    thread_id = int(thread.id) if thread else None
    token_id = int(place.token.id) if place.token else None
    received = Received("quarantined", because, key or None, thread_id, token_id)
    mail_id = keep_mail(tenant_id, raw, received, today=today)
    if mail_id is None:
        return Taken("known", "taken before", thread_id)
    case_id = int(thread.case_id) if thread else None
    where = (
        Sentence("a mail to thread {thread_id}", thread_id=thread_id)
        if thread
        else Sentence("a mail")
    )
    ask(tenant_id, case_id, "mail_quarantined",
        Sentence("{where} was not taken: {because}; look at mail {mail_id} and place it or answer "
                "it", where=where, because=because, mail_id=mail_id),
        source_id=mail_id, today=today, owner=thread.owner if thread else None)  # fmt: skip
    add_event(case_id, "mail_quarantined", today=today, actor=ACTOR, mail=mail_id,
              because=because)  # fmt: skip
    close_tenant_history(tenant_id)
    return Taken("quarantined", because, thread_id)
