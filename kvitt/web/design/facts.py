"""Small statements: a tag, a fact with its label, a figure, a notice, an empty place."""

from dataclasses import dataclass
from typing import ClassVar

from kvitt.web.design.part import Part, Tone


@dataclass(frozen=True, slots=True)
class Link(Part):
    """A place to go to. ``under`` tells more, such as a file's size."""

    template: ClassVar[str] = "kvitt/design/link.html"
    label: str
    href: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Tag(Part):
    """One word about a state, such as a case's stage."""

    template: ClassVar[str] = "kvitt/design/tag.html"
    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is true of it."""

    label: str
    text: str
    under: str = ""
    link: Link | None = None
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Facts(Part):
    """A list of facts; with ``is_number`` their texts stand in a column to the right."""

    template: ClassVar[str] = "kvitt/design/facts.html"
    facts: tuple[Fact, ...]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of an overview, written as people read it."""

    label: str
    text: str
    under: str = ""
    tone: Tone = "plain"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figures(Part):
    """Figures beside each other, two in a row on a phone."""

    template: ClassVar[str] = "kvitt/design/figures.html"
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Notice(Part):
    """Something that the reader must know about the page. ``level`` is the level of its heading."""

    template: ClassVar[str] = "kvitt/design/notice.html"
    title: str
    sentences: tuple[str, ...] = ()
    tone: Tone = "info"
    links: tuple[Link, ...] = ()
    level: int = 2

    @property
    def icon(self) -> str:
        """The icon that goes with the tone."""
        return {"good": "done", "warm": "trouble", "hot": "trouble"}.get(self.tone, "info")


@dataclass(frozen=True, slots=True)
class EmptyState(Part):
    """Where a list would stand if there were anything in it: what that means and what to do."""

    template: ClassVar[str] = "kvitt/design/empty_state.html"
    title: str
    text: str = ""
    icon: str = "done"
    links: tuple[Link, ...] = ()
