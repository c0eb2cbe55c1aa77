"""What had been put to an authority about a case at the end of a day, replayed from its events."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from kvitt.domain.course import AtAuthority, Course, as_it_stood
from kvitt.domain.enforcement import KINDS
from kvitt.domain.proceeding import Happened
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.store.explaining import CaseRows

PROCEEDING_COLUMNS = (
    "id", "reference", "kind", "state", "authority", "authority_number", "drafted_on",
    "approved_on", "filed_on", "next_what", "next_owner", "next_on", "ended_on", "ended_because",
)  # fmt: skip
TITLE_COLUMNS = (
    "id", "kind", "number", "given_on", "principal_minor", "interest_minor", "cost_minor",
    "later_interest", "fell_on",
)  # fmt: skip

ENTRY_COLUMNS = (
    "id", "proceeding_id", "kind", "amount_minor", "what", "taken_on", "ends_on", "reference",
    "released_on", "released_because",
)  # fmt: skip


def course_then(rows: CaseRows, book: LawBook, *, day: date, as_stored: bool) -> Course:
    """The proceeding, the title and the monitoring of the case at the end of ``day``.

    With ``as_stored`` as they are now.
    """
    running = [one for one in rows.proceedings if _runs(one, day, as_stored)]
    titles = [
        one.given_on
        for one in rows.titles
        if (as_stored or one.recorded_on <= day)
        and (one.fell_on is None or (not as_stored and one.fell_on > day))
    ]
    return Course(
        _stood(running[-1], book, day, as_stored) if running else None,
        max(titles, default=None),
        any(_stands(hold, day, as_stored) for hold in rows.holds if hold.kind == "monitoring"),
    )


def _stands(hold: Any, day: date, as_stored: bool) -> bool:
    if as_stored:
        return hold.until_on is None
    return bool(hold.from_on <= day and (hold.until_on is None or hold.until_on > day))


def _runs(one: Any, day: date, as_stored: bool) -> bool:
    if as_stored:
        return one.ended_on is None
    return bool(one.drafted_on <= day and (one.ended_on is None or one.ended_on > day))


def _stood(one: Any, book: LawBook, day: date, as_stored: bool) -> AtAuthority:
    stored = AtAuthority(
        one.kind, one.state, one.authority, one.filed_on, one.next_what, one.next_owner, one.next_on
    )
    if as_stored:
        return stored
    known = one.filed_on is not None and one.filed_on <= day
    happened = [
        Happened(event["kind"], date.fromisoformat(event["on"]), _read(event["given"]))
        for event in one.events
        if date.fromisoformat(event["recorded_on"]) <= day
    ]
    try:
        return as_it_stood(
            KINDS[book.country][one.kind], one.authority, one.filed_on if known else None,
            happened, book, name=one.kind,
            is_approved=one.approved_on is not None and one.approved_on <= day,
        )  # fmt: skip
    except Refusal:  # the law of that day is not known any more: as it stands now
        return stored


def _read(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was told of an event, with its day as a day again."""
    until = given.get("until")
    told = {**given, "until": date.fromisoformat(until)} if until else given
    return MappingProxyType(dict(told))
