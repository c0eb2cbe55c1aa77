"""``kvitt text``: texts that a creditor writes itself, tried before their use."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, FILE, this_day, written_in

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 3
"""Filled texts that a person is shown besides all that were refused; ``--json`` has all."""
CREDITOR = click.option("--creditor", "called", required=True, help="Whose text it is.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")


@click.group()
def text() -> None:
    """Texts of a creditor's own: a draft, a preview, another person's approval."""


@text.command()
@CREDITOR
@click.option("--purpose", required=True, help="side_letter, message or reminder_tone.")
@click.option("--name", required=True, help="What the text is called: small letters, digits, _.")
@click.option("--language", required=True, help="sv, nb or en.")
@click.option("--file", "file", type=FILE, required=True, help="The text, in Liquid and UTF-8.")
@click.option("--by", required=True, help="Your name.")
@ON
@answers
def propose(
    called: str, purpose: str, name: str, language: str, file: str, by: str, on: date | None
) -> Answer:
    """Propose a text; nothing uses it until it is previewed and another person approves it."""
    from kvitt.site.setup import running

    body = written_in(file)
    with running(say=say):
        from kvitt.application.edit_text import propose_text
        from kvitt.store.creditors import find_creditor

        made = propose_text(
            find_creditor(called), purpose=purpose, name=name, language=language, body=body, by=by,
            today=on or this_day(),
        )  # fmt: skip
    told = f"Proposed: text {made.id}, version {made.number}. Next: kvitt text preview {made.id}"
    return Answer(made.as_json(), lambda console: console.print(told, markup=False))


@text.command()
@click.argument("id_", metavar="ID", type=int)
@CREDITOR
@click.option("--by", required=True, help="Your name.")
@ON
@answers
def preview(id_: int, called: str, by: str, on: date | None) -> Answer:
    """Fill the text ID for up to fifty of the creditor's cases; exit code 1 where one refuses."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.preview_text import preview_text
        from kvitt.store.creditors import find_creditor

        made = preview_text(find_creditor(called), id_, by=by, today=on or this_day())
    filled = [{"case": one.case, "text": one.text, "refused": one.refused} for one in made.filled]
    shown = made.version.as_json() | {"filled": filled}

    def show(console: "Console") -> None:
        well = [one for one in made.filled if not one.refused]
        for one in [*made.refused, *well[:SHOWN]]:
            console.print(f"{one.case}:", style="bold", markup=False)
            console.print(one.refused or one.text or "(empty)", markup=False)
        console.print(f"{len(made.filled)} cases, refused for {len(made.refused)}.", markup=False)

    return Answer(shown, show, is_yes=not made.refused)


@text.command()
@click.argument("id_", metavar="ID", type=int)
@CREDITOR
@click.option("--from", "from_", type=DAY, required=True, help="The first day of its use.")
@click.option("--by", required=True, help="Your name; another than the one who proposed.")
@ON
@answers
def approve(id_: int, called: str, from_: date, by: str, on: date | None) -> Answer:
    """Approve the text ID that another person proposed."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.approve_text import approve_text
        from kvitt.store.creditors import find_creditor

        made = approve_text(
            find_creditor(called), id_, from_on=from_, by=by, today=on or this_day()
        )
    told = f"Approved: text {made.id}, version {made.number}, is used from {made.from_on}."
    return Answer(made.as_json(), lambda console: console.print(told, markup=False))


@text.command("list")
@CREDITOR
@answers
def list_(called: str) -> Answer:
    """List the creditor's texts with their versions."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.edit_text import all_texts
        from kvitt.store.creditors import find_creditor

        shown = [one.as_json() for one in all_texts(find_creditor(called))]

    def show(console: "Console") -> None:
        for one in shown:
            console.print(_line(one), markup=False)
        if not shown:
            console.print("No text yet: kvitt text propose …", markup=False)

    return Answer({"texts": shown}, show)


@text.command()
@click.argument("id_", metavar="ID", type=int)
@CREDITOR
@answers
def show(id_: int, called: str) -> Answer:
    """Show the text ID as it is written, with the names that texts may use."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.edit_text import CASE_VARIABLES, TEXT
        from kvitt.store.creditors import find_creditor

        made = TEXT.found(find_creditor(called), id_).as_json()
    names = {name: one.meaning for name, one in CASE_VARIABLES.items()}

    def tell(console: "Console") -> None:
        console.print(_line(made), style="bold", markup=False)
        console.print(made["body"], markup=False)
        for name, meaning in names.items():
            console.print(f"  {name}: {meaning}", markup=False)

    return Answer(made | {"variables": names}, tell)


def _line(one: dict[str, Any]) -> str:
    state = f"used from {one['from_on']}" if one["from_on"] else "draft"
    told = f"{one['id']}  {one['purpose']} {one['name']} {one['language']}"
    return f"{told} version {one['number']}: {state}, proposed by {one['proposed_by']}"
