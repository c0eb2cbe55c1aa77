"""``kvitt creditor automation``: how far each step goes by itself."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.creditors import creditor
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console


@creditor.command("automation")
@click.argument("name", metavar="CREDITOR")
@click.option("--step", help="A step of the creditor's flows, or “all”; default: show them.")
@click.option("--level", help="off, suggest, below, veto or automatic.")
@click.option("--below", type=AMOUNT, help="With --level below: up to this a letter goes.")
@click.option("--veto-days", type=int, help="With --level veto: days in which a no stops it.")
@click.option("--only-if", default="", help="A condition of the creditor's; else one is asked.")
@click.option("--because", default="", help="Why: it goes to the history.")
@click.option("--by", default="command line", help="Who says so: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def automation_(
    name: str, step: str | None, level: str | None, below: int | None, veto_days: int | None,
    only_if: str, because: str, by: str, on: date | None,
) -> Answer:  # fmt: skip
    """Say how far each step goes by itself for CREDITOR, or show it."""
    from kvitt.site.setup import running

    if (step is None) != (level is None):
        raise click.UsageError("--step and --level belong together")
    with running(say=say):
        from kvitt.application.set_automation import automation_of, set_automation
        from kvitt.store.creditors import find_creditor

        found = find_creditor(name)
        if step is not None and level is not None:
            set_automation(
                found, step=step, level=level, because=because, by=by, today=on or this_day(),
                below_minor=below, veto_days=veto_days, condition_name=only_if,
            )  # fmt: skip
        shown = [one.as_json() for one in automation_of(found)]
    told = {"creditor": found.name, "currency": found.currency, "steps": shown}
    return Answer(told, lambda console: _show_automation(console, told))


def _show_automation(console: "Console", told: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("step", "level", "only if", "set by", "on", "because"):
        table.add_column(name)
    for one in told["steps"]:
        level = one["level"]
        if one["below_minor"]:
            level += f" {money(one['below_minor'], told['currency'])}"
        if one["veto_days"]:
            level += f" {one['veto_days']} days"
        table.add_row(one["step"], level, one["condition"] or "", one["set_by"],
                      one["set_on"] or "", one["because"])  # fmt: skip
    console.print(table)
