"""``kvitt tasks``: what waits for a person."""

from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers

if TYPE_CHECKING:
    from rich.console import Console


@click.group()
def tasks() -> None:
    """Tasks: what Kvitt will not guess."""


@tasks.command("list")
@answers
def list_() -> Answer:
    """List every open task."""
    from kvitt.site.setup import running

    found: list[dict[str, Any]] = []
    with running(say=say):
        from kvitt.application.list_cases import list_tasks

        after: tuple[str, int] | None = ("", 0)
        while after is not None:
            page, after = list_tasks(after=after)
            found += [row._asdict() for row in page]
    shown = {"tasks": found, "count": len(found)}
    return Answer(shown, lambda console: _show(console, shown))


def _show(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("since", "kind", "case", "what"):
        table.add_column(name)
    for one in shown["tasks"]:
        case = f"{one['tenant_id']}-{one['case_id']}" if one.get("case_id") else "–"
        table.add_row(str(one["raised_on"]), one["kind"].replace("_", " "), case, one["sentence"])
    console.print(table if shown["tasks"] else "Nothing waits for a person.")
