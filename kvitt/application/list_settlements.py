"""A creditor's settlements: what was paid out, their statements, and what is booked."""

from datetime import date
from typing import Any

from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.history import close_history
from kvitt.store.session import tenant_scope
from kvitt.store.settlements import (
    StoredStatement,
    acknowledge,
    settlement_numbered,
    settlements_before,
    statement_of,
)

PAGE = 50
NEWEST = 2**31 - 1


class NoSuchSettlement(Refusal):
    """The creditor has no settlement of that number."""


def list_settlements(
    creditor: Creditor, *, before: int | None = None
) -> tuple[list[Any], int | None]:
    """A page of settlements, the newest first, and the number under which the next page begins."""
    place = NEWEST if before is None else before
    with tenant_scope(creditor.tenant_id):
        found = settlements_before(creditor.tenant_id, before=place, most=PAGE + 1)
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def show_statement(creditor: Creditor, number: int, ending: str) -> StoredStatement:
    """The statement as it was made, as ``pdf`` or ``csv``. Raises NoSuchSettlement."""
    with tenant_scope(creditor.tenant_id):
        one = _numbered(creditor, number)
        found = statement_of(
            creditor.tenant_id, reference=one.payment_reference, on=one.settled_on, ending=ending
        )
    if found is None:
        raise NoSuchSettlement(
            "settlement {number} has no statement as {ending}", number=number, ending=ending
        )
    return found


def acknowledge_settlement(creditor: Creditor, number: int, *, today: date, by: str) -> bool:
    """Notes that the creditor has the settlement in its books; False where somebody had said so.

    Raises NoSuchSettlement.
    """
    with tenant_scope(creditor.tenant_id):
        one = _numbered(creditor, number)
        is_new = acknowledge(creditor.tenant_id, one.id, today=today, by=by)
        if is_new:
            add_event(None, "settlement_acknowledged", today=today, actor=by, number=number)
            close_history(creditor.tenant_id)
    return is_new


def _numbered(creditor: Creditor, number: int) -> Any:
    one = settlement_numbered(creditor.tenant_id, number)
    if one is None:
        raise NoSuchSettlement(
            "{creditor} has no settlement {number}", number=number, creditor=creditor.name
        )
    return one
