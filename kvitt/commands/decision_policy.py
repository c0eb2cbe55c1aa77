"""``kvitt enforcement policy``: what decides when the last letter has brought nothing."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.enforcement import BY, ON, enforcement
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import money, this_day

if TYPE_CHECKING:
    from rich.console import Console


@enforcement.group()
def policy() -> None:
    """A creditor's decision policy: tried on its own cases, then adopted."""


@policy.command("try")
@click.argument("creditor")
@click.option("--file", "paper", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The policy as JSON; what it does not say is recommended.")  # fmt: skip
@BY
@ON
@answers
def try_(creditor: str, paper: Path | None, by: str, on: date | None) -> Answer:
    """Show what a policy would do with CREDITOR's cases; nothing else changes."""
    from kvitt.domain.decision_policy import PolicyUnclear, as_told
    from kvitt.site.setup import running

    try:
        told = json.loads(paper.read_text("utf-8")) if paper else {}
    except ValueError as no:
        raise PolicyUnclear(f"{paper} is no JSON: {no}") from no
    if not isinstance(told, dict):
        raise PolicyUnclear(f"{paper} holds no rules by name")
    with running(say=say):
        from kvitt.application.set_decision_policy import try_policy
        from kvitt.store.creditors import find_creditor

        tried = try_policy(find_creditor(creditor), told, today=on or this_day(), by=by)
    shown = {**tried._asdict(), "policy": as_told(tried.policy)}
    shown |= {"outcomes": dict(tried.outcomes), "open_minor": dict(tried.open_minor)}
    return Answer(shown, lambda console: _show_trial(console, shown))


@policy.command()
@click.argument("creditor")
@click.argument("number", type=int)
@BY
@ON
@answers
def adopt(creditor: str, number: int, by: str, on: date | None) -> Answer:
    """From now on policy NUMBER, which was tried, decides for CREDITOR."""
    from kvitt.domain.decision_policy import as_told
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.set_decision_policy import adopt_policy
        from kvitt.store.creditors import find_creditor

        adopted = adopt_policy(find_creditor(creditor), number, today=on or this_day(), by=by)
    shown = {"number": number, "policy": as_told(adopted)}
    return Answer(shown, lambda console: console.print(f"Policy {number} decides from now on."))


@policy.command()
@click.argument("creditor")
@answers
def show(creditor: str) -> Answer:
    """Show the policies of CREDITOR: what was tried, and which one decides."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.set_decision_policy import policies
        from kvitt.store.creditors import find_creditor

        found = [row._asdict() for row in policies(find_creditor(creditor))]
    return Answer({"policies": found}, lambda console: _show_policies(console, found))


def _show_trial(console: "Console", shown: dict[str, Any]) -> None:
    console.print(f"Policy {shown['number']}, on the cases that wait for a decision:")
    for outcome, count in sorted(shown["outcomes"].items()):
        of_them = money(shown["open_minor"][outcome])
        console.print(f"   {count} {outcome.replace('_', ' ')}, {of_them} open")
    console.print(f"   {money(shown['expected_minor'])} expected of the applications")
    console.print(f"   on {shown['differs']} it says another thing than what is in force now")
    for row in shown["differences"]:
        console.print(f"   case {row['case']}: {row['now']} → {row['then']}: {row['because']}")


def _show_policies(console: "Console", found: list[dict[str, Any]]) -> None:
    if not found:
        console.print("No policy was tried yet: a person decides each case.")
    for row in found:
        adopted = (
            f", adopted {row['adopted_on']} by {row['adopted_by']}" if row["adopted_on"] else ""
        )
        console.print(f"{row['number']}  tried {row['tried_on']} by {row['tried_by']}{adopted}")
