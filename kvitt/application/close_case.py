"""A person closes a case: everything queued is stopped, and the history shows that it was."""

from datetime import date

from kvitt.application.revoke_dispatch import Revoked
from kvitt.application.withdraw_notices import stop_letters
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import close_cases
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope


class CaseNotOpen(Refusal):
    """The case does not exist or is closed already."""


def close_case(
    creditor: Creditor, case_id: int, *, because: str, today: date, actor: str
) -> list[Revoked]:
    """Closes the case and stops what is queued: planned letters are withdrawn with their fees.

    Letters that were handed over for printing and not yet confirmed are called back. What is open
    stays open in the books. Returns the letters called back. Raises CaseNotOpen.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        lock_cases(tenant_id, {case_id: today})
        told = f"the case was closed: {because}"
        revoked = stop_letters(tenant_id, [case_id], because=told, today=today, actor=actor)
        if not close_cases(tenant_id, [case_id], because=because, today=today, actor=actor):
            raise CaseNotOpen(
                f"{creditor.name} has no open case {case_id}: nothing was changed", case_id=case_id
            )
        close_tenant_history(tenant_id)
    return revoked
