"""Sentences in the reader's language: the template is translated, then filled in by its rules.

The English templates are the keys of the translations in ``kvitt/web/locale``; what has no
translation is said in English.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_noop

from kvitt.application.case_words import CLOSINGS, HOLDS, ITEMS, LETTERS, STAGES
from kvitt.application.kept_sentences import kept_sentence
from kvitt.application.money_and_days import amount_text, day_text, money_text
from kvitt.kernel.money import CURRENCY_OF
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence, Writer


def in_words(told: Refusal | str) -> str:
    """A refusal, or a sentence that stands by itself, beginning with a capital."""
    sentence = told_word(told.sentence if isinstance(told, Refusal) else told)
    return capfirst(sentence)


def told_word(sentence: str) -> str:
    """The same within another sentence: what a task, a hold or an event keeps as its reason."""
    if not isinstance(sentence, Sentence):
        sentence = _kept(sentence)
    if isinstance(sentence, Sentence):
        return _READERS.filled(_translated(sentence.template), sentence.given)
    return sentence


def _kept(text: str) -> str:
    """A text of the books as a sentence, where the reader's language is not the books' own."""
    if (get_language() or "en").startswith("en"):
        return text
    return Sentence(text) if _translated(text) != text else kept_sentence(text)


def _translated(template: str) -> str:
    return gettext(template) if template else ""


class _ReadersWriter(Writer):
    """Inputs as the reader's language writes them."""

    def written(self, value: Any, form: str = "") -> str:
        if isinstance(value, Sentence):
            return told_word(value)
        return super().written(value, form)

    def filled(self, template: str, given: Mapping[str, object]) -> str:
        """An amount followed by its currency is written as the language writes money."""
        return super().filled(_MONEY.sub(partial(_with_currency, given), template), given)

    def money(self, amount_minor: int) -> str:
        return amount_text(amount_minor)

    def choice(self, written: list[str]) -> str:
        return f" {gettext('or')} ".join(stored_word(one) for one in written)

    def day(self, written: date) -> str:
        return day_text(written)

    def word(self, stored: str) -> str:
        return stored_word(stored)

    def code(self, stored: str) -> str:
        return stored_word(stored)


def _with_currency(given: Mapping[str, object], found: re.Match[str]) -> str:
    amount, currency = given.get(found[1]), given.get(found[2])
    if isinstance(amount, int) and currency in CURRENCIES:
        return money_text(amount, str(currency))
    return found[0]


def stored_word(stored: str) -> str:
    """The word of a stored kind, as it stands within a sentence."""
    name = re.sub(r"(-\d+)+$", "", stored.replace(" ", "_"))
    for words in _WORDS:
        if name in words:
            known = gettext(words[name])
            return known[:1].lower() + known[1:]
    text = stored.replace("_", " ")
    known, heading = _translated(text), capfirst(text)
    if known != text or _translated(heading) == heading:
        return known
    return _translated(heading)[:1].lower() + _translated(heading)[1:]


CODES = (
    gettext_noop("Kvitt itself, when it merges cases"),
    gettext_noop("accountant"),
    gettext_noop("agency"),
    gettext_noop("agent"),
    gettext_noop("answered"),
    gettext_noop("application drafted"),
    gettext_noop("approved"),
    gettext_noop("booked"),
    gettext_noop("carried out"),
    gettext_noop("cost"),
    gettext_noop("creditor"),
    gettext_noop("debtor"),
    gettext_noop("drafted"),
    gettext_noop("duplicate"),
    gettext_noop("echo"),
    gettext_noop("ended"),
    gettext_noop("filed"),
    gettext_noop("filing"),
    gettext_noop("handler"),
    gettext_noop("kept"),
    gettext_noop("kvitt"),
    gettext_noop("lapsed"),
    gettext_noop("nobody"),
    gettext_noop("not known"),
    gettext_noop("proposed"),
    gettext_noop("reduced"),
    gettext_noop("refused"),
    gettext_noop("rejected"),
    gettext_noop("returned"),
    gettext_noop("sent"),
    gettext_noop("taken back"),
    gettext_noop("to court"),
    gettext_noop("told"),
    gettext_noop("unknown"),
    gettext_noop("unmatched"),
    gettext_noop("upheld"),
    gettext_noop("withdrawn"),
)
"""Stored words without a word of their own on pages."""
_WORDS = (HOLDS, LETTERS, ITEMS, STAGES, CLOSINGS)
_MONEY = re.compile(r"{(\w+):money} {(\w+)}")
CURRENCIES = frozenset(CURRENCY_OF.values())
_READERS = _ReadersWriter()
