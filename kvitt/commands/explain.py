"""``kvitt explain``: any amount of a case on any day, with paragraph and arithmetic."""

import functools
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console


INDENT = " " * 12


@click.command()
@click.argument("reference")
@click.option("--on", "on", type=DAY, help="As the case stood at the end of that day.")
@answers
def explain(reference: str, on: date | None) -> Answer:
    """Explain every amount of the case REFERENCE so that a person can repeat it by hand."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.explain_case import explain_case

        shown = explain_case(reference, on=on, today=this_day()).as_json()
    return Answer(shown, lambda console: _show(console, shown))


def _show(console: "Console", shown: dict[str, Any]) -> None:
    # Paragraphs stand in brackets, which the console would take for styles.
    tell = functools.partial(console.print, markup=False)
    tell(
        f"Case {shown['case']} on {shown['on']}: {shown['creditor']} – {shown['debtor']}",
        style="bold",
    )
    for claim in shown["claims"]:
        _show_claim(tell, claim, shown["currency"])
    _show_payments(tell, shown)
    if shown["voided"]:
        tell("\nTaken back", style="bold")
    for item in shown["voided"]:
        tell(
            f"{item['dated_on']}  {item['name']} {money(item['amount_minor'])}, taken back "
            f"{item['voided_on']}: {item['voided_because']}"
        )
    tell(f"\n{shown['sentence']}", style="bold")
    following = shown["next"]
    when = f" on {following['on']}" if following["on"] else ""
    tell(f"{shown['stage'].replace('_', ' ')}. Next: {following['what']}{when}")


def _show_claim(tell: Callable[..., None], claim: dict[str, Any], currency: str) -> None:
    tell(f"\nInvoice {claim['invoice_number']}, due {claim['due_on']}", style="bold")
    for item in claim["items"]:
        amount = money(item["amount_minor"], currency)
        tell(f"{item['dated_on']}  {item['name']} {amount}, open {money(item['open_minor'])}")
        if item["kind"] == "interest":
            tell(f"{INDENT}{item['from']} until {item['until']}: {item['result']}")
            tell(f"{INDENT}[{item['reference']}]")
        elif item["result"]:
            tell(f"{INDENT}{item['result']}")
        if item["kind"] != "interest":
            tell(f"{INDENT}{item['because']}")
        for part in item["covered"]:
            tell(f"{INDENT}{part['on']}: covered {money(part['amount_minor'])}")
    if claim["running"]:
        amount = money(claim["running_minor"], currency)
        tell(f"{claim['running'][0]['from']}  Interest not booked yet {amount}")
    for days in claim["running"]:
        tell(f"{INDENT}{days['from']} until {days['until']}: {days['result']}")
        tell(f"{INDENT}[{days['reference']}]")
    if claim["running"]:
        tell(f"{INDENT}{claim['running_result']}")
    tell(f"Open on the invoice: {money(claim['open_minor'], currency)}")


def _show_payments(tell: Callable[..., None], shown: dict[str, Any]) -> None:
    if shown["payments"] or shown["waived"]:
        tell("\nPayments", style="bold")
    for payment in shown["payments"]:
        amount = money(payment["amount_minor"], shown["currency"])
        tell(f"{payment['booked_on']}  {amount}. {payment['sentence']}".rstrip())
        for part in payment["parts"]:
            invoice = f" of invoice {part['invoice_number']}" if part["invoice_number"] else ""
            tell(f"{INDENT}{part['name']}{invoice}: {money(part['amount_minor'])}")
    for one in shown["waived"]:
        amount = money(one["amount_minor"], shown["currency"])
        tell(f"{one['on']}  {amount} interest given up: {one['sentence']}")
