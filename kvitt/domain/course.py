"""The course of a case after its letters: its proceeding, its title, its monitoring.

What has been put to an authority goes before the letters of the flow: it says where the case stands
and what comes next. Which state of a proceeding is told by which stage stands in the countries'
tables.

>>> from datetime import date
>>> filed = AtAuthority("payment_order", "filed", "Kronofogden", date(2026, 3, 20),
...                     "Kronofogden confirms the filing", "authority", date(2026, 4, 3))
>>> stage_of_course(Course(filed), "SE")
'at_kronofogden'
>>> coming_of(filed, date(2026, 3, 21)).what
'at Kronofogden since 2026-03-20: Kronofogden confirms the filing'
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kvitt.domain.enforcement import KINDS
from kvitt.domain.proceeding import (
    APPROVED,
    DRAFT,
    FILED,
    OURS,
    Happened,
    Moved,
    ProceedingKind,
    after,
    moved,
)
from kvitt.law.book import LawBook

APPLICATION, TITLED, FOLLOWED = "application_drafted", "titled", "monitored"
"""An application has not left yet, a title is held and nothing runs, the case is followed."""


class AtAuthority(NamedTuple):
    """The proceeding of a case that has not ended."""

    kind: str
    state: str
    authority: str
    filed_on: date | None
    """None while the application has not left."""
    next_what: str
    next_owner: str
    next_on: date | None


class Course(NamedTuple):
    """What has been put to an authority about a case, and what is left of it."""

    proceeding: AtAuthority | None = None
    title_on: date | None = None
    """The day of the last title that stands; None where there is none."""
    is_followed: bool = False
    """Whether the case is looked at in rounds."""


NO_COURSE = Course()


class Coming(NamedTuple):
    """What comes next, when and whose move it is."""

    what: str
    on: date | None
    owner: str


def stage_of_course(course: Course, country: str) -> str:
    """The stage that the authorities give the case; empty where its letters say it."""
    running = course.proceeding
    if running is not None:
        if running.filed_on is None:
            return APPLICATION
        kind = KINDS[country][running.kind]
        return kind.stages.get(running.state, kind.stage)
    if course.is_followed:
        return FOLLOWED
    return TITLED if course.title_on is not None else ""


def coming_of(running: AtAuthority, today: date) -> Coming:
    """What comes next in the proceeding; an application that has not left waits for a person."""
    if running.filed_on is None:
        what = {
            DRAFT: f"a person approves the application to {running.authority}",
            APPROVED: f"a person files the application to {running.authority}",
        }.get(running.state, f"a person finds out whether {running.authority} has it: file again")
        return Coming(what, today, "agency")
    since = f"at {running.authority} since {running.filed_on.isoformat()}"
    what = f"{since}: {running.next_what}" if running.next_what else since
    return Coming(what, running.next_on, running.next_owner or "authority")


def as_it_stood(
    kind: ProceedingKind, authority: str, filed_on: date | None, happened: Iterable[Happened],
    book: LawBook, *, name: str, is_approved: bool = False,
) -> AtAuthority:  # fmt: skip
    """The proceeding after the events that were known on a day, the oldest first.

    Raises EventNotPossible and LawNotKnown.
    """
    if filed_on is None:
        state = APPROVED if is_approved else DRAFT
        return AtAuthority(name, state, authority, None, "", "", None)
    stands = moved(FILED, kind.first, Happened("filed", filed_on), book)
    for event in happened:
        stands = next_stand(kind, stands, event, book)
    return AtAuthority(name, stands.state, authority, filed_on, *stands[1:4])


def next_stand(kind: ProceedingKind, before: Moved, event: Happened, book: LawBook) -> Moved:
    """Where the proceeding stands after the event: what was awaited stays where the event says so.

    Raises EventNotPossible and LawNotKnown.
    """
    to = after(kind, before.state, event, book)
    return before._replace(state=to.state) if kind.events[event.kind].keeps_next else to


def is_ours(running: AtAuthority) -> bool:
    """Whether the application has not been handed to the authority yet."""
    return running.state in OURS
