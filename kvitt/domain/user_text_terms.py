"""The words of users' texts: what a text may name, its limits, and why a text is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence

Kind = Literal["text", "number", "yes_no", "list"]

MOST_CHARACTERS = 4_000
"""Of a text."""
MOST_DEPTH = 12
"""How deep tags, and parts of an expression, may be nested."""
MOST_LOOPS = 5
MOST_OF_A_MARK = 500
"""Characters between ``{{`` and ``}}``, or ``{%`` and ``%}``."""
MOST_ROUNDS = 200
"""Of a loop, loops around it multiplied; so many rows has a list at most, too."""
MOST_BYTES = 20_000
"""Of what a text gives."""
MOST_WRITES = 20_000
"""Steps of printing: with the other limits they bound the time."""
MOST_OF_A_VALUE = 2_000
"""Characters of one value."""
LARGEST = 10**12
"""The largest number that can be given."""


class UserTextNotAllowed(Refusal):
    """The text uses what a user's text may not use, or cannot be read; names line and place."""


class UnknownVariable(UserTextNotAllowed):
    """The text names a variable that there is not."""


class UserTextTooLarge(UserTextNotAllowed):
    """The text, or what it gives, is larger or takes more steps than a text may."""


class VariableIsMissing(UserTextNotAllowed):
    """A variable of the text has no value here: nothing is printed in its place."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that a text may name: its kind, what it means, and an example to try texts with."""

    kind: Kind
    meaning: str
    example: Any = None
    fields: Mapping[str, "Variable"] | None = None
    """Of a list: what each of its rows holds."""
    may_lack: bool = False
    """Whether it may have no value: ask for it with ``if``, or say a ``default``."""


def line_of(source: str, at: int) -> int:
    """The line, from 1, of a position in the text."""
    return source.count("\n", 0, max(at, 0)) + 1


def place_of(source: str, at: int) -> str:
    """Line and place for the beginning of a sentence; empty where the place is not known."""
    if at < 0:
        return ""
    place = at - (source.rfind(chr(10), 0, at) + 1) + 1
    return Sentence("line {line}, place {place}: ", line=line_of(source, at), place=place)


def not_allowed(source: str, at: int, problem: str) -> UserTextNotAllowed:
    """The refusal of what stands at that position."""
    line = line_of(source, at)
    return UserTextNotAllowed(
        "{place}{problem}", line=line, place=place_of(source, at), problem=problem
    )
