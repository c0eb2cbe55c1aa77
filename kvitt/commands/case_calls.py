"""``kvitt case call, identity``: reaching the debtor by telephone, and who it is."""

from datetime import date
from typing import TYPE_CHECKING

import click

from kvitt.commands.case import _on_case, case
from kvitt.commands.keyed import KEY
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY

if TYPE_CHECKING:
    from kvitt.store.creditors import Creditor

ACTOR = "command line"
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BECAUSE = click.option("--because", required=True, help="Why: it goes to the history.")


@case.command()
@click.argument("reference")
@BECAUSE
@KEY
@ON
@answers
def call(reference: str, because: str, on: date | None) -> Answer:
    """Ask a person to call the debtor of the case REFERENCE, unless a hold stops calls."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.call_debtor import call_debtor

        call_debtor(creditor, case_id, because=because, today=today, actor=ACTOR)

    return _on_case(reference, on, act, "has a call to be made")


@case.command()
@click.argument("reference")
@click.option("--number", required=True, help="The number as the register writes it.")
@BECAUSE
@ON
@answers
def identity(reference: str, number: str, because: str, on: date | None) -> Answer:
    """Note the identity number of the debtor of the case REFERENCE, which had none."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.note_identity import note_identity

        note_identity(creditor, case_id, number=number, because=because, today=today, actor=ACTOR)

    return _on_case(reference, on, act, "has a debtor with an identity number")
