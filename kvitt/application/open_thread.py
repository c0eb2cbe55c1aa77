"""Opening a thread on a case: its subject, its parties and the first message."""

from collections.abc import Sequence
from datetime import date

from kvitt.application.write_message import new_message, put_message, words_of
from kvitt.domain.messages import (
    AGENCY,
    CREDITOR,
    DEBTOR,
    PartiesRefused,
    Reader,
    checked_parties,
    checked_subject,
    ours,
)
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.messages import Written, add_thread, party_of_case, thread_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class CaseNotYours(Refusal):
    """The creditor has no such case, or it is another debtor's: which, is not told."""


def open_thread(
    creditor: Creditor,
    case_id: int,
    *,
    subject: str,
    body: str = "",
    template: str = "",
    author: Reader,
    parties: Sequence[str] = (),
    files: Sequence[tuple[str, bytes]] = (),
    is_internal: bool = False,
    owner: str | None = None,
    today: date,
) -> Written:
    """Opens a thread with its first message; the author and the agency are always parties.

    Where an agency collects, it alone brings others in: a creditor does not write past it to the
    debtor. The words are ``body``, or the approved text ``template``. Raises CaseNotYours,
    PartiesRefused, SubjectRefused, BodyRefused, AttachmentRefused, NotesAreTheAgencys, NoSuchText,
    and VariableIsMissing and others where the text cannot be filled.
    """
    subject = checked_subject(subject)
    together = checked_parties([*parties, author.kind, *_who_collects(creditor)])
    _refuse_strangers(creditor, author, together)
    with tenant_scope(creditor.tenant_id):
        party = party_of_case(creditor.tenant_id, case_id)
        if party is None or (author.kind == DEBTOR and author.debtor_id != party[0]):
            raise CaseNotYours(
                "{creditor} has no such case {case_id}: check the case number",
                case_id=case_id,
                creditor=creditor.name,
            )
        words, text_id = words_of(
            creditor, case_id, body, template, author=author, parties=together, today=today
        )
        new = new_message(author, words, files, is_internal=is_internal, text_id=text_id)
        actor = author.name if author.kind == AGENCY else author.kind
        thread_id = add_thread(
            creditor.tenant_id, case_id, subject=subject, parties=together, owner=owner,
            today=today, by=actor,
        )  # fmt: skip
        add_event(case_id, "thread_opened", today=today, actor=actor, thread=thread_id,
                  parties=list(together), owner=owner)  # fmt: skip
        thread = thread_of([creditor.tenant_id], thread_id, lock=True)
        message_id = put_message(creditor, thread, new, today=today)
        close_tenant_history(creditor.tenant_id)
    return Written(thread_id, message_id)


def _refuse_strangers(creditor: Creditor, author: Reader, together: Sequence[str]) -> None:
    strangers = set(together) - {AGENCY, author.kind} - ours(creditor.collection)
    if strangers and author.kind not in ours(creditor.collection):
        raise PartiesRefused(
            "a {kind} writes to the agency; it brings in the {party} where that is needed",
            kind=author.kind,
            party=min(strangers),
        )


def _who_collects(creditor: Creditor) -> list[str]:
    return [CREDITOR] if creditor.collection == "own" else []
