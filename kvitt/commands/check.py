"""``kvitt check``: the books agree, or these rows do not."""

from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@answers
def check() -> Answer:
    """Prove ledger, claims, amounts, history and cases. Exit code 1 names the rows in trouble."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.check_books import check_books

        found = check_books(on_progress=lambda rule: say(f"proving: {rule}"))
    shown = {
        "is_clean": found.is_clean,
        "proved": list(found.proved),
        "counts": found.counts,
        "troubles": [
            {"rule": one.rule, "tenant": one.tenant_id, "row": one.row_id, "sentence": one.sentence}
            for one in found.troubles
        ],
    }
    return Answer(shown, lambda console: _show(console, shown), is_yes=found.is_clean)


def _show(console: "Console", shown: dict[str, Any]) -> None:
    for sentence in shown["proved"]:
        console.print(f"✓ {sentence}")
    for one in shown["troubles"]:
        console.print(f"✗ {one['rule']}: {one['sentence']}", markup=False)
    for rule, count in shown["counts"].items():
        console.print(f"{rule}: {count} rows in trouble")
    if shown["is_clean"]:
        console.print("The books agree.")
