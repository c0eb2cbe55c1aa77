"""``kvitt audit``: what an auditor asks across cases."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.store.creditors import Creditor

FROM = click.option("--from", "from_on", type=DAY, required=True, help="The first day.")
UNTIL = click.option("--through", "until_on", type=DAY, required=True, help="The last day.")
CREDITOR = click.option("--creditor", "called", help="Only this creditor's; default all.")
MOST = 10_000
REGISTERS = ("refusals", "merges", "fees")


@click.group()
def audit() -> None:
    """For auditors: the rule check, refusals, merges, fees that grew, times to answer, figures."""


@audit.command()
@FROM
@UNTIL
@CREDITOR
@answers
def rules(from_on: date, until_on: date, called: str | None) -> Answer:
    """Check every letter of a period by the law of its day; exit code 1 where one does not hold."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.check_rules import check_rules
        from kvitt.store.creditors import all_creditors

        creditor = _creditor(called)
        found = check_rules(
            [creditor] if creditor else all_creditors(), from_on=from_on, until_on=until_on
        )
    shown = found.as_json()
    return Answer(shown, lambda console: _show(console, shown), is_yes=not found.exceptions)


@audit.command("list")
@click.argument("register", type=click.Choice(REGISTERS))
@FROM
@UNTIL
@CREDITOR
@answers
def list_(register: str, from_on: date, until_on: date, called: str | None) -> Answer:
    """List refusals, merges made and left out, or fees that grew, each with its reason."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application import read_audit

        read = {"refusals": read_audit.list_refusals, "merges": read_audit.list_merges,
                "fees": read_audit.list_grown_fees}[register]  # fmt: skip
        found = read(from_on=from_on, until_on=until_on, creditor=_creditor(called), most=MOST)
    rows = [one.as_json() for one in found.rows]
    shown = {register: rows, "is_whole": found.more is None}

    def show(console: "Console") -> None:
        for one in rows:
            console.print(
                f"{one['on']}  {one['case']}  {one['kind']}: {'; '.join(one['sentences'])}"
            )
        console.print(f"{len(rows)} rows.")

    return Answer(shown, show)


@audit.command("answers")
@FROM
@UNTIL
@CREDITOR
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def answers_(from_on: date, until_on: date, called: str | None, on: date | None) -> Answer:
    """Show how fast objections and complaints of a period were answered."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.read_audit import answer_times

        found = [
            one.as_json()
            for one in answer_times(from_on=from_on, until_on=until_on, today=on or this_day(),
                                    creditor=_creditor(called))
        ]  # fmt: skip

    def show(console: "Console") -> None:
        for one in found:
            days = "–" if one["mean_tenths"] is None else f"{one['mean_tenths'] / 10:.1f} days"
            console.print(f"{one['what']}: {one['came']} came, {one['answered']} answered ({days})")
            console.print(f"   {one['late']} late, {one['open_late']} open and late")

    return Answer({"answers": found}, show)


@audit.command()
@click.option("--of", "day", type=DAY, required=True, help="Any day of the half-year.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV file.")
@click.option("--by", required=True, help="Your name: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def figures(day: date, out: Path | None, by: str, on: date | None) -> Answer:
    """Count the figures of half a year for the authority that watches over collection."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.half_year_figures import half_year_figures

        found = half_year_figures(day, today=on or this_day(), by=by)
    if out is not None:
        out.write_bytes(found.as_csv)
    shown = found.as_json()

    def show(console: "Console") -> None:
        console.print(f"{found.from_on} to {found.until_on}")
        console.print(found.as_csv.decode(), end="")

    return Answer(shown, show)


def _creditor(called: str | None) -> "Creditor | None":
    from kvitt.store.creditors import find_creditor

    return find_creditor(called) if called else None


def _show(console: "Console", shown: dict[str, Any]) -> None:
    for law in shown["laws"]:
        since = f" from {law['from']}" if law["from"] else ""
        console.print(f"law of {law['country']}: version {law['version']}{since}")
    for one in shown["exceptions"]:
        day = f" {one['day']}" if one["day"] else ""
        console.print(f"{one['case']}  {one['kind']} {one['sent_on']}  {one['rule']}{day} "
                      f"{one['what']} [{one['reference']}]")  # fmt: skip
    console.print(f"{shown['letters']} letters on {shown['cases']} cases, "
                  f"{len(shown['exceptions'])} exceptions.")  # fmt: skip
