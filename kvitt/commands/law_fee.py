"""``kvitt law fee``: what a letter, a plan, an agency or an authority may cost the debtor."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, COUNTRY, DAY, DEBTOR, currency_of, money
from kvitt.kernel.money import as_decimal_text, divide_half_up, parse_amount
from kvitt.law.book import LawBook, LawNotKnown, law_book
from kvitt.law.fee_terms import STOPS, Circumstances, EarlierFee
from kvitt.law.fees import FEE_KINDS, FeeAnswer, fee_answer

if TYPE_CHECKING:
    from rich.console import Console

BEFORE_THE_LETTERS = ("reminder", "collection_notice", "collection_demand", "payment_demand_own")


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


@click.command()
@click.option("--country", type=COUNTRY, help="Whose law.")
@click.option("--list", "list_", is_flag=True, help="Name every kind of charge.")
@click.option("--kind", help="reminder, collection_demand, collection_fee …: see --list.")
@click.option("--due", type=DAY, help="The due day of the claim.")
@click.option(
    "--sent",
    "--filed-on",
    "--covered-on",
    "day",
    type=DAY,
    help="The day of the measure: a letter is sent, a petition filed, the principal covered.",
)
@click.option("--debtor", type=DEBTOR, default="consumer", show_default=True)
@click.option("--principal", type=AMOUNT, default="0", help="The unpaid amount, 10000.00.")
@click.option("--agreed/--not-agreed", default=True, help="Whether the fee was agreed beforehand.")
@click.option("--heavy", is_flag=True, help="The demand has gone unheeded for over 28 days (NO).")
@click.option("--vat", is_flag=True, help="The creditor cannot deduct the agency's VAT (NO).")
@click.option("--instalments", type=click.IntRange(0), default=0, help="Instalments of a plan.")
@click.option("--stopped-by", type=click.Choice(STOPS), help="What stands in the way that day.")
@click.option("--incomplete", is_flag=True, help="The letter lacks a required element.")
@click.option("--reason", default="", help="Why a second measure of the kind was called for.")
@click.option("--earlier", type=Earlier(), multiple=True, help="kind,sent,deadline,amount")
@click.option("--known-on", type=DAY, help="Only what was published by that day.")
@answers
def fee(
    country: str | None, list_: bool, kind: str | None, day: date | None, due: date | None,
    debtor: str, principal: int, agreed: bool, earlier: tuple[EarlierFee, ...],
    known_on: date | None, **special: Any,
) -> Answer:  # fmt: skip
    """What a measure may cost the debtor, or why it may cost nothing."""
    if list_:
        return _list([country] if country else sorted(FEE_KINDS))
    if country is None or kind is None:
        raise click.UsageError("say --country and --kind; --list names the kinds.")
    if day is None:
        raise click.UsageError("say the day of the measure: --sent, --filed-on or --covered-on.")
    if due is None and kind in BEFORE_THE_LETTERS:
        raise click.UsageError("say --due: the letter's fee depends on the due day of the claim.")
    book, due_on = law_book(country), due or day - timedelta(days=1)
    found = fee_answer(
        book, kind, due_on=due_on, sent_on=day, debtor_kind=debtor, principal_minor=principal,
        agreed=agreed, earlier=earlier, known_on=known_on, circumstances=_special(**special),
    )  # fmt: skip
    shown = _told(book, found, due_on, day, debtor, known_on)
    return Answer(shown, lambda console: _show_fee(console, shown))


def _special(
    heavy: bool, vat: bool, instalments: int, stopped_by: str | None, incomplete: bool, reason: str
) -> Circumstances:
    return Circumstances(not incomplete, reason, stopped_by or "", heavy, vat, instalments)


def _told(
    book: LawBook, found: FeeAnswer, due: date, day: date, debtor: str, known_on: date | None
) -> dict[str, Any]:
    rule, arithmetic = _grounds(book, found, due, day, known_on)
    return {
        "country": book.country,
        "currency": currency_of(book.country),
        "kind": found.kind,
        "due": due,
        "sent": day,
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


def _grounds(
    book: LawBook, found: FeeAnswer, due: date, sent: date, known_on: date | None
) -> tuple[str, str]:
    """The rule in a sentence, and the sum where the fee is a part of a base."""
    if found.sentence:
        return "", ""
    name = found.because.rule.split(".", 1)[1]
    days = {"due_on": due, "first_claimable_on": due + timedelta(days=1)}
    selected_by = book.series[name].entries[0].selected_by
    value = book.value(name, on=days.get(selected_by, sent), known_on=known_on)
    given = found.because.given
    if given.get("arithmetic"):
        return value.sentence, f"{given['arithmetic']}."
    if value.unit != "twentieths" or given.get("fee_minor"):
        return value.sentence, ""
    base = book.value("fees.base_rate", on=sent, known_on=known_on)
    exact = f"{value.amount}/20 × {money(base.amount)} = {_twentieth(base.amount, value.amount)}"
    rounded = f", to the nearest krone {money(found.amount_minor)}"
    is_rounded = parse_amount(_twentieth(base.amount, value.amount)) != found.amount_minor
    return value.sentence, f"{exact}{rounded if is_rounded else ''}."


def _twentieth(base_minor: int, twentieths: int) -> str:
    return as_decimal_text(divide_half_up(base_minor * twentieths, 20))


def _show_fee(console: "Console", shown: Mapping[str, Any]) -> None:
    told = shown["kind"].replace("_", " ")
    amount = money(shown["amount_minor"], shown["currency"])
    console.print(f"{told[0].upper()}{told[1:]}: {amount}", style="bold")
    console.print(shown["because"])
    if shown["allowed_from"]:
        console.print(f"Allowed from: {shown['allowed_from']}")
    console.print(f"Ground: {shown['reference']}")


def _list(countries: list[str]) -> Answer:
    """Every kind of charge by country, with the paragraph and the sentence of its rule today."""
    shown = [
        {"country": country, "kind": kind, **_rule_of(law_book(country), kind)}
        for country in countries
        for kind in FEE_KINDS[country]
    ]
    return Answer(shown, lambda console: _show_list(console, shown))


def _rule_of(book: LawBook, kind: str) -> dict[str, str]:
    """The latest value that rules the kind: of its own name, or of a name that begins with it."""
    names = sorted((name for name in book.names() if name.startswith(f"fees.{kind}")), key=len)
    if not names:
        raise LawNotKnown(f"The law book of {book.country} has no value for “{kind}”.", kind=kind)
    value = book.series[names[0]].entries[-1]
    return {"reference": value.reference, "sentence": value.sentence}


def _show_list(console: "Console", shown: list[dict[str, str]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("country", "kind", "ground", "rule"):
        table.add_column(name, overflow="fold")
    for one in shown:
        table.add_row(one["country"], one["kind"], one["reference"], one["sentence"])
    console.print(table)
