"""Sentences that the books keep in English, found again by the words that stand fast in them.

A task, a hold and an event keep their sentence as it was told. The catalogue knows its template;
the inputs stand in the places of the template. What matches none is somebody's own words.
"""

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils.translation import gettext

from kvitt.kernel.sentence import Sentence

LEAST_LETTERS = 6
"""A template with fewer letters of its own could be anybody's words."""
FORMS = {"money": r"-?\d+\.\d\d", "day": r"\d{4}-\d\d-\d\d"}
_STATUTE = re.compile(r"(.+) \[([^\[\]]+)\]", re.S)
_DAY = re.compile(FORMS["day"])


class _Known(NamedTuple):
    """A template of the catalogue and how its sentences look."""

    template: str
    anchor: str
    """Its longest part between two places: a sentence without it is not of this template."""
    pattern: re.Pattern[str]
    forms: dict[str, str]


@lru_cache(maxsize=4096)
def kept_sentence(text: str) -> str:
    """The sentence with its template, where the catalogue knows it; else the text as it is."""
    with_statute = _STATUTE.fullmatch(text)
    if with_statute:
        told, reference = with_statute.groups()
        return Sentence("{told} [{reference}]", told=inner_sentence(told), reference=reference)
    for known in _known(_catalogue()):
        found = known.pattern.fullmatch(text) if known.anchor in text else None
        if found:
            given = {
                name: _input(value, known.forms[name]) for name, value in found.groupdict().items()
            }
            return Sentence(known.template, **given)
    for mark in ("; ", ": "):
        first, _, rest = text.partition(mark)
        if rest and (mark == "; " or gettext(first) != first):
            return Sentence(
                "{first}" + mark + "{rest}", first=inner_sentence(first), rest=inner_sentence(rest)
            )
    return text


def _input(text: str, form: str) -> object:
    """An input as the sentence shows it: an amount, a day, a sentence, a word or a name."""
    if form == "money":
        return round(float(text) * 100)
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    return inner_sentence(text) if text[:1].islower() else text


def inner_sentence(text: str) -> str:
    """A part of a sentence as its own sentence, where the catalogue knows it; else as it is."""
    return Sentence(text) if gettext(text) != text else kept_sentence(text)


def _catalogue() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / "sv" / "LC_MESSAGES" / "django.mo"


@lru_cache(maxsize=1)
def _known(catalogue: Path) -> tuple[_Known, ...]:
    """The templates, those with most words of their own first."""
    with catalogue.open("rb") as stream:
        texts = [one.id for one in read_mo(stream) if isinstance(one.id, str) and "{" in one.id]
    texts = [text for text in texts if "%(" not in text]
    known = [_known_of(text) for text in texts]
    own = [(letters, one) for one in known if one and (letters := _own_letters(one.template))]
    own = [(letters, one) for letters, one in own if letters >= LEAST_LETTERS]
    return tuple(one for _, one in sorted(own, key=lambda each: -each[0]))


def _own_letters(template: str) -> int:
    return sum(map(str.isalpha, re.sub(r"{\w*[^{}]*}", "", template)))


def _known_of(template: str) -> _Known | None:
    forms: dict[str, str] = {}
    pattern, parts = "", []
    for before, name, form, _quoted in Formatter().parse(template):
        pattern += re.escape(before)
        parts.append(before)
        if name is None:
            continue
        if not name.isidentifier():
            return None
        pattern += (
            f"(?P={name})" if name in forms else f"(?P<{name}>{FORMS.get(form or '', '.+?')})"
        )
        forms[name] = form or ""
    return _Known(template, max(parts, key=len), re.compile(pattern, re.S), forms)
