"""What is known of a debtor's ability to pay on a day, and every question that was put for it."""

from datetime import date
from typing import Any

from kvitt.kernel.refusal import Refusal
from kvitt.store import ability
from kvitt.store.creditors import Creditor
from kvitt.store.messages import party_of_case
from kvitt.store.session import tenant_scope


class NoSuchCase(Refusal):
    """The creditor has no case of that number."""


def show_ability(creditor: Creditor, case_id: int, *, on: date) -> dict[str, Any]:
    """``report`` (None where none counts that day) and ``purchases``, the latest first.

    Raises NoSuchCase.
    """
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        if party_of_case(tenant_id, case_id) is None:
            raise NoSuchCase(
                "{creditor} has no case {case_id}", case_id=case_id, creditor=creditor.name
            )
        report = ability.latest_reports(tenant_id, [case_id], on=on).get(case_id)
        purchases = ability.purchases_of(tenant_id, case_id)
    return {"report": report.as_json() if report else None, "purchases": purchases}
