"""Until when each open claim can be enforced, by each reading, soonest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.domain.limitation_clock import Reading, readings
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.limitation import (
    ClaimFacts,
    claims_to_look_at,
    clocks,
    soonest_of,
    start_clocks,
)
from kvitt.store.session import tenant_scope

PAGE = 2_000
SHOWN = 50
"""Claims on a page of the list."""


@dataclass(frozen=True, slots=True)
class ClaimLimitation:
    """One claim with its readings, or why there are none."""

    case: str
    invoice: str
    open_minor: int
    readings: tuple[Reading, ...]
    unknown_because: str
    planned: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For scripts: the strict reading leads; days as text."""
        first = self.readings[0] if self.readings else None
        return {
            "case": self.case,
            "claim": self.invoice,
            "open_minor": self.open_minor,
            "expires_on": _iso(first.expires_on) if first else None,
            "act_by": _iso(first.act_by) if first else None,
            "reading": first.name if first else None,
            "readings": [
                {"reading": one.name, "expires_on": _iso(one.expires_on),
                 "act_by": _iso(one.act_by), "sentence": one.sentence, "reference": one.reference}
                for one in self.readings
            ],
            "unknown_because": self.unknown_because or None,
            "planned": list(self.planned),
        }  # fmt: skip


def list_limitation(
    creditor: Creditor, *, before: date | None = None, case_id: int | None = None
) -> list[ClaimLimitation]:
    """The open claims of the creditor, or of one case; those that expire by ``before``."""
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        start_clocks(tenant_id)
        wanted = clocks(tenant_id, before=before, case_id=case_id)
    return _all(creditor, wanted)


def limitation_page(
    creditor: Creditor, *, before: date, after: int | None = None
) -> tuple[list[ClaimLimitation], int | None]:
    """A page of the claims that expire by ``before``, and the claim after which the next begins."""
    tenant_id = creditor.tenant_id
    with tenant_scope(tenant_id):
        start_clocks(tenant_id)
        wanted = clocks(tenant_id, before=before, after=after, most=SHOWN + 1)
    more = wanted[SHOWN - 1] if len(wanted) > SHOWN else None
    return _all(creditor, wanted[:SHOWN]), more


def creditor_in_haste(*, before: date) -> int | None:
    """The agency's creditor whose claim is barred first; None where none is by that day."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        return soonest_of(tenants, before=before)


def _all(creditor: Creditor, wanted: Sequence[int]) -> list[ClaimLimitation]:
    made: dict[int, ClaimLimitation] = {}
    for at in range(0, len(wanted), PAGE):
        made |= _page(creditor, wanted[at : at + PAGE])
    return sorted((made[claim_id] for claim_id in wanted if claim_id in made), key=_soonest)


def _page(creditor: Creditor, claim_ids: Sequence[int]) -> dict[int, ClaimLimitation]:
    with tenant_scope(creditor.tenant_id):
        found = claims_to_look_at(
            creditor.tenant_id, today=date.max, batch=len(claim_ids), claim_ids=claim_ids
        )
    return {claim.claim_id: _told(creditor, claim) for claim in found}


def _told(creditor: Creditor, claim: ClaimFacts) -> ClaimLimitation:
    number = case_number(creditor.tenant_id, claim.case_id)
    try:
        made, unknown = readings(law_book(creditor.country), claim.days), ""
    except Refusal as no:
        made, unknown = (), str(no)
    return ClaimLimitation(
        number, claim.invoice_number, claim.open_minor, made, unknown, claim.planned
    )


def _soonest(one: ClaimLimitation) -> tuple[date, str]:
    """What is not known comes first: it may be the soonest."""
    if not one.readings:
        return date.min, one.invoice
    return one.readings[0].expires_on or date.max, one.invoice


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
