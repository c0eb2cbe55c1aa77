"""Settlement offers as people look them up: those that stand, and those that have ended."""

from typing import Any

from kvitt.application.approve_settlement_offer import NoSuchOffer
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, all_creditors, find_creditor
from kvitt.store.session import tenant_scope
from kvitt.store.settlement_offers import offers, tenant_of_offer
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids


def creditor_of_offer(offer_id: int) -> Creditor:
    """The creditor whose offer it is. Raises NoSuchOffer."""
    tenants = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenants):
        tenant_id = tenant_of_offer(tenants, offer_id)
    if tenant_id is None:
        raise NoSuchOffer(
            "there is no settlement offer {offer}: see kvitt offer list --all", offer=offer_id
        )
    return find_creditor(str(tenant_id))


def list_offers(called: str | None = None, *, ended: bool = False) -> list[dict[str, Any]]:
    """The standing offers of that creditor or of all, with the ended ones where asked for."""
    found = []
    for creditor in [find_creditor(called)] if called else all_creditors():
        with tenant_scope(creditor.tenant_id):
            found += [_told(creditor, row) for row in offers(creditor.tenant_id, ended=ended)]
    return found


def show_offer(creditor: Creditor, offer_id: int) -> dict[str, Any]:
    """One offer. Raises NoSuchOffer."""
    with tenant_scope(creditor.tenant_id):
        rows = offers(creditor.tenant_id, offer_id=offer_id)
    if not rows:
        raise NoSuchOffer(
            "{creditor} has no settlement offer {offer}", offer=offer_id, creditor=creditor.name
        )
    return _told(creditor, rows[0])


def _told(creditor: Creditor, row: Any) -> dict[str, Any]:
    return {
        "offer": row.id,
        "creditor": creditor.name,
        "currency": creditor.currency,
        "debtor": row.debtor_name,
        "case": case_number(creditor.tenant_id, row.case_id),
        "state": row.state,
        "amount_minor": row.amount_minor,
        "owed_minor": row.owed_minor,
        "pay_by_on": row.pay_by_on,
        "holds_until_on": row.holds_until_on,
        "because": row.because,
        "by": row.by,
        "proposed_by": row.proposed_by,
        "proposed_on": row.proposed_on,
        "needs_approval": row.needs_approval,
        "approved_by": row.approved_by,
        "approved_on": row.approved_on,
        "ended_on": row.ended_on,
        "ended_because": row.ended_because,
    }
