"""The office's long lists over all creditors, in pages: proceedings, offers, creditors."""

from typing import Any, NamedTuple

from kvitt.application.list_cases import own_tenants
from kvitt.store import desk_lists
from kvitt.store.session import tenant_scope

PAGE = 50


class DeskPage(NamedTuple):
    """A page of a list, and the number after which the next one begins; None at the end."""

    rows: list[Any]
    more: int | None


def list_running_proceedings(*, after: int | None = None) -> DeskPage:
    """Applications and proceedings that run, the soonest day first."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        rows = desk_lists.running_proceedings(tenants, after=after, most=PAGE + 1)
    return _cut(rows, "id")


def list_offers_to_approve() -> DeskPage:
    """Settlement offers that wait for another person, oldest first; the first page of them."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        rows = desk_lists.offers_to_approve(tenants, most=PAGE + 1)
    return _cut(rows, "id")


def list_creditors(*, after: int | None = None, sought: str = "") -> DeskPage:
    """Creditors by name; with ``sought`` those whose name or organisation number holds it."""
    tenants = own_tenants()
    with tenant_scope(*tenants):
        rows = desk_lists.creditors_by_name(tenants, after=after, sought=sought, most=PAGE + 1)
    return _cut(rows, "tenant_id")


def _cut(rows: list[Any], key: str) -> DeskPage:
    more = getattr(rows[PAGE - 1], key) if len(rows) > PAGE else None
    return DeskPage(rows[:PAGE], more)
