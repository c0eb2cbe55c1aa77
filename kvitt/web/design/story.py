"""What happened and what comes: the timeline, the next step, a hold, a plan's way, a message."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from kvitt.web.design.acts import Action
from kvitt.web.design.facts import Link
from kvitt.web.design.part import Part, Tone


@dataclass(frozen=True, slots=True)
class Moment:
    """One mark on a timeline. ``when`` is written where there is no exact day."""

    title: str
    on: date | None = None
    when: str = ""
    state: Literal["past", "now", "next"] = "past"
    sentences: tuple[str, ...] = ()
    icon: str = "note"
    tone: Tone = "plain"
    links: tuple[Link, ...] = ()
    under: str = ""


@dataclass(frozen=True, slots=True)
class Timeline(Part):
    """Moments from the oldest to what is still to come.

    ``steps`` is the short look of a phone, ``events`` the full one with days and icons.
    """

    template: ClassVar[str] = "kvitt/design/timeline.html"
    moments: tuple[Moment, ...]
    look: Literal["steps", "events"] = "events"


@dataclass(frozen=True, slots=True)
class NextStep(Part):
    """What comes next, when, and who is to do it."""

    template: ClassVar[str] = "kvitt/design/next_step.html"
    title: str
    what: str
    on: date | None = None
    sentences: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold(Part):
    """Why a case stands still, and until when; ``until_on`` is the last day of the hold."""

    template: ClassVar[str] = "kvitt/design/hold.html"
    title: str
    reason: str = ""
    from_on: date | None = None
    until_on: date | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress(Part):
    """How far something has come, such as a plan: ``done`` of ``of``."""

    template: ClassVar[str] = "kvitt/design/progress.html"
    label: str
    done: int
    of: int
    text: str
    """The same in words, such as “3 of 6 instalments paid”."""


@dataclass(frozen=True, slots=True)
class Message(Part):
    """One message of a conversation. ``is_own``: written by the reader's own side."""

    template: ClassVar[str] = "kvitt/design/message.html"
    author: str
    when: str
    text: str
    is_own: bool = False
    is_internal: bool = False
    files: tuple[Link, ...] = ()
