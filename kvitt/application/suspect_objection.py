"""A debtor's message that looks like an objection: a person reads it, and nothing is sent before.

Nobody's words are made a dispute by a list of words. The task quotes them; whoever reads it
registers a dispute (`kvitt case dispute`) or answers the task, and the case goes on: decision 23.
"""

from datetime import date

from kvitt.application.place_hold import hold_in_scope
from kvitt.domain.objection import quoted_objection
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.disputes import open_disputes
from kvitt.store.holds import add_task, end_holds, is_open_case
from kvitt.store.payments import merged_cases
from kvitt.store.tasks import asked_task

TASK, HOLD = "looks_like_objection", "possible_objection"


def suspect_objection(
    tenant_id: int, case_id: int, text: str, *, message_id: int, today: date
) -> str | None:
    """Asks a person where the debtor's words look like an objection; the words, or None.

    Inside the tenant's scope; the caller closes the history. On a closed case, and where an
    objection stands or a person is asked already, nothing is asked again.
    """
    quote = quoted_objection(text)
    case_id = merged_cases(tenant_id, [case_id]).get(case_id, case_id)
    if quote is None or not is_open_case(tenant_id, case_id):
        return None
    if open_disputes(tenant_id, case_id) or asked_task(tenant_id, case_id, TASK):
        return None
    hold_in_scope(
        tenant_id,
        case_id,
        kind=HOLD,
        because=Sentence("message {message_id} looks like an objection", message_id=message_id),
        today=today,
        until_on=None,
        reason_code="told_by_debtor",
        actor="kvitt",
    )
    sentence = Sentence(
        "message {message_id} looks like an objection: “{quote}”; is it one?",
        message_id=message_id,
        quote=quote,
    )
    add_task(tenant_id, case_id, TASK, sentence, today=today)
    add_event(case_id, "looks_like_objection", today=today, actor="kvitt", message=message_id)
    return quote


def let_go_on(tenant_id: int, case_id: int, *, because: str, today: date, actor: str) -> None:
    """A person has read the message: the case is held by it no more. The caller tells the rest."""
    if end_holds(tenant_id, case_id, HOLD, today=today):
        add_event(case_id, "case_resumed", today=today, actor=actor, hold=HOLD, because=because)
        wake_cases(tenant_id, [case_id], today=today)
