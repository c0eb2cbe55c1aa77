"""``kvitt invoices``: register a file of invoices, or read one without registering."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import COUNTRY, DAY, FILE, money, this_day
from kvitt.intake.csv_mapping import Mapping, UnusableMapping

if TYPE_CHECKING:
    from rich.console import Console

GUESSED_FROM_BYTES = 65_536
_NORWEGIAN = "nok forfall kid beløp poststed fødsel fakturadato navn >no<"
_SWEDISH = "sek förfall ocr belopp postort personnummer fakturadatum namn >se<"
SHOWN = 100
"""Rows that a person is shown; scripts get them all."""


@click.group()
def invoices() -> None:
    """Files of invoices: CSV, or Peppol BIS 3 / UBL 2.1."""


@invoices.command()
@click.argument("file", type=FILE)
@click.option("--country", type=COUNTRY, help="The creditor's; recognised from the file if absent.")
@click.option("--mapping", type=FILE, help="A JSON file that says which column is which.")
@answers
def read(file: str, country: str | None, mapping: str | None) -> Answer:
    """Print what FILE holds and register nothing. Exit code 1 where rows are in error."""
    from kvitt.intake.read import as_json, read_invoices

    path = Path(file)
    chosen = country or guessed_country(path)
    found = read_invoices(path, name=path.name, country=chosen, mapping=read_mapping(mapping))
    shown = {**as_json(found), "country": chosen, "country_guessed": country is None}
    return Answer(shown, lambda console: _show_read(console, shown), is_yes=not found.errors)


@invoices.command("import")
@click.argument("file", type=FILE)
@click.option("--creditor", "called", required=True, help="Name, organisation number or number.")
@click.option("--mapping", type=FILE, help="A JSON file that says which column is which.")
@click.option("--dry-run", is_flag=True, help="Tell what would be done and do nothing.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def import_(file: str, called: str, mapping: str | None, dry_run: bool, on: date | None) -> Answer:
    """Register the new invoices and credit notes of FILE for a creditor."""
    from kvitt.commands.progress import counted, say
    from kvitt.site.setup import running

    given = read_mapping(mapping)
    with running(say=say):
        from kvitt.application.import_invoices import import_invoices
        from kvitt.store.creditors import find_creditor

        creditor = find_creditor(called)
        with counted("invoices") as on_progress:
            done = import_invoices(
                creditor, Path(file), mapping=given, today=on or this_day(), dry_run=dry_run,
                actor="command line", on_progress=on_progress,
            )  # fmt: skip
    shown = {"file": Path(file).name, "creditor": creditor.name, "currency": creditor.currency,
             "dry_run": dry_run, **done.as_json()}  # fmt: skip
    is_yes = not done.registered.error_count and not done.registered.differences
    return Answer(shown, lambda console: _show_import(console, shown), is_yes=is_yes)


@invoices.command("credit")
@click.argument("number")
@click.option("--creditor", "called", required=True, help="Name, organisation number or number.")
@click.option("--invoice", "invoice", required=True, help="The invoice that it credits.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def credit(number: str, called: str, invoice: str, on: date | None) -> Answer:
    """Say which invoice the waiting credit note NUMBER credits."""
    from kvitt.commands.progress import say
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.credit_claims import apply_credit_note
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        creditor = find_creditor(called)
        case_number = apply_credit_note(
            creditor, number, invoice_number=invoice, today=today, actor="command line"
        )
        shown = show_case(case_number, today=today).as_json() | {"credit_note": number}
    told = f"Credit note {number} credits invoice {invoice}."
    return Answer(shown, lambda console: console.print(told))


def guessed_country(path: Path) -> str:
    """SE or NO by the words of the file's beginning; SE where they do not tell."""
    with path.open("rb") as file:
        start = file.read(GUESSED_FROM_BYTES).replace(b"\0", b"")
    told = f"{start.decode('utf-8', 'ignore')} {start.decode('latin-1')}".casefold()
    norwegian = sum(word in told for word in _NORWEGIAN.split())
    return "NO" if norwegian > sum(word in told for word in _SWEDISH.split()) else "SE"


def read_mapping(file: str | None) -> Mapping | None:
    """The mapping in a JSON file. Raises UnusableMapping."""
    if file is None:
        return None
    try:
        written = json.loads(Path(file).read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise UnusableMapping(f"{file} is not JSON: {problem}", file=file) from problem
    if not isinstance(written, dict):
        raise UnusableMapping(f"{file} does not hold one mapping", file=file)
    return Mapping.from_json(written)


def _show_read(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    told = ", ".join(str(shown[key]) for key in ("format", "encoding") if shown[key])
    console.print(f"{shown['file']}: {told}, read as {shown['country']}", style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("number", "kind", "issued", "due", "to pay", "reference", "debtor"):
        table.add_column(name, justify="right" if name == "to pay" else "left")
    for one in shown["invoices"][:SHOWN]:
        table.add_row(
            one["number"], one["kind"].replace("_", " "), one["issued_on"], one["due_on"] or "–",
            money(one["payable_minor"], one["currency"]), one["payment_reference"] or "–",
            one["debtor"]["name"][:40],
        )  # fmt: skip
    console.print(table)
    if shown["count"] > SHOWN:
        console.print(f"… and {shown['count'] - SHOWN} more")
    total = shown["total_minor"]
    sums = (
        money(total)
        if isinstance(total, int)
        else " + ".join(money(minor, currency) for currency, minor in total.items())
    )
    console.print(f"\n{shown['count']} documents, {sums} in all")
    show_errors(console, shown["errors"])
    for warning in shown["warnings"]:
        console.print(f"warning: {warning}")


def show_errors(console: "Console", errors: list[dict[str, Any]]) -> None:
    """The rows that could not be read: line, field, text and what would help."""
    for error in errors[:SHOWN]:
        value = f" “{error['value']}”" if error["value"] else ""
        console.print(f"line {error['line']}, {error['field']}{value}: {error['sentence']}")
    if len(errors) > SHOWN:
        console.print(f"… and {len(errors) - SHOWN} more rows in error")


def _show_import(console: "Console", shown: dict[str, Any]) -> None:
    would = "would be " if shown["dry_run"] else ""
    total = money(shown["total_minor"], shown["currency"])
    console.print(
        f"{shown['file']}: {shown['invoices']} invoices ({total}) and {shown['credit_notes']} "
        f"credit notes {would}registered for {shown['creditor']}; {shown['known']} known already",
        style="bold",
    )
    show_errors(console, shown["errors"])
    if shown["error_count"]:
        console.print(f"{shown['error_count']} rows in error were not registered")
    for sentence in (*shown["differences"], *shown["warnings"]):
        console.print(sentence)
