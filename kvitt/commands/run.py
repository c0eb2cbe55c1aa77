"""``kvitt run``: the day's work, for one day or for many."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import counted, say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.application.run_day import DayReport


COUNTED = ("decided", "planned", "letters_sent", "withdrawn", "not_made", "refused", "uncertain")


@click.command()
@click.option("--on", "on", type=DAY, help="The day; default today.")
@click.option("--until", type=DAY, help="Also every day after it, this one included.")
@answers
def run(on: date | None, until: date | None) -> Answer:
    """Decide every case that is due, send the letters, look again. Again changes nothing."""
    from kvitt.site.setup import running

    first = on or this_day()
    last = until or first
    if last < first:
        raise click.BadParameter(f"{last} lies before {first}.", param_hint="--until")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    with running(say=say):
        from kvitt.application.run_day import run_day

        if len(days) == 1:
            with counted("cases and letters") as on_progress:
                reports = [run_day(today=first, on_progress=on_progress)]
        else:
            reports = []
            with counted("days", total=len(days)) as on_progress:
                for day in days:
                    reports.append(run_day(today=day))
                    on_progress(1)
    shown: dict[str, Any] = {"days": [as_json(report) for report in reports]}
    for key in COUNTED:
        shown[key] = sum(one[key] for one in shown["days"])
    shown["problems"] = list(dict.fromkeys(p for day in shown["days"] for p in day["problems"]))
    return Answer(shown, lambda console: _show(console, shown), is_yes=not shown["problems"])


def as_json(report: "DayReport") -> dict[str, Any]:
    """What one day did."""
    return {
        "on": report.day,
        "decided": report.night.decided,
        "planned": report.night.planned,
        "letters_sent": report.sent.sent,
        "given_up": report.given_up,
        "by_channel": report.sent.by_channel,
        "withdrawn": report.sent.withdrawn,
        "refused": report.sent.refused,
        "without_address": report.sent.without_address,
        "not_made": report.sent.not_made,
        "uncertain": report.sent.unknown + report.swept.uncertain,
        "waiting": report.sent.waiting,
        "law": [taken.sentence for taken in report.law],
        "confirmed": report.receipts.confirmed,
        "came_back": report.receipts.came_back,
        "problems": [*report.sent.problems, *report.receipts.problems],
    }


def _show(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("day", *COUNTED):
        table.add_column(name.replace("_", " "), justify="left" if name == "day" else "right")
    for day in shown["days"]:
        if len(shown["days"]) == 1 or any(day[name] for name in COUNTED):
            table.add_row(day["on"].isoformat(), *(str(day[name]) for name in COUNTED))
    if len(shown["days"]) > 1:
        table.add_row("in all", *(str(shown[name]) for name in COUNTED), style="bold")
    console.print(table)
    for day in shown["days"]:
        if day["given_up"]:
            console.print(f"{day['on']}: {day['given_up']} cases closed at their small balance")
        for sentence in day["law"]:
            console.print(f"new law: {sentence}")
    for sentence in shown["problems"]:
        console.print(f"problem: {sentence}")
