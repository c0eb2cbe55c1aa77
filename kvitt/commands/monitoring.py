"""``kvitt monitoring``: cases that are followed from time to time."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.store.creditors import Creditor

ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", default="command line", help="Who says so: it goes to the history.")
BECAUSE = click.option("--because", required=True, help="Why: it goes to the history.")
REASON = click.Choice(("no_assets", "creditors_policy"))


@click.group()
def monitoring() -> None:
    """Monitoring (efterbevakning, overvåk): follow cases with calm letters, round by round."""


@monitoring.command()
@click.option("--creditor", "called", help="Only this creditor's.")
@ON
@answers
def run(called: str | None, on: date | None) -> Answer:
    """Do the rounds that are due; their letters leave with the day's others."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.follow_limitation import follow_limitation
        from kvitt.application.follow_monitoring import follow_monitoring
        from kvitt.store.creditors import all_creditors, find_creditor

        done: list[dict[str, Any]] = []
        for one in [find_creditor(called)] if called else all_creditors():
            follow_limitation(one.tenant_id, today=today)
            made = follow_monitoring(one.tenant_id, today=today)
            done.append(
                {"creditor": one.name, "rounds": made.rounds, "letters": made.letters,
                 "acts": made.acts, "proposals": made.proposals, "ended": made.ended}
            )  # fmt: skip
    return Answer({"on": today, "creditors": done}, lambda console: _show_done(console, done))


@monitoring.command()
@click.argument("reference")
@click.option("--reason", type=REASON, required=True, help="Why nothing more is done now.")
@BECAUSE
@BY
@ON
@answers
def start(reference: str, reason: str, because: str, by: str, on: date | None) -> Answer:
    """Follow the case REFERENCE from now on: its flow sends nothing more."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_monitoring import show_monitoring
        from kvitt.application.start_monitoring import start_monitoring

        creditor, case_id = _case(reference, today)
        start_monitoring(creditor, case_id, reason=reason, because=because, today=today, actor=by)
        shown = show_monitoring(creditor, case_id)[0]
    return Answer(shown, lambda console: _show(console, [shown]))


@monitoring.command()
@click.argument("reference")
@BECAUSE
@BY
@ON
@answers
def stop(reference: str, because: str, by: str, on: date | None) -> Answer:
    """Follow the case REFERENCE no more: it is decided anew."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_monitoring import show_monitoring
        from kvitt.application.start_monitoring import end_monitoring

        creditor, case_id = _case(reference, today)
        end_monitoring(creditor, case_id, because=because, today=today, actor=by)
        shown = show_monitoring(creditor, case_id)[0]
    return Answer(shown, lambda console: _show(console, [shown]))


@monitoring.command("list")
@click.option("--creditor", "called", help="Only this creditor's.")
@click.option("--all", "ended", is_flag=True, help="Also those that have ended.")
@answers
def list_(called: str | None, ended: bool) -> Answer:
    """List the cases that are followed, the next round first."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_monitoring import list_monitoring

        found = list_monitoring(called, ended=ended)
    return Answer(found, lambda console: _show(console, found))


@monitoring.command()
@click.argument("reference")
@ON
@answers
def rounds(reference: str, on: date | None) -> Answer:
    """Show every round of the case REFERENCE: what was found, and why no more was done."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_monitoring import rounds_done

        creditor, case_id = _case(reference, today)
        found = rounds_done(creditor, case_id)
    return Answer(found, lambda console: _show_rounds(console, found, creditor.currency))


def _case(reference: str, today: date) -> "tuple[Creditor, int]":
    from kvitt.application.show_case import show_case
    from kvitt.store.creditors import find_creditor

    view = show_case(reference, today=today)
    return find_creditor(str(view.tenant_id)), view.case_id


def _show_done(console: "Console", done: list[dict[str, Any]]) -> None:
    for one in done:
        console.print(
            f"{one['creditor']}: {one['rounds']} rounds, {one['letters']} letters, {one['acts']} "
            f"acts planned, {one['proposals']} proposals, {one['ended']} ended"
        )


def _show(console: "Console", found: list[dict[str, Any]]) -> None:
    for one in found:
        line = (
            f"Case {one['case']}: {one['creditor']} – {one['debtor']}, {one['reason']} since "
            f"{one['started_on']}"
        )
        if one["ended_on"]:
            console.print(f"{line}, ended {one['ended_on']}: {one['ended_because']}")
        else:
            console.print(f"{line}, next round {one['next_on']}")
    if not found:
        console.print("No case is followed.")


def _show_rounds(console: "Console", found: list[dict[str, Any]], currency: str) -> None:
    for one in found:
        letter = one["no_letter_because"] or "a letter"
        console.print(
            f"{one['on_day']}: {money(one['open_minor'], currency)} open, "
            f"{one['verdict'] or 'ability not known'}; {letter}"
        )
    if not found:
        console.print("No round has been done.")
