"""Settlement offers end when something else is agreed on the case, or when it is closed."""

from collections.abc import Sequence
from datetime import date

from kvitt.store.closing import add_event, wake_cases
from kvitt.store.holds import end_holds, end_tasks
from kvitt.store.settlement_offers import locked_offers, mark_ended

HOLD = "settlement_offer"
APPROVE = "approve_settlement_offer"


def end_offers(
    tenant_id: int, case_ids: Sequence[int], *, because: str, today: date, actor: str
) -> None:
    """Ends the offers that stand on the cases, inside the tenant's scope, with their holds.

    The caller stops the letters and closes the history.
    """
    for offer in locked_offers(tenant_id, case_ids=case_ids):
        end_offer(
            tenant_id, offer.offer_id, offer.case_id, "ended", because=because, today=today,
            actor=actor,
        )  # fmt: skip


def end_offer(
    tenant_id: int, offer_id: int, case_id: int, state: str, *, because: str, today: date,
    actor: str, **told: object,
) -> None:  # fmt: skip
    """Ends one offer: its hold, the question who approves it, and the history says why."""
    mark_ended(tenant_id, offer_id, state, because=because, today=today)
    end_holds(tenant_id, case_id, HOLD, today=today)
    end_tasks(tenant_id, case_id, APPROVE, today=today, by=actor, outcome=f"offer {state}")
    add_event(
        case_id, f"settlement_offer_{state}", today=today, actor=actor, offer=offer_id,
        because=because, **told,
    )  # fmt: skip
    wake_cases(tenant_id, [case_id], today=today)
