"""Dispatches: the attempts to send, their bytes, and what follows when they have ended.

`sending_in` is held while a chunk is between its intent and its outcome. It is shared among senders
and ends with the database session, so whoever gets `nobody_sends_in` knows that every attempt found
under way was left behind by a worker that is gone.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from psycopg import errors

from kvitt.domain.holds import ANSWERS_WHEN_CLOSED, passing_letters
from kvitt.store.history import close_history, stage_history
from kvitt.store.session import (
    copy_rows,
    execute,
    query,
    query_named,
    query_value,
    reserve_ids,
    sql,
    tenant_scope,
)
from kvitt.store.staging import stage
from kvitt.store.tenants import agency_of

_LOCK = 7003
"""A number of ours for the database's advisory locks: the senders of a tenant."""
_STAGING = """
create temp table if not exists new_document (
  id bigint, case_id bigint, kind text, media_type text, name text, sha256 bytea, content bytea
);
create temp table if not exists new_dispatch (
  id bigint, notice_id bigint, attempt integer, channel text, address text,
  document_id bigint, state text, deadline_on date, text_id bigint
)
"""
_SETTLED = """
create temp table if not exists settled (
  notice_id bigint, dispatch_id bigint, case_id bigint, step text, state text,
  channel text, made_on date, deadline_on date, total_minor bigint, text_id bigint
)
"""


class NewDocument(NamedTuple):
    """Bytes to be kept as they will be sent."""

    case_id: int
    kind: str
    media_type: str
    name: str
    sha256: bytes
    content: bytes


class NewDispatch(NamedTuple):
    """An attempt that is about to be made."""

    notice_id: int
    attempt: int
    channel: str
    address: str
    state: str
    """``ready``, until the call is announced."""
    deadline_on: date
    documents: tuple[NewDocument, ...]
    """The first is the letter itself."""
    text_id: int | None = None
    """The version of the creditor's own text that the letter carries."""


class UnderWay(NamedTuple):
    """An attempt that has begun and of which no outcome is known."""

    id: int
    notice_id: int
    attempt: int
    channel: str
    state: str
    made_on: date


@contextmanager
def sending_in(tenant_id: int) -> Iterator[None]:
    """Marks this session as one that sends for the tenant, for as long as the block runs."""
    execute("select pg_advisory_lock_shared(%s, %s)", (_LOCK, tenant_id))
    try:
        yield
    finally:
        execute("select pg_advisory_unlock_shared(%s, %s)", (_LOCK, tenant_id))


@contextmanager
def nobody_sends_in(tenant_id: int, *, wait_seconds: float) -> Iterator[bool]:
    """A transaction in the tenant's scope that no sender works beside; False where one stays.

    The senders that begin meanwhile wait until the block ends.
    """
    with tenant_scope(tenant_id):
        yield _senders_have_ended(tenant_id, wait_seconds)


def _senders_have_ended(tenant_id: int, wait_seconds: float) -> bool:
    try:
        with transaction.atomic():
            execute(
                "select set_config('lock_timeout', %s, true)", (f"{int(wait_seconds * 1000)}ms",)
            )
            execute("select pg_advisory_xact_lock(%s, %s)", (_LOCK, tenant_id))
            execute("select set_config('lock_timeout', '0', true)")
    except errors.LockNotAvailable:
        return False
    return True


def add_dispatches(tenant_id: int, new: Sequence[NewDispatch], *, today: date) -> list[int]:
    """Stores the bytes and the intents of a chunk; returns the attempts' numbers, in order."""
    if not new:
        return []
    stage(_STAGING)
    document_ids = iter(reserve_ids("document_id_seq", sum(len(one.documents) for one in new)))
    dispatch_ids = reserve_ids("dispatch_id_seq", len(new))
    documents: list[Sequence[Any]] = []
    dispatches: list[Sequence[Any]] = []
    for dispatch_id, one in zip(dispatch_ids, new, strict=True):
        ids = [next(document_ids) for _ in one.documents]
        documents += [(id_, *document) for id_, document in zip(ids, one.documents, strict=True)]
        said = (one.notice_id, one.attempt, one.channel, one.address)
        dispatches.append((dispatch_id, *said, ids[0], one.state, one.deadline_on, one.text_id))
    copy_rows("new_document (id, case_id, kind, media_type, name, sha256, content)", documents)
    copy_rows(
        "new_dispatch (id, notice_id, attempt, channel, address, document_id, state, deadline_on,"
        " text_id)",
        dispatches,
    )
    _run("add_dispatches", {"tenant": tenant_id, "today": today})
    return dispatch_ids


