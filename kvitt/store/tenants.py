"""Tenants: the agency of this installation and the creditors it collects for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from kvitt.kernel.refusal import Refusal
from kvitt.store.session import execute, query, query_value


class CreditorNotFound(Refusal):
    """No creditor has that name, organisation number or id."""


@dataclass
class _Known:
    agency: int | None = None
    creditors: dict[int, list[int]] = field(default_factory=dict)


_known: ContextVar[_Known | None] = ContextVar("known", default=None)


@contextmanager
def tenants_known_once() -> Iterator[None]:
    """Within it the agency and its creditors are read once, however often they are asked for.

    For a page: one is made in a moment and asks for them at every turn.
    """
    token = _known.set(_Known())
    try:
        yield
    finally:
        _known.reset(token)


def agency_tenant_id() -> int:
    """The agency's tenant; it is made the first time it is asked for."""
    known = _known.get()
    if known is None:
        return _agency_tenant_id()
    if known.agency is None:
        known.agency = _agency_tenant_id()
    return known.agency


def _agency_tenant_id() -> int:
    asked = "select id from tenant where kind = 'agency' order by id limit 1"
    found = query_value(asked, keep_plan=True)
    if found is None:
        found = query_value("insert into tenant (kind) values ('agency') returning id")
    return int(found)


def agency_of(tenant_id: int) -> int:
    """The agency of a creditor; the agency itself is its own."""
    found = query_value("select coalesce(agency_id, id) from tenant where id = %s", (tenant_id,))
    if found is None:
        raise CreditorNotFound("there is no creditor with number {tenant_id}", tenant_id=tenant_id)
    return int(found)


def add_creditor_tenant(agency_id: int) -> int:
    """A new tenant for a creditor of the agency."""
    added = query_value(
        "insert into tenant (kind, agency_id) values ('creditor', %s) returning id", (agency_id,)
    )
    if known := _known.get():
        known.creditors.clear()
    return int(added)


def creditor_tenant_ids(agency_id: int) -> list[int]:
    """The tenants of the agency's creditors, oldest first."""
    known = _known.get()
    if known is not None and agency_id in known.creditors:
        return list(known.creditors[agency_id])
    rows = query("select id from tenant where agency_id = %s order by id", (agency_id,))
    found = [row[0] for row in rows]
    if known is not None:
        known.creditors[agency_id] = list(found)
    return found


def night_is_over(tenant_id: int, what: str, *, on: date) -> None:
    """Notes that the tenant's cases which woke until that day are decided, or its tasks followed.

    ``what`` is ``cases`` or ``tasks``. The second time that day changes nothing.
    """
    execute(
        "insert into night (tenant_id, on_day, what) values (%s, %s, %s) on conflict do nothing",
        (tenant_id, on, what),
    )
