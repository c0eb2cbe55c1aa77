"""``kvitt case split`` and ``kvitt case merge``: which claims are followed together."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.case import case
from kvitt.commands.case_letters import ACTOR, BECAUSE, ON, on_case
from kvitt.commands.telling import Answer, answers

if TYPE_CHECKING:
    from kvitt.store.creditors import Creditor


@case.command()
@click.argument("reference")
@click.option("--invoice", "invoices", multiple=True, required=True, help="An invoice that leaves.")
@BECAUSE
@ON
@answers
def split(reference: str, invoices: tuple[str, ...], because: str, on: date | None) -> Answer:
    """Let claims of the case REFERENCE go on in a case of their own."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.split_case import split_case
        from kvitt.store.cases import case_number

        done = split_case(creditor, case_id, invoices, because=because, today=today, actor=ACTOR)
        number = case_number(creditor.tenant_id, done.case_id)
        told = f"has left invoice {', '.join(done.invoice_numbers)} to case {number}"
        return {"split_off": {"case": number, "invoices": list(done.invoice_numbers)}}, told

    return on_case(reference, on, act)


@case.command()
@click.argument("reference")
@click.argument("other")
@BECAUSE
@ON
@answers
def merge(reference: str, other: str, because: str, on: date | None) -> Answer:
    """Let the cases REFERENCE and OTHER of one debtor go on as one."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.merge_by_hand import merge_by_hand
        from kvitt.application.show_case import show_case
        from kvitt.store.cases import case_number

        other_id = show_case(other, today=today).case_id
        done = merge_by_hand(creditor, case_id, other_id, because=because, today=today, actor=ACTOR)
        number = case_number(creditor.tenant_id, done.case_id)
        return {"merged": {"case": number}}, f"goes on in case {number} with the other one"

    return on_case(reference, on, act)
