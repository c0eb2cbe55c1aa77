"""Each night: an application that has not left is taken back where a hold stops it by now.

Who places a hold by hand takes it back at once. What holds many cases in one statement, a shadow, a
payment that may be for the case, a changed law, leaves it to the night; nothing is filed meanwhile,
for the gate is asked again when it is approved and when it is filed.
"""

from datetime import date

from kvitt.application.take_back_drafts import take_back
from kvitt.domain.holds import hold_kind, passing
from kvitt.store import proceedings as store
from kvitt.store.closing import wake_cases
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


def follow_drafts(tenant_id: int, *, today: date, actor: str = "night") -> int:
    """Takes back every draft under a hold that stops applications; how many.

    A second run on the same day takes nothing back again.
    """
    with tenant_scope(tenant_id):
        held = store.held_drafts(tenant_id, today=today, passing=passing("application"))
        for kept in store.running_proceedings(tenant_id, held):
            because = f"nothing is filed: {hold_kind(held[kept.case_id]).word}"
            take_back(tenant_id, kept, because=because, today=today, actor=actor)
        if held:
            wake_cases(tenant_id, list(held), today=today)
            close_tenant_history(tenant_id)
    return len(held)
