"""Money: whole minor units (öre, øre, cent) in integers, and the one rounding.

>>> divide_half_up(5, 2), divide_half_up(-5, 2), divide_half_up(7, 3)
(3, -3, 2)
>>> parse_amount("1 234,50"), parse_amount("1.234,50"), parse_amount("1,234.50"), parse_amount("38")
(123450, 123450, 123450, 3800)
>>> as_decimal_text(57932)
'579.32'
"""

import re

from kvitt.kernel.decimal_text import MINOR_PER_MAJOR as MINOR_PER_MAJOR
from kvitt.kernel.decimal_text import as_decimal_text as as_decimal_text
from kvitt.kernel.refusal import Refusal

CURRENCIES = ("SEK", "NOK", "EUR", "DKK")
CURRENCY_OF = {"SE": "SEK", "NO": "NOK", "FI": "EUR", "DK": "DKK"}

_SPACES = re.compile(r"[\s\u00a0\u202f']")
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})*")
_PLAIN = re.compile(r"([+-]?)(\d+)(?:\.(\d{1,2})0*)?")


class UnreadableAmount(Refusal):
    """The text is not an amount of money with at most two decimals."""


def divide_half_up(numerator: int, denominator: int) -> int:
    """The quotient to the nearest whole number, halves away from zero: the one rounding."""
    if denominator <= 0:
        raise ValueError("the denominator of an amount is positive")
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def parse_amount(text: str, *, decimal_mark: str | None = None) -> int:
    """Reads an amount in major units with at most two decimals; returns minor units.

    ``decimal_mark`` is ``","`` or ``"."`` where the source declares it. Without it the mark is the
    last of the two that occurs; a lone mark followed by three digits is ambiguous and is refused.
    Raises UnreadableAmount; never turns the unknown into zero.
    """
    compact = _SPACES.sub("", text).replace("\u2212", "-")
    mark = decimal_mark or _decimal_mark_of(compact, text)
    grouping = "," if mark == "." else "."
    whole, _, decimals = compact.partition(mark)
    if grouping in whole and not _GROUPED.fullmatch(whole):
        raise UnreadableAmount("“{text}” is not an amount: its digits are grouped oddly", text=text)
    plain = whole.replace(grouping, "") + ("." + decimals if decimals else "")
    found = _PLAIN.fullmatch(plain)
    if not found or (compact.endswith(mark) and mark):
        raise UnreadableAmount("“{text}” is not an amount of money with two decimals", text=text)
    sign, major, minor = found.groups()
    amount_minor = int(major) * MINOR_PER_MAJOR + int((minor or "").ljust(2, "0"))
    return -amount_minor if sign == "-" else amount_minor


def _decimal_mark_of(compact: str, text: str) -> str:
    comma, point = compact.rfind(","), compact.rfind(".")
    if comma < 0 and point < 0:
        return "."
    mark = "," if comma > point else "."
    if min(comma, point) < 0 and _GROUPED.fullmatch(compact):
        if compact.count(mark) > 1:
            return "." if mark == "," else ","
        raise UnreadableAmount(
            "“{text}” can mean thousands or decimals: say which decimal mark the file uses",
            text=text,
        )
    return mark
