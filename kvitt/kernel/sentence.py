"""Sentence: what a person is told, in English, with what it takes to say it in another language.

A sentence is text, and it stays text wherever it goes: to a terminal, into JSON, into a log. It
also remembers its template and its inputs, so that a page can write the same sentence in the
language of its reader. Sentences nest: an input may be a sentence.

>>> day = date(2026, 3, 1)
>>> told = Sentence("{owed_minor:money} is owed: pay by {until}.", owed_minor=5000, until=day)
>>> told
'50.00 is owed: pay by 2026-03-01.'
>>> told.template
'{owed_minor:money} is owed: pay by {until}.'
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from string import Formatter
from typing import Any, Self

from kvitt.kernel.decimal_text import as_decimal_text


class Sentence(str):
    """The template filled in, in English; without inputs the text is taken as it stands."""

    __slots__ = ("given", "template")

    template: str
    """The text to translate, with its inputs in braces."""
    given: Mapping[str, object]
    """The inputs by name."""

    def __new__(cls, template: str, /, **given: object) -> Self:
        """How each input is written, its place in the template says: see Writer."""
        made = super().__new__(cls, ENGLISH.filled(template, given))
        made.template = template
        made.given = given
        return made


class Writer:
    """Fills a template: the forms that an input can take, as English writes them.

    ``{case}`` as it is, a list by commas; ``{owed_minor:money}`` an amount given in minor units;
    ``{until:day}`` a day, also where it was kept as ISO text; ``{kind:word}`` a stored word such as
    ``payment_announced``, ``{state:code}`` the same as it is stored; ``{names:or}`` a choice;
    ``{text!r}`` in quotation marks.
    """

    def filled(self, template: str, given: Mapping[str, object]) -> str:
        """The template with its inputs; a text that is no template stays as it stands."""
        if not given:
            return template
        return "".join(
            before + ("" if name is None else self._written(name, form or "", quoted, given))
            for before, name, form, quoted in _parts(template)
        )

    def _written(
        self, name: str, form: str, quoted: str | None, given: Mapping[str, object]
    ) -> str:
        if name not in given:  # a template reaches into nothing: "{case.creditor}" names no input
            return "{" + name + "}"
        value = given[name]
        return repr(value) if quoted == "r" else self.written(value, form)

    def written(self, value: Any, form: str = "") -> str:
        """The input in the form that its place asks for."""
        match form:
            case "money" if isinstance(value, int):
                return self.money(value)
            case "day" if isinstance(value, str) and value:
                return self.day(date.fromisoformat(value))
            case "or" if not isinstance(value, str):
                return self.choice([self.written(one) for one in value])
            case "word" if isinstance(value, str):
                return self.word(value)
            case "code" if isinstance(value, str):
                return self.code(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, list | tuple):
            return ", ".join(self.written(one, form) for one in value)
        return str(value)

    def money(self, amount_minor: int) -> str:
        """An amount without its currency."""
        return as_decimal_text(amount_minor)

    def choice(self, written: list[str]) -> str:
        """One of several."""
        return " or ".join(written)

    def day(self, written: date) -> str:
        """A day."""
        return written.isoformat()

    def word(self, stored: str) -> str:
        """A word that is stored with underscores."""
        return stored.replace("_", " ")

    def code(self, stored: str) -> str:
        """A word as it is stored."""
        return stored


@lru_cache(maxsize=2048)
def _parts(template: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    try:
        return tuple(Formatter().parse(template))
    except ValueError:
        return ((template, None, None, None),)


ENGLISH = Writer()
