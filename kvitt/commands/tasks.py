"""``kvitt tasks``: what waits for a person."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day
from kvitt.domain.task_clock import KINDS

if TYPE_CHECKING:
    from rich.console import Console


@click.group()
def tasks() -> None:
    """Tasks: what Kvitt will not guess."""


@tasks.command("list")
@click.option("--late", is_flag=True, help="Only those whose last day has passed.")
@click.option("--owner", help="Only those of this owner: agency, creditor or a person.")
@click.option("--kind", type=click.Choice(sorted(KINDS)), metavar="KIND", help="Only this kind.")
@answers
def list_(late: bool, owner: str | None, kind: str | None) -> Answer:
    """List the open tasks; those that are late lead."""
    from kvitt.site.setup import running

    found: list[dict[str, Any]] = []
    with running(say=say):
        from kvitt.application.list_cases import TaskPlace, list_tasks

        after: TaskPlace | None = TaskPlace()
        while after is not None:
            page, after = list_tasks(after=after)
            found += [row._asdict() for row in page]
    found = [
        one
        for one in found
        if (not late or one["escalated_on"])
        and (owner is None or one["owner"] == owner)
        and (kind is None or one["kind"] == kind)
    ]
    shown = {"tasks": found, "count": len(found)}
    return Answer(shown, lambda console: _show(console, shown))


@tasks.command("give")
@click.argument("task", type=int)
@click.option("--owner", required=True, help="Whose it is from now on.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def give(task: int, owner: str, on: date | None) -> Answer:
    """Give the open task TASK to somebody."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.follow_tasks import give_task

        give_task(task, owner=owner, today=on or this_day(), actor="command line")
    shown = {"task": task, "owner": owner}
    return Answer(shown, lambda console: console.print(f"Task {task} is {owner}'s."))


@tasks.command("answer")
@click.argument("task", type=int)
@click.option("--because", required=True, help="What was found out: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def answer(task: int, because: str, on: date | None) -> Answer:
    """Mark the open task TASK as answered."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.follow_tasks import answer_task

        answer_task(task, because=because, today=on or this_day(), actor="command line")
    shown = {"task": task, "because": because}
    return Answer(shown, lambda console: console.print(f"Task {task} is answered."))


@tasks.command()
@click.argument("kind", required=False, type=click.Choice(sorted(KINDS)), metavar="[KIND]")
@answers
def explain(kind: str | None) -> Answer:
    """Say what a task of the kind KIND asks, whose it is and how long it may wait."""
    shown = [
        {"kind": name, "what": one.what, "owner": one.owner, "bank_days": one.bank_days}
        for name, one in sorted(KINDS.items())
        if kind in (None, name)
    ]

    def tell(console: "Console") -> None:
        for one in shown:
            days = f"{one['bank_days']} bank day" + "s" * (one["bank_days"] != 1)
            console.print(f"{one['kind']}: {one['what']} ({one['owner']}, within {days})")

    return Answer({"kinds": shown}, tell)


def _show(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("task", "since", "answer by", "owner", "kind", "case", "what"):
        table.add_column(name)
    for one in shown["tasks"]:
        case = f"{one['tenant_id']}-{one['case_id']}" if one.get("case_id") else "–"
        due = f"{one['due_on'] or '–'}{' late' * bool(one['escalated_on'])}"
        table.add_row(
            str(one["id"]), str(one["raised_on"]), due, one["owner"],
            one["kind"].replace("_", " "), case, one["sentence"],
        )  # fmt: skip
    console.print(table if shown["tasks"] else "Nothing waits for a person.")
