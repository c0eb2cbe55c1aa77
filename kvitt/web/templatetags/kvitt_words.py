"""Filters of the templates: amounts, days and the words of a case in the reader's language."""

from datetime import date

from django import template
from django.utils.translation import gettext as _

from kvitt.application.case_wording import next_sentence
from kvitt.application.case_words import (
    CHANNELS,
    CLOSINGS,
    HOLDS,
    TASKS,
    item_word,
    letter_word,
    stage_word,
    word,
)
from kvitt.application.money_and_days import amount_text, day_text, money_text

register = template.Library()

TONES = {
    "overdue": "warm",
    "reminded_friendly": "cool",
    "reminded": "cool",
    "noticed": "warm",
    "demanded": "hot",
    "awaiting_decision": "hot",
    "application_drafted": "hot",
    "at_kronofogden": "hot",
    "at_namsmann": "hot",
    "at_forliksrad": "hot",
    "at_court": "hot",
    "titled": "hot",
    "enforcing": "hot",
    "monitored": "cool",
    "closed": "good",
}


@register.filter
def money(amount_minor: int, currency: str) -> str:
    """An amount with its currency."""
    return money_text(amount_minor, currency)


@register.filter
def amount(amount_minor: int) -> str:
    """An amount without its currency."""
    return amount_text(amount_minor)


@register.filter
def day(written: date | str | None) -> str:
    """A day with its month's name."""
    return day_text(written)


@register.filter
def iso(written: date | None) -> str:
    """A day for machines."""
    return written.isoformat() if written else ""


@register.filter
def stage(stored: str) -> str:
    """The word for a stage."""
    return stage_word(stored)


@register.filter
def tone(stored: str) -> str:
    """How warm a stage's mark is."""
    return TONES.get(stored, "plain")


@register.filter
def item(stored: str) -> str:
    """The word for the kind of a claim item."""
    return item_word(stored)


@register.filter
def letter(stored: str) -> str:
    """The word for a letter."""
    return letter_word(stored)


@register.filter
def expected(stored: str) -> str:
    """What is expected next."""
    return next_sentence(stored)


@register.filter
def hold(stored: str) -> str:
    """The word for a hold."""
    return word(HOLDS, stored)


@register.filter
def task(stored: str) -> str:
    """The word for a task."""
    return word(TASKS, stored)


@register.filter
def channel(stored: str) -> str:
    """The word for a channel."""
    return word(CHANNELS, stored)


@register.filter
def closing(stored: str) -> str:
    """Why a case was closed."""
    return word(CLOSINGS, stored)


@register.filter
def scheme(stored: str) -> str:
    """The word for a kind of account."""
    words = {"bankgiro": _("Bankgiro"), "plusgiro": _("Plusgiro"), "konto": _("Account")}
    return words.get(stored, stored.upper())
