"""Writing a period into a law file without touching anything else in it.

The file is a text with comments and a layout of its own; only the lines of the new period are
added, below the period before it, and a gap that it fills is taken out. The YAML parser says where
things stand; what comes out must be read and checked again by the caller.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import yaml

from kvitt.kernel.refusal import Refusal

_WIDTH = 100
_ORDER = (
    "applies_from", "applies_until", "amount", "published", "notice", "reference", "source",
    "sentence", "confidence", "kind", "signed_by",
)  # fmt: skip
_PLAIN_TEXT = re.compile(r"[A-Za-zÅÄÖåäöÆØæø][\w .§()/;-]*[\w.§)]")
_NOT_PLAIN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class CannotInsert(Refusal):
    """The file is written in a way that only a person can add to; the sentence says what."""


def keys_sharing_periods(text: str, key: str) -> tuple[str, ...]:
    """The keys of the file whose periods are the very same lines (a YAML alias), also ``key``.

    Raises CannotInsert where the file has no such value.
    """
    values = _values_of(text)
    own = _periods_of(values, key)
    return tuple(
        other.value for other, _ in values.value if _periods_of(values, other.value) is own
    )


def with_period(
    text: str, key: str, period: Mapping[str, Any], gaps_filled: Sequence[date] = ()
) -> str:
    """The text of a law file with one more period of the value ``key``.

    ``period`` holds the fields as they stand in the file; ``gaps_filled`` are the first days of the
    gaps that go. Raises CannotInsert.
    """
    values = _values_of(text)
    periods = _periods_of(values, key)
    if periods.flow_style or not periods.value:
        raise CannotInsert(
            "The periods of {key} stand in one line: add the period by hand.", key=key
        )
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    before = [
        item for item in periods.value if _scalar(item, "applies_from") <= period["applies_from"]
    ]
    first = periods.value[0]
    indent = " " * _dash_of(lines, first)
    place = max((_last_line(lines, item) + 1 for item in before), default=first.start_mark.line)
    added = [f"{line}\n" for line in period_lines(period, indent)]
    removed = set(_gap_lines(lines, values, key, {day.isoformat() for day in gaps_filled}))
    kept = [
        *(line for number, line in enumerate(lines[:place]) if number not in removed),
        *added,
        *(line for number, line in enumerate(lines[place:], place) if number not in removed),
    ]
    return "".join(kept)


def period_lines(period: Mapping[str, Any], indent: str) -> list[str]:
    """The period as lines of YAML, each within the width of the files where that is possible.

    >>> period_lines({"applies_from": "2027-01-01", "amount": 1250, "notice": "FOR-1"}, "      ")
    ['      - {applies_from: 2027-01-01, amount: 1250, notice: FOR-1}']
    """
    fields = [f"{key}: {_written(key, period[key])}" for key in _ORDER if key in period]
    lines = [f"{indent}- {{{fields[0]}"]
    for field in fields[1:]:
        if len(lines[-1]) + len(field) + 3 <= _WIDTH:
            lines[-1] += f", {field}"
        else:
            lines[-1] += ","
            lines.append(f"{indent}   {field}")
    lines[-1] += "}"
    return lines


def _written(key: str, value: Any) -> str:
    """A value in the flow style; a text that could be read as something else gets quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{one}: {_written(one, value[one])}" for one in value) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(key, one) for one in value) + "]"
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    if _PLAIN_TEXT.fullmatch(text) and text.lower() not in _NOT_PLAIN:
        return text
    return json.dumps(text, ensure_ascii=False)


def _values_of(text: str) -> yaml.MappingNode:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    values = _child(root, "values")
    if not isinstance(values, yaml.MappingNode):
        raise CannotInsert("The file has no values.")
    return values


def _periods_of(values: yaml.MappingNode, key: str) -> yaml.SequenceNode:
    periods = _child(_child(values, key), "periods")
    if not isinstance(periods, yaml.SequenceNode):
        raise CannotInsert("The file has no periods of {key}.", key=key)
    return periods


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _scalar(item: yaml.Node, key: str) -> str:
    child = _child(item, key)
    if not isinstance(child, yaml.ScalarNode):
        raise CannotInsert("A period has no {key} that can be read.", key=key)
    return str(child.value)


def _dash_of(lines: Sequence[str], item: yaml.Node) -> int:
    """The column of the dash before an item of a block list."""
    head = lines[item.start_mark.line][: item.start_mark.column]
    if "-" not in head:
        raise CannotInsert("A period does not begin beside its dash: add the new one by hand.")
    return head.rindex("-")


def _last_line(lines: Sequence[str], item: yaml.Node) -> int:
    """The last line of an item: behind it stand blank lines and remarks of what comes next."""
    line = max(_ends(item))
    while line > item.start_mark.line and (
        not lines[line].strip() or lines[line].lstrip().startswith("#")
    ):
        line -= 1
    return line


def _ends(node: yaml.Node) -> Iterator[int]:
    """The last lines of a node's parts; a block ends where the next thing begins."""
    yield node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        is_whole_line = node.end_mark.column == 0 and node.end_mark.line > node.start_mark.line
        yield node.end_mark.line - is_whole_line
    elif isinstance(node, yaml.CollectionNode) and node.flow_style:
        yield node.end_mark.line
    elif isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _ends(name)
            if value.start_mark.line >= node.start_mark.line:
                yield from _ends(value)
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            if part.start_mark.line >= node.start_mark.line:
                yield from _ends(part)


def _gap_lines(
    lines: Sequence[str], values: yaml.MappingNode, key: str, days: set[str]
) -> Iterator[int]:
    """The numbers of the lines of the gaps that begin on these days, and of an empty heading."""
    if not days:
        return
    series = _child(values, key)
    gaps = _child(series, "unconfirmed")
    if not isinstance(gaps, yaml.SequenceNode) or gaps.flow_style:
        raise CannotInsert(
            "The unconfirmed days of {key} stand in one line: change them by hand.", key=key
        )
    filled = [gap for gap in gaps.value if _scalar(gap, "applies_from") in days]
    for gap in filled:
        yield from range(gap.start_mark.line, _last_line(lines, gap) + 1)
    if len(filled) == len(gaps.value) and isinstance(series, yaml.MappingNode):
        heading = next(name for name, _ in series.value if name.value == "unconfirmed")
        yield heading.start_mark.line
