"""How a proceeding comes out: what an attachment leaves, its release, a claim that is lost."""

from datetime import date
from typing import NamedTuple

from kvitt.application.place_hold import hold_in_scope
from kvitt.application.take_back_drafts import RELEASE, TELL
from kvitt.domain.holds import LOST
from kvitt.domain.proceeding import EventRule, Happened, ProceedingKind
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.statutory import statutory_deadline
from kvitt.store import proceedings as store
from kvitt.store.attachments import add_entry, release_entries
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.holds import end_tasks


class Work(NamedTuple):
    """An event of a proceeding that is being carried out."""

    creditor: Creditor
    kept: store.Kept
    kind: ProceedingKind
    rule: EventRule
    event: Happened
    today: date
    by: str
    document_id: int | None

    @property
    def tenant_id(self) -> int:
        """The creditor's number."""
        return self.creditor.tenant_id

    @property
    def told(self) -> str:
        """The event in words, for what rests on it."""
        return Sentence(
            "{word} in {proceeding} on {on_day:day}",
            word=self.rule.word,
            proceeding=self.kept.reference,
            on_day=self.event.on_day,
        )


def keep_entry(work: Work, kind: str) -> None:
    """A pledge, or the entry that nothing was found, stands until it is released or deleted."""
    found = None
    if kind == "no_assets":
        law = law_book(work.creditor.country)
        found = statutory_deadline(law, "no_assets_entry", from_on=work.event.on_day)
    given = work.event.given
    amount_minor = int(given["amount"]) if kind == "pledge" else None  # type: ignore[call-overload]
    reference = found.because.reference if found else work.rule.reference
    add_entry(
        work.tenant_id, work.kept.id, kind, amount_minor=amount_minor,
        what=str(given.get("text") or ""), taken_on=work.event.on_day,
        ends_on=found.day if found else None, reference=reference, today=work.today, by=work.by,
    )  # fmt: skip
    add_event(work.kept.case_id, "attachment_kept", today=work.today, actor=work.by, entry=kind,
              amount_minor=amount_minor, proceeding=work.kept.id, reference=reference,
              ends_on=str(found.day) if found else None)  # fmt: skip


def release(work: Work, _: str) -> None:
    """What was attached is the debtor's again; the question is answered by it."""
    released = release_entries(work.tenant_id, work.kept.id, because=work.told, today=work.today)
    end_tasks(work.tenant_id, work.kept.case_id, RELEASE, today=work.today, by=work.by,
              outcome=work.told)  # fmt: skip
    if released:
        add_event(work.kept.case_id, "attachment_released", today=work.today, actor=work.by,
                  proceeding=work.kept.id, because=work.told)  # fmt: skip


def lose(work: Work, _: str) -> None:
    """A court or a board found for the debtor: nothing is booked, and nothing is asked for.

    The law pages give no way that follows by itself: a person appeals in time or closes the case.
    """
    hold_in_scope(
        work.tenant_id, work.kept.case_id, kind=LOST, because=work.told, today=work.today,
        until_on=None, reason_code="told_by_authority", actor=work.by, event="claim_not_allowed",
        proceeding=work.kept.id,
    )  # fmt: skip
    end_tasks(work.tenant_id, work.kept.case_id, TELL, today=work.today, by=work.by,
              outcome=Sentence("the authority has decided"))  # fmt: skip
