"""A case stops: an objection, a deferral, or a debtor who says “sue or drop”.

Nothing is sent and nothing is charged while the stop stands; letters that were planned are taken
back, and a person is asked what follows.
"""

from datetime import date

from kvitt.application.standing_case import require_open_case
from kvitt.application.withdraw_notices import stop_letters
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.history import close_history
from kvitt.store.holds import add_task, end_holds, place_hold
from kvitt.store.payments import lock_cases
from kvitt.store.session import tenant_scope

TASK_OF_STOP = {
    "dispute": ("answer_objection", "the debtor objects: examine the claim and answer"),
    "sue_or_drop": (
        "decide_legal_action",
        "the debtor asks that the claim be taken to court or dropped: decide",
    ),
    "deferral": None,
}
"""The kinds of stops, and what a person is asked."""


class UnknownStop(Refusal):
    """That is not a reason to stop a case."""


class DeferralNeedsADay(Refusal):
    """A deferral ends on a day."""


def stop_case(
    creditor: Creditor,
    case_id: int,
    *,
    kind: str,
    because: str,
    today: date,
    until_on: date | None = None,
    actor: str,
) -> None:
    """Stops the case from today, through ``until_on`` where that is given.

    Raises UnknownStop and DeferralNeedsADay.
    """
    if kind not in TASK_OF_STOP:
        raise UnknownStop(
            f"“{kind}” does not stop a case; it is one of {', '.join(TASK_OF_STOP)}", kind=kind
        )
    if kind == "deferral" and until_on is None:
        raise DeferralNeedsADay("a deferral ends on a day: say until when")
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        lock_cases(creditor.tenant_id, {case_id: today})
        told = f"the case stops ({kind.replace('_', ' ')}): {because}"
        stop_letters(creditor.tenant_id, [case_id], because=told, today=today, actor=actor)
        place_hold(creditor.tenant_id, case_id, kind, because, today=today, until_on=until_on,
                   placed_by=actor)  # fmt: skip
        asked = TASK_OF_STOP[kind]
        if asked is not None:
            add_task(creditor.tenant_id, case_id, *asked, today=today)
        until = until_on.isoformat() if until_on else None
        add_event(case_id, "case_stopped", today=today, actor=actor, hold=kind, because=because,
                  until=until)  # fmt: skip
        wake_cases(creditor.tenant_id, [case_id], today=today)
        close_history(creditor.tenant_id)


def resume_case(
    creditor: Creditor, case_id: int, *, kind: str, because: str, today: date, actor: str
) -> bool:
    """Ends the stops of that kind from tomorrow; False where none stood."""
    with tenant_scope(creditor.tenant_id):
        ended = end_holds(creditor.tenant_id, case_id, kind, today=today)
        if ended:
            add_event(case_id, "case_resumed", today=today, actor=actor, hold=kind, because=because)
            wake_cases(creditor.tenant_id, [case_id], today=today)
        close_history(creditor.tenant_id)
    return ended > 0
