"""Monitored cases as people look them up: what the last round found, and when the next one is."""

from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, find_creditor
from kvitt.store.monitoring import monitored, rounds_of
from kvitt.store.session import tenant_scope

PAGE = 50


def list_monitoring(called: str | None = None, *, ended: bool = False) -> list[dict[str, Any]]:
    """The cases that are followed, of that creditor or of all, the next round first."""
    tenants = [find_creditor(called).tenant_id] if called else own_tenants()
    with tenant_scope(*tenants):
        return [_told(row) for row in monitored(tenants, ended=ended)]


def monitoring_page(*, after: int | None = None) -> tuple[list[dict[str, Any]], int | None]:
    """A page of the cases that are followed, of all creditors, and where the next one begins."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        rows = monitored(tenants, after=after, most=PAGE + 1)
    more = rows[PAGE - 1].id if len(rows) > PAGE else None
    return [_told(row) for row in rows[:PAGE]], more


def show_monitoring(creditor: Creditor, case_id: int) -> list[dict[str, Any]]:
    """How the case has been followed: each monitoring of it, the standing one first."""
    with tenant_scope(creditor.tenant_id):
        rows = monitored([creditor.tenant_id], ended=True, case_id=case_id)
    return [_told(row) for row in rows]


def rounds_done(creditor: Creditor, case_id: int) -> list[dict[str, Any]]:
    """Every round of the case, oldest first, with what it found and why it did no more."""
    with tenant_scope(creditor.tenant_id):
        return [dict(row._asdict()) for row in rounds_of(creditor.tenant_id, case_id)]


def _told(row: Any) -> dict[str, Any]:
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
        "creditor": row.creditor_name,
        "currency": row.currency,
        "debtor": row.debtor_name,
        "case": case_number(row.tenant_id, row.case_id),
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
