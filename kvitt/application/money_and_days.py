"""Amounts, rates and days as people write them, in the language of the moment."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_symbol,
)
from django.utils.translation import get_language

LOCALES = {"sv": "sv_SE", "nb": "nb_NO", "en": "en_GB", "da": "da_DK", "fi": "fi_FI"}
A_MILLION = 1_000_000


def money_text(amount_minor: int, currency: str) -> str:
    """An amount with its currency: “1 239,35 kr”."""
    return _money(amount_minor, currency, get_language())


def amount_text(amount_minor: int) -> str:
    """An amount without its currency, for columns: “1 239,35”."""
    return format_decimal(
        Decimal(amount_minor) / 100, format="#,##0.00", locale=_locale(get_language())
    )


def short_money_text(amount_minor: int, currency: str) -> str:
    """A large amount in few figures: “4,13 mn kr”; below a million in whole units."""
    locale = _locale(get_language())
    amount = Decimal(amount_minor) / 100
    if abs(amount) < A_MILLION:
        number = format_decimal(amount, format="#,##0", locale=locale)
    else:
        number = format_compact_decimal(amount, fraction_digits=2, locale=locale)
    symbol = get_currency_symbol(currency, locale)
    words = (symbol, number) if locale.language == "en" else (number, symbol)
    return "\u00a0".join(words)


def number_text(number: int) -> str:
    """A whole number: “12 345”."""
    return format_decimal(number, format="#,##0", locale=_locale(get_language()))


def tenths_text(tenths: int) -> str:
    """A number given in tenths: “36,4”."""
    return format_decimal(Decimal(tenths) / 10, format="0.0", locale=_locale(get_language()))


def rate_text(rate_bp: int) -> str:
    """A rate given in basis points: “10,5 %”."""
    number = format_decimal(Decimal(rate_bp) / 100, format="0.0#", locale=_locale(get_language()))
    return f"{number}\u00a0%"


def day_text(day: date | str | None) -> str:
    """A day with its month's name: “3 mars 2026”; nothing for no day."""
    if day is None:
        return ""
    written = date.fromisoformat(day) if isinstance(day, str) else day
    return _day(written, get_language())


def long_day_text(day: date) -> str:
    """A day with its weekday, for what must not be missed: “fredag 11 december 2026”."""
    return format_date(day, format="EEEE d MMMM y", locale=_locale(get_language()))


def moment_text(moment: datetime) -> str:
    """A day with the time of the house's clock: “3 mars 2026 14:05”."""
    own = moment.astimezone()
    return f"{day_text(own.date())} {own:%H:%M}"


def month_text(first: str) -> str:
    """A month, given by its first day as ISO text: “mars 2026”."""
    return format_date(date.fromisoformat(first), "LLL y", locale=_locale(get_language()))


def last_day_text(until: date) -> str:
    """The last day of a period that ends before ``until``."""
    return day_text(until - timedelta(days=1))


@lru_cache(maxsize=20_000)
def _money(amount_minor: int, currency: str, language: str | None) -> str:
    locale = _locale(language)
    pattern = "\u00a4\u00a0#,##0.00" if locale.language == "en" else None
    return format_currency(Decimal(amount_minor) / 100, currency, pattern, locale=locale)


@lru_cache(maxsize=5_000)
def _day(day: date, language: str | None) -> str:
    return format_date(day, format="d MMM y", locale=_locale(language))


@lru_cache(maxsize=8)
def _locale(language: str | None) -> Locale:
    return Locale.parse(LOCALES.get((language or "en").split("-")[0], "en_GB"))
