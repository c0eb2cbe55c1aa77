"""What stands on a case that an act can be about: the debtor's other cases, a plan, an offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.end_plan import NoRunningPlan
from kvitt.application.withdraw_settlement_offer import OfferStandsNoMore
from kvitt.store.case_relations import (
    doubtful_dispatches,
    other_open_cases,
    standing_offer_of,
)
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor
from kvitt.store.debtor_pages import running_plan_of
from kvitt.store.plans import instalments_of
from kvitt.store.session import tenant_scope


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another open case of the same debtor with the same creditor."""

    case_id: int
    number: str
    invoices: tuple[str, ...]
    open_minor: int


@dataclass(frozen=True, slots=True)
class PlanOnCase:
    """The plan that runs on the case: its number and its instalments with their days and sums."""

    plan_id: int
    instalments: tuple[tuple[int, date, int], ...]


def other_cases(creditor: Creditor, case_id: int) -> Sequence[OtherCase]:
    """The debtor's other open cases with this creditor, oldest first."""
    with tenant_scope(creditor.tenant_id):
        rows = other_open_cases(creditor.tenant_id, case_id)
    return [
        OtherCase(row.id, case_number(creditor.tenant_id, row.id), tuple(row.invoices), row.minor)
        for row in rows
    ]


def plan_on_case(creditor: Creditor, case_id: int) -> PlanOnCase:
    """The plan that runs on the case. Raises NoRunningPlan."""
    with tenant_scope(creditor.tenant_id):
        plan_id = running_plan_of(creditor.tenant_id, case_id)
        if plan_id is None:
            raise NoRunningPlan("no plan runs on the case any more: nothing was changed")
        rows = instalments_of(creditor.tenant_id, plan_id)
    return PlanOnCase(plan_id, tuple((row.number, row.due_on, row.amount_minor) for row in rows))


def offer_on_case(creditor: Creditor, case_id: int) -> int:
    """The number of the settlement offer that stands on the case. Raises OfferStandsNoMore."""
    with tenant_scope(creditor.tenant_id):
        offer_id = standing_offer_of(creditor.tenant_id, case_id)
    if offer_id is None:
        raise OfferStandsNoMore("no offer stands on the case any more: nothing was changed")
    return offer_id


def doubtful_letters(creditor: Creditor, case_id: int) -> Sequence[Any]:
    """Letters of the case of which nobody knows whether they left: number, kind, channel, day."""
    with tenant_scope(creditor.tenant_id):
        return doubtful_dispatches(creditor.tenant_id, case_id)
