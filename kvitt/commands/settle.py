"""``kvitt settle``: the creditors are paid what was collected for them."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, money

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.application.settle_creditors import SettlementDone


@click.command()
@click.option("--on", "on", type=DAY, required=True, help="The day of the settlement.")
@answers
def settle(on: date) -> Answer:
    """Settle with every creditor: statement, and the payment file for the bank. Never twice."""
    from kvitt.site.setup import running

    with running(say=say) as home:
        from kvitt.application.settle_creditors import settle_creditors

        done = settle_creditors(today=on, out_folder=home.settlements)
    shown = {"on": on, "settlements": [as_json(one) for one in done]}
    return Answer(shown, lambda console: _show(console, shown))


def as_json(one: "SettlementDone") -> dict[str, Any]:
    """One creditor's settlement for scripts; number 0 where it is carried over."""
    return {
        "creditor": one.creditor,
        "creditor_number": one.tenant_id,
        "number": one.number,
        "payment_reference": one.payment_reference,
        "currency": one.currency,
        "collected_minor": one.collected_minor,
        "to_creditor_minor": one.to_creditor_minor,
        "held_minor": one.held_minor,
        "taken_minor": one.taken_minor,
        "to_agency_minor": one.to_agency_minor,
        "kept_minor": one.kept_minor,
        "due_minor": one.due_minor,
        "payout_minor": one.payout_minor,
        "costs": [line._asdict() for line in one.costs],
        "paid_out": one.paid_out,
        "sentence": one.sentence,
        "files": [str(file) for file in one.files],
    }


def _show(console: "Console", shown: dict[str, Any]) -> None:
    if not shown["settlements"]:
        console.print(f"Nothing to settle on {shown['on']}.")
    for one in shown["settlements"]:
        currency = one["currency"]
        console.print(
            f"{one['creditor']}: collected {money(one['collected_minor'], currency)}, to the "
            f"creditor {money(one['to_creditor_minor'], currency)}, to the agency "
            f"{money(one['to_agency_minor'], currency)}",
            style="bold",
        )
        console.print(f"  {one['sentence']}")
        for line in one["costs"]:
            console.print(
                f"  {line['kind'].replace('_', ' ')} of {line['incurred_on']}: recovered "
                f"{money(line['recovered_minor'])}, billed {money(line['billed_minor'])}, VAT "
                f"{money(line['vat_minor'])}, borne {money(line['borne_minor'])}"
            )
        if one["due_minor"]:
            console.print(f"  of costs {money(one['due_minor'], currency)} remains to be paid")
        for file in one["files"]:
            console.print(f"  {file}")
