"""``kvitt costs``: what was laid out for cases, and what became of it."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.store.creditors import Creditor

ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", default="command line", help="Who says so: it goes to the history.")


@click.group()
def costs() -> None:
    """Costs between agency and creditor: what authorities took, recovered, billed, outstanding."""


@costs.command("list")
@click.option("--creditor", "called", help="Only this creditor's.")
@click.option("--case", "reference", help="Only of this case.")
@click.option("--open", "only_open", is_flag=True, help="Only what is outstanding.")
@answers
def list_(called: str | None, reference: str | None, only_open: bool) -> Answer:
    """List what was laid out, the oldest first, and what creditors were billed and owe."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_costs import costs_of, list_costs

        if reference:
            creditor, case_id = _case(reference, this_day())
            rows = costs_of(creditor, case_id, only_open=only_open)
            found = [{"creditor": creditor.name, "currency": creditor.currency, "outlays": rows}]
        else:
            found = list_costs(called, only_open=only_open)
    return Answer(found, lambda console: _show(console, found))


@costs.command()
@click.argument("reference")
@click.option("--kind", required=True, help="A fee of an authority, or credit_report.")
@click.option("--amount", type=AMOUNT, required=True, help="What was taken: 300.00.")
@click.option("--day", "on_day", type=DAY, help="The day of the step; default the business day.")
@click.option("--because", required=True, help="The statute or the bill that it rests on.")
@click.option("--authority", default="", help="Who took it, where the kind does not say.")
@BY
@ON
@answers
def record(
    reference: str, kind: str, amount: int, on_day: date | None, because: str, authority: str,
    by: str, on: date | None,
) -> Answer:  # fmt: skip
    """Tell what was laid out for the case REFERENCE, as a bill has it."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.book_outlay import record_outlay
        from kvitt.application.list_costs import costs_of

        creditor, case_id = _case(reference, today)
        number = record_outlay(creditor, case_id, kind=kind, amount_minor=amount,
                               on_day=on_day or today, reference=because, authority=authority,
                               today=today, by=by)  # fmt: skip
        (shown,) = [one for one in costs_of(creditor, case_id) if one["outlay"] == number]
    told = [{"creditor": creditor.name, "currency": creditor.currency, "outlays": [shown]}]
    return Answer(shown, lambda console: _show(console, told))


@costs.command()
@click.argument("creditor", metavar="CREDITOR")
@click.argument("outlay", type=int)
@click.option("--amount", type=AMOUNT, required=True, help="What came back: 300.00.")
@click.option("--because", required=True, help="Why: it goes to the history.")
@BY
@ON
@answers
def refund(
    creditor: str, outlay: int, amount: int, because: str, by: str, on: date | None
) -> Answer:
    """Tell that OUTLAY of CREDITOR came back, or was told wrong."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.book_outlay import refund_outlay
        from kvitt.application.list_costs import costs_of
        from kvitt.store.creditors import find_creditor

        found = find_creditor(creditor)
        refund_outlay(found, outlay, amount_minor=amount, because=because, today=on or this_day(),
                      by=by)  # fmt: skip
        (shown,) = [one for one in costs_of(found) if one["outlay"] == outlay]
    told = [{"creditor": found.name, "currency": found.currency, "outlays": [shown]}]
    return Answer(shown, lambda console: _show(console, told))


@costs.command()
@click.argument("creditor", metavar="CREDITOR")
@click.option("--amount", type=AMOUNT, required=True, help="What the creditor paid: 300.00.")
@click.option("--day", "paid_on", type=DAY, help="The day of the payment; default today.")
@BY
@ON
@answers
def paid(creditor: str, amount: int, paid_on: date | None, by: str, on: date | None) -> Answer:
    """Tell that CREDITOR paid what it was billed and no settlement could keep."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.settle_costs import record_bill_payment
        from kvitt.store.creditors import find_creditor

        found = find_creditor(creditor)
        due_minor = record_bill_payment(found, amount_minor=amount, paid_on=paid_on or today,
                                        today=today, by=by)  # fmt: skip
    shown = {"creditor": found.name, "currency": found.currency, "due_minor": due_minor}
    sentence = f"{found.name} owes {money(due_minor, found.currency)} of what it was billed."
    return Answer(shown, lambda console: console.print(sentence))


def _case(reference: str, today: date) -> "tuple[Creditor, int]":
    from kvitt.application.show_case import show_case
    from kvitt.store.creditors import find_creditor

    view = show_case(reference, today=today)
    return find_creditor(str(view.tenant_id)), view.case_id


def _show(console: "Console", found: list[dict[str, Any]]) -> None:
    for one in found:
        currency = one["currency"]
        due = one.get("due_minor")
        owes = f", owes {money(due, currency)} of what it was billed" if due else ""
        console.print(f"{one['creditor']}{owes}", style="bold")
        for row in one["outlays"]:
            console.print(
                f"  {row['outlay']}: case {row['case']}, {row['on']}, "
                f"{row['kind'].replace('_', ' ')} {money(row['amount_minor'], currency)} to "
                f"{row['authority']}, paid by the {row['advanced_by']}; recovered "
                f"{money(row['recovered_minor'])}, billed {money(row['billed_minor'])}, "
                f"outstanding {money(row['outstanding_minor'])} [{row['reference']}]"
            )
    if not any(one["outlays"] for one in found):
        console.print("Nothing was laid out.")
