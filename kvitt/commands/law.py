"""``kvitt law``: questions to the law book, with the arithmetic that a person can repeat."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.law_change import COMMANDS as CHANGE_COMMANDS
from kvitt.commands.law_days import deadline, limitation
from kvitt.commands.law_fee import fee
from kvitt.commands.law_rates import law_check, law_rates
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, COUNTRY, DAY, DEBTOR, currency_of, money, rate
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text, divide_half_up
from kvitt.law.book import law_book
from kvitt.law.interest import DENOMINATOR, LateInterest, Segment, late_interest

if TYPE_CHECKING:
    from rich.console import Console

EXACT_DECIMALS = 6


@click.group()
def law() -> None:
    """What the law allows, with its paragraphs. Needs no database."""


@law.command()
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option("--principal", type=AMOUNT, required=True, help="The unpaid amount, 10000.00.")
@click.option("--due", type=DAY, required=True, help="The last day without interest.")
@click.option("--until", type=DAY, required=True, help="The last day with interest.")
@click.option("--debtor", type=DEBTOR, default="consumer", show_default=True)
@click.option("--known-on", type=DAY, help="Only what was published by that day.")
@answers
def interest(
    country: str, principal: int, due: date, until: date, debtor: str, known_on: date | None
) -> Answer:
    """The late interest of one claim, rounded once."""
    book = law_book(country)
    found = late_interest(
        book, principal_minor=principal, due_on=due, until_on=until, debtor_kind=debtor,
        known_on=known_on,
    )  # fmt: skip
    shown = {
        "country": book.country,
        "currency": currency_of(book.country),
        "principal": as_decimal_text(principal),
        "due": due,
        "until": until,
        "debtor": debtor,
        "interest": as_decimal_text(found.interest_minor),
        "interest_minor": found.interest_minor,
        "days": found.days,
        "segments": [_segment(segment) for segment in found.segments],
        "references": list(found.references),
        "law": book.version,
    }
    return Answer(shown, lambda console: _show_interest(console, shown, found))


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "from": segment.from_,
        "until": segment.until - ONE_DAY,
        "days": segment.days,
        "rate": rate(segment.rate_bp),
        "base": as_decimal_text(segment.base_minor),
        "year_days": segment.year_days,
        "interest": _exact(segment.numerator),
        "reference": segment.reference,
    }


def _exact(numerator: int) -> str:
    """The exact interest in major units, to six decimals: enough to add up by hand."""
    scale = 10**EXACT_DECIMALS
    parts = divide_half_up(numerator * scale, DENOMINATOR * 100)
    return f"{parts // scale}.{parts % scale:0{EXACT_DECIMALS}d}"


def _show_interest(console: "Console", shown: dict[str, Any], found: LateInterest) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("first day", "last day", "days"):
        table.add_column(name, justify="right" if name == "days" else "left")
    table.add_column("arithmetic", no_wrap=True)
    table.add_column("interest", justify="right", no_wrap=True)
    for segment, told in zip(found.segments, shown["segments"], strict=True):
        sum_ = f"{money(segment.base_minor)} × {told['rate']} % × {segment.days} / "
        table.add_row(
            told["from"].isoformat(), told["until"].isoformat(), str(segment.days),
            f"{sum_}{segment.year_days}", told["interest"],
        )  # fmt: skip
    console.print(table)
    total = money(found.interest_minor, shown["currency"])
    console.print(f"\nLate interest: {total} for {found.days} days, rounded once.")
    for reference in found.references:
        console.print(f"Ground: {reference}")


law.add_command(fee)
for command in CHANGE_COMMANDS:
    law.add_command(command)
law.add_command(limitation)
law.add_command(deadline)
law.add_command(law_rates)
law.add_command(law_check)
