"""``kvitt law``: late interest and fees, with the arithmetic that a person can repeat."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, COUNTRY, DAY, DEBTOR, currency_of, money, rate
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text, divide_half_up, parse_amount
from kvitt.law.book import LawBook, law_book
from kvitt.law.fee_terms import EarlierFee
from kvitt.law.fees import FeeAnswer, fee_answer
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


class Earlier(click.ParamType):
    """An earlier letter: kind,sent day,last day to pay,amount charged."""

    name = "letter"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> EarlierFee:
        """The letter; anything else is wrong usage."""
        parts = [part.strip() for part in str(value).split(",")]
        if len(parts) != 4:
            self.fail(
                f"“{value}” is not an earlier letter: write kind,sent,deadline,amount such as "
                "reminder,2026-01-29,2026-02-12,38.00.",
                param,
                ctx,
            )
        deadline_on = DAY.convert(parts[2], param, ctx) if parts[2] else None
        amount_minor = AMOUNT.convert(parts[3], param, ctx)
        return EarlierFee(parts[0], DAY.convert(parts[1], param, ctx), deadline_on, amount_minor)


@law.command()
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option("--kind", required=True, help="reminder, collection_demand, collection_notice, …")
@click.option("--due", type=DAY, required=True, help="The due day of the claim.")
@click.option("--sent", type=DAY, required=True, help="The day on which the letter is sent.")
@click.option("--debtor", type=DEBTOR, default="consumer", show_default=True)
@click.option("--principal", type=AMOUNT, default="0", help="The unpaid amount, 10000.00.")
@click.option("--agreed/--not-agreed", default=True, help="Whether the fee was agreed beforehand.")
@click.option("--earlier", type=Earlier(), multiple=True, help="kind,sent,deadline,amount")
@click.option("--known-on", type=DAY, help="Only what was published by that day.")
@answers
def fee(
    country: str, kind: str, due: date, sent: date, debtor: str, principal: int, agreed: bool,
    earlier: tuple[EarlierFee, ...], known_on: date | None,
) -> Answer:  # fmt: skip
    """What a letter, or the compensation for late payment, may cost the debtor."""
    book = law_book(country)
    found = fee_answer(
        book, kind, due_on=due, sent_on=sent, debtor_kind=debtor, principal_minor=principal,
        agreed=agreed, earlier=earlier, known_on=known_on,
    )  # fmt: skip
    rule, arithmetic = _grounds(book, found, due, sent, known_on)
    shown = {
        "country": book.country,
        "currency": currency_of(book.country),
        "kind": kind,
        "due": due,
        "sent": sent,
        "debtor": debtor,
        "amount": as_decimal_text(found.amount_minor),
        "amount_minor": found.amount_minor,
        "allowed": not found.sentence,
        "allowed_from": found.allowed_from,
        "reference": found.reference,
        "because": found.sentence or " ".join(part for part in (rule, arithmetic) if part),
        "given": dict(found.because.given),
        "law": book.version,
    }
    return Answer(shown, lambda console: _show_fee(console, shown))


def _grounds(
    book: LawBook, found: FeeAnswer, due: date, sent: date, known_on: date | None
) -> tuple[str, str]:
    """The rule in a sentence, and the sum where the fee is a fraction of the base rate."""
    if found.sentence:
        return "", ""
    name = found.because.rule.split(".", 1)[1]
    days = {"sent_on": sent, "due_on": due, "first_claimable_on": due + timedelta(days=1)}
    selected_by = book.series[name].entries[0].selected_by
    value = book.value(name, on=days.get(selected_by, sent), known_on=known_on)
    if value.unit != "twentieths" or found.because.given.get("fee_minor"):
        return value.sentence, ""
    base = book.value("fees.base_rate", on=sent, known_on=known_on)
    exact = f"{value.amount}/20 × {money(base.amount)} = {_twentieth(base.amount, value.amount)}"
    rounded = f", to the nearest krone {money(found.amount_minor)}"
    is_rounded = parse_amount(_twentieth(base.amount, value.amount)) != found.amount_minor
    return value.sentence, f"{exact}{rounded if is_rounded else ''}."


def _twentieth(base_minor: int, twentieths: int) -> str:
    return as_decimal_text(divide_half_up(base_minor * twentieths, 20))


def _show_fee(console: "Console", shown: dict[str, Any]) -> None:
    told = shown["kind"].replace("_", " ")
    amount = money(shown["amount_minor"], shown["currency"])
    console.print(f"{told[0].upper()}{told[1:]}: {amount}", style="bold")
    console.print(shown["because"])
    if shown["allowed_from"]:
        console.print(f"Allowed from: {shown['allowed_from']}")
    console.print(f"Ground: {shown['reference']}")
