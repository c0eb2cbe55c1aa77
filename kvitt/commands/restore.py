"""``kvitt restore``: after the books were put back to an earlier day."""

from datetime import date
from typing import TYPE_CHECKING

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console

TO = click.option("--to", "restored_to", type=DAY, required=True, help="The day of the copy.")
BY = click.option("--by", required=True, help="Your name: it goes to the history.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")


@click.group()
def restore() -> None:
    """After a restore: stop all sending, compare what left, hold what the books do not know."""


@restore.command()
@TO
@BY
@ON
@answers
def begin(restored_to: date, by: str, on: date | None) -> Answer:
    """Stop all sending, because the books are those of an earlier day."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.restore_mode import begin_restore_mode

        began = begin_restore_mode(restored_to=restored_to, by=by, today=on or this_day())
    told = "All sending is stopped." if began else "All sending was stopped already."
    return Answer(
        {"stopped": True, "began": began},
        lambda console: console.print(f"{told} Next: kvitt restore compare --to {restored_to}"),
    )


@restore.command()
@TO
@click.option("--hold", is_flag=True, help="Hold the cases of what is found; needs --by.")
@click.option("--by", default="", help="Your name, with --hold.")
@ON
@answers
def compare(restored_to: date, hold: bool, by: str, on: date | None) -> Answer:
    """List letters that were handed over and are not known as sent; exit code 1 where any is."""
    if hold and not by.strip():
        raise click.UsageError("Say who holds the cases: --by NAME.")
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.restore_mode import hold_lost, lost_letters

        lost = lost_letters(since=restored_to, today=today)
        held = hold_lost(lost, today=today, actor=by.strip()) if hold else 0
    shown = {
        "letters": [{"key": one.key, "on": one.on, "case": one.case, "state": one.state}
                    for one in lost],
        "held": held,
    }  # fmt: skip

    def show(console: "Console") -> None:
        for one in lost:
            console.print(
                f"{one.key}  {one.on}  case {one.case or '–'}: {one.state or 'not known'}"
            )
        console.print(f"{len(lost)} letters not known as sent; {held} cases held.")

    return Answer(shown, show, is_yes=not lost)
