"""The law versions that were taken into use: which book from which day, and its values."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.store.session import execute, query, query_named, query_value, tenant_scope

TAKEN = """
select country, number, version, from_on, changes from law_version
where tenant_id = (select %s::integer) order by from_on desc, id desc
"""
TAKING = 7005
"""The advisory lock of whoever takes a new law: one at a time."""
ADD = """
insert into law_version (tenant_id, country, number, version, from_on, snapshot, changes)
values (%(agency)s, %(country)s, %(number)s, %(version)s, %(from_on)s, %(snapshot)s, %(changes)s)
"""


class TakenVersion(NamedTuple):
    """A law version without its values."""

    country: str
    number: int
    version: str
    from_on: date


def newest_versions(agency_id: int) -> dict[str, TakenVersion]:
    """The version in use of each country, inside the agency's scope."""
    rows = query(
        "select distinct on (country) country, number, version, from_on from law_version"
        " where tenant_id = %s order by country, number desc",
        (agency_id,),
    )
    return {row[0]: TakenVersion._make(row) for row in rows}


def was_used_before(agency_id: int, country: str, version: str) -> bool:
    """Whether the version was in use earlier, before the one that is used now."""
    return bool(
        query_value(
            "select exists (select from law_version where tenant_id = %s and country = %s"
            " and version = %s)",
            (agency_id, country, version),
        )
    )


def kept_snapshots(
    agency_id: int, country: str, *, but: str
) -> list[tuple[date, dict[str, Any] | None]]:
    """The books of a country that were taken into use, oldest first, each with its first day.

    The values of the version ``but`` are not read: the caller has that book at hand.
    """
    rows = query(
        "select from_on, case when version <> %s then snapshot::text end from law_version"
        " where tenant_id = %s and country = %s order by number",
        (but, agency_id, country),
        keep_plan=True,
    )
    return [(from_on, json.loads(written) if written else None) for from_on, written in rows]


def newest_snapshot(agency_id: int, country: str) -> dict[str, Any]:
    """The values of the version in use."""
    written = query_value(
        "select snapshot::text from law_version where tenant_id = %s and country = %s"
        " order by number desc limit 1",
        (agency_id, country),
    )
    kept: dict[str, Any] = json.loads(written)
    return kept


def add_version(
    agency_id: int,
    taken: TakenVersion,
    *,
    snapshot: dict[str, Any],
    changes: Sequence[str],
) -> None:
    """Adds the version that is used from now on."""
    given = {
        "agency": agency_id,
        **taken._asdict(),
        "snapshot": json.dumps(snapshot, ensure_ascii=False),
        "changes": json.dumps(list(changes), ensure_ascii=False),
    }
    execute(ADD, given)


def take_turn(agency_id: int) -> None:
    """Waits until nobody else is taking a new law."""
    query_value("select pg_advisory_xact_lock(%s, %s)", (TAKING, agency_id))


def countries_of(tenant_ids: Sequence[int]) -> dict[int, str]:
    """The country of each creditor among these tenants, by whose law it collects."""
    with tenant_scope(*tenant_ids):
        rows = query("select tenant_id, country from creditor order by tenant_id")
    return {row[0]: row[1] for row in rows}


def taken_versions(agency_id: int) -> list[Any]:
    """Every version that was taken into use, the newest first, with what differed from before."""
    rows = query_named(TAKEN, (agency_id,))
    return [
        row._replace(
            changes=json.loads(row.changes) if isinstance(row.changes, str) else row.changes
        )
        for row in rows
    ]
