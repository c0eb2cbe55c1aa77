"""The law book's values in the reader's language: areas, amounts, days and what each rule says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kvitt.application.in_words import stored_word
from kvitt.application.money_and_days import amount_text, day_text, money_text, rate_text
from kvitt.kernel.money import CURRENCY_OF
from kvitt.law.wording import amount_in_words

NOT_SET = "not set"
"""The first day of an act that nobody has named yet."""
LEAST_MONEY_MINOR = 1000
"""A table holds amounts of money, or small numbers such as months: none reaches ten kronor."""


def law_amount_text(unit: str, amount: Any, country: str) -> str:
    """The amount of a law value as the reader's language writes it."""
    counted = {
        "days": lambda: _("%(count)s days"),
        "bank_days": lambda: _("%(count)s bank days"),
        "weeks": lambda: _("%(count)s weeks"),
        "months": lambda: _("%(count)s months"),
        "years": lambda: _("%(count)s years"),
    }
    if unit in counted:
        return _one(unit) if amount == 1 else counted[unit]() % {"count": amount}
    match unit:
        case "bp":
            return rate_text(amount)
        case "minor":
            return money_text(amount, CURRENCY_OF[country])
        case "hundredths":
            return amount_text(amount)
        case "yes_no":
            return _("yes") if amount else _("no")
        case "word":
            return stored_word(amount)
        case "words":
            return ", ".join(stored_word(part) for part in amount)
        case "brackets":
            return "; ".join(_bracket(row, country) for row in amount)
        case "table":
            return "; ".join(_entries(amount, country))
        case "hours":
            return "; ".join(f"{stored_word(key)}: {amount[key]}" for key in amount)
        case "elements":
            return "; ".join(stored_word(key) for key in amount)
    if amount == NOT_SET:
        return _("not set")
    return day_text(amount) if _is_day(amount) else amount_in_words(unit, amount, country)


def _one(unit: str) -> str:
    return {
        "days": _("1 day"), "bank_days": _("1 bank day"), "weeks": _("1 week"),
        "months": _("1 month"), "years": _("1 year"),
    }[unit]  # fmt: skip


def _bracket(row: Mapping[str, int], country: str) -> str:
    share, limit = amount_text(row["amount"]), row.get("up_to_minor")
    if limit is None:
        return _("above that: %(share)s") % {"share": share}
    upto = money_text(limit, CURRENCY_OF[country])
    return _("up to %(sum)s: %(share)s") % {"sum": upto, "share": share}


def _entries(rows: Mapping[str, int], country: str) -> Sequence[str]:
    is_money = all(number == 0 or number >= LEAST_MONEY_MINOR for number in rows.values())
    return [
        f"{stored_word(key)}: {money_text(number, CURRENCY_OF[country]) if is_money else number}"
        for key, number in rows.items()
    ]


def _is_day(amount: Any) -> bool:
    return isinstance(amount, str) and len(amount) == len("2026-01-01") and amount[4:5] == "-"
