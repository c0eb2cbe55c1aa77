"""Plain YAML: the small, safe part of YAML 1.2 in which Kvitt's law and flows are written.

``NO`` is a country and not a "false", ``on`` is a word, ``0123`` is no number, a day stays text
until it is read as a day, and a key may stand only once. There are no fractions: amounts are whole.

>>> read_plain_yaml("{country: NO, on: yes, from: 2026-01-01, open: true, units: 3}")
{'country': 'NO', 'on': 'yes', 'from': '2026-01-01', 'open': True, 'units': 3}
"""

import re
from collections.abc import Hashable
from typing import Any

import yaml

from kvitt.kernel.refusal import Refusal


class UnreadableYaml(Refusal):
    """The text is not plain YAML: the sentence names the file, the line and the trouble."""


class _PlainLoader(yaml.CSafeLoader):
    """The C loader with the scalar rules of YAML 1.2 and without dates and fractions."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping; a key that stands twice is refused, since the second would hide the first."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            if key_node.value in seen:
                line = key_node.start_mark.line + 1
                raise UnreadableYaml(f"line {line}: “{key_node.value}” stands twice")
            seen.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


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
        return yaml.load(text, Loader=_PlainLoader)
    except UnreadableYaml as trouble:
        raise UnreadableYaml(f"{name}, {trouble.sentence}", file=name) from None
    except yaml.MarkedYAMLError as trouble:
        line = trouble.problem_mark.line + 1 if trouble.problem_mark else 0
        raise UnreadableYaml(
            f"{name}, line {line}: {trouble.problem}", file=name, line=line
        ) from trouble
    except (yaml.YAMLError, ValueError, RecursionError) as trouble:
        raise UnreadableYaml(f"{name}: {trouble}", file=name) from trouble
