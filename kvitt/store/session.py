"""A session with the database: which tenants it may see, and how its statements are run.

Every piece of work names its tenants. `tenant_scope` opens a transaction and tells the database;
row-level security then shows these tenants' rows and no others, whatever a query says.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, cast

import psycopg
from django.db import connection, transaction
from psycopg.rows import namedtuple_row, tuple_row

SQL = Path(__file__).parent / "sql"


SEE = """
with before as materialized (select current_setting('kvitt.tenants', true) as seen)
select seen, set_config('kvitt.tenants', %s, true) from before
"""


_seen: ContextVar[str | None] = ContextVar("seen", default=None)
"""What the innermost scope sees: within it the same scope need not tell the database again."""


@contextmanager
def tenant_scope(*tenant_ids: int) -> Iterator[None]:
    """One transaction that sees the rows of these tenants only. Scopes may be nested."""
    seen = "{" + ",".join(str(int(tenant_id)) for tenant_id in tenant_ids) + "}"
    is_nested = connection.in_atomic_block
    outer = _seen.get() if is_nested else None
    with transaction.atomic():
        before = outer if seen == outer else query(SEE, (seen,), keep_plan=True)[0][0]
        token = _seen.set(seen)
        try:
            yield
        finally:
            _seen.reset(token)
        # The setting ends with the transaction; after an error the rollback undoes it.
        if is_nested and seen != outer:
            query(SEE, (before or "",), keep_plan=True)


@cache
def sql(name: str) -> str:
    """The named query of ``kvitt/store/sql``."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def statements(name: str) -> list[str]:
    """The statements of a named query that holds several, in order."""
    return [part for part in sql(name).split(";\n") if part.strip()]


STALE = """
select c.relname from pg_class c
left join pg_stat_user_tables s on s.relid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any (%s)
  and coalesce(s.n_mod_since_analyze, 0) > 1000 + greatest(c.reltuples, 0) / 2
"""
GROWING = [
    "party",
    "collection_case",
    "claim",
    "claim_item",
    "posting",
    "notice",
    "dispatch",
    "document",
    "history",
    "payment",
    "allocation",
    "bank_line",
    "settlement_line",
]


def fresh_statistics() -> None:
    """Brings the planner's statistics up to date for tables that have grown by half since.

    A batch joins a few thousand staged rows to tables that may just have been filled. Until the
    database's own housekeeping comes by, the planner takes such a table for empty and reads it all
    for each batch: measured a hundred times slower. For the same reason the named queries compare
    with ``(select %(tenant)s::integer)``: a tenant that the statistics have not met is not empty.
    """
    stale = query(STALE, (GROWING,))
    if stale:
        # A few thousand sampled rows tell a table's size and its tenants; more would cost time.
        execute("set default_statistics_target = 20")
        for (table,) in stale:
            execute(f"analyze {table}")
        execute("reset default_statistics_target")


Parameters = Sequence[Any] | Mapping[str, Any] | None


def cursor() -> "psycopg.Cursor[tuple[Any, ...]]":
    """A cursor of the driver itself, for COPY and for wide reads in binary."""
    connection.ensure_connection()
    return psycopg.Cursor(
        cast("psycopg.Connection[Any]", connection.connection), row_factory=tuple_row
    )


def execute(statement: str, parameters: Parameters = None) -> int:
    """Runs one statement; returns how many rows it touched."""
    with cursor() as cur:
        cur.execute(statement, parameters)
        return cur.rowcount


def query(
    statement: str,
    parameters: Parameters = None,
    *,
    binary: bool = False,
    keep_plan: bool = False,
) -> list[tuple[Any, ...]]:
    """The rows of a query as tuples.

    With ``keep_plan`` the session keeps how the statement is carried out: for one that finds its
    few rows by a key, whoever the tenant. Planning costs such a statement more than the rows.
    """
    with cursor() as cur:
        return cur.execute(
            statement, parameters, binary=binary, prepare=keep_plan or None
        ).fetchall()


def query_named(
    statement: str, parameters: Parameters = None, *, keep_plan: bool = False
) -> list[Any]:
    """The rows of a query with their columns as attributes: for screens and single rows."""
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    with psycopg.Cursor(raw, row_factory=namedtuple_row) as cur:
        return cur.execute(statement, parameters, prepare=keep_plan or None).fetchall()


def query_together(*asked: tuple[str, Parameters]) -> list[list[Any]]:
    """The named rows of several queries by key, sent in one go: one wait, and plans are kept."""
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    with raw.pipeline():
        cursors = [
            psycopg.Cursor(raw, row_factory=namedtuple_row).execute(*one, prepare=True)
            for one in asked
        ]
        return [cursor.fetchall() for cursor in cursors]


def query_value(statement: str, parameters: Parameters = None, *, keep_plan: bool = False) -> Any:
    """The single value of a query, or None where there is no row."""
    rows = query(statement, parameters, keep_plan=keep_plan)
    return rows[0][0] if rows else None


def copy_rows(target: str, rows: Sequence[Sequence[Any]]) -> None:
    """Streams rows into ``table (columns)`` by COPY."""
    if not rows:
        return
    with cursor() as cur, cur.copy(f"copy {target} from stdin") as stream:
        for row in rows:
            stream.write_row(row)


def reserve_ids(sequence: str, count: int) -> list[int]:
    """Takes ``count`` numbers from a sequence at once."""
    rows = query("select nextval(%s::regclass) from generate_series(1, %s)", (sequence, count))
    return [row[0] for row in rows]
