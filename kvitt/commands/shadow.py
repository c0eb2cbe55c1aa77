"""``kvitt creditor shadow``: nothing is sent until the list of what would have been is approved."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.creditors import creditor
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", required=True, help="Who says so, by name.")
COLUMNS = ("case", "invoice", "due_on", "open", "stands", "letters", "fees", "now", "signs")


@creditor.group()
def shadow() -> None:
    """Shadow mode: what would be sent is shown and approved before anything is."""


@shadow.command()
@click.argument("name")
@click.option("--since", type=DAY, required=True, help="The first due day that the list shows.")
@BY
@ON
@answers
def start(name: str, since: date, by: str, on: date | None) -> Answer:
    """Start the shadow of the creditor NAME: from now on nothing goes to its debtors."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.start_shadow import shadow_state, start_shadow
        from kvitt.store.creditors import find_creditor

        found = find_creditor(name)
        start_shadow(found, since=since, today=on or this_day(), by=by)
        shown = shadow_state(found).as_json()
    return Answer(shown, lambda console: _show_state(console, shown))


@shadow.command()
@click.argument("name")
@answers
def status(name: str) -> Answer:
    """Say whether the creditor NAME is in shadow mode, and which list was shown last."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.start_shadow import shadow_state
        from kvitt.store.creditors import find_creditor

        shown = shadow_state(find_creditor(name)).as_json()
    return Answer(shown, lambda console: _show_state(console, shown))


@shadow.command("list")
@click.argument("name")
@click.option("--lines", type=click.IntRange(0, 10_000), default=100, help="Shown of each sort.")
@click.option("--file", "path", type=click.Path(dir_okay=False), help="All lines, as CSV.")
@click.option("--by", default="command line", help="Who looks: kept with the list.")
@ON
@answers
def list_(name: str, lines: int, path: str | None, by: str, on: date | None) -> Answer:
    """Show what would have been sent for the creditor NAME, and what looks paid already."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.draw_up_shadow_list import all_lines, draw_up_shadow_list
        from kvitt.store.creditors import find_creditor

        found = find_creditor(name)
        made = draw_up_shadow_list(found, today=on or this_day(), by=by, lines=lines)
        if path is not None:
            _write(Path(path), all_lines(found, made.shown.id))
        shown = made.as_json()
    return Answer(shown, lambda console: _show_list(console, shown))


@shadow.command()
@click.argument("name")
@BY
@click.option("--list", "digest", help="The list that was looked at; default the last one shown.")
@click.option("--include", multiple=True, metavar="REF", help="Goes on although it is flagged.")
@click.option("--hold", multiple=True, metavar="REF", help="Is held although it is not flagged.")
@click.option("--until", type=DAY, help="The last day of --hold; default until a person ends it.")
@click.option("--reason", help="Why --hold: it goes to the history.")
@ON
@answers
def approve(
    name: str, by: str, digest: str | None, include: tuple[str, ...], hold: tuple[str, ...],
    until: date | None, reason: str | None, on: date | None,
) -> Answer:  # fmt: skip
    """Approve the list of the creditor NAME: what it does not flag goes live today."""
    if bool(hold) != bool(reason):
        raise click.UsageError("--hold and --reason belong together.")
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.approve_shadow_list import approve_shadow_list
        from kvitt.store.creditors import find_creditor

        done = approve_shadow_list(
            find_creditor(name), by=by, today=on or this_day(), digest=digest, include=include,
            hold=dict.fromkeys(hold, reason or ""), hold_until=until,
        )  # fmt: skip
    shown = done.as_json()
    return Answer(shown, lambda console: _show_approval(console, shown))


def _write(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """All lines as CSV with semicolons, for a spreadsheet."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        writer.writerows(_cells(line) for line in lines)


def _cells(line: dict[str, Any]) -> list[str]:
    letters = ", ".join(f"{one['step'].replace('_', ' ')} {one['on']}" for one in line["letters"])
    now = line["now"]
    return [
        line["case"], _plain(line["invoice"]), line["due_on"], money(line["open_minor"]),
        line["stands"].replace("_", " "), letters,
        money(sum(one["cost_minor"] for one in line["letters"])),
        now["step"].replace("_", " ") or now["sentence"],
        _plain("; ".join(sign["sentence"] for sign in line["signs"])),
    ]  # fmt: skip


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _show_state(console: "Console", shown: dict[str, Any]) -> None:
    if not shown["runs"]:
        console.print(f"{shown['creditor']} is live: no shadow runs.")
        return
    console.print(
        f"{shown['creditor']} is in shadow mode since {shown['started_on']} "
        f"({shown['started_by']}): nothing is sent."
    )
    if shown["list"]:
        console.print(f"List {shown['list'][:12]} was shown, drawn up on {shown['drawn_up_on']}.")


def _show_list(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    currency = shown["currency"]
    console.print(f"{shown['creditor']}: since {shown['since']} would have left", style="bold")
    for step, count in shown["letters"].items():
        console.print(f"  {count} × {step.replace('_', ' ')}")
    console.print(f"  {money(shown['cost_minor'], currency)} in fees")
    console.print(
        f"{shown['invoices']} open invoices, {money(shown['open_minor'], currency)}; "
        f"{shown['looks_paid']} of them look paid, {money(shown['looks_paid_minor'], currency)}"
    )
    if shown["left_out"]:
        console.print(f"{shown['left_out']} fell due before {shown['since']} and would stay held.")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in COLUMNS:
        table.add_column(column, justify="right" if column in ("open", "fees") else "left")
    for line in shown["lines"]:
        table.add_row(*_cells(line))
    console.print(table)
    console.print(f"Approve it: kvitt creditor shadow approve … --list {shown['list'][:12]} --by …")


def _show_approval(console: "Console", shown: dict[str, Any]) -> None:
    console.print(f"Approved: list {shown['list'][:12]} with {shown['invoices']} invoices.")
    for kind, count in shown["held"].items():
        console.print(f"{count} cases stay held: {kind.replace('_', ' ')}")
    console.print("Letters leave from today, each case at its next step with its full time.")
