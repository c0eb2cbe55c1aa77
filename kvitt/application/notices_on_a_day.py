"""How a case's letters stood at the end of a day, replayed from what its history tells of them.

A letter that was called back, came back or was withdrawn later had left, or was planned, on the
days before: its row says only how it ended.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.facts import NoticeFacts
from kvitt.store.explaining import CaseRows

WITHDRAWN = "withdrawn"
DID_NOT_ARRIVE = ("_not_sent", "_refused", "_revoked", "_bounced", "_came_back")
CAME_BACK = ("_bounced", "_came_back")


class Stood(NamedTuple):
    """Where a letter stood: the state of its row, and its days."""

    state: str
    planned_on: date
    sent_on: date | None = None
    deadline_on: date | None = None


def notices_then(rows: CaseRows, cycle: int, *, day: date, as_stored: bool) -> list[NoticeFacts]:
    """The flow's letters of the cycle that stood at the end of the day; ``as_stored`` as now."""
    then = []
    for notice in rows.notices:
        if notice.cycle != cycle or not notice.of_flow:
            continue
        stood = _stored(notice) if as_stored else _stood(notice, rows.history, day)
        if stood is not None and stood.state != WITHDRAWN:
            then.append(
                NoticeFacts(
                    notice.id, notice.step, notice.kind, stood.state, stood.planned_on,
                    stood.sent_on, stood.deadline_on,
                )
            )  # fmt: skip
    return then


def _stored(notice: Any) -> Stood:
    return Stood(notice.state, notice.planned_on, notice.sent_on, notice.deadline_on)


def _stood(notice: Any, history: Iterable[Any], day: date) -> Stood | None:
    """None where the letter was not planned yet."""
    told = [event for event in history if event.given.get("notice") == notice.id]
    if not any(event.kind.endswith("_planned") for event in told):
        return _by_its_days(notice, day)
    stood: Stood | None = None
    for event in told:
        if event.on_day > day:
            break
        stood = _after(stood, event, notice)
    return stood


def _after(stood: Stood | None, event: Any, notice: Any) -> Stood | None:
    kind, given = event.kind, event.given
    if kind.endswith("_planned") or stood is None:
        return Stood("planned", event.on_day)
    if kind == "notice_withdrawn":
        return Stood(WITHDRAWN, stood.planned_on)
    if kind.endswith(DID_NOT_ARRIVE):
        stands = kind.endswith(CAME_BACK) and _left_by(notice, event.on_day)
        return stood if stands else Stood("planned", event.on_day)
    if kind.endswith("_sent"):
        dated = date.fromisoformat(given["dated"]) if "dated" in given else event.on_day
        return Stood("sent", stood.planned_on, dated, _deadline(given))
    if kind.endswith("_posted"):
        return stood._replace(deadline_on=_deadline(given))
    if kind.endswith("_uncertain"):
        return stood._replace(state="unknown")
    return stood


def _left_by(notice: Any, day: date) -> bool:
    """Whether the letter counts as sent though it came back on that day: the next had left."""
    return bool(notice.state == "sent" and notice.sent_on <= day)


def _deadline(given: Any) -> date | None:
    told = given.get("deadline")
    return date.fromisoformat(told) if told else None


def _by_its_days(notice: Any, day: date) -> Stood | None:
    """Where the history does not say when it was planned: by the days on its row."""
    if notice.planned_on > day:
        return None
    if notice.sent_on is not None and notice.sent_on > day:
        return Stood("planned", notice.planned_on)
    return _stored(notice)
