"""An authority is told that less is owed, that nothing is asked any more, or what is released.

The draft is what the books say on the day, and is never stored. Three steps, as an application
takes them: the message is written and kept with its papers, it is handed over under its own
reference, then it is recorded as the event that it is. A program that died in between sends the
same papers again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings

from kvitt.application.apply_to_authority import parties_of
from kvitt.application.draft_proceeding import kind_of, locked
from kvitt.application.record_proceeding import record_in_scope
from kvitt.application.take_back_drafts import RELEASE as RELEASE_TASK
from kvitt.application.take_back_drafts import TELL
from kvitt.documents.authority_message import authority_message_pdf
from kvitt.domain.authority_message import (
    ASKED,
    CLOSED,
    HELD,
    PAID,
    REDUCTION,
    RELEASE,
    WITHDRAWAL,
    AuthorityMessage,
    Entry,
    LeftOpen,
    Less,
    by_part,
    events_that_tell,
    message_kind,
)
from kvitt.domain.holds import blocked
from kvitt.domain.proceeding import ENDED, ProceedingKind
from kvitt.integrations.authority_message.package import message_package
from kvitt.integrations.kronofogden.folder import FilingFolder
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.people import signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import authority_messages as store
from kvitt.store.attachments import entries_of, release_entries, to_release
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.filings import filed_title
from kvitt.store.holds import end_tasks, holds_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.proceedings import Kept
from kvitt.store.session import tenant_scope

PAID_REASONS = ("paid", "credited")


class NothingToTell(Refusal):
    """The authority knows everything, or its table has no way to tell it: it is told by hand."""


class NotAsked(Refusal):
    """Whether an application is withdrawn while a hold stands is a person's decision."""


class ToTell(NamedTuple):
    """The message that is due, as the books say today."""

    kind: str
    because: str
    events: tuple[str, ...]
    less: tuple[Less, ...]

    def as_json(self) -> dict[str, Any]:
        """For whoever looks at the draft: with the sums of its parts."""
        less = [one._asdict() | {"on_day": one.on_day.isoformat()} for one in self.less]
        return {"kind": self.kind, "because": self.because, "events": list(self.events),
                "less": less, "less_by_part": by_part(self.less)}  # fmt: skip


class Told(NamedTuple):
    """A message that has left."""

    proceeding_id: int
    reference: str
    kind: str
    written_on: date
    less_minor: int
    papers: tuple[str, ...]


def tell_authority(
    creditor: Creditor, proceeding_id: int, *, today: date, by: str, withdraws: bool = False,
    folder: FilingFolder | None = None,
) -> Told:  # fmt: skip
    """Sends what is due, once; under a hold, or without a reason, only with ``withdraws``.

    A message that was written and did not leave goes again as it was. Raises NoSuchProceeding,
    NothingToTell, NotAsked, FolderNotWritten and MessageNotValid.
    """
    name = signed_name(by)
    if not name:
        raise NothingToTell("say who tells it: the message is signed")
    message_id = _written(creditor, proceeding_id, today, name, withdraws=withdraws)
    with tenant_scope(creditor.tenant_id):
        message = _message(creditor, proceeding_id, message_id)
        papers = store.papers_of(creditor.tenant_id, message_id)
    place = folder or FilingFolder(settings.HOME.applications)
    place.hand_over(message.reference, papers, on=message.written_on)
    return _kept(creditor, proceeding_id, message, sorted(papers), today)


def to_tell(
    creditor: Creditor, kept: Kept, *, today: date, withdraws: bool = False
) -> ToTell | None:
    """The message that is due on the proceeding, inside the scope; None where none is."""
    tenant_id = creditor.tenant_id
    if kept.filed_on is None:
        return None
    if kept.state == ENDED:
        due = to_release(tenant_id, today=today, proceeding_id=kept.id)
        return ToTell(RELEASE, PAID, (), ()) if due else None
    less = tuple(store.less_than_filed(tenant_id, kept.id).get(kept.id, ()))
    less_minor = sum(one.amount_minor for one in less)
    is_closed, closed_because = store.is_closed(tenant_id, kept.case_id)
    if is_closed and closed_because in PAID_REASONS and not less and not withdraws:
        return None  # all of it came through the authority
    is_over = is_closed or withdraws
    kind = message_kind(
        creditor.country, kept.kind, kept.state, is_over=is_over, less_minor=less_minor
    )
    if kind is None:
        return None
    is_paid = closed_because in PAID_REASONS if is_over else True
    because = PAID if is_paid else CLOSED if is_closed else ASKED
    if because == ASKED and blocked("application", holds_of(tenant_id, kept.case_id), today):
        because = HELD
    events = events_that_tell(creditor.country, kept.kind, kept.state, kind)
    return ToTell(kind, because, events, less)


def _written(
    creditor: Creditor, proceeding_id: int, today: date, by: str, *, withdraws: bool
) -> int:
    """The number of the message that leaves: one that was written before, or one of today."""
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        kept = locked(creditor, proceeding_id, even_closed=True)
        before = store.messages_of(tenant_id, proceeding_id)
        for one in before:
            if one.sent_on is None:
                return one.id
        due = to_tell(creditor, kept, today=today, withdraws=withdraws)
        if due is None:
            raise _nothing(creditor, kept, today)
        message = _new(creditor, kept, due, len(before) + 1, today, by)
        papers = (
            (f"{message.reference}.json", "application/json", message_package(message)),
            (f"{message.reference}.pdf", "application/pdf", authority_message_pdf(message)),
        )
        known = store.known_now(tenant_id, proceeding_id)
        message_id = store.add_message(
            tenant_id, proceeding_id, kept.case_id, message, known, papers, number=len(before) + 1
        )
        close_tenant_history(tenant_id)
    return message_id


