"""A refusal is a template with named inputs, and pages say it in the reader's language."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

from tests.architecture.source import files, name_of, tree_of

TAKEN = {"reference", "allowed_from", "raw", "position"}
"""Inputs of a refusal that are no part of its sentence."""
ENGLISH = re.compile(r"\b(?:no|refusal)\.sentence\b|\bstr\(no\)")
UNTOLD = {"CannotInsert", "CannotWriteLaw", "ProposalRefused", "UnreadableYaml"}
"""Kinds of the law files' own care, which pages do not show."""


def makers() -> set[str]:
    from kvitt.web.translations import kinds_of_refusals

    return kinds_of_refusals(tree_of(path) for path in files(".py", under="kvitt")) | {"Sentence"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    known = makers()
    for path in files(".py", under="kvitt"):
        for one in ast.walk(tree_of(path)):
            called = one.func if isinstance(one, ast.Call) else None
            if (getattr(called, "id", "") or getattr(called, "attr", "")) in known:
                yield f"{name_of(path)}:{one.lineno}", one


def templates(call: ast.Call) -> list[str]:
    first = call.args[0] if call.args else None
    ways = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [
        one.value for one in ways if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def test_every_place_of_a_template_has_its_input():
    lacking = {}
    for place, call in calls():
        names = {keyword.arg for keyword in call.keywords}
        for template in templates(call) if None not in names and names - TAKEN else ():
            places = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
            if places - names:
                lacking[place] = places - names
    assert lacking == {}


def test_a_template_is_never_filled_in_before_it_is_given():
    filled = [
        place
        for place, call in calls()
        if call.args
        and isinstance(call.args[0], ast.JoinedStr)
        and not place.startswith(
            ("kvitt/channels", "kvitt/commands", "kvitt/simulators", "kvitt/site")
        )
        and getattr(call.func, "id", "") != "UnreadableRecord"
    ]
    assert filled == []


def test_pages_say_a_refusal_in_the_readers_language():
    english = [
        f"{name_of(path)}: {found}"
        for path in files(".py", ".html", under="kvitt/web")
        for found in ENGLISH.findall(path.read_text("utf-8"))
    ]
    assert english == [], "kvitt.application.in_words says it"


def test_what_stays_english_is_met_at_the_command_line_alone():
    met = {
        (name_of(path), kind)
        for folder in ("kvitt/application", "kvitt/web")
        for path in files(".py", under=folder)
        for kind in UNTOLD & {getattr(one, "id", "") for one in ast.walk(tree_of(path))}
    }
    assert met == set()
