"""``kvitt case``: one case with its explained sum, or its end."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.keyed import KEY, acting_once
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day
from kvitt.domain.closing import REASONS

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.store.creditors import Creditor


CLOSINGS = click.Choice([code for code, reason in REASONS.items() if reason.by])


@click.group()
def case() -> None:
    """Cases: by case number, invoice number or payment reference."""


@case.command()
@click.argument("reference")
@click.option("--on", "on", type=DAY, help="As the case stood at the end of that day.")
@answers
def show(reference: str, on: date | None) -> Answer:
    """Show the case REFERENCE: its sum explained, what happened, what comes next."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.show_case import show_case

        shown = show_case(reference, on=on, today=this_day()).as_json()
    return Answer(shown, lambda console: _show(console, shown))


@case.command()
@click.argument("reference")
@click.option("--reason", type=CLOSINGS, help="What remains is settled by it; default: it stays.")
@click.option("--because", required=True, help="Why, in words: it goes to the history.")
@click.option("--document", default="", help="What proves it, where the reason needs proof.")
@KEY
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def close(
    reference: str, reason: str | None, because: str, document: str, on: date | None
) -> Answer:
    """Close the case REFERENCE and stop everything queued for it."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.close_case import close_case
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))

        def shown_after() -> dict[str, Any]:
            closed = close_case(creditor, view.case_id, because=because, today=today, reason=reason,
                                document=document, actor="command line")  # fmt: skip
            told = {"closing": closed.as_json()}
            return show_case(view.number, today=today).as_json() | told

        shown = acting_once(creditor.tenant_id, shown_after, today=today)
    return Answer(shown, lambda console: console.print(f"Case {view.number} is closed: {because}"))


STOPS = click.Choice(("dispute", "deferral", "sue_or_drop"))
ENDED = click.Choice(("dispute", "deferral", "sue_or_drop", "charges_to_correct"))


@case.command()
@click.argument("reference")
@click.option("--kind", type=STOPS, required=True, help="Why nothing may be sent or charged.")
@click.option("--because", required=True, help="What the debtor said: it goes to the history.")
@click.option("--until", type=DAY, help="The last day of the stop.")
@KEY
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def stop(reference: str, kind: str, because: str, until: date | None, on: date | None) -> Answer:
    """Stop the case REFERENCE: an objection, a deferral, “sue or drop”."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.stop_case import stop_case

        stop_case(creditor, case_id, kind=kind, because=because, today=today, until_on=until,
                  actor="command line")  # fmt: skip

    return _on_case(reference, on, act, f"stopped: {kind.replace('_', ' ')}")


@case.command()
@click.argument("reference")
@click.option("--kind", type=ENDED, required=True, help="Which stop ends.")
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def resume(reference: str, kind: str, because: str, on: date | None) -> Answer:
    """Let the case REFERENCE go on from tomorrow."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.stop_case import resume_case

        resume_case(creditor, case_id, kind=kind, because=because, today=today,
                    actor="command line")  # fmt: skip

    return _on_case(reference, on, act, "goes on")


@case.command("keep-apart")
@click.argument("reference")
@click.option("--because", required=True, help="Why it is not merged: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def keep_apart(reference: str, because: str, on: date | None) -> Answer:
    """Let the case REFERENCE go on by itself although the debtor has others."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.keep_case_apart import keep_case_apart

        keep_case_apart(creditor, case_id, because=because, today=today, actor="command line")

    return _on_case(reference, on, act, "goes on by itself")


