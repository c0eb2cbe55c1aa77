"""``kvitt case offer`` and ``kvitt offer``: a part, paid by a day, settles the whole claim."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.case import case
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

WHO = click.Choice(("creditor", "handler", "debtor"))
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")


@case.command("offer")
@click.argument("reference")
@click.option("--amount", type=AMOUNT, required=True, help="What settles everything.")
@click.option("--pay-by", type=DAY, required=True, help="The last day to pay.")
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--by", "person", required=True, help="Your name.")
@click.option("--role", type=WHO, default="handler", help="For whom you propose.")
@ON
@answers
def offer_of_case(
    reference: str, amount: int, pay_by: date, because: str, person: str, role: str,
    on: date | None,
) -> Answer:  # fmt: skip
    """Propose that a part, paid by a day, settles the case REFERENCE."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_settlement_offers import show_offer
        from kvitt.application.offer_settlement import offer_settlement
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        made = offer_settlement(
            creditor, view.case_id, amount_minor=amount, pay_by_on=pay_by, because=because,
            today=today, person=person, by=role,
        )  # fmt: skip
        shown = show_offer(creditor, made.offer_id)
    return Answer(shown, lambda console: _show(console, [shown]))


@click.group()
def offer() -> None:
    """Settlement offers, by their numbers."""


@offer.command("list")
@click.option("--creditor", "called", help="Only this creditor's.")
@click.option("--all", "ended", is_flag=True, help="Also those that have ended.")
@answers
def list_(called: str | None, ended: bool) -> Answer:
    """List the offers that wait for approval or stand."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_settlement_offers import list_offers

        found = list_offers(called, ended=ended)
    return Answer(found, lambda console: _show(console, found))


@offer.command()
@click.argument("number", type=int)
@click.option("--by", required=True, help="Your name; another than the one who proposed.")
@ON
@answers
def approve(number: int, by: str, on: date | None) -> Answer:
    """Approve offer NUMBER: the debtor is told, and the case waits."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.approve_settlement_offer import approve_settlement_offer
        from kvitt.application.list_settlement_offers import creditor_of_offer, show_offer

        creditor = creditor_of_offer(number)
        approve_settlement_offer(creditor, number, by=by, today=on or this_day())
        shown = show_offer(creditor, number)
    return Answer(shown, lambda console: _show(console, [shown]))


@offer.command()
@click.argument("number", type=int)
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--declined", is_flag=True, help="The debtor does not take it.")
@ON
@answers
def withdraw(number: int, because: str, declined: bool, on: date | None) -> Answer:
    """Withdraw offer NUMBER: as long as the debtor has not been told, or where it was declined."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_settlement_offers import creditor_of_offer, show_offer
        from kvitt.application.withdraw_settlement_offer import withdraw_settlement_offer

        creditor = creditor_of_offer(number)
        withdraw_settlement_offer(creditor, number, because=because, today=on or this_day(),
                                  actor="command line", declined=declined)  # fmt: skip
        shown = show_offer(creditor, number)
    return Answer(shown, lambda console: _show(console, [shown]))


def _show(console: "Console", found: list[dict[str, Any]]) -> None:
    for one in found:
        line = (
            f"Offer {one['offer']}: {one['creditor']} – {one['debtor']}, case {one['case']}, "
            f"{money(one['amount_minor'], one['currency'])} of {money(one['owed_minor'])} by "
            f"{one['pay_by_on']}, {one['state']}"
        )
        console.print(f"{line}: {one['ended_because']}" if one["ended_on"] else line)
    if not found:
        console.print("No settlement offers.")
