"""Texts that users write: Liquid by a white list, checked before they are kept, filled with limits.

A text sees plain values under declared names and nothing else: no objects, no files, no clock. What
is not listed here is refused with its line. A text of a user fills a free place; what the law asks
for stands beside it and is not reached from here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, TextIO

import liquid
from liquid.builtin.output import Output, OutputNode
from liquid.context import RenderContext
from liquid.exceptions import LiquidError, ResourceLimitError, UndefinedError
from liquid.output import LimitedStringIO
from liquid.stringify import to_liquid_string

from kvitt.domain.user_text_check import FILTERS, Check, scan
from kvitt.domain.user_text_terms import (
    LARGEST,
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_DEPTH,
    MOST_OF_A_VALUE,
    MOST_ROUNDS,
    MOST_WRITES,
    UserTextNotAllowed,
    UserTextTooLarge,
    Variable,
    VariableIsMissing,
    line_of,
    not_allowed,
    place_of,
)  # fmt: skip

__all__ = [
    "UserText",
    "UserTextNotAllowed",
    "UserTextTooLarge",
    "Variable",
    "VariableIsMissing",
    "user_text",
]

TAGS = ("content", "output", "illegal", "if", "unless", "case", "for")
EMPTY = re.compile(r"\{\{-?\s*-?\}\}|\{%-?\s*-?%\}")


@dataclass(frozen=True, slots=True)
class UserText:
    """A text that was checked."""

    source: str
    is_html: bool
    used: Mapping[str, int]
    """The declared variables that it names, with the line of their first place."""
    variables: Mapping[str, Variable]

    def fill(self, given: Mapping[str, object]) -> str:
        """The text with its values. Raises VariableIsMissing, UserTextTooLarge and others.

        Values are plain: text, whole numbers, yes or no, and lists of rows of these. Variables that
        the text does not name need not be given.
        """
        for name, line in self.used.items():
            if name not in given:
                raise VariableIsMissing(
                    "line {line}: “{variable}” has no value here", line=line, variable=name
                )
            _refuse_unplain(name, given[name], self.variables[name])
        shown = {name: given[name] for name in self.used}
        return _filled(self.source, self.is_html, shown).strip()


def user_text(source: str, variables: Mapping[str, Variable], *, is_html: bool = False) -> UserText:
    """The checked text. Raises UserTextNotAllowed and its kinds, each with line and place."""
    if len(source) > MOST_CHARACTERS:
        raise UserTextTooLarge(
            "the text has {characters} characters; the most are {most}",
            characters=len(source),
            most=MOST_CHARACTERS,
        )
    for position, sign in enumerate(source):
        if not sign.isprintable() and sign not in "\n\u00a0":
            raise not_allowed(source, position, f"the sign {sign!r} cannot be used")
    scan(source)
    template = _template(source, is_html)
    check = Check(template, source, variables, is_html)
    try:
        check.whole(template)
    except RecursionError as no:
        raise UserTextTooLarge("the text is nested too deeply") from no
    text = UserText(source, is_html, check.used, variables)
    text.fill({name: variables[name].example for name in check.used})
    return text


class _Output(OutputNode):
    """Prints a value; one that is not there is an error and never an empty place."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        if value is None:
            named = str(self.expression).partition("|")[0].strip()
            raise UndefinedError(named, token=self.expression.token)
        return buffer.write(to_liquid_string(value, context.autoescape))


class _OutputTag(Output):
    node_class = _Output


class _Environment(liquid.Environment):
    """Liquid with the tags and filters of the white list, and its limits."""

    block_nesting_limit: ClassVar[int] = MOST_DEPTH
    context_depth_limit: ClassVar[int] = MOST_DEPTH
    loop_iteration_limit: ClassVar[int | None] = MOST_ROUNDS
    local_namespace_limit: ClassVar[int | None] = 1
    output_stream_limit: ClassVar[int | None] = MOST_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=False)
        self.tags = {name: self.tags[name] for name in TAGS}
        self.tags["output"] = _OutputTag(self)
        self.filters = {name: self.filters[name] for name in FILTERS}


class _Buffer(LimitedStringIO):
    """Counts what is written: a text ends after so many steps, on every machine alike."""

    writes = 0

    def write(self, written: str, /) -> int:
        self.writes += 1
        if self.writes > MOST_WRITES:
            raise ResourceLimitError("too many steps", token=None)
        return super().write(written)


@lru_cache(maxsize=2)
def _environment(is_html: bool) -> _Environment:
    return _Environment(undefined=liquid.StrictUndefined, autoescape=is_html)


@lru_cache(maxsize=200)
def _template(source: str, is_html: bool) -> liquid.BoundTemplate:
    try:
        return _environment(is_html).from_string(source)
    except LiquidError as no:
        raise _told(source, no) from no


def _filled(source: str, is_html: bool, given: Mapping[str, object]) -> str:
    template = _template(source, is_html)
    buffer = _Buffer(limit=MOST_BYTES)
    try:
        template.render_with_context(RenderContext(template, globals=given), buffer)
    except LiquidError as no:
        raise _told(source, no) from no
    except RecursionError as no:
        raise UserTextTooLarge("the text is nested too deeply") from no
    return buffer.getvalue()


def _told(source: str, no: LiquidError) -> UserTextNotAllowed:
    at = no.token.start_index if no.token is not None else -1
    message = str(no.message)
    if at < 0:  # Liquid names no place for an empty expression, and for what ends too early
        empty = EMPTY.search(source)
        at = empty.start() if empty else max(len(source.rstrip()) - 1, 0)
    if isinstance(no.__cause__, RecursionError) or message.startswith("unexpected liquid parsing"):
        return UserTextTooLarge("the text is nested too deeply, or its conditions are too long")
    if isinstance(no, ResourceLimitError):
        return UserTextTooLarge(
            "the text takes too much: {message}; a loop goes {rows} rounds at most and a text has "
            "{most_bytes} bytes at most",
            message=message,
            rows=MOST_ROUNDS,
            most_bytes=MOST_BYTES,
        )
    if isinstance(no, UndefinedError):
        return VariableIsMissing(
            "{place}“{variable}” has no value here: ask with “if” first",
            place=place_of(source, at),
            line=line_of(source, at),
            variable=message,
        )
    return not_allowed(source, at, message)


def _refuse_unplain(name: str, value: object, variable: Variable) -> None:
    """Only plain values of the declared kind go in: nothing that has methods of its own."""
    if value is None and variable.may_lack:
        return
    fields = variable.fields or {}
    plain = {"text": str, "number": int, "yes_no": bool, "list": list}[variable.kind]
    is_large = (isinstance(value, str) and len(value) > MOST_OF_A_VALUE) or (
        isinstance(value, int) and abs(value) > LARGEST
    )
    if type(value) is not plain or is_large:
        raise UserTextNotAllowed(
            "“{variable}” is to be {kind}, and short",
            variable=name,
            kind=variable.kind.replace("_", " or "),
        )
    for row in _rows(value):
        if type(row) is not dict or set(row) != set(fields):
            raise UserTextNotAllowed(
                "each row of “{variable}” has {fields}", variable=name, fields=list(fields)
            )
        for part, one in row.items():
            _refuse_unplain(f"{name}.{part}", one, fields[part])


def _rows(value: object) -> Iterator[Any]:
    if isinstance(value, list):
        if len(value) > MOST_ROUNDS:
            raise UserTextTooLarge("a list has at most {rows} rows", rows=MOST_ROUNDS)
        yield from value
