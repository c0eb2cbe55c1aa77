"""A case stops: an objection, a deferral, or a debtor who says “sue or drop”.

Nothing is sent and nothing is charged while the stop stands; letters that were planned are taken
back, and a person is asked what follows. `place_hold` knows the other kinds, and `defer_case` the
creditor's limits.
"""

from datetime import date

from kvitt.application.place_hold import HoldNeedsADay, NotHeld, place_hold, release_hold
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor

STOPS = ("dispute", "deferral", "sue_or_drop")


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

    Raises UnknownStop, DeferralNeedsADay and NoOpenCase.
    """
    if kind not in STOPS:
        raise UnknownStop(
            "“{kind}” does not stop a case; it is one of {stops}", kind=kind, stops=list(STOPS)
        )
    try:
        place_hold(creditor, case_id, kind=kind, because=because, today=today, until_on=until_on,
                   actor=actor)  # fmt: skip
    except HoldNeedsADay as no:
        raise DeferralNeedsADay(no.sentence) from no


def resume_case(
    creditor: Creditor, case_id: int, *, kind: str, because: str, today: date, actor: str
) -> bool:
    """Ends the stops of that kind from tomorrow; False where none stood.

    Raises UnknownHold, NoOpenCase and StillDisputed.
    """
    try:
        release_hold(creditor, case_id, kind=kind, because=because, today=today, actor=actor)
    except NotHeld:
        return False
    return True
