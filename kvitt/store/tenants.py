"""Tenants: the agency of this installation and the creditors it collects for."""

from datetime import date

from kvitt.kernel.refusal import Refusal
from kvitt.store.session import execute, query, query_value


class CreditorNotFound(Refusal):
    """No creditor has that name, organisation number or id."""


def agency_tenant_id() -> int:
    """The agency's tenant; it is made the first time it is asked for."""
    found = query_value("select id from tenant where kind = 'agency' order by id limit 1")
    if found is None:
        found = query_value("insert into tenant (kind) values ('agency') returning id")
    return int(found)


def agency_of(tenant_id: int) -> int:
    """The agency of a creditor; the agency itself is its own."""
    found = query_value("select coalesce(agency_id, id) from tenant where id = %s", (tenant_id,))
    if found is None:
        raise CreditorNotFound(f"there is no creditor with number {tenant_id}", tenant_id=tenant_id)
    return int(found)


def add_creditor_tenant(agency_id: int) -> int:
    """A new tenant for a creditor of the agency."""
    added = query_value(
        "insert into tenant (kind, agency_id) values ('creditor', %s) returning id", (agency_id,)
    )
    return int(added)


def creditor_tenant_ids(agency_id: int) -> list[int]:
    """The tenants of the agency's creditors, oldest first."""
    rows = query("select id from tenant where agency_id = %s order by id", (agency_id,))
    return [row[0] for row in rows]


def night_is_over(tenant_id: int, what: str, *, on: date) -> None:
    """Notes that the tenant's cases which woke until that day are decided, or its tasks followed.

    ``what`` is ``cases`` or ``tasks``. The second time that day changes nothing.
    """
    execute(
        "insert into night (tenant_id, on_day, what) values (%s, %s, %s) on conflict do nothing",
        (tenant_id, on, what),
    )
