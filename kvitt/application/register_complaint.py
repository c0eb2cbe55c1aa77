"""A complaint about how a debtor was treated: its own register and clock. It stops nothing."""

from datetime import date
from typing import NamedTuple

from kvitt.domain.dispute import (
    CHANNELS,
    COMPLAINT_OUTCOMES,
    COMPLAINTS_ABOUT,
    complaint_answer_by,
    require_known,
)
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store import disputes as store
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


class UnknownComplaint(Refusal):
    """There is no such case, open complaint, subject or outcome."""


class Registered(NamedTuple):
    """A complaint that was registered."""

    complaint_id: int
    answer_by_on: date


def register_complaint(
    creditor: Creditor,
    case_id: int | None,
    *,
    about: str,
    text: str,
    today: date,
    actor: str,
    channel: str = "phone",
    raised_by: str = "debtor",
    received_on: date | None = None,
) -> Registered:
    """Registers a complaint about conduct, on an open or closed case or on none, with its clock.

    Raises UnknownComplaint and UnknownDispute.
    """
    require_known("channel", channel, CHANNELS)
    if about not in COMPLAINTS_ABOUT:
        raise UnknownComplaint(
            "“{about}” is none of {known}", about=about, known=list(COMPLAINTS_ABOUT)
        )
    if not text.strip():
        raise UnknownComplaint("say what the complaint is: it must be answered")
    tenant_id, received_on = creditor.tenant_id, min(received_on or today, today)
    answer_on = complaint_answer_by(received_on)
    with tenant_scope(tenant_id):
        if case_id is not None and store.case_of(tenant_id, case_id) is None:
            raise UnknownComplaint(
                "{creditor} has no case {case_id}", case_id=case_id, creditor=creditor.name
            )
        told = {"case": case_id, "about": about, "text": text, "channel": channel, "actor": actor,
                "raised_by": raised_by, "received_on": received_on,
                "answer_by_on": answer_on}  # fmt: skip
        complaint_id = store.add_complaint(tenant_id, told)
        sentence = Sentence(
            "a complaint about {about:word}: answer in writing by {answer_on}",
            about=about,
            answer_on=answer_on,
        )
        store.ask(tenant_id, case_id, "answer_complaint", sentence, today=today,
                  source_id=complaint_id, owner="agency", due_on=answer_on)  # fmt: skip
        add_event(case_id, "complaint_registered", today=today, actor=actor,
                  complaint=complaint_id, about=about, answer_by=answer_on.isoformat())  # fmt: skip
        close_tenant_history(tenant_id)
    return Registered(complaint_id, answer_on)


def answer_complaint(
    creditor: Creditor, complaint_id: int, *, outcome: str, answer: str, today: date, actor: str
) -> None:
    """Closes a complaint with its outcome and the written answer. Raises UnknownComplaint."""
    if outcome not in COMPLAINT_OUTCOMES:
        raise UnknownComplaint(
            "“{outcome}” is none of {known}", outcome=outcome, known=list(COMPLAINT_OUTCOMES)
        )
    if not answer.strip():
        raise UnknownComplaint("give the written answer")
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        found = store.answer_complaint(
            tenant_id, complaint_id, outcome=outcome, answer=answer, today=today, actor=actor
        )
        if found is None:
            raise UnknownComplaint(
                "{creditor} has no open complaint {complaint}",
                complaint=complaint_id,
                creditor=creditor.name,
            )
        store.end_complaint_task(tenant_id, complaint_id, today=today, by=actor)
        add_event(found.case_id, "complaint_answered", today=today, actor=actor,
                  complaint=complaint_id, outcome=outcome)  # fmt: skip
        close_tenant_history(tenant_id)
