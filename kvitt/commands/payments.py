"""``kvitt payments``: money in."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import counted, say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, FILE, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 50


@click.group()
def payments() -> None:
    """Payments: files from the bank, booked on cases."""


@payments.command("import")
@click.argument("file", type=FILE)
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def import_(file: str, on: date | None) -> Answer:
    """Book the payments of FILE (BgMax, OCR giro, camt.053, camt.054).

    Exit code 1 where something was quarantined.
    """
    from kvitt.site.setup import running

    path = Path(file)
    with running(say=say):
        from kvitt.application.receive_payments import receive_payments

        with counted("payments") as on_progress:
            done = receive_payments(
                path.read_bytes(), name=path.name, today=on or this_day(), on_progress=on_progress
            )
    shown = done.as_json()
    return Answer(shown, lambda console: _show(console, shown), is_yes=not done.quarantined)


@payments.command("waiting")
@answers
def waiting() -> Answer:
    """List the bank lines that wait for a person, with proposals and their reasons."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.payments_desk import list_waiting_payments

        lines = list_waiting_payments()
    shown = {"waiting": lines, "count": len(lines)}
    return Answer(shown, lambda console: _show_waiting(console, lines))


@payments.command("assign")
@click.argument("line", type=int)
@click.option("--case", "reference", required=True, help="Case number, invoice or reference.")
@click.option("--from-authority", is_flag=True, help="An authority took it: its order divides it.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def assign(line: int, reference: str, from_authority: bool, on: date | None) -> Answer:
    """Book the unmatched bank line LINE on a case: a person has seen whose it is."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.assign_payment import assign_payment
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        today = on or this_day()
        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        assign_payment(
            line, creditor=creditor, case_id=view.case_id, today=today, actor="command line",
            from_authority=from_authority,
        )  # fmt: skip
    shown = {"line": line, "case": view.number}
    return Answer(shown, lambda console: console.print(f"Line {line} is booked on {view.number}."))


@payments.command("set-aside")
@click.argument("line", type=int)
@click.option("--because", required=True, help="Why it is no money of its own.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def set_aside(line: int, because: str, on: date | None) -> Answer:
    """Say that the unmatched bank line LINE was told before by another file: not booked."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.assign_payment import set_aside_payment

        set_aside_payment(line, because=because, today=on or this_day(), actor="command line")
    shown = {"line": line, "because": because}
    return Answer(shown, lambda console: console.print(f"Line {line} is set aside."))


@payments.command("own")
@click.argument("line", type=int)
@click.option("--because", required=True, help="What the agency was paid for.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def own(line: int, because: str, on: date | None) -> Answer:
    """Say that the unmatched bank line LINE is the agency's own money: kept apart from clients'."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.assign_payment import take_out_own_money

        take_out_own_money(line, because=because, today=on or this_day(), actor="command line")
    shown = {"line": line, "because": because}
    return Answer(
        shown,
        lambda console: console.print(
            f"Line {line} is the agency's own: move it to the agency's own account."
        ),
    )


@payments.command("direct")
@click.argument("reference")
@click.option("--amount", type=AMOUNT, required=True, help="How much the debtor paid.")
@click.option("--paid-on", type=DAY, required=True, help="The day on which the creditor had it.")
@click.option("--because", required=True, help="Who told of it: it goes to the history.")
@click.option("--another", is_flag=True, help="It is not the payment alike that stands booked.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def direct(
    reference: str, amount: int, paid_on: date, because: str, another: bool, on: date | None
) -> Answer:
    """Book what the debtor of the case REFERENCE paid to the creditor itself."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.report_direct_payment import report_direct_payment
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        report_direct_payment(
            creditor, view.case_id, amount_minor=amount, paid_on=paid_on, because=because,
            today=today, actor="command line", is_another=another,
        )  # fmt: skip
        shown = show_case(view.number, today=today).as_json()
    told = f"{money(amount, view.currency)} to the creditor is booked on case {view.number}."
    return Answer(shown, lambda console: console.print(told))


@payments.command("reverse")
@click.argument("payment", type=int)
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def reverse(payment: int, because: str, on: date | None) -> Answer:
    """Take back PAYMENT: told of wrongly, or booked on the wrong case."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.correct_payment import correct_payment
        from kvitt.application.show_case import show_case
        from kvitt.store.cases import case_number

        number = case_number(
            *correct_payment(payment, because=because, today=today, actor="command line")
        )
        shown = show_case(number, today=today).as_json() | {"payment": payment}
    told = f"Payment {payment} is taken back from case {number}."
    return Answer(shown, lambda console: console.print(told))


def _show_waiting(console: "Console", lines: list[dict[str, Any]]) -> None:
    if not lines:
        console.print("No payment waits for a person.")
    for line in lines:
        told = " ".join((line["payer"], *line["text"])).strip()
        console.print(f"line {line['line']}: {line['sentence']}" + f" ({told})" * bool(told))
        for one in line["proposals"]:
            reasons = ", ".join(one["reasons"])
            console.print(
                f"  perhaps case {one['creditor']}-{one['case']}, invoice {one['invoice']}, open "
                f"{money(one['open_minor'], line['currency'])}: {reasons}"
            )


def _show(console: "Console", shown: dict[str, Any]) -> None:
    if shown["already_known"]:
        console.print(f"{shown['name']}: received before; nothing was booked.")
        return
    totals = " + ".join(money(minor, name) for name, minor in shown["totals_minor"].items())
    console.print(f"{shown['name']}: {shown['format']}, {shown['lines']} lines, {totals or 'none'}")
    console.print(
        f"booked {shown['booked']} (reversals {shown['reversed']}), unmatched "
        f"{shown['unmatched']}, duplicates {shown['duplicates']}, our own pay-outs "
        f"{shown['echoes']}; {shown['closed_cases']} cases closed, "
        f"{shown['reopened_cases']} opened again"
    )
    for kind, sentences in shown["sentences"].items():
        for sentence in sentences[:SHOWN]:
            console.print(f"{kind}: {sentence}")
        if len(sentences) > SHOWN:
            console.print(f"{kind}: … and {len(sentences) - SHOWN} more")
    for kind in ("quarantined", "warnings"):
        for sentence in shown[kind][:SHOWN]:
            console.print(f"{kind}: {sentence}")
