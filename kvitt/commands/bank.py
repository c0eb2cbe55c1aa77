"""``kvitt bank``: what a file from the bank holds, without booking anything. Needs no database."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import FILE, money

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 200
"""Payments that a person is shown; scripts get them all."""


@click.group()
def bank() -> None:
    """Files from the bank: BgMax, OCR giro, camt.053, camt.054."""


@bank.command()
@click.argument("file", type=FILE)
@answers
def read(file: str) -> Answer:
    """Print what FILE holds and book nothing. Exit code 1 where something was quarantined."""
    from kvitt.bank.read import as_json, read_bank_file

    path = Path(file)
    found = read_bank_file(path.read_bytes(), name=path.name)
    shown = {"file": path.name, **as_json(found)}
    return Answer(shown, lambda console: _show(console, shown), is_yes=not found.quarantined)


def _show(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    console.print(f"{shown['file']}: {shown['format']} {shown['version']}".strip(), style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("booked", "amount", "reference", "payer", "account", "position"):
        table.add_column(name, justify="right" if name == "amount" else "left")
    for payment in shown["payments"][:SHOWN]:
        table.add_row(
            payment["booked_on"],
            money(payment["amount_minor"], payment["currency"]),
            payment["reference"] or " ".join(payment["text"])[:40],
            payment["payer"]["name"][:30],
            payment["account"],
            payment["position"] + (" reversal" if payment["is_reversal"] else ""),
        )
    console.print(table)
    if len(shown["payments"]) > SHOWN:
        console.print(f"… and {len(shown['payments']) - SHOWN} more")
    totals = " + ".join(money(minor, name) for name, minor in shown["totals_minor"].items())
    console.print(f"\n{shown['count']} payments, {totals or 'nothing'} in all")
    if shown["other"]:
        console.print(f"{len(shown['other'])} other entries: debits, charges, pending")
    for warning in shown["warnings"]:
        console.print(f"warning: {warning}")
    for record in shown["quarantined"]:
        console.print(f"quarantined: {record['position']}: {record['sentence']}")
