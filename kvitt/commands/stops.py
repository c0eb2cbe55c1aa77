"""``kvitt stop``, ``go`` and ``status``: the stop buttons, and what they stop."""

import getpass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console

CHANNEL = click.option("--channel", type=click.Choice(("email", "letter")), help="Only this one.")
ALL = click.option("--all", "whole", is_flag=True, help="The whole house.")
CREDITOR = click.option("--creditor", help="Name, organisation number or number.")
BECAUSE = click.option("--because", required=True, help="Why: it goes to the history.")
BY = click.option("--by", default=getpass.getuser, help="Who says so; default the account.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")


@click.command()
@ALL
@CREDITOR
@CHANNEL
@BECAUSE
@BY
@ON
@answers
def stop(
    whole: bool, creditor: str | None, channel: str | None, because: str, by: str, on: date | None
) -> Answer:
    """Stop sending: from the next letter on nothing leaves until `kvitt go`."""
    _require_whose(whole, creditor, channel)
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.stop_sending import sending_state, stop_sending
        from kvitt.store.creditors import find_creditor

        found = find_creditor(creditor) if creditor else None
        stop_sending(found, channel=channel, because=because, by=by, today=on or this_day())
        shown = sending_state().as_json()
    return Answer(shown, lambda console: _show(console, shown))


@click.command()
@ALL
@CREDITOR
@CHANNEL
@BECAUSE
@BY
@ON
@answers
def go(
    whole: bool, creditor: str | None, channel: str | None, because: str, by: str, on: date | None
) -> Answer:
    """Let sending go on: ends the very stop that was given in the same words."""
    _require_whose(whole, creditor, channel)
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.stop_sending import let_sending_go, sending_state
        from kvitt.store.creditors import find_creditor

        found = find_creditor(creditor) if creditor else None
        let_sending_go(found, channel=channel, because=because, by=by, today=on or this_day())
        shown = sending_state().as_json()
    return Answer(shown, lambda console: _show(console, shown))


@click.command()
@answers
def status() -> Answer:
    """Say what is stopped or in shadow mode, and how many letters wait."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.stop_sending import sending_state

        shown = sending_state().as_json()
    return Answer(shown, lambda console: _show(console, shown))


def _require_whose(whole: bool, creditor: str | None, channel: str | None) -> None:
    if whole and creditor:
        raise click.UsageError("Name one creditor, or --all of them, not both.")
    if not (whole or creditor or channel):
        raise click.UsageError("Say whose sending: --all, --creditor NAME or --channel email.")


def _show(console: "Console", shown: dict[str, Any]) -> None:
    if not shown["stops"]:
        console.print("Nothing is stopped.")
    for one in shown["stops"]:
        console.print(f"{one['creditor'] or 'Everybody'}: {one['sentence']}", style="bold")
    for name in shown["shadows"]:
        console.print(f"{name} is in shadow mode: nothing is sent before its list is approved.")
    for name, count in shown["planned"].items():
        console.print(f"{name}: {count} planned letters wait")
