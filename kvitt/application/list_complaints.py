"""Reading the register of complaints: what was complained of, by when it is answered, and how."""

from datetime import date
from typing import Any

from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.disputes import complaints_of
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids

MOST = 500


def list_complaints(
    creditor: Creditor | None = None, *, late_on: date | None = None, only_open: bool = True
) -> list[dict[str, Any]]:
    """The complaints of one creditor's cases or of all, those with the shortest clock leading.

    ``late_on`` narrows it to those open beyond their last day; at most 500 are shown.
    """
    agency_id = agency_tenant_id()
    tenants = [creditor.tenant_id] if creditor else creditor_tenant_ids(agency_id)
    with tenant_scope(*tenants):
        found = complaints_of(tenants, late_on=late_on, only_open=only_open, most=MOST)
    return [
        {
            "complaint": one.id,
            "creditor": one.creditor_name,
            "case": case_number(one.tenant_id, one.case_id) if one.case_id else None,
            "about": one.about,
            "text": one.text,
            "channel": one.channel,
            "received_on": one.received_on,
            "answer_by_on": one.answer_by_on,
            "outcome": one.outcome,
            "answered_on": one.answered_on,
            "answered_by": one.answered_by,
            "answer": one.answer,
        }
        for one in found
    ]
