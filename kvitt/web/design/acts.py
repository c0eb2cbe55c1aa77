"""What a reader can do: buttons, choices, suggestions, and the pages before and after an act."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from kvitt.web.design.facts import Fact, Link
from kvitt.web.design.part import Part


@dataclass(frozen=True, slots=True)
class Action(Part):
    """A button. What changes something is posted, with its ``fields`` hidden in a form.

    ``spoken`` is the name that a screen reader says where the label alone is not enough.
    """

    template: ClassVar[str] = "kvitt/design/action.html"
    label: str
    href: str
    look: Literal["primary", "secondary", "tertiary"] = "primary"
    is_post: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways on."""

    icon: str
    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Choices(Part):
    """Ways on, each a large place to press."""

    template: ClassVar[str] = "kvitt/design/choices.html"
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that Kvitt proposes, and why. With ``name`` it can be ticked in a form."""

    title: str
    why: str
    actions: tuple[Action, ...] = ()
    links: tuple[Link, ...] = ()
    name: str = ""
    value: str = ""
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Suggestions(Part):
    """Suggestions below each other; the page puts a form around them where they are ticked."""

    template: ClassVar[str] = "kvitt/design/suggestions.html"
    title: str
    suggestions: tuple[Suggestion, ...]
    under: str = ""
    if_none: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmStep(Part):
    """The page before something is done: what follows from it, one button, and a way back."""

    template: ClassVar[str] = "kvitt/design/confirm_step.html"
    title: str
    action: Action
    back: Link
    sentences: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation(Part):
    """The page after something was done: a number to keep, and what happens next and when."""

    template: ClassVar[str] = "kvitt/design/confirmation.html"
    title: str
    reference_label: str = ""
    reference: str = ""
    next_title: str = ""
    next_sentences: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
