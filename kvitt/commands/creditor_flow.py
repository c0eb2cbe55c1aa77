"""``kvitt creditor flow``: the flows of a creditor, and their change from a day."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.creditors import creditor
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console


@creditor.command("flow")
@click.argument("name", metavar="CREDITOR")
@click.option("--consumer", metavar="FLOW", help="The flow for consumers.")
@click.option("--business", metavar="FLOW", help="The flow for businesses.")
@click.option("--from", "from_on", type=DAY, help="The first day of it; default the business day.")
@click.option("--open-cases", is_flag=True, help="Also open cases whose letters it knows.")
@click.option("--by", default="", help="Who decides it, by name.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def flow_(
    name: str, consumer: str | None, business: str | None, from_on: date | None, open_cases: bool,
    by: str, on: date | None,
) -> Answer:  # fmt: skip
    """Show the flows of a CREDITOR, or change them: only what was simulated (`flow simulate`)."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.change_flow import change_flow, flows_of
        from kvitt.store.creditors import find_creditor

        found = find_creditor(name)
        if consumer or business:
            now = change_flow(
                found, consumer=consumer, business=business, from_on=from_on or today,
                open_cases=open_cases, by=by, today=today,
            )  # fmt: skip
        else:
            now = flows_of(found)
    shown = now.as_json()
    return Answer(shown, lambda console: _show(console, shown))


def _show(console: "Console", shown: dict[str, Any]) -> None:
    console.print(f"Consumers go by {shown['consumer']}, businesses by {shown['business']}.")
    if shown["cases_moved"]:
        console.print(f"{shown['cases_moved']} open cases go by their new flow from today.")
    for change in shown["waiting"]:
        console.print(
            f"From {change['from_on']}: {change['flow_before']} → {change['flow_after']} "
            f"({change['decided_by']}{', open cases too' if change['open_cases'] else ''})"
        )