def _nothing(creditor: Creditor, kept: Kept, today: date) -> Refusal:
    """Why nothing leaves, in a sentence that says what a person can do."""
    if kept.filed_on is None:
        return NothingToTell(
            "{proceeding} has not been filed: {authority} knows nothing",
            proceeding=kept.reference,
            authority=kept.authority,
        )
    block = blocked("application", holds_of(creditor.tenant_id, kept.case_id), today)
    if block is not None and kept.state != ENDED:
        return NotAsked(
            "{why}: whether {proceeding} is withdrawn is for you to say (--withdraw), or answer "
            "the task",
            hold=block.kind,
            why=block.sentence,
            proceeding=kept.reference,
        )
    return NothingToTell(
        "{authority} knows what the books say of {proceeding}, or cannot be told while it is "
        "{state:word}: tell it by hand and record what happened",
        state=kept.state,
        authority=kept.authority,
        proceeding=kept.reference,
    )


def _new(
    creditor: Creditor, kept: Kept, due: ToTell, number: int, today: date, by: str
) -> AuthorityMessage:
    """The message as it is written today."""
    tenant_id = creditor.tenant_id
    ours, agent, debtor = parties_of(creditor, kept.case_id)
    left: Sequence[LeftOpen] = ()
    if due.kind == REDUCTION:
        left = store.left_open(tenant_id, kept.id)
    entries = [
        Entry(row.id, row.kind, row.taken_on, row.amount_minor)
        for row in entries_of(tenant_id, kept.id)
        if row.released_on is None and due.kind == RELEASE
    ]
    assert kept.filed_on is not None, "only what was filed is told about"
    return AuthorityMessage(
        reference=f"{kept.reference}-M{number}", kind=due.kind, because=due.because,
        country=creditor.country, currency=creditor.currency, authority=kept.authority,
        authority_number=kept.authority_number or "", filed_as=kept.kind,
        filed_reference=kept.reference, filed_on=kept.filed_on, written_on=today, creditor=ours,
        agent=agent, debtor=debtor, less=due.less, left=tuple(left), entries=tuple(entries),
        title=filed_title(tenant_id, kept.title_id) if kept.title_id else None, events=due.events,
        statute=_statute(kind_of(creditor, kept.kind), due), signed_by=by,
    )  # fmt: skip


def _statute(kind: ProceedingKind, due: ToTell) -> str:
    """The paragraph of what is told; of an entry that outlived its proceeding that of a release."""
    events = due.events or ("released",)
    found = dict.fromkeys(kind.events[name].reference for name in events if name in kind.events)
    return "; ".join(one for one in found if one)


def _message(creditor: Creditor, proceeding_id: int, message_id: int) -> store.KeptMessage:
    (found,) = [
        one for one in store.messages_of(creditor.tenant_id, proceeding_id) if one.id == message_id
    ]
    return found


def _kept(
    creditor: Creditor, proceeding_id: int, message: store.KeptMessage, papers: Sequence[str],
    today: date,
) -> Told:  # fmt: skip
    """Recorded as the event that it is, once; the question is answered by it."""
    tenant_id, by = creditor.tenant_id, message.written_by
    with tenant_scope(tenant_id):
        kept = locked(creditor, proceeding_id, even_closed=True)
        if store.mark_sent(tenant_id, message.id, on=today):
            add_event(kept.case_id, "authority_told", today=today, actor=by,
                      proceeding=proceeding_id, message=message.kind, reference=message.reference,
                      authority=kept.authority, because=_because(message),
                      amount_minor=message.less_minor or None, less=message.told,
                      papers=list(papers))  # fmt: skip
            _recorded(creditor, kept, message, today)
        close_tenant_history(tenant_id)
    return Told(proceeding_id, message.reference, message.kind, message.written_on,
                message.less_minor, tuple(papers))  # fmt: skip


def _recorded(creditor: Creditor, kept: Kept, message: store.KeptMessage, today: date) -> None:
    tenant_id, by = creditor.tenant_id, message.written_by
    for name in message.events:
        given: Mapping[str, Any] = {"amount": message.less_minor} if message.less_minor else {}
        record_in_scope(creditor, kept.id, name,
                        on_day=message.written_on, today=today, by=by, given=given)  # fmt: skip
    known = store.Known(message.through, message.voided_items)
    store.authority_knows(tenant_id, kept.id, known)
    if message.kind == RELEASE:
        release_entries(
            tenant_id,
            kept.id,
            because=Sentence("told by {message}", message=message.reference),
            today=today,
        )
    for task in (TELL, RELEASE_TASK):
        end_tasks(
            tenant_id,
            kept.case_id,
            task,
            today=today,
            by=by,
            outcome=Sentence(
                "{authority} was told: {message}",
                authority=kept.authority,
                message=message.reference,
            ),
        )


def _because(message: store.KeptMessage) -> str:
    less = as_decimal_text(message.less_minor)
    words = {
        REDUCTION: Sentence("{less} was paid or given up", less=less),
        WITHDRAWAL: Sentence("nothing is asked for any more"),
        RELEASE: Sentence("the claim is covered"),
    }
    return words[message.kind]
