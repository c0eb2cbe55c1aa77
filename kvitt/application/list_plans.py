"""Plans as people look them up: running ones, ended ones, one with its instalments."""

from typing import Any

from kvitt.application.end_plan import NoRunningPlan
from kvitt.store.cases import case_number
from kvitt.store.creditors import Creditor, all_creditors, find_creditor
from kvitt.store.plans import instalments_of, plans, tenant_of_plan
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids


class NoSuchPlan(NoRunningPlan):
    """There is no plan of that number."""


def creditor_of_plan(plan_id: int) -> Creditor:
    """The creditor whose plan it is. Raises NoSuchPlan."""
    tenants = creditor_tenant_ids(agency_tenant_id())
    with tenant_scope(*tenants):
        tenant_id = tenant_of_plan(tenants, plan_id)
    if tenant_id is None:
        raise NoSuchPlan("there is no plan {plan}: see kvitt plan list --all", plan=plan_id)
    return find_creditor(str(tenant_id))


def list_plans(called: str | None = None, *, ended: bool = False) -> list[dict[str, Any]]:
    """The running plans of that creditor or of all, with the ended ones where asked for."""
    chosen = [find_creditor(called)] if called else all_creditors()
    found = []
    for creditor in chosen:
        with tenant_scope(creditor.tenant_id):
            found += [_told(creditor, row) for row in plans(creditor.tenant_id, ended=ended)]
    return found


def show_plan(creditor: Creditor, plan_id: int) -> dict[str, Any]:
    """One plan with its instalments and their references. Raises NoSuchPlan."""
    with tenant_scope(creditor.tenant_id):
        rows = plans(creditor.tenant_id, plan_id=plan_id)
        if not rows:
            raise NoSuchPlan("{creditor} has no plan {plan}", plan=plan_id, creditor=creditor.name)
        parts = [row._asdict() for row in instalments_of(creditor.tenant_id, plan_id)]
    return _told(creditor, rows[0]) | {"terms": rows[0].terms, "instalments": parts}


def _told(creditor: Creditor, row: Any) -> dict[str, Any]:
    return {
        "plan": row.id,
        "creditor": creditor.name,
        "currency": creditor.currency,
        "debtor": row.debtor_name,
        "cases": [case_number(creditor.tenant_id, case_id) for case_id in row.cases],
        "invoices": list(row.invoices),
        "state": row.state,
        "agreed_on": row.agreed_on,
        "agreed_by": row.agreed_by,
        "override": row.override_because,
        "total_minor": row.terms["total_minor"],
        "open_minor": row.open_minor,
        "next_check_on": row.next_check_on,
        "resumes_on": row.resumes_on,
        "ended_on": row.ended_on,
        "ended_because": row.ended_because,
    }
