"""A person gives up charges of a case: fees that were not called for, or interest, with the reason.

What has been paid of them stays paid; that is for a person to pay back.
"""

from collections.abc import Sequence
from datetime import date

from kvitt.application.standing_case import require_open_case
from kvitt.application.withdraw_notices import stop_letters
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import void_charges, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history, lock_cases
from kvitt.store.session import tenant_scope


class NothingToWaive(Refusal):
    """The case has no unpaid charge of that kind."""


def waive_charges(
    creditor: Creditor,
    case_id: int,
    *,
    because: str,
    today: date,
    kinds: Sequence[str] = (),
    actor: str,
) -> int:
    """Takes back the case's unpaid costs, or its unpaid charges of the kinds; the sum in öre.

    A letter that was planned with them is taken back too: it would ask for too much. Raises
    NothingToWaive.
    """
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        lock_cases(creditor.tenant_id, {case_id: today})
        waived_minor = void_charges(
            creditor.tenant_id, [case_id], because=because, today=today, actor=actor,
            kinds=kinds, only_costs=not kinds, waived=True,
        )  # fmt: skip
        if not waived_minor:
            raise NothingToWaive(
                "case {case_id} has no unpaid {kinds:or}", case_id=case_id, kinds=kinds or ["cost"]
            )
        stop_letters(creditor.tenant_id, [case_id], because=because, today=today, actor=actor,
                     keeps_drafts=True)  # fmt: skip
        wake_cases(creditor.tenant_id, [case_id], today=today)
        close_tenant_history(creditor.tenant_id)
    return waived_minor
