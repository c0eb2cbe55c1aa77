"""``kvitt condition``: conditions that users write, checked, tried, and approved by another."""

from datetime import date
from typing import TYPE_CHECKING

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, FILE, this_day, written_in

if TYPE_CHECKING:
    from rich.console import Console

CREDITOR = click.option("--creditor", "called", required=True, help="Whose condition it is.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")


@click.group()
def condition() -> None:
    """Conditions that users write: checked, tried on cases, approved by another person."""


@condition.command("try")
@click.argument("source", metavar="CONDITION")
@click.option("--creditor", "called", help="Try it on up to fifty of the creditor's cases.")
@click.option("--case", "case", help="Try it on this case.")
@ON
@answers
def try_(source: str, called: str | None, case: str | None, on: date | None) -> Answer:
    """Check CONDITION, and say for which cases it holds: balance_minor > 50000 && !is_held."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.try_condition import try_condition
        from kvitt.domain.case_condition import CONDITION_VARIABLES
        from kvitt.store.creditors import find_creditor

        creditor = find_creditor(called) if called else None
        tried = try_condition(source, creditor=creditor, case=case, today=on or this_day())
    shown = {
        "condition": source,
        "used": tried.condition.used,
        "variables": dict(CONDITION_VARIABLES),
        "answers": dict(tried.answers),
    }

    def tell(console: "Console") -> None:
        console.print("The condition can be used.", markup=False)
        _tell_answers(console, dict(tried.answers))

    return Answer(shown, tell)


@condition.command()
@answers
def names() -> Answer:
    """List the names that a condition may use, with their kinds and what they mean."""
    from kvitt.domain.case_condition import CASE_VARIABLES

    shown = [
        {"name": name, "kind": one.kind, "meaning": one.meaning}
        for name, one in CASE_VARIABLES.items()
    ]

    def tell(console: "Console") -> None:
        for one in shown:
            kind = one["kind"].replace("_", " or ")
            console.print(f"{one['name']} ({kind}): {one['meaning']}", markup=False)

    return Answer({"names": shown}, tell)


@condition.command()
@CREDITOR
@click.option("--name", required=True, help="What it is called: small letters, digits, _.")
@click.option("--source", help="The condition, e.g. 'balance_minor > 50000 && !is_held'.")
@click.option("--file", "file", type=FILE, help="A file with the condition, in UTF-8.")
@click.option("--by", required=True, help="Your name.")
@ON
@answers
def propose(
    called: str, name: str, source: str | None, file: str | None, by: str, on: date | None
) -> Answer:
    """Propose a condition; nothing uses it until another person approves it."""
    from kvitt.site.setup import running

    if (source is None) == (file is None):
        raise click.UsageError("Give the condition with --source or with --file, one of them.")
    written = source if source is not None else written_in(str(file))
    with running(say=say):
        from kvitt.application.edit_condition import propose_condition
        from kvitt.store.creditors import find_creditor

        made = propose_condition(
            find_creditor(called), name=name, source=written, by=by, today=on or this_day()
        )
    next_ = f"Next: kvitt condition preview {made.id}"
    told = f"Proposed: condition {made.id}, version {made.number}. {next_}"
    return Answer(made.as_json(), lambda console: console.print(told, markup=False))


@condition.command()
@click.argument("id_", metavar="ID", type=int)
@CREDITOR
@click.option("--by", required=True, help="Your name.")
@ON
@answers
def preview(id_: int, called: str, by: str, on: date | None) -> Answer:
    """Ask the condition ID of up to fifty cases; exit code 1 where one has no answer."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.edit_condition import preview_condition
        from kvitt.store.creditors import find_creditor

        made = preview_condition(find_creditor(called), id_, by=by, today=on or this_day())
    version = made.version

    def tell(console: "Console") -> None:
        _tell_answers(console, dict(made.answers))
        no = int(version.cases or 0) - int(version.held or 0) - int(version.refused or 0)
        console.print(
            f"{version.cases} cases: yes {version.held}, no {no}, no answer {version.refused}.",
            markup=False,
        )

    shown = version.as_json() | {"answers": dict(made.answers)}
    return Answer(shown, tell, is_yes=not version.refused)


@condition.command()
@click.argument("id_", metavar="ID", type=int)
@CREDITOR
@click.option("--from", "from_", type=DAY, required=True, help="The first day of its use.")
@click.option("--by", required=True, help="Your name; another than the one who proposed.")
@ON
@answers
def approve(id_: int, called: str, from_: date, by: str, on: date | None) -> Answer:
    """Approve the condition ID that another person proposed."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.edit_condition import approve_condition
        from kvitt.store.creditors import find_creditor

        made = approve_condition(
            find_creditor(called), id_, from_on=from_, by=by, today=on or this_day()
        )
    told = f"Approved: {made.name}, version {made.number}, is used from {made.from_on}."
    return Answer(made.as_json(), lambda console: console.print(told, markup=False))


@condition.command("list")
@CREDITOR
@answers
def list_(called: str) -> Answer:
    """List the creditor's conditions with their versions."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.edit_condition import all_conditions
        from kvitt.store.creditors import find_creditor

        found = all_conditions(find_creditor(called))

    def tell(console: "Console") -> None:
        for one in found:
            state = f"used from {one.from_on}" if one.from_on else "draft"
            told = f"{one.id}  {one.name} version {one.number}: {state}, by {one.proposed_by}"
            console.print(told, markup=False)
            console.print(f"    {one.source}", markup=False)
        if not found:
            console.print("No condition yet: kvitt condition propose …", markup=False)

    return Answer({"conditions": [one.as_json() for one in found]}, tell)


def _tell_answers(console: "Console", given: dict[str, bool | str]) -> None:
    """Each case with its answer, those without one leading."""
    for number in sorted(given, key=lambda number: not isinstance(given[number], str)):
        answer = given[number]
        told = answer if isinstance(answer, str) else ("yes" if answer else "no")
        console.print(f"{number}: {told}", markup=False)
