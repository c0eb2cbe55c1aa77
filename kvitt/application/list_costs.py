"""Outlays as people look them up: what was laid out, by whom, and what became of it."""

from typing import Any

from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, all_creditors, find_creditor
from kvitt.store.outlays import due_of_bills, outlays
from kvitt.store.session import tenant_scope


def list_costs(called: str | None = None, *, only_open: bool = False) -> list[dict[str, Any]]:
    """By creditor: its outlays, the oldest first, and what it was billed and has not paid.

    A creditor that has neither is left out. Sums in whole minor units.
    """
    found = []
    for creditor in [find_creditor(called)] if called else all_creditors():
        with tenant_scope(creditor.tenant_id):
            due_minor = due_of_bills(creditor.tenant_id)
        rows = costs_of(creditor, only_open=only_open)
        if rows or due_minor:
            found.append(
                {"creditor": creditor.name, "creditor_number": creditor.tenant_id,
                 "currency": creditor.currency, "due_minor": due_minor, "outlays": rows}
            )  # fmt: skip
    return found


def costs_of(
    creditor: Creditor, case_id: int | None = None, *, only_open: bool = False
) -> list[dict[str, Any]]:
    """The outlays of the creditor or of one case, with the terms of the day of each."""
    with tenant_scope(creditor.tenant_id):
        rows = outlays(creditor.tenant_id, case_id=case_id)
    return [
        {
            "outlay": row.id,
            "case": case_number(creditor.tenant_id, row.case_id),
            "kind": row.kind,
            "authority": row.authority,
            "reference": row.reference,
            "on": row.incurred_on,
            "advanced_by": row.advanced_by,
            "amount_minor": row.amount_minor,
            "recovered_minor": row.recovered_minor,
            "billed_minor": row.billed_minor,
            "vat_minor": row.vat_minor,
            "refunded_minor": row.refunded_minor,
            "borne_minor": row.borne_minor,
            "outstanding_minor": row.outstanding_minor,
            "terms": row.terms._asdict(),
        }
        for row in rows
        if row.outstanding_minor or not only_open
    ]
