"""Filters of the templates: amounts, days and the words of a case in the reader's language."""

from datetime import date

from django import template
from django.conf import settings
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
from kvitt.application.in_words import in_words as words_of
from kvitt.application.money_and_days import (
    amount_text,
    day_text,
    last_day_text,
    long_day_text,
    money_text,
    number_text,
    rate_text,
    short_money_text,
)
from kvitt.kernel.refusal import Refusal
from kvitt.web.design import Tag
from kvitt.web.design.part import Tone

register = template.Library()

TONES: dict[str, Tone] = {
    "overdue": "plain",
    "reminded_friendly": "info",
    "reminded": "info",
    "noticed": "warm",
    "demanded": "hot",
    "awaiting_decision": "warm",
    "application_drafted": "warm",
    "at_kronofogden": "hot",
    "at_namsmann": "hot",
    "at_forliksrad": "hot",
    "at_court": "hot",
    "titled": "hot",
    "enforcing": "hot",
    "monitored": "info",
    "closed": "good",
}


@register.simple_tag
def sends_mail() -> bool:
    """Whether a mail server is set up: without one no page promises a mail."""
    return bool(settings.KVITT_SENDS_MAIL)


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
def in_words(told: Refusal | str) -> str:
    """A refusal or a sentence in the reader's language."""
    return words_of(told)


@register.filter
def long_day(written: date) -> str:
    """A day with its weekday."""
    return long_day_text(written)


@register.filter
def last_day(until: date) -> str:
    """The last day of a period that ends before ``until``."""
    return last_day_text(until)


@register.filter
def number(counted: int) -> str:
    """A whole number."""
    return number_text(counted)


@register.filter
def short_money(amount_minor: int, currency: str) -> str:
    """A large amount in few figures."""
    return short_money_text(amount_minor, currency)


@register.filter
def rate(rate_bp: int) -> str:
    """A rate given in basis points."""
    return rate_text(rate_bp)


@register.filter
def iso(written: date | None) -> str:
    """A day for machines."""
    return written.isoformat() if written else ""


@register.filter
def stage_tag(stored: str) -> Tag:
    """A stage's mark."""
    return Tag(stage_word(stored), TONES.get(stored, "plain"))


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
