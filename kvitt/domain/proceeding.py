"""A proceeding: what was put to an authority about a case, from its draft to its end.

The countries' tables (`kvitt.domain.enforcement`) say for each kind which events may be recorded in
which state, what each event leads to, what it asks for, and by when somebody has to act.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.statutory import statutory_deadline

DRAFT, APPROVED, FILED = "draft", "approved", "filed"
OURS = (DRAFT, APPROVED)
"""States in which nothing has left: a hold takes the proceeding back."""
FILING = "filing"
"""It is on its way: whether it arrived is not known until it is filed."""
ENDED = "ended"


class EventNotPossible(Refusal):
    """The proceeding has no such event, or not in its state, or the event lacks what it needs."""


class NextStep(NamedTuple):
    """What has to be done after an event, by whom and by which deadline of the law."""

    what: str
    owner: str
    """``agency``, ``creditor`` or ``authority``, whose move it is."""
    deadline: str = ""
    """A name of ``kvitt.law.statutory``; without one ``after_days`` counts."""
    after_days: int | None = None
    """Policy, where the law names no day: it is looked at again after so many days."""
    waits: bool = False
    """It is done only after the deadline's last day, whoever may act by that deadline."""


class EventRule(NamedTuple):
    """What may happen to a proceeding, and what follows."""

    word: str
    states: tuple[str, ...]
    """The states in which it may be recorded."""
    to: str = ""
    """The state after it; empty where it stays."""
    needs: tuple[str, ...] = ()
    """What must be said of it: ``number``, ``amount``, ``until`` …"""
    effects: tuple[str, ...] = ()
    """What the house does with it: see `kvitt.application.record_proceeding`."""
    next: NextStep | None = None
    by_debtor: bool = False
    reference: str = ""
    """The statute that knows the event, where it is told here."""
    keeps_next: bool = False
    """What was awaited before it is awaited still, by the same day."""
    tells: str = ""
    """The message of ours that it is: see `kvitt.domain.authority_message`."""


class ProceedingKind(NamedTuple):
    """A kind of proceeding of a country: where it is filed, what it costs, what may happen."""

    name: str
    country: str
    authority: str
    document: str
    """The checklist of the law (`kvitt.law.notices.checklist`) that its application must meet."""
    costs: tuple[str, ...]
    """Kinds of costs that are charged when it is filed, in this order."""
    needs_title: bool
    events: Mapping[str, EventRule]
    first: NextStep
    """What is waited for once it has been filed."""
    stage: str
    """The stage of the case while it runs."""
    stages: Mapping[str, str] = MappingProxyType({})
    """The stage by state, where it is another one."""


class Happened(NamedTuple):
    """An event of a proceeding."""

    kind: str
    on_day: date
    given: Mapping[str, object] = MappingProxyType({})


class Moved(NamedTuple):
    """Where a proceeding stands after an event."""

    state: str
    next_what: str
    next_owner: str
    next_on: date | None
    reference: str
    """The statute of the next day, where it has one."""


def after(kind: ProceedingKind, state: str, event: Happened, book: LawBook) -> Moved:
    """Where the proceeding stands after the event.

    Raises EventNotPossible, and LawNotKnown where the deadline's day is not known.
    """
    rule = kind.events.get(event.kind)
    if rule is None:
        known = ", ".join(sorted(kind.events))
        raise EventNotPossible(
            "“{kind}” cannot happen to it; known are: {known}", kind=event.kind, known=known
        )
    if state not in rule.states:
        raise EventNotPossible(
            "{word} cannot be recorded while it is {state:word}", state=state, word=rule.word
        )
    missing = [name for name in rule.needs if event.given.get(name) in (None, "", [])]
    if missing:
        raise EventNotPossible(
            "{word} needs: {lacking}", missing=missing, word=rule.word, lacking=list(missing)
        )
    return moved(rule.to or state, rule.next, event, book)


def moved(state: str, step: NextStep | None, event: Happened, book: LawBook) -> Moved:
    """The state with its next step; a day that the event itself names goes before the law's."""
    if step is None:
        return Moved(state, "", "", None, "")
    told = event.given.get("until")
    if isinstance(told, date):
        on = told + ONE_DAY if step.waits else told
        return Moved(state, step.what, step.owner, on, "")
    if step.deadline:
        found = statutory_deadline(book, step.deadline, from_on=event.on_day)
        on = found.day + ONE_DAY if step.waits else found.act_by or found.opens_on or found.day
        return Moved(state, step.what, step.owner, on, found.because.reference)
    if step.after_days is not None:
        on = event.on_day + timedelta(days=step.after_days)
        return Moved(state, step.what, step.owner, on, "")
    return Moved(state, step.what, step.owner, None, "")