def begin_dispatches(
    tenant_id: int, dispatch_ids: Sequence[int], *, today: date, at: datetime
) -> set[int]:
    """Announces the calls that come now; returns those whose letter may still leave.

    The stop buttons are read in the same statement: one that was pressed a moment ago counts. The
    cases are locked first, so that no payment is booked between the look and the commit.
    """
    agency_id = agency_of(tenant_id)
    given: dict[str, Any] = {"tenant": tenant_id, "dispatches": list(dispatch_ids)}
    given |= {"today": today, "at": at, "passing": passing_letters(), "agency": agency_id}
    given["answering"] = list(ANSWERS_WHEN_CLOSED)
    with tenant_scope(tenant_id, agency_id):
        query(sql("lock_letter_cases"), given)
        return {row[0] for row in query(sql("begin_dispatches"), given)}


def end_dispatches(
    tenant_id: int,
    dispatch_ids: Sequence[int],
    state: str,
    *,
    at: datetime,
    provider_id: str | None = None,
    sentence: str = "",
    from_states: Sequence[str] = ("ready", "sending"),
) -> int:
    """Notes the outcome of attempts under way; returns how many of them still were."""
    return execute(
        "update dispatch set state = %s, ended_at = %s,"
        " provider_id = coalesce(%s, provider_id), sentence = %s"
        " where tenant_id = (select %s::integer) and id = any (%s) and state = any (%s)",
        (
            state,
            at,
            provider_id,
            sentence or None,
            tenant_id,
            list(dispatch_ids),
            list(from_states),
        ),
    )


def mark_unreachable(tenant_id: int, notice_id: int, address: str) -> None:
    """The address is not used again for the debtor of that notice."""
    given = {"tenant": tenant_id, "notice": notice_id, "address": address}
    execute(sql("mark_unreachable"), given)


def settle_dispatches(tenant_id: int, *, today: date, actor: str = "sending") -> dict[str, int]:
    """Carries out what follows from attempts that have ended; how many notices by outcome.

    Runs in the tenant's scope, last in its transaction. Attempts that another session settles are
    passed over.
    """
    stage(_SETTLED)
    stage_history()
    given = {"tenant": tenant_id, "today": today, "actor": actor}
    statements = [part for part in sql("settle_dispatches").split(";\n") if part.strip()]
    if execute(statements[0], given) == 0:
        return {}
    for statement in statements[1:]:
        execute(statement, given)
    outcome = query("select state, count(*)::integer from settled group by state")
    close_history(tenant_id)
    return {str(state): int(count) for state, count in outcome}


def dispatches_under_way(tenant_id: int) -> list[UnderWay]:
    """Attempts without an outcome, oldest first."""
    rows = query(
        "select d.id, d.notice_id, d.attempt, d.channel, d.state, doc.made_on from dispatch d"
        " join document doc on doc.tenant_id = d.tenant_id and doc.id = d.document_id"
        " where d.tenant_id = (select %s::integer) and d.state in ('ready', 'sending')"
        " order by d.id",
        (tenant_id,),
    )
    return [UnderWay._make(row) for row in rows]


def dispatch_of_attempt(tenant_id: int, notice_id: int, attempt: int) -> Any | None:
    """One attempt with its notice and case, both locked; None where there is none."""
    found = query(
        "select id from dispatch"
        " where tenant_id = (select %s::integer) and notice_id = %s and attempt = %s",
        (tenant_id, notice_id, attempt),
    )
    return dispatch_by_id(tenant_id, found[0][0]) if found else None


def dispatch_by_id(tenant_id: int, dispatch_id: int) -> Any | None:
    """One attempt by its number, with its notice and case, both locked; None if there is none."""
    rows = _in_full(tenant_id, [dispatch_id])
    return rows[0] if rows else None


def unconfirmed_letters(
    tenant_id: int, case_ids: Sequence[int], *, beside: Sequence[str] = ()
) -> list[Any]:
    """Letters of the cases that the print house has and has not yet confirmed as posted, locked.

    Of letters beside the flow only those kinds.
    """
    given = {"tenant": tenant_id, "cases": list(case_ids), "beside": list(beside)}
    found = [row[0] for row in query(sql("unconfirmed_letters"), given)]
    return _in_full(tenant_id, found) if found else []


def _in_full(tenant_id: int, dispatch_ids: Sequence[int]) -> list[Any]:
    given = {"tenant": tenant_id, "dispatches": list(dispatch_ids)}
    given["answering"] = list(ANSWERS_WHEN_CLOSED)
    return query_named(sql("dispatch_in_full"), given)


def _run(name: str, given: dict[str, Any]) -> None:
    for statement in sql(name).split(";\n"):
        if statement.strip():
            execute(statement, given)


def uncertain_count(tenant_id: int) -> int:
    """How many attempts wait for a person to say whether they left."""
    found = query_value(
        "select count(*) from dispatch where tenant_id = %s and state = 'unknown'", (tenant_id,)
    )
    return int(found)
