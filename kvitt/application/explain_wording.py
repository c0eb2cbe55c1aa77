"""How each amount comes about, as arithmetic that a person can repeat by hand.

Interest is written by the same function as on a letter's back page.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kvitt.application.money_and_days import LOCALES, amount_text
from kvitt.documents.interest_text import interest_text
from kvitt.documents.wording import LANGUAGES, Wording, wording
from kvitt.domain.stored_charges import LawAsOf
from kvitt.kernel.money import divide_half_up
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.interest import BASIS_POINTS, DENOMINATOR, Segment

TWENTIETHS = 20
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def letter_words() -> Wording:
    """The words of letters in the language of the moment."""
    language = (get_language() or "en").split("-")[0]
    return wording(language if language in LANGUAGES else "en")


def interest_arithmetic(
    segments: Iterable[Segment], *, rate_bp: int, base_minor: int, currency: str, country: str
) -> str:
    """Base, rate and days in the words of the letter's back page."""
    parts = [(segment.days, segment.year_days) for segment in segments]
    return interest_text(
        letter_words(), base_minor=base_minor, rate_bp=rate_bp, parts=parts, currency=currency,
        country=country,
    )  # fmt: skip


def interest_result(
    arithmetic: str, segments: Iterable[Segment], *, rate_bp: int, base_minor: int,
    amount_minor: int, carry: int | None,
) -> str:  # fmt: skip
    """What the arithmetic gives; where earlier days left a rest, with that rest brought forward."""
    exact = sum(
        base_minor * segment.days * rate_bp * (DENOMINATOR // (segment.year_days * BASIS_POINTS))
        for segment in segments
    )
    if divide_half_up(exact, DENOMINATOR) == amount_minor:
        return f"{arithmetic} = {amount_text(amount_minor)}"
    if not carry:
        return _("%(arithmetic)s = %(exact)s; %(amount)s with the rest of earlier days") % {
            "arithmetic": arithmetic, "exact": exact_text(exact),
            "amount": amount_text(amount_minor),
        }  # fmt: skip
    return _("%(arithmetic)s = %(exact)s; with %(rest)s from earlier days: %(amount)s") % {
        "arithmetic": arithmetic, "exact": exact_text(exact), "rest": exact_text(carry),
        "amount": amount_text(amount_minor),
    }  # fmt: skip


def days_result(arithmetic: str, segment: Segment) -> str:
    """What days that are not booked give, before rounding."""
    return f"{arithmetic} = {exact_text(segment.numerator)}"


def running_result(segments: Sequence[Segment], amount_minor: int, carry: int) -> str:
    """What the days since the last booked one come to in all, rounded once."""
    if not segments:
        return ""
    total = " + ".join(exact_text(segment.numerator) for segment in segments)
    if not carry:
        return _("%(total)s, rounded: %(amount)s") % {
            "total": total,
            "amount": amount_text(amount_minor),
        }
    return _("%(total)s, with %(rest)s from earlier days, rounded: %(amount)s") % {
        "total": total, "rest": exact_text(carry), "amount": amount_text(amount_minor),
    }  # fmt: skip


def fee_arithmetic(
    kind: str, amount_minor: int, because: Mapping[str, Any], laws: Sequence[LawAsOf]
) -> str:
    """How a fee comes about: the product of its parts, the law's amount, less what was charged."""
    given = because.get("given", {})
    allowed_minor = int(given.get("law_allows_minor", amount_minor))
    told = (
        _stored_product(str(given.get("arithmetic", "")), allowed_minor)
        or _netted(kind, given, allowed_minor, laws)
        or _letter_product(kind, given, laws)
        or _("the law's amount: %(amount)s") % {"amount": amount_text(allowed_minor)}
    )
    if "lowered_to_minor" in given:
        told = _("%(law)s; lowered to %(amount)s") % {
            "law": told,
            "amount": amount_text(int(given["lowered_to_minor"])),
        }
    return told


def _netted(
    kind: str, given: Mapping[str, Any], allowed_minor: int, laws: Sequence[LawAsOf]
) -> str:
    """A compensation less the fees before it, or a fee less what the compensation covers."""
    before_minor = int(given.get("charged_before_minor", 0))
    if before_minor and given.get("compensation_minor"):
        return _("%(whole)s − %(before)s already charged = %(amount)s") % {
            "whole": amount_text(int(given["compensation_minor"])),
            "before": amount_text(before_minor),
            "amount": amount_text(allowed_minor),
        }
    whole_minor = int(given.get("fee_minor", 0))
    if whole_minor <= allowed_minor:
        return ""
    return _("%(whole)s − %(covered)s that the compensation covers = %(amount)s") % {
        "whole": _letter_product(kind, given, laws) or amount_text(whole_minor),
        "covered": amount_text(whole_minor - allowed_minor),
        "amount": amount_text(allowed_minor),
    }


def _stored_product(arithmetic: str, allowed_minor: int) -> str:
    """The arithmetic that the law stored with the charge, its numbers as the reader writes them."""
    product = arithmetic.partition(", less")[0].replace(", rounded down to", " →")
    if not product:
        return ""
    told = NUMBER.sub(lambda found: _number_text(found[0]), product)
    if "≤" in product or ">" in product:  # a comparison decides which of two amounts it is
        return f"{told} → {amount_text(allowed_minor)}"
    whole_minor = round(Decimal(NUMBER.findall(product)[-1]) * 100)
    if whole_minor == allowed_minor:
        return told
    return _("%(whole)s; less %(before)s already charged: %(amount)s") % {
        "whole": told,
        "before": amount_text(whole_minor - allowed_minor),
        "amount": amount_text(allowed_minor),
    }


def _number_text(written: str) -> str:
    """A stored number: an amount where it has two decimals, otherwise a factor."""
    is_amount = len(written.partition(".")[2]) == 2
    return format_decimal(
        Decimal(written), format="#,##0.00" if is_amount else "0.##", locale=_locale()
    )


def _letter_product(kind: str, given: Mapping[str, Any], laws: Sequence[LawAsOf]) -> str:
    """A Norwegian letter's fee: its twentieths of the base rate, and the rounding to kroner."""
    for law in laws:
        try:
            return _twentieths(kind, given, law.book, law.known_on)
        except (Refusal, KeyError):
            continue
    return ""


def _twentieths(kind: str, given: Mapping[str, Any], book: LawBook, known_on: date | None) -> str:
    due_on, sent_on = (date.fromisoformat(given[name]) for name in ("due_on", "sent_on"))

    def amount(name: str, on: date) -> int:
        return int(book.value(f"fees.{name}", on=on, known_on=known_on).amount)

    twentieths = amount(f"{kind}_twentieths", due_on)
    base_minor, step_minor = amount("base_rate", sent_on), amount("letter_fee_rounding", sent_on)
    exact = base_minor * twentieths * DENOMINATOR // TWENTIETHS
    rounded_minor = divide_half_up(base_minor * twentieths, TWENTIETHS * step_minor) * step_minor
    told = f"{twentieths}/{TWENTIETHS} × {amount_text(base_minor)} = {exact_text(exact)}"
    return (
        told if rounded_minor * DENOMINATOR == exact else f"{told} → {amount_text(rounded_minor)}"
    )


def exact_text(numerator: int) -> str:
    """An exact amount in 1/``DENOMINATOR`` minor units, to four decimals of a krona."""
    parts = divide_half_up(numerator * 100, DENOMINATOR)
    return format_decimal(Decimal(parts) / 10_000, format="#,##0.00##", locale=_locale())


def _locale() -> str:
    return LOCALES.get((get_language() or "en").split("-")[0], "en_GB")
