"""A person decides that a case goes on by itself although the debtor has others."""

from datetime import date

from kvitt.store.closing import add_event, wake_cases
from kvitt.store.creditors import Creditor
from kvitt.store.history import close_history
from kvitt.store.holds import end_tasks, keep_apart
from kvitt.store.session import tenant_scope


def keep_case_apart(
    creditor: Creditor, case_id: int, *, because: str, today: date, actor: str
) -> bool:
    """Lets the case go on by itself, with the reason in its history; False where it is closed."""
    with tenant_scope(creditor.tenant_id):
        kept = keep_apart(creditor.tenant_id, case_id, because)
        if kept:
            end_tasks(creditor.tenant_id, case_id, "merge_review", today=today, by=actor,
                      outcome=because)  # fmt: skip
            add_event(case_id, "kept_apart", today=today, actor=actor, because=because)
            wake_cases(creditor.tenant_id, [case_id], today=today)
        close_history(creditor.tenant_id)
    return kept > 0
