"""Whether a debtor's words look like an objection: by lists of words, with the sentence quoted.

A guess is never more than a question: a person reads the message and decides. Until then nothing is
sent, since an objection is one from the day on which it came.

>>> quoted_objection("Hej!\\nJag har aldrig beställt detta. Hälsningar Åsa")
'Jag har aldrig beställt detta.'
>>> quoted_objection("Jag bestrider inte, men behöver mer tid.") is None
True
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from kvitt.law.plain_yaml import read_plain_yaml

LONGEST_QUOTE = 200
_SENTENCE = re.compile(r"(?:[^.!?\n]|\n(?![^\S\n]*\n))+[.!?]*")
"""Up to its full stop or a blank line: mail programs break lines within sentences."""
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})


def quoted_objection(text: str) -> str | None:
    """The first sentence that looks like an objection, cut to 200 characters; None where none does.

    Words of every language are looked for: whoever is upset writes as it comes.
    """
    looked_for, unless = _patterns()
    for sentence in _SENTENCE.findall(text):
        plain = _plain(sentence)
        if looked_for.search(unless.sub(" ", plain)):
            quote = " ".join(sentence.split())
            is_long = len(quote) > LONGEST_QUOTE
            return quote[: LONGEST_QUOTE - 1].rstrip() + "…" if is_long else quote
    return None


def _plain(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    return " ".join(composed.casefold().split())


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    written = files("kvitt.domain").joinpath("objections.yaml").read_text(encoding="utf-8")
    by_language = read_plain_yaml(written, name="objections.yaml")
    words = [word for listed in by_language.values() for word in listed["words"]]
    unless = [word for listed in by_language.values() for word in listed["unless"]]
    return _any_of(words), _any_of(unless)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({_plain(word) for word in words}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
