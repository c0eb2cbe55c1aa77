"""How the house is: what waits to be sent, the last night, jobs, stops, and letters in doubt."""

from dataclasses import dataclass
from datetime import datetime

from kvitt.application.list_cases import own_tenants
from kvitt.application.stop_sending import SendingState, sending_state
from kvitt.store.house import in_doubt, jobs_by_state, last_nights, nights_behind, under_way
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id


@dataclass(frozen=True, slots=True)
class HouseState:
    """What whoever runs the house looks at."""

    sending: SendingState
    nights: tuple[tuple[str, datetime], ...]
    """The newest night over cases and over tasks, by what it did."""
    behind: int
    """Creditors whose newest night is older than the newest of all."""
    jobs: dict[str, int]
    """Jobs by state: ``todo``, ``doing``, ``failed`` …"""
    in_doubt: int
    """Letters of which nobody knows whether they left."""
    under_way: int
    """Letters that are being sent now."""
    left_behind: int
    """Those of them whose worker is gone: the sweeper finds out what became of them."""


def house_state() -> HouseState:
    """How the house is now."""
    agency_id = agency_tenant_id()
    tenants = own_tenants()
    with tenant_scope(agency_id, *tenants):
        nights = last_nights(tenants)
        behind = nights_behind(tenants)
        doubt = in_doubt(tenants)
        sent_now, left = under_way(tenants)
    return HouseState(sending_state(), nights, behind, jobs_by_state(), doubt, sent_now, left)
