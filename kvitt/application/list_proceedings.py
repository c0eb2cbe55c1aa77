"""Proceedings as a person or a script sees them: what runs, who must act, by when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kvitt.application.draft_proceeding import NoSuchProceeding
from kvitt.application.record_distribution import EFFECT
from kvitt.application.tell_authority import to_tell
from kvitt.domain.enforcement import KINDS
from kvitt.store.attachments import entries_of
from kvitt.store.authority_messages import messages_of
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.distributions import distributions_of
from kvitt.store.proceedings import claims_of, events_of, list_of, titles_of
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids


def list_proceedings(
    creditor: Creditor | None = None, *, ended: bool = False, case_id: int | None = None
) -> list[dict[str, Any]]:
    """The proceedings that run, the soonest day first; with ``ended`` those that are over, too."""
    tenants = [creditor.tenant_id] if creditor else creditor_tenant_ids(agency_tenant_id())
    found: list[dict[str, Any]] = []
    for tenant_id in tenants:
        with tenant_scope(tenant_id):
            rows = list_of(tenant_id, ended=ended, case_id=case_id)
            found += [_told(tenant_id, row) for row in rows]
    return sorted(found, key=lambda one: (one["next_on"] or date.max, one["reference"]))


def _told(tenant_id: int, row: Any) -> dict[str, Any]:
    told: dict[str, Any] = row._asdict()
    told["case"] = case_number(tenant_id, told.pop("case_id"))
    return told


def show_proceeding(
    creditor: Creditor, proceeding_id: int, *, today: date | None = None
) -> dict[str, Any]:
    """One proceeding with its claims, events, titles, and what may be recorded of it now.

    ``to_tell`` is the draft of the message that is due to the authority, by the books of ``today``.
    """
    with tenant_scope(creditor.tenant_id):
        (row,) = list_of(creditor.tenant_id, ended=True, number=proceeding_id)
        told = _told(creditor.tenant_id, row)
        told["claims"] = [c._asdict() for c in claims_of(creditor.tenant_id, [proceeding_id])]
        told["events"] = [e._asdict() for e in events_of(creditor.tenant_id, proceeding_id)]
        told["attachments"] = [e._asdict() for e in entries_of(creditor.tenant_id, proceeding_id)]
        told["distributions"] = distributions_of(creditor.tenant_id, proceeding_id)
        due = to_tell(creditor, row, today=today) if today is not None else None
        told["to_tell"] = due.as_json() if due is not None else None
        told["messages"] = [m._asdict() for m in messages_of(creditor.tenant_id, proceeding_id)]
        told["titles"] = [t._asdict() for t in titles_of(creditor.tenant_id, row.case_id)]
    told["may_happen"] = may_happen(creditor.country, row.kind, row.state)
    return told


def may_happen(country: str, kind: str, state: str) -> Mapping[str, Mapping[str, Any]]:
    """The events that can be recorded in a state, with what each needs and its statute."""
    return {
        name: {
            "word": rule.word,
            "needs": list(rule.needs),
            "reference": rule.reference,
            "brings_money": EFFECT in rule.effects,
        }
        for name, rule in KINDS[country][kind].events.items()
        if state in rule.states
    }


def creditor_of_proceeding(number: int) -> Creditor:
    """The creditor whose proceeding it is. Raises NoSuchProceeding."""
    tenants = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenants):
        for tenant_id in tenants:
            if list_of(tenant_id, ended=True, number=number):
                return creditor_of(tenant_id)
    raise NoSuchProceeding("there is no proceeding {number}", number=number)
