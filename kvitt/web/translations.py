"""The translations of pages and sentences: what is in use, and the catalogues made from it.

``python -m kvitt.web.translations`` adds new texts to the catalogues in ``kvitt/web/locale``, drops
those that are gone, and compiles them. A text that is not translated fails a test. A prepared
language is named (``… translations da fi``); pages offer it as soon as its catalogue is complete.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kvitt.law.book import COUNTRY_NAMES, law_book
from kvitt.law.wording import area_of, area_title

PACKAGE = Path(__file__).parent.parent
LOCALE = PACKAGE / "web" / "locale"
LANGUAGES = ("nb", "sv")
"""English is the language of the texts themselves."""
PREPARED = ("da", "fi")
"""Languages that wait for their translator: a catalogue, compiled once nothing is missing."""
FOUNDED = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = ("application", "web")
ENGLISH_ONLY = (
    "channels", "commands", "simulators", "site",
    "law/change.py", "law/insertion.py", "law/plain_yaml.py", "law/plausibility.py",
    "law/proposals.py", "law/wording.py",
)  # fmt: skip
"""Whose refusals no page shows: those of the command line, and of the care for the law files."""
SAID_AREAS = (
    "allocation", "conditions", "fees", "interest", "limitation", "merging",
)  # fmt: skip
"""Areas of the law whose sentences refusals and explained amounts pass on."""
KEYED = ("elements", "hours", "table")
KEYWORDS = {"_": None, "gettext": None, "gettext_noop": None, "gettext_lazy": None}
_PLACES = re.compile(r"{\w*[^{}]*}")
_WORDS = re.compile(r"[^\W\d_]{2}")
_MARKED = re.compile(r"""\b(?:gettext|_)\((?:u)?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")


def messages_in_use() -> dict[str, str]:
    """Every text to translate, with the file where it stands."""
    found: dict[str, str] = {}
    for folder in SOURCES:
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            found |= dict.fromkeys(_in_code(path), path.relative_to(PACKAGE).as_posix())
        for path in sorted((PACKAGE / folder).rglob("*.html")):
            found |= dict.fromkeys(_in_template(path), path.relative_to(PACKAGE).as_posix())
    return found | sentences_in_use() | law_in_use()


@cache
def law_in_use() -> dict[str, str]:
    """What the law books say of their values, with its area's title, and their stored words."""
    found: dict[str, str] = {}
    for country in COUNTRY_NAMES:
        book, folder = law_book(country), f"law/{country.lower()}"
        for name in book.names():
            place = f"{folder}/{area_of(name)}.yaml"
            found.setdefault(area_title(area_of(name)), place)
            for value in book.values(name):
                words = _stored_words(value.unit, value.amount)
                found |= dict.fromkeys((one for one in words if one not in found), place)
                if area_of(name) in SAID_AREAS:
                    found.setdefault(str(value.sentence), place)
    return found


def _stored_words(unit: str, amount: Any) -> list[str]:
    """The words of a value that the law files hold as keys; numbers of sections are none."""
    stored = [amount] if unit == "word" else amount if unit in ("words", *KEYED) else ()
    texts = [str(one).replace("_", " ") for one in stored]
    return [one for one in texts if not re.search(r"[\d/]", one)]


@cache
def sentences_in_use() -> dict[str, str]:
    """Every template of a refusal or another sentence that a page may show, with its file.

    That is what is written as the first input of a `Sentence`, or of a kind of `Refusal`.
    """
    trees = {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    makers = kinds_of_refusals(trees.values()) - {"LawFileBroken"} | {"Sentence"}
    found: dict[str, str] = {}
    for path, tree in trees.items():
        place = path.relative_to(PACKAGE).as_posix()
        if not place.startswith(ENGLISH_ONLY):
            found |= dict.fromkeys(_templates_in(tree, makers), place)
    return found


def kinds_of_refusals(trees: Iterable[ast.Module]) -> set[str]:
    """The names of all classes that descend from Refusal."""
    known = {"Refusal"}
    classes = [
        (one.name, {_name_of(base) for base in one.bases})
        for tree in trees
        for one in ast.walk(tree)
        if isinstance(one, ast.ClassDef)
    ]
    while more := {name for name, bases in classes if bases & known} - known:
        known = known | more
    return known


def _templates_in(tree: ast.Module, makers: set[str]) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and call.args and _name_of(call.func) in makers:
            first = call.args[0]
            for one in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
                text = one.value if isinstance(one, ast.Constant) else None
                if isinstance(text, str) and _WORDS.search(_PLACES.sub("", text)):
                    yield text


def _name_of(node: ast.expr) -> str:
    return getattr(node, "id", "") or getattr(node, "attr", "")


def catalogue(language: str) -> Catalog:
    """The translations into a language."""
    with (_folder(language) / "django.po").open("rb") as stream:
        return read_po(stream, locale=language)


def compiled(known: Catalog) -> bytes:
    """The catalogue in the form that is read at run time."""
    stream = BytesIO()
    write_mo(stream, known)
    return stream.getvalue()


def refresh(*languages: str) -> dict[str, list[str]]:
    """Brings catalogues in line with the texts in use; returns what is not translated yet."""
    used = messages_in_use()
    missing: dict[str, list[str]] = {}
    for language in languages or LANGUAGES:
        path = _folder(language) / "django.po"
        before = catalogue(language) if path.exists() else Catalog(locale=language)
        now = _empty(language)
        for text, place in sorted(used.items()):
            known = before.get(text)
            now.add(text, known.string if known else "", locations=[(place, 0)])
            if not known or not known.string:
                missing.setdefault(language, []).append(text)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_po(stream, now, width=100, omit_header=False, include_lineno=False)
        if language in LANGUAGES or language not in missing:
            path.with_suffix(".mo").write_bytes(compiled(catalogue(language)))
        else:
            path.with_suffix(".mo").unlink(missing_ok=True)
    return missing


def _folder(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES"


def _empty(language: str) -> Catalog:
    """A catalogue whose head says nothing that changes from day to day."""
    return Catalog(
        locale=language,
        project="Kvitt",
        version="",
        header_comment="# Kvitt",
        msgid_bugs_address=" ",
        last_translator=" ",
        language_team=" ",
        creation_date=FOUNDED,
        revision_date=FOUNDED,
        fuzzy=False,
    )


def _in_code(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [str(message) for _, message, _, _ in extract("python", stream, KEYWORDS)]


def _in_template(path: Path) -> list[str]:
    from django.utils.translation.template import templatize

    plain = templatize(path.read_text(encoding="utf-8"))
    return [ast.literal_eval(text) for text in _MARKED.findall(plain)]


if __name__ == "__main__":
    for language, texts in refresh(*sys.argv[1:]).items():
        print(f"{language}: not translated yet:", *texts, sep="\n  ")
