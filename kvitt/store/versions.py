"""What users write, in versions: proposed, tried, approved by another person, used from a day.

One way of keeping it for everything that a creditor writes itself. Rows are only ever added; each
such thing has three tables, of versions, of previews and of approvals.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

from kvitt.store.session import execute, query_named, query_value

TURN = 7012
"""The advisory lock of whoever changes what a creditor has written: one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version, with its latest preview and its approval where there are any."""

    id: int
    name: str
    number: int
    proposed_by: str
    proposed_on: date
    cases: int | None
    """Of the latest preview: on how many cases the version was tried."""
    refused: int | None
    """Of the latest preview: for how many cases it gave nothing."""
    previewed_by: str | None
    previewed_on: date | None
    approved_by: str | None
    approved_on: date | None
    from_on: date | None

    def as_json(self) -> dict[str, Any]:
        """The version for scripts and screens."""
        return asdict(self)


V = TypeVar("V", bound=Version)


@dataclass(frozen=True)
class Versions(Generic[V]):
    """The three tables of one thing that users write."""

    kind: type[V]
    table: str
    preview: str
    approval: str
    place: tuple[str, ...]
    """The columns that together name one thing, over all its versions."""
    content: str
    """The column of what was written."""
    counts: tuple[str, ...] = ("cases", "refused")
    """The columns of a preview that count cases."""

    @cached_property
    def _select(self) -> str:
        own = ("id", "number", *self.place, self.content, "proposed_by", "proposed_on")
        told = (*self.counts, "previewed_by", "previewed_on")
        columns = [*(f"v.{one}" for one in own), *(f"p.{one}" for one in told)]
        return (
            f"select {', '.join(columns)}, a.approved_by, a.approved_on, a.from_on"
            f" from {self.table} v"
            f" left join {self.approval} a on a.tenant_id = v.tenant_id and a.version_id = v.id"
            f" left join lateral (select * from {self.preview} p"
            " where p.tenant_id = v.tenant_id and p.version_id = v.id"
            " order by p.id desc limit 1) p on true"
            " where v.tenant_id = (select %(tenant)s::integer)"
        )

    def _read(self, condition: str, given: Mapping[str, Any]) -> list[V]:
        rows = query_named(f"{self._select} {condition}", given)
        return [self.kind(**row._asdict()) for row in rows]

    def _at_place(self, table: str) -> str:
        return "".join(f" and {table}.{column} = %({column})s" for column in self.place)

    def find(self, tenant_id: int, version_id: int) -> V | None:
        """The version with that number of the creditor, inside its scope."""
        found = self._read("and v.id = %(id)s", {"tenant": tenant_id, "id": version_id})
        return found[0] if found else None

    def all(self, tenant_id: int) -> list[V]:
        """All versions of the creditor, the newest of each thing first."""
        order = ", ".join(f"v.{column}" for column in self.place)
        return self._read(f"order by {order}, v.number desc", {"tenant": tenant_id})

    def in_use(self, tenant_id: int, *, on: date, **place: str) -> V | None:
        """The approved version that is used on the day: the one of the latest first day."""
        condition = f"{self._at_place('v')} and a.from_on <= %(on)s"
        order = "order by a.from_on desc, v.number desc limit 1"
        found = self._read(f"{condition} {order}", {"tenant": tenant_id, "on": on, **place})
        return found[0] if found else None

    def all_in_use(self, tenant_id: int, *, on: date) -> list[V]:
        """The approved versions that are used on the day, one of each thing."""
        order = ", ".join(f"v.{column}" for column in self.place)
        found = self._read(
            f"and a.from_on <= %(on)s order by {order}, a.from_on, v.number",
            {"tenant": tenant_id, "on": on},
        )
        latest = {tuple(getattr(one, column) for column in self.place): one for one in found}
        return list(latest.values())

    def add(self, tenant_id: int, content: str, *, by: str, today: date, **place: str) -> int:
        """Adds the next version of the thing that ``place`` names; returns its id."""
        columns = ", ".join(self.place)
        values = ", ".join(f"%({column})s" for column in self.place)
        return int(
            query_value(
                f"insert into {self.table} (tenant_id, {columns}, number, {self.content},"
                " proposed_by, proposed_on)"
                f" select %(tenant)s, {values}, coalesce(max(v.number), 0) + 1, %(content)s,"
                f" %(by)s, %(today)s from {self.table} v"
                f" where v.tenant_id = (select %(tenant)s::integer){self._at_place('v')}"
                " returning id",
                {"tenant": tenant_id, "content": content, "by": by, "today": today, **place},
            )
        )

    def add_preview(
        self, tenant_id: int, version_id: int, counts: Mapping[str, int], *, by: str, today: date
    ) -> None:
        """Notes that a version was tried, and on how many cases with which outcome."""
        columns = ", ".join(self.counts)
        values = ", ".join(f"%({column})s" for column in self.counts)
        execute(
            f"insert into {self.preview} (tenant_id, version_id, {columns}, previewed_by,"
            f" previewed_on) values (%(tenant)s, %(id)s, {values}, %(by)s, %(today)s)",
            {"tenant": tenant_id, "id": version_id, "by": by, "today": today, **counts},
        )

    def add_approval(
        self, tenant_id: int, version_id: int, *, by: str, today: date, from_on: date
    ) -> None:
        """Notes that another person lets the version be used from a day."""
        execute(
            f"insert into {self.approval}"
            " (tenant_id, version_id, proposed_by, approved_by, approved_on, from_on)"
            " select tenant_id, id, proposed_by, %(by)s, %(today)s, %(from_on)s"
            f" from {self.table} where tenant_id = (select %(tenant)s::integer) and id = %(id)s",
            {"tenant": tenant_id, "id": version_id, "by": by, "today": today, "from_on": from_on},
        )


def take_turn(tenant_id: int) -> None:
    """Waits until nobody else changes what the creditor has written."""
    query_value("select pg_advisory_xact_lock(%s, %s)", (TURN, tenant_id))
