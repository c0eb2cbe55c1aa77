"""The debtor says that a payment is on its way: nothing is sent until the bank has told.

The case waits through some bank days, or until a payment is booked on it, whichever comes first.
"""

from datetime import date

from kvitt.application.place_hold import hold_in_scope, require_open_case
from kvitt.domain.deferral import announced_bank_days
from kvitt.kernel.days import add_bank_days
from kvitt.kernel.sentence import Sentence
from kvitt.store.creditors import Creditor
from kvitt.store.history import close_history
from kvitt.store.session import tenant_scope


def announce_payment(
    creditor: Creditor, case_id: int, *, today: date, because: str = "", actor: str
) -> date:
    """Holds the case for the announced payment; the last day of waiting.

    For how many bank days is in the creditor's agreement (``payment_announced_bank_days``), three
    where it is silent. Raises NoOpenCase and AgreementUnclear.
    """
    until_on = add_bank_days(creditor.country, today, announced_bank_days(creditor.agreement))
    with tenant_scope(creditor.tenant_id):
        require_open_case(creditor, case_id)
        hold_in_scope(
            creditor.tenant_id,
            case_id,
            kind="payment_announced",
            because=because or Sentence("the debtor says that a payment is on its way"),
            today=today,
            until_on=until_on,
            reason_code="told_by_debtor",
            actor=actor,
        )
        close_history(creditor.tenant_id)
    return until_on
