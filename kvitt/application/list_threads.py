"""Reading threads: which there are, what one says to its reader, and which wait too long."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.write_message import thread_for
from kvitt.domain.messages import (
    AGENCY,
    CREDITOR,
    DEBTOR,
    Attachment,
    NotYourThread,
    Reader,
    may_read,
    reads_notes,
)
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.messages import (
    file_of,
    files_in,
    messages_in,
    other_mails_of,
    party_of_case,
    thread_of,
    threads_of,
)
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

MOST = 500
HIDDEN = {
    CREDITOR: ("closed_because",),
    DEBTOR: ("owner", "answer_by_on", "closed_because"),
}
"""What of a thread its readers do not see. A creditor sees who answers, and by when."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as its reader sees it."""

    thread: dict[str, Any]
    messages: tuple[dict[str, Any], ...]
    mails: tuple[dict[str, Any], ...] = ()
    """Mails to the thread that became no message; for the agency only."""

    def as_json(self) -> dict[str, Any]:
        """The thread as one document, without the bytes of files."""
        return {**self.thread, "messages": list(self.messages), "mails": list(self.mails)}


def list_threads(
    reader: Reader, *, creditor: Creditor | None = None, case_id: int | None = None,
    open_only: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """The threads that the reader may see, those with the shortest clock leading.

    Without a creditor: of all of them, for the agency alone. Raises NotYourThread.
    """
    if creditor is None and reader.kind != AGENCY:
        raise NotYourThread("threads are read creditor by creditor: say which")
    tenants = [creditor.tenant_id] if creditor else creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenants):
        found = threads_of(
            tenants, case_id=case_id, open_only=open_only, overdue_on=None, most=MOST
        )
    return [
        _shown(one, reader)
        for one in found
        if may_read(reader, parties=one.parties, debtor_id=int(one.debtor_id))
    ]


def overdue_threads(today: date) -> list[dict[str, Any]]:
    """The threads of all creditors that wait for us beyond their last day, oldest first."""
    tenants = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenants):
        found = threads_of(tenants, case_id=None, open_only=True, overdue_on=today, most=MOST)
    return [_shown(one, Reader(AGENCY, "")) for one in found]


def show_thread(creditor: Creditor, thread_id: int, reader: Reader) -> ThreadView:
    """The thread with what this reader may read of it. Raises NotYourThread."""
    tenant_id, notes = creditor.tenant_id, reads_notes(reader)
    with tenant_scope(tenant_id):
        thread = thread_for(creditor, thread_id, reader)
        files = files_in(tenant_id, thread_id, notes=notes)
        said = messages_in(tenant_id, thread_id, notes=notes)
        mails = other_mails_of(tenant_id, thread_id) if notes else []
    shown = []
    for one in said:
        message = one._asdict()
        if not notes:
            message.pop("mail_id")
            message.pop("is_internal")
        message["files"] = [
            {"id": f.id, "name": f.name, "media_type": f.media_type, "bytes": f.size,
             "sha256": bytes(f.sha256).hex()}
            for f in files if f.message_id == one.id
        ]  # fmt: skip
        shown.append(message)
    return ThreadView(_shown(thread, reader), tuple(shown), tuple(mail._asdict() for mail in mails))


def attached_file(creditor: Creditor, thread_id: int, file_id: int, reader: Reader) -> Attachment:
    """A file of a message that the reader may read. Raises NotYourThread."""
    with tenant_scope(creditor.tenant_id):
        thread_for(creditor, thread_id, reader)
        found = file_of(creditor.tenant_id, thread_id, file_id, notes=reads_notes(reader))
    if found is None:
        raise NotYourThread(
            "thread {thread_id} has no file {file_id}", thread_id=thread_id, file_id=file_id
        )
    return found


def creditor_of_thread(thread_id: int) -> Creditor:
    """Whose case the thread is on, for the agency. Raises NotYourThread."""
    tenants = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenants):
        thread = thread_of(tenants, thread_id)
        if thread is None:
            raise NotYourThread(
                "there is no thread {thread_id}: look for it on its case", thread_id=thread_id
            )
        return creditor_of(int(thread.tenant_id))


def speaker(creditor: Creditor, case_id: int, kind: str, name: str) -> Reader:
    """A party of the case whose words the agency writes down, or the agency itself.

    Raises NotYourThread where the creditor has no such case.
    """
    with tenant_scope(creditor.tenant_id):
        found = party_of_case(creditor.tenant_id, case_id)
    if found is None:
        raise NotYourThread(
            "{creditor} has no case {case_id}", creditor=creditor.name, case_id=case_id
        )
    debtor_id, debtor_name = found
    if kind == DEBTOR:
        return Reader(kind, debtor_name, debtor_id)
    return Reader(kind, creditor.name if kind == CREDITOR else name)


def case_of_thread(creditor: Creditor, thread_id: int) -> int:
    """The case that the thread is on. Raises NotYourThread."""
    with tenant_scope(creditor.tenant_id):
        return int(thread_for(creditor, thread_id, Reader(AGENCY, "")).case_id)


def _shown(thread: Any, reader: Reader) -> dict[str, Any]:
    shown = {
        "thread": int(thread.id),
        "case": case_number(int(thread.tenant_id), int(thread.case_id)),
        "subject": thread.subject,
        "parties": list(thread.parties),
        "state": thread.state,
        "owner": thread.owner,
        "answer_by_on": thread.answer_by_on,
        "opened_on": thread.opened_on,
        "closed_on": thread.closed_on,
        "closed_because": thread.closed_because,
    }
    for name in HIDDEN.get(reader.kind, ()):
        shown.pop(name)
    return shown
