"""``kvitt case``: one case with its explained sum, or its end."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console


@click.group()
def case() -> None:
    """Cases: by case number, invoice number or payment reference."""


@case.command()
@click.argument("reference")
@click.option("--on", "on", type=DAY, help="As the case stood at the end of that day.")
@answers
def show(reference: str, on: date | None) -> Answer:
    """Show the case REFERENCE: its sum explained, what happened, what comes next."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.show_case import show_case

        shown = show_case(reference, on=on, today=this_day()).as_json()
    return Answer(shown, lambda console: _show(console, shown))


@case.command()
@click.argument("reference")
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def close(reference: str, because: str, on: date | None) -> Answer:
    """Close the case REFERENCE and stop everything queued for it."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.close_case import close_case
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        close_case(creditor, view.case_id, because=because, today=today, actor="command line")
        shown = show_case(view.number, today=today).as_json()
    return Answer(shown, lambda console: console.print(f"Case {view.number} is closed: {because}"))


def _show(console: "Console", shown: dict[str, Any]) -> None:
    currency = shown["currency"]
    console.print(
        f"Case {shown['case']}: {shown['creditor']} – {shown['debtor']}: "
        f"{shown['stage'].replace('_', ' ')} on {shown['on']}",
        style="bold",
    )
    _show_items(console, shown)
    console.print(f"\nOpen: {money(shown['balance_minor'], currency)}", style="bold")
    if shown["interest_accrued_minor"]:
        console.print(
            f"Interest to {shown['on']}, not booked yet: "
            f"{money(shown['interest_accrued_minor'], currency)}; "
            f"to pay that day: {money(shown['to_pay_minor'], currency)}"
        )
    following = shown["next"]
    console.print(f"Next: {following['what']}" + (f" on {following['on']}" * bool(following["on"])))
    for hold in shown["holds"]:
        console.print(f"Held from {hold['from_on']}: {hold['kind']}, {hold['reason']}")
    for task in shown["tasks"]:
        console.print(f"Waits for a person: {task['sentence']}")
    console.print("\nHistory", style="bold")
    for event in shown["history"]:
        console.print(f"{event['on']}  {event['sentence']}  ({event['actor']})")


def _show_items(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("item", "amount", "open", "because"):
        table.add_column(name, justify="right" if name in ("amount", "open") else "left")
    for item in (*shown["items"], *shown["voided_items"]):
        kind = item["kind"].replace("_", " ")
        table.add_row(
            f"{kind} (voided {item['voided_on']})" if item["voided_on"] else kind,
            money(item["amount_minor"]),
            money(item["open_minor"]),
            item["because"],
        )
    console.print(table)
