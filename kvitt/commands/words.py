"""The words that commands share: days, amounts, countries, as options and as text."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from kvitt.kernel.money import CURRENCY_OF, parse_amount
from kvitt.kernel.refusal import Refusal


class Day(click.ParamType):
    """A day as 2026-03-01, or ``today``."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; anything else is wrong usage."""
        if isinstance(value, date):
            return value
        if value == "today":
            return this_day()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a day: write it as 2026-03-01.", param, ctx)


class Amount(click.ParamType):
    """An amount in kronor or kroner with at most two decimals: 10000.00. In whole minor units."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The amount in minor units; what is no amount is wrong usage."""
        if isinstance(value, int):
            return value
        try:
            return parse_amount(value)
        except Refusal as no:
            self.fail(no.sentence, param, ctx)


DAY, AMOUNT = Day(), Amount()
COUNTRY = click.Choice(("SE", "NO"), case_sensitive=False)
DEBTOR = click.Choice(("consumer", "business", "authority"))
FILE = click.Path(exists=True, dir_okay=False, readable=True)


MOST_BYTES_WRITTEN = 1_000_000
"""Of a file that a person has written; more is another file by mistake."""


def written_in(file: str) -> str:
    """What a person has written in a file, with plain line ends; else wrong usage."""
    with Path(file).open("rb") as opened:
        content = opened.read(MOST_BYTES_WRITTEN + 1)
    if len(content) > MOST_BYTES_WRITTEN:
        raise click.UsageError(f"{file} is larger than {MOST_BYTES_WRITTEN} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as no:
        raise click.UsageError(f"{file} is not written in UTF-8.") from no
    return text.replace("\r\n", "\n").rstrip("\n")


def this_day() -> date:
    """The day on the wall: the command line is the edge where a day comes from a clock."""
    return date.today()  # noqa: DTZ011 - the day of the place where the person sits


def money(amount_minor: int, currency: str = "") -> str:
    """The amount with its thousands apart: ``12 345.60 SEK``."""
    sign, rest = ("-", -amount_minor) if amount_minor < 0 else ("", amount_minor)
    major = f"{rest // 100:,}".replace(",", " ")
    return f"{sign}{major}.{rest % 100:02d} {currency}".strip()


def currency_of(country: str) -> str:
    """The currency of the country's claims."""
    return CURRENCY_OF[country]


def rate(rate_bp: int) -> str:
    """A rate in per cent with two decimals: ``8.50``."""
    return f"{rate_bp // 100}.{rate_bp % 100:02d}"
