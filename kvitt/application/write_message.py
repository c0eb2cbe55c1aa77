"""Writing in a thread: the message, its files, whose turn it is, and who is told by e-mail."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kvitt.application.message_text import message_text
from kvitt.application.suspect_objection import suspect_objection
from kvitt.channels.email import is_usable_address
from kvitt.domain.messages import (
    CLOSED,
    CREDITOR,
    DEBTOR,
    MOST_ATTACHMENTS,
    Attachment,
    AttachmentRefused,
    BodyRefused,
    NotYourThread,
    Reader,
    Standing,
    after_message,
    answer_by,
    checked_attachment,
    checked_body,
    may_read,
    ours,
    reads_notes,
)
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.message_mails import add_message_dispatch
from kvitt.store.messages import NewMessage, Written, add_message, ask, set_standing, thread_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class NotesAreTheAgencys(Refusal):
    """Only the agency writes internal notes."""


def write_message(
    creditor: Creditor,
    thread_id: int,
    *,
    body: str = "",
    template: str = "",
    author: Reader,
    files: Sequence[tuple[str, bytes]] = (),
    is_internal: bool = False,
    today: date,
) -> Written:
    """Writes in the thread; a closed one opens again. The other parties are told by e-mail.

    The words are ``body``, or the creditor's approved text ``template`` filled for the case. An
    internal note is read by the agency alone and told to nobody. Raises NotYourThread, BodyRefused,
    AttachmentRefused, NotesAreTheAgencys, NoSuchText, and VariableIsMissing and others where the
    text cannot be filled.
    """
    with tenant_scope(creditor.tenant_id):
        thread = thread_for(creditor, thread_id, author, lock=True)
        words, text_id = words_of(
            creditor, int(thread.case_id), body, template, author=author, parties=thread.parties,
            today=today,
        )  # fmt: skip
        new = new_message(author, words, files, is_internal=is_internal, text_id=text_id)
        message_id = put_message(creditor, thread, new, today=today)
        close_tenant_history(creditor.tenant_id)
    return Written(thread_id, message_id)


def words_of(
    creditor: Creditor, case_id: int, body: str, template: str, *, author: Reader,
    parties: Sequence[str], today: date,
) -> tuple[str, int | None]:  # fmt: skip
    """The words as given, or by the creditor's text of that name, with the text's version.

    Raises BodyRefused, NoSuchText, and VariableIsMissing and others where it cannot be filled.
    """
    if not template:
        return body, None
    if body.strip() or author.kind == DEBTOR:
        raise BodyRefused("give words or a text, not both; a debtor's words are its own")
    text = message_text(creditor, case_id, template, parties=parties, today=today)
    return text.words, text.version.id


def new_message(
    author: Reader, body: str, files: Sequence[tuple[str, bytes]], *, is_internal: bool,
    text_id: int | None = None,
) -> NewMessage:  # fmt: skip
    """The message with its words and files checked; ``text_id`` where the words are by a text.

    Raises BodyRefused, AttachmentRefused and NotesAreTheAgencys.
    """
    if is_internal and not reads_notes(author):
        raise NotesAreTheAgencys(
            "only the agency writes internal notes: write a message without --internal"
        )
    return NewMessage(
        author.kind, author.name, checked_body(body), is_internal, checked_files(files),
        text_id=text_id,
    )  # fmt: skip


def checked_files(files: Sequence[tuple[str, bytes]]) -> tuple[Attachment, ...]:
    """The files, each checked by its bytes. Raises AttachmentRefused."""
    if len(files) > MOST_ATTACHMENTS:
        raise AttachmentRefused(
            "there are {count} files; a message carries at most {most}: write a second message",
            count=len(files),
            most=MOST_ATTACHMENTS,
        )
    return tuple(checked_attachment(name, content) for name, content in files)


def thread_for(creditor: Creditor, thread_id: int, reader: Reader, *, lock: bool = False) -> Any:
    """The thread for a reader of it, inside the tenant's scope.

    Raises NotYourThread with the same words whether it is not there or not for this reader.
    """
    thread = thread_of([creditor.tenant_id], thread_id, lock=lock)
    if thread is None or not may_read(
        reader, parties=thread.parties, debtor_id=int(thread.debtor_id)
    ):
        raise NotYourThread(
            "there is no thread {thread_id}: look for it on its case", thread_id=thread_id
        )
    return thread


def put_message(creditor: Creditor, thread: Any, new: NewMessage, *, today: date) -> int:
    """Adds the message to the locked thread with all that follows; the caller closes the history.

    Returns the message's number.
    """
    tenant_id, case_id = creditor.tenant_id, int(thread.case_id)
    actor = new.author if new.author_kind not in (CREDITOR, DEBTOR) else new.author_kind
    message_id = add_message(tenant_id, int(thread.id), new, today=today)
    kind = "note_written" if new.is_internal else "message_written"
    told = {"thread": int(thread.id), "message": message_id, "by": new.author_kind,
            "files": len(new.files), "by_mail": new.mail_id is not None}  # fmt: skip
    if new.text_id is not None:
        told["text"] = new.text_id
    add_event(case_id, kind, today=today, actor=actor, **told)
    if new.is_internal:
        return message_id
    if thread.state == CLOSED:
        add_event(case_id, "thread_reopened", today=today, actor=actor, thread=int(thread.id))
    standing = after_message(
        Standing(thread.state, thread.answer_by_on),
        author_kind=new.author_kind,
        is_internal=new.is_internal,
        our_kinds=ours(creditor.collection),
        answer_by_on=answer_by(creditor.country, today, law_book(creditor.country)),
    )
    set_standing(thread, standing, today=today, by=actor)
    if new.author_kind == DEBTOR:
        suspect_objection(tenant_id, case_id, new.body, message_id=message_id, today=today)
    for reader_kind in thread.parties:
        if reader_kind not in ours(creditor.collection) and reader_kind != new.author_kind:
            _tell(creditor, thread, message_id, reader_kind, today=today)
    return message_id


def _tell(
    creditor: Creditor, thread: Any, message_id: int, reader_kind: str, *, today: date
) -> None:
    """Puts the message on its way to one reader, or asks a person where no address is known."""
    address = ((creditor.email if reader_kind == CREDITOR else thread.debtor_email) or "").strip()
    is_dead = reader_kind == DEBTOR and address in thread.debtor_unreachable
    if is_usable_address(address) and not is_dead:
        add_message_dispatch(creditor.tenant_id, message_id, reader_kind, address)
        return
    ask(
        creditor.tenant_id,
        int(thread.case_id),
        "message_without_address",
        Sentence(
            "the {reader_kind} has no e-mail address that works: tell of message {message_id} "
            "in thread {thread} by telephone or letter",
            reader_kind=reader_kind,
            message_id=message_id,
            thread=thread.id,
        ),
        source_id=message_id,
        today=today,
        owner=thread.owner,
    )
