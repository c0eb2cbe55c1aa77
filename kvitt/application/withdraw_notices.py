"""Planned letters are withdrawn: something came in between, and their fees are not owed."""

from collections.abc import Sequence
from datetime import date

from kvitt.application.revoke_dispatch import Revoked, revoke_letters
from kvitt.store.closing import wake_cases, withdraw_planned
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope


def withdraw_notices(
    tenant_id: int,
    case_ids: Sequence[int],
    *,
    because: str,
    today: date,
    actor: str = "kvitt",
) -> list[int]:
    """Withdraws the cases' planned letters, voids their unpaid fees and wakes the cases today.

    Returns the cases that had a planned letter. Letters that are being sent or were sent stay.
    """
    with tenant_scope(tenant_id):
        touched = withdraw_planned(tenant_id, case_ids, because=because, today=today, actor=actor)
        wake_cases(tenant_id, touched, today=today)
        if touched:
            close_tenant_history(tenant_id)
    return touched


def stop_letters(
    tenant_id: int, case_ids: Sequence[int], *, because: str, today: date, actor: str
) -> list[Revoked]:
    """Nothing more is sent on cases that are closed, inside the tenant's scope.

    Letters handed over for printing and not confirmed are called back, planned ones withdrawn.
    Returns the letters called back, or that could not be. The caller closes the history.
    """
    revoked = revoke_letters(tenant_id, case_ids, because=because, today=today, actor=actor)
    withdraw_planned(tenant_id, case_ids, because=because, today=today, actor=actor)
    return revoked
