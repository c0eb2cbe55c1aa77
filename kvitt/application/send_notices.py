"""Sending: planned notices become letters and leave, each once.

The notice table is the outbox. A chunk of notices is taken in three moves: the intents and the
bytes are committed, the channels are called, the outcomes are committed. Whatever dies in between
leaves rows that say how far it came; `kvitt.application.sweep` finds out what became of them.
Nothing is sent again on a doubt.
"""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from kvitt.application.outgoing import Outgoing, outgoing
from kvitt.application.prepare_letters import Prepared, Sender, prepare_chunk
from kvitt.channels.email import MailServerDown
from kvitt.channels.letter import PrintFolderFull
from kvitt.channels.outcome import Outcome
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.store.creditors import agency_or_none, creditor_of
from kvitt.store.dispatches import (
    begin_dispatches,
    end_dispatches,
    mark_unreachable,
    sending_in,
    settle_dispatches,
)
from kvitt.store.notices import tenants_with_planned_notices
from kvitt.store.session import tenant_scope
from kvitt.store.stops import what_is_stopped

CHUNK = 200
PASSES = 3
"""A notice whose first channel refuses goes to the next one in the next pass."""


@dataclass
class SendReport:
    """What became of the notices of one run."""

    by_channel: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    unknown: int = 0
    withdrawn: int = 0
    """Planned notices that must not leave any more: paid, held, or of another day."""
    without_address: int = 0
    not_made: int = 0
    """Letters that could not be written lawfully; a person sees why."""
    waiting: int = 0
    """Notices that stay planned because a channel is down."""
    problems: list[str] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """Letters that left."""
        return sum(self.by_channel.values())

    def __iadd__(self, other: "SendReport") -> "SendReport":
        for channel, count in other.by_channel.items():
            self.by_channel[channel] = self.by_channel.get(channel, 0) + count
        for name in ("refused", "unknown", "withdrawn", "without_address", "not_made"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.waiting = other.waiting
        self.problems += [said for said in other.problems if said not in self.problems]
        return self

    @property
    def moved(self) -> int:
        """Notices that are not where they were."""
        return (
            self.sent
            + self.refused
            + self.unknown
            + self.withdrawn
            + self.without_address
            + self.not_made
        )


def send_notices(
    tenant_id: int, *, today: date, limit: int = CHUNK, channels: Outgoing | None = None
) -> SendReport:
    """Sends what is planned for the tenant today, ``limit`` notices in a transaction.

    Each notice passes a last gate: its case is open, nothing holds it, it was planned today, and
    the case owes what the notice says. A stop that is given meanwhile counts from the next
    letter on. Running it again sends nothing twice; beside itself neither.
    """
    if channels is None:
        with outgoing() as opened:
            return send_notices(tenant_id, today=today, limit=limit, channels=opened)
    with tenant_scope(tenant_id):
        if not tenants_with_planned_notices([tenant_id]):
            return SendReport()
        creditor = creditor_of(tenant_id)
    sender = Sender(creditor, agency_or_none(), law_book(creditor.country), today, channels)
    report = SendReport()
    _greet_the_mail_server(channels, report)
    for _ in range(PASSES):
        done = _one_pass(sender, limit)
        report += done
        if not done.refused:
            break
    return report


def _greet_the_mail_server(channels: Outgoing, report: SendReport) -> None:
    """Before any letter is made for it: a server that is down leaves its notices planned."""
    try:
        if channels.mailer is not None:
            channels.mailer.connect()
    except MailServerDown as down:
        channels.down.add("email")
        report.problems.append(down.sentence)


def _one_pass(sender: Sender, limit: int) -> SendReport:
    """Goes through the planned notices once, in the order in which they were planned."""
    report, after, taken = SendReport(), 0, limit
    while taken == limit:
        stopped = what_is_stopped(sender.tenant_id)
        report.problems += [s for s in stopped.sentences if s not in report.problems]
        if stopped.everything:
            break
        with sending_in(sender.tenant_id):
            chunk = prepare_chunk(sender, after=after, limit=limit, stopped=stopped.channels)
            _send_letters(sender, [one for one in chunk.prepared if one.order is not None], report)
            _send_mails(sender, [one for one in chunk.prepared if one.mail is not None], report)
            with tenant_scope(sender.tenant_id):
                outcome = settle_dispatches(sender.tenant_id, today=sender.today)
        taken, after = chunk.taken, chunk.last_id
        _count(report, chunk.prepared, outcome)
        report.withdrawn += chunk.withdrawn
        report.without_address += chunk.without_address
        report.not_made += chunk.not_made
        report.waiting += chunk.waiting
    return report


def _count(report: SendReport, prepared: list[Prepared], outcome: dict[str, int]) -> None:
    report.refused += outcome.get("refused", 0)
    report.unknown += outcome.get("unknown", 0)
    for one in prepared:
        if one.was_sent:
            report.by_channel[one.channel] = report.by_channel.get(one.channel, 0) + 1


def _send_letters(sender: Sender, letters: list[Prepared], report: SendReport) -> None:
    """Hands the letters to the print house's folder, all at once: the folder can be looked up."""
    if not letters:
        return
    tenant_id, ids = sender.tenant_id, [one.dispatch_id for one in letters]
    with tenant_scope(tenant_id):
        begun = begin_dispatches(tenant_id, ids, today=sender.today, at=timezone.now())
    leaving = [one for one in letters if one.dispatch_id in begun]
    said = Sentence("must not leave any more")
    try:
        orders = [one.order for one in leaving if one.order is not None]
        sender.channels.print_folder.hand_over(orders, on=sender.today)
    except PrintFolderFull as full:
        sender.channels.down.add("letter")
        report.problems.append(full.sentence)
        leaving, said = [], Sentence("the letter folder cannot be written")
    sent = [one.dispatch_id for one in leaving]
    with tenant_scope(tenant_id):
        end_dispatches(tenant_id, sent, "sent", at=timezone.now())
        staying = [id_ for id_ in ids if id_ not in set(sent)]
        end_dispatches(tenant_id, staying, "withdrawn", at=timezone.now(), sentence=said)
    for one in leaving:
        one.was_sent = True


def _send_mails(sender: Sender, mails: list[Prepared], report: SendReport) -> None:
    """Sends mail by mail; the call is announced before and noted after, so that a crash leaves
    one uncertain mail at most.
    """
    mailer = sender.channels.mailer
    if not mails or mailer is None:
        return
    before: tuple[Prepared, Outcome] | None = None
    for one in mails:
        is_down = "email" in sender.channels.down
        if not _note_and_announce(sender, before, None if is_down else one):
            before = (one, Outcome("not_sent", sentence=Sentence("must not leave any more")))
            if is_down:
                before = (
                    one,
                    Outcome("not_sent", sentence=Sentence("the mail server does not answer")),
                )
            continue
        assert one.mail is not None
        outcome = mailer.send(one.mail)
        one.was_sent = outcome.state == "sent"
        if outcome.channel_is_down:
            sender.channels.down.add("email")
            report.problems.append(outcome.sentence)
        before = (one, outcome)
    _note_and_announce(sender, before, None)


def _note_and_announce(
    sender: Sender, before: tuple[Prepared, Outcome] | None, following: Prepared | None
) -> bool:
    """In one transaction: what became of the last mail, and that the next one is being sent now."""
    tenant_id = sender.tenant_id
    with tenant_scope(tenant_id):
        if before is not None:
            ended, outcome = before
            state = "withdrawn" if outcome.state == "not_sent" else outcome.state
            end_dispatches(
                tenant_id,
                [ended.dispatch_id],
                state,
                at=timezone.now(),
                provider_id=outcome.provider_id,
                sentence=outcome.sentence,
            )
            if outcome.address_is_bad:
                mark_unreachable(tenant_id, ended.new.notice_id, ended.new.address)
        if following is None:
            return False
        ids = [following.dispatch_id]
        return bool(begin_dispatches(tenant_id, ids, today=sender.today, at=timezone.now()))
