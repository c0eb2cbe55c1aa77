"""Facts from the store: one set-based read, then plain records for `decide`."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from kvitt.domain.facts import ClaimFacts, Facts, FeeFacts, NoticeFacts
from kvitt.store.session import query, sql

NO_NOTICES: tuple[NoticeFacts, ...] = ()
NO_FEES: tuple[FeeFacts, ...] = ()


def due_facts(
    tenant_id: int, *, today: date, batch: int, case_ids: Sequence[int] | None = None
) -> list[Facts]:
    """The facts of up to ``batch`` cases that wake today or earlier; their rows are locked.

    Cases that another worker has locked are passed over: it is deciding them now.
    """
    rows = query(
        sql("due_facts"),
        {
            "tenant": tenant_id,
            "today": today,
            "batch": batch,
            "cases": list(case_ids) if case_ids else None,
        },
        binary=True,
    )
    return list(_by_case(rows))


def _by_case(rows: Sequence[tuple[Any, ...]]) -> Iterator[Facts]:
    """Groups the claims of a case, which stand on neighbouring rows."""
    made: Facts | None = None
    for row in rows:
        claim = ClaimFacts._make(row[4:13])
        if made is not None and made.case_id == row[0]:
            made = made._replace(claims=(*made.claims, claim), fees=(*made.fees, *_fees(row)))
            continue
        if made is not None:
            yield made
        notices = tuple(map(NoticeFacts, *row[13:22])) if row[13] else NO_NOTICES
        made = Facts(
            row[0], row[1], row[2], row[3], (claim,), notices, _fees(row), row[26], row[27], row[28]
        )
    if made is not None:
        yield made


def _fees(row: tuple[Any, ...]) -> tuple[FeeFacts, ...]:
    return tuple(map(FeeFacts, *row[22:26])) if row[22] else NO_FEES