@case.command()
@click.argument("reference")
@click.option("--kind", required=True, help="A kind of charge: kvitt law fee --list.")
@click.option("--amount", type=AMOUNT, help="Less than the law allows; default all of it.")
@click.option("--reason", default="", help="Why a second measure of the kind was called for.")
@click.option("--instalments", type=click.IntRange(0), default=0, help="Instalments of a plan.")
@KEY
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def charge(
    reference: str, kind: str, amount: int | None, reason: str, instalments: int, on: date | None
) -> Answer:
    """Charge the case REFERENCE for a measure: what the law allows, never more."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.charge_case import charge_case
        from kvitt.law.fee_terms import Circumstances

        special = Circumstances(reason=reason, instalments=instalments)
        charge_case(creditor, case_id, kind=kind, today=today, amount_minor=amount,
                    circumstances=special, actor="command line")  # fmt: skip

    return _on_case(reference, on, act, f"charged: {kind.replace('_', ' ')}")


@case.command()
@click.argument("reference")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of charge; default all costs.")
@click.option("--because", required=True, help="Why: it goes to the history.")
@KEY
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def waive(reference: str, kinds: tuple[str, ...], because: str, on: date | None) -> Answer:
    """Take back unpaid charges of the case REFERENCE."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.waive_charges import waive_charges

        waive_charges(creditor, case_id, because=because, today=today, kinds=kinds,
                      actor="command line")  # fmt: skip

    return _on_case(reference, on, act, "owes these charges no more")


def _on_case(
    reference: str, on: date | None, act: "Callable[[Creditor, int, date], None]", told: str
) -> Answer:
    """Finds the case, acts on it, and shows what became of it."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))

        def shown_after() -> dict[str, Any]:
            act(creditor, view.case_id, today)
            return show_case(view.number, today=today).as_json()

        shown = acting_once(creditor.tenant_id, shown_after, today=today)
    return Answer(shown, lambda console: console.print(f"Case {view.number} {told}."))


def _show(console: "Console", shown: dict[str, Any]) -> None:
    currency = shown["currency"]
    console.print(
        f"Case {shown['case']}: {shown['creditor']} – {shown['debtor']}: "
        f"{shown['stage'].replace('_', ' ')} on {shown['on']}",
        style="bold",
    )
    _show_items(console, shown)
    console.print(f"\nOpen: {money(shown['balance_minor'], currency)}", style="bold")
    if shown["interest_accrued_minor"]:
        console.print(
            f"Interest to {shown['on']}, not booked yet: "
            f"{money(shown['interest_accrued_minor'], currency)}; "
            f"to pay that day: {money(shown['to_pay_minor'], currency)}"
        )
    following = shown["next"]
    told = f"Next: {following['what']}" + f" on {following['on']}" * bool(following["on"])
    console.print(told + f" ({following['owner']}'s move)" * bool(following["owner"]))
    for one in shown["titles"]:
        fell = f", set aside {one['fell_on']}" if one["fell_on"] else ""
        console.print(f"Title: {one['kind']} {one['number']} of {one['given_on']}{fell}")
    for one in shown["attachments"]:
        sum_of = f" of {money(one['amount_minor'], currency)}" if one["amount_minor"] else ""
        until = f", until {one['ends_on']}" if one["ends_on"] else ""
        gone = f", released {one['released_on']}" if one["released_on"] else ""
        console.print(f"{one['kind']}{sum_of} of {one['taken_on']}{until}{gone}".capitalize())
    for hold in shown["holds"]:
        console.print(f"Held from {hold['from_on']}: {hold['kind']}, {hold['reason']}")
    for task in shown["tasks"]:
        console.print(f"Waits for a person: {task['sentence']}")
    console.print("\nHistory", style="bold")
    for event in shown["history"]:
        console.print(f"{event['on']}  {event['sentence']}  ({event['actor']})")


def _show_items(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("item", "amount", "open", "because"):
        table.add_column(name, justify="right" if name in ("amount", "open") else "left")
    for item in (*shown["items"], *shown["voided_items"]):
        kind = item["kind"].replace("_", " ")
        table.add_row(
            f"{kind} (voided {item['voided_on']})" if item["voided_on"] else kind,
            money(item["amount_minor"]),
            money(item["open_minor"]),
            item["because"],
        )
    console.print(table)


from kvitt.commands import (  # noqa: E402 - they join the group
    case_ability,  # noqa: F401
    case_calls,  # noqa: F401
    case_division,  # noqa: F401
    case_holds,  # noqa: F401
    case_letters,  # noqa: F401
    disputes,  # noqa: F401
    offers,  # noqa: F401
    plans,  # noqa: F401
)
