"""Each night: an application that has not left is taken back where it goes no further.

Who places a hold by hand takes it back at once. What holds many cases in one statement, a shadow, a
payment that may be for the case, a changed law, leaves it to the night, and so does money that
closes a case; nothing is filed meanwhile, for the gate is asked again when it is approved and when
it is filed.
"""

from datetime import date

from kvitt.application.take_back_drafts import take_back
from kvitt.domain.holds import hold_kind, passing
from kvitt.kernel.sentence import Sentence
from kvitt.store import proceedings as store
from kvitt.store.closing import wake_cases
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


def follow_drafts(tenant_id: int, *, today: date, actor: str = "night") -> int:
    """Takes back every draft of a closed case or under a hold that stops applications; how many.

    A second run on the same day takes nothing back again.
    """
    with tenant_scope(tenant_id):
        found = store.stopped_drafts(tenant_id, today=today, passing=passing("application"))
        stopped = {one.case_id: one for one in found}
        for kept in store.running_proceedings(tenant_id, stopped):
            one = stopped[kept.case_id]
            because = "the case is closed"
            if one.hold is not None:
                because = Sentence("nothing is filed: {word}", word=hold_kind(one.hold).word)
            take_back(tenant_id, kept, because=because, today=today, actor=actor,
                      asked_on=one.asked_on)  # fmt: skip
        if stopped:
            wake_cases(tenant_id, list(stopped), today=today)
            close_tenant_history(tenant_id)
    return len(stopped)
