"""The history: events are added in sets and hung on the tenant's chain, one link a transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from kvitt.store.session import execute, query, query_value
from kvitt.store.staging import empty_staged, stage_more


class Event(NamedTuple):
    """Something that happened: past tense, on a case or on the tenant as a whole."""

    case_id: int | None
    kind: str
    given: dict[str, Any]


STAGE = """
create temp table if not exists new_history (
  case_id bigint, on_day date, kind text, actor text, given jsonb,
  staged_in xid8 default pg_current_xact_id()
)
"""

ADD = """
with added as (
  insert into history (tenant_id, link_id, case_id, on_day, kind, actor, given)
  select %(tenant)s, %(link)s, case_id, on_day, kind, actor, given from {staged}
  returning history
)
select count(*)::integer, sha256(convert_to(
  string_agg(history_line(history), E'\\n' order by (history).id), 'UTF8'))
from added
"""


def stage_history() -> None:
    """Makes the staging table that `close_history` empties; for set-based writers."""
    stage_more(STAGE)


def close_history(tenant_id: int, *, staged: str = "new_history") -> int:
    """Moves the staged events into the history and closes this transaction's link of the chain.

    Call it last: from here to the commit, other transactions of the tenant wait for the link.
    Returns how many rows were written. ``staged`` is the table (and condition) of the events.
    """
    link = query_value("select nextval('history_link_id_seq')")
    count, digest = query(ADD.format(staged=staged), {"tenant": tenant_id, "link": link})[0]
    if count:
        execute("select close_history_link(%s, %s, %s, %s)", (tenant_id, link, count, digest))
    empty_staged("new_history")
    return int(count) + 1 if count else 0


def add_history(tenant_id: int, events: Sequence[Event], *, on_day: date, actor: str) -> None:
    """Adds a few events and closes the link: for use cases that touch one case."""
    stage_history()
    for event in events:
        execute(
            "insert into new_history values (%s, %s, %s, %s, %s)",
            (event.case_id, on_day, event.kind, actor, Jsonb(event.given)),
        )
    close_history(tenant_id)
