"""Plain YAML: the small, safe part of YAML 1.2 in which Kvitt's law and flows are written.

``NO`` is a country and not a "false", ``on`` is a word, ``0123`` is no number, a day stays text
until it is read as a day, and a key is a word that stands only once. There are no fractions
(amounts are whole), no tags, no merged mappings, and an anchor stands for what is written once.

>>> read_plain_yaml("{country: NO, on: yes, from: 2026-01-01, open: true, units: 3}")
{'country': 'NO', 'on': 'yes', 'from': '2026-01-01', 'open': True, 'units': 3}
"""

import re
from collections.abc import Hashable
from typing import Any

import yaml

from kvitt.kernel.refusal import Refusal

_MOST_DIGITS = 15
"""More öre than all the money there is: a longer number is a slip of the finger."""

_MOST_PARTS = 200_000
"""Values in a file with its anchors written out; a law file has some thousand."""

_MOST_DEEP = 50
"""Lists within lists: the parser itself falls over where there is no bottom."""

_NESTING = re.compile(r"[\[{}\]]|(?:[-?][ \t]+){20}")

_TEXT = "tag:yaml.org,2002:str"


class UnreadableYaml(Refusal):
    """The text is not plain YAML: the sentence names the file, the line and the trouble."""


class _PlainLoader(yaml.CSafeLoader):
    """The C loader with the scalar rules of YAML 1.2 and without dates and fractions."""

    def get_single_node(self) -> yaml.Node | None:
        """The one document, refused before anything is made of it where it is not plain."""
        node = super().get_single_node()
        if node is not None:
            _require_plain(node)
        return node


_PlainLoader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:null", r"null|~|", "n~"),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
):
    _PlainLoader.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern})\Z"), list(_first))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"\Z"), [""])


def read_plain_yaml(text: str, *, name: str = "text") -> Any:
    """Reads one document; ``name`` is the file that a refusal speaks of. Raises UnreadableYaml."""
    try:
        _refuse_unsafe(text)
        return yaml.load(text, Loader=_PlainLoader)
    except UnreadableYaml as trouble:
        raise UnreadableYaml("{file}, {why}", file=name, why=trouble.sentence) from None
    except yaml.MarkedYAMLError as trouble:
        line = trouble.problem_mark.line + 1 if trouble.problem_mark else 0
        told = ", ".join(part for part in (trouble.context, trouble.problem) if part)
        raise UnreadableYaml(
            "{file}, line {line}: {told}", file=name, line=line, told=told
        ) from trouble
    except (yaml.YAMLError, ValueError, RecursionError) as trouble:
        raise UnreadableYaml("{file}: {trouble}", file=name, trouble=trouble) from trouble


def _refuse_unsafe(text: str) -> None:
    """Tags, and nesting without a bottom: found before anything is made of the text.

    A tag could make a number of ``NO`` or a mapping of a list; none is plain.
    """
    if "!" not in text and not _may_be_deep(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if depth > _MOST_DEEP:
            raise UnreadableYaml(
                "line {line}: more than {most} lists within lists", line=line, most=_MOST_DEEP
            )
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            continue
        if (tag := event.tag) is not None:
            raise UnreadableYaml(
                "line {line}: the tag “{tag}” is not plain YAML: write the value itself, in "
                "quotation marks where it is a text",
                line=line,
                tag=tag,
            )


def _may_be_deep(text: str) -> bool:
    """A quick look for many opened lists; indented ones cannot be deep without being long."""
    depth = 0
    for mark in _NESTING.findall(text):
        depth = max(0, depth - 1) if mark in "]}" else depth + 1
        if depth > 20 or len(mark) > 1:
            return True
    return False


def _require_plain(root: yaml.Node) -> None:
    """Walks the document as it is written out: keys are single words, nothing holds itself."""
    parts, within = 0, set[int]()
    stack: list[tuple[yaml.Node, bool]] = [(root, False)]
    while stack:
        node, is_left = stack.pop()
        if is_left:
            within.discard(id(node))
            continue
        parts += 1
        if id(node) in within:
            raise UnreadableYaml(
                "{line}: the anchor stands for something that holds it", line=_line(node)
            )
        if parts > _MOST_PARTS:
            raise UnreadableYaml(
                "{line}: its anchors make more than {most} values",
                line=_line(node),
                most=_MOST_PARTS,
            )
        if isinstance(node, yaml.ScalarNode):
            _require_short(node)
            continue
        within.add(id(node))
        stack.append((node, True))
        if isinstance(node, yaml.MappingNode):
            _require_keys(node)
            stack += [(value, False) for _, value in node.value]
        else:
            stack += [(value, False) for value in node.value]


def _require_keys(node: yaml.MappingNode) -> None:
    """Keys are words that stand once: a second one would hide the first."""
    seen: set[Hashable] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag != _TEXT:
            said = key.value if isinstance(key, yaml.ScalarNode) else "a list or a mapping"
            raise UnreadableYaml(
                "{line}: “{said}” is not a word, and a key is one", line=_line(key), said=said
            )
        if key.value == "<<":
            raise UnreadableYaml(
                "{line}: “<<” merges nothing here: write the keys out", line=_line(key)
            )
        if key.value in seen:
            raise UnreadableYaml("{line}: “{value}” stands twice", line=_line(key), value=key.value)
        seen.add(key.value)


def _require_short(node: yaml.ScalarNode) -> None:
    if node.tag == "tag:yaml.org,2002:int" and len(node.value.lstrip("-")) > _MOST_DIGITS:
        raise UnreadableYaml(
            "{line}: {value}… is longer than any amount", line=_line(node), value=node.value[:20]
        )


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"
