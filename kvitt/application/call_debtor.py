"""A person is asked to call the debtor. The call passes the gate when it is asked for, and stays
open no longer than nothing stops calls: a hold or the end of the case withdraws it at once.
"""

from dataclasses import dataclass
from datetime import date

from kvitt.application.gate import HeldBack
from kvitt.application.place_hold import require_open_case
from kvitt.domain.holds import blocked
from kvitt.domain.task_clock import answer_by, owner_of
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import law_book
from kvitt.law.contact import contact_hours
from kvitt.store import calls
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.holds import holds_of
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

KIND = "call_debtor"


class NoReasonToCall(Refusal):
    """Nobody is called without a reason."""


class NoNumberToCall(Refusal):
    """No telephone number of the debtor is known."""


class CalledAlready(Refusal):
    """Somebody is asked to call already."""


@dataclass(frozen=True, slots=True)
class CallAsked:
    """A call that somebody is asked to make."""

    task_id: int
    due_on: date
    sentence: str


def call_debtor(
    creditor: Creditor, case_id: int, *, because: str, today: date, actor: str
) -> CallAsked:
    """Asks a person to call the debtor of the case, in the hours of the country.

    Raises NoReasonToCall, NoOpenCase, HeldBack where a hold stops calls, NoNumberToCall,
    CalledAlready and LawNotKnown.
    """
    if not because.strip():
        raise NoReasonToCall("say why the debtor is called: it goes to the history")
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        require_open_case(creditor, case_id)
        block = blocked("call", holds_of(tenant_id, case_id), today, country=creditor.country)
        if block is not None:
            raise HeldBack(block.sentence, reference=block.reference, hold=block.kind)
        if not calls.has_number(tenant_id, case_id):
            raise NoNumberToCall("no telephone number of the debtor is known: add one or write")
        hours = contact_hours(law_book(creditor.country), on=today)
        sentence = Sentence(
            "call the debtor: {because}; {told} [{ground}]",
            because=because,
            told=hours.told,
            ground=hours.reference,
        )
        due_on = answer_by(KIND, today, creditor.country)
        task_id = calls.add_call(
            tenant_id, case_id, sentence, owner=owner_of(KIND), due_on=due_on, today=today
        )
        if task_id is None:
            raise CalledAlready(
                "somebody is asked to call on case {case_id} already", case_id=case_id
            )
        add_event(case_id, "call_asked", today=today, actor=actor, task=task_id, because=because,
                  hours=hours.told)  # fmt: skip
        close_tenant_history(tenant_id)
    return CallAsked(task_id, due_on, sentence)
