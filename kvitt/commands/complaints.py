"""``kvitt complaints``: the register of complaints about conduct."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console


@click.group()
def complaints() -> None:
    """Complaints about how debtors were treated, with their clocks."""


@complaints.command("list")
@click.option("--creditor", "called", help="Only this creditor's; default all.")
@click.option("--late", is_flag=True, help="Only those beyond their last day.")
@click.option("--all", "everything", is_flag=True, help="The answered ones too.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def list_(called: str | None, late: bool, everything: bool, on: date | None) -> Answer:
    """List the complaints, those whose clock runs out first leading."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_complaints import list_complaints
        from kvitt.store.creditors import find_creditor

        creditor = find_creditor(called) if called else None
        found = list_complaints(creditor, late_on=today if late else None, only_open=not everything)
    shown = {"complaints": found, "count": len(found)}
    return Answer(shown, lambda console: _show(console, found, today))


def _show(console: "Console", found: list[dict[str, Any]], today: date) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("complaint", "case", "received", "answer by", "about", "answered", "what"):
        table.add_column(name)
    for one in found:
        is_late = one["outcome"] is None and one["answer_by_on"] < today
        answered = f"{one['outcome']} on {one['answered_on']}" if one["outcome"] else "–"
        table.add_row(
            str(one["complaint"]), one["case"] or "–", str(one["received_on"]),
            f"{one['answer_by_on']}{' late' * is_late}", one["about"].replace("_", " "), answered,
            one["text"],
        )  # fmt: skip
    console.print(table if found else "There are no such complaints.")
