"""Monitored cases as people look them up: what the last round found, and when the next one is."""

from typing import Any

from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, all_creditors, find_creditor
from kvitt.store.monitoring import monitored, rounds_of
from kvitt.store.session import tenant_scope


def list_monitoring(called: str | None = None, *, ended: bool = False) -> list[dict[str, Any]]:
    """The cases that are followed, of that creditor or of all, the next round first."""
    found = []
    for creditor in [find_creditor(called)] if called else all_creditors():
        with tenant_scope(creditor.tenant_id):
            found += [_told(creditor, row) for row in monitored(creditor.tenant_id, ended=ended)]
    return found


def show_monitoring(creditor: Creditor, case_id: int) -> list[dict[str, Any]]:
    """How the case has been followed: each monitoring of it, the standing one first."""
    with tenant_scope(creditor.tenant_id):
        rows = monitored(creditor.tenant_id, ended=True, case_id=case_id)
    return [_told(creditor, row) for row in rows]


def rounds_done(creditor: Creditor, case_id: int) -> list[dict[str, Any]]:
    """Every round of the case, oldest first, with what it found and why it did no more."""
    with tenant_scope(creditor.tenant_id):
        return [dict(row._asdict()) for row in rounds_of(creditor.tenant_id, case_id)]


def _told(creditor: Creditor, row: Any) -> dict[str, Any]:
    last = None
    if row.last_on is not None:
        last = {
            "on": row.last_on,
            "open_minor": row.open_minor,
            "verdict": row.verdict,
            "act_by": row.act_by,
            "no_letter_because": row.no_letter_because,
            "proposed": list(row.proposed),
        }
    return {
        "monitoring": row.id,
        "creditor": creditor.name,
        "currency": creditor.currency,
        "debtor": row.debtor_name,
        "case": case_number(creditor.tenant_id, row.case_id),
        "reason": row.reason,
        "because": row.because,
        "started_on": row.started_on,
        "started_by": row.started_by,
        "next_on": row.next_on,
        "rounds": row.rounds,
        "last": last,
        "ended_on": row.ended_on,
        "ended_because": row.ended_because,
    }
