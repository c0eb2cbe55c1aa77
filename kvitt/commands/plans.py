"""``kvitt case plan`` and ``kvitt plan``: instalment plans, from the offer to the end."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.case import case
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.application.preview_plan import PlanPreview
    from kvitt.domain.plan import PlanOffer
    from kvitt.domain.plan_bearable import Bearable

ACTOR = "command line"
WHO = click.Choice(("creditor", "handler", "debtor"))


@case.command("plan")
@click.argument("reference")
@click.option("--months", type=click.IntRange(1), help="So many instalments, one a month.")
@click.option("--amount", type=AMOUNT, help="So much a month.")
@click.option("--first", type=DAY, required=True, help="The day of the first instalment.")
@click.option("--preview", is_flag=True, help="Show what could be agreed; nothing is written.")
@click.option("--claims", multiple=True, help="An invoice of the debtor; several times for more.")
@click.option("--all-cases", is_flag=True, help="All open cases of the debtor with the creditor.")
@click.option("--by", type=WHO, default="handler", help="Who agrees.")
@click.option("--override", default="", help="Why the creditor's limits are set aside.")
@click.option("--spoken", is_flag=True, help="It is not sent in writing and bears no fee.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def plan_of_case(
    reference: str,
    months: int | None,
    amount: int | None,
    first: date,
    preview: bool,
    claims: tuple[str, ...],
    all_cases: bool,
    by: str,
    override: str,
    spoken: bool,
    on: date | None,
) -> Answer:
    """Agree on an instalment plan for the case REFERENCE, or show what could be agreed."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.agree_plan import agree_plan
        from kvitt.application.list_plans import show_plan
        from kvitt.application.preview_plan import PlanWish, cases_of, preview_plan
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        cases = cases_of(creditor, view.case_id, of_debtor=all_cases or bool(claims))
        wish = PlanWish(first, months, amount, by, override, claims, not spoken)
        if preview:
            offered = preview_plan(creditor, cases, wish, today=today)
            shown = _offers(offered, creditor.currency)
            return Answer(shown, lambda console: _show_offers(console, shown))
        agreed = agree_plan(creditor, cases, wish, today=today, actor=ACTOR)
        told = show_plan(creditor, agreed.plan_id) | {"fee_refused": agreed.fee_refused}
    return Answer(told, lambda console: _show_plan(console, told))


@click.group()
def plan() -> None:
    """Instalment plans, by their numbers."""


@plan.command("list")
@click.option("--creditor", "called", help="Only this creditor's.")
@click.option("--all", "ended", is_flag=True, help="Also those that have ended.")
@answers
def list_(called: str | None, ended: bool) -> Answer:
    """List the running plans."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_plans import list_plans

        found = list_plans(called, ended=ended)
    return Answer(found, lambda console: _show_list(console, found))


@plan.command()
@click.argument("number", type=int)
@answers
def show(number: int) -> Answer:
    """Show plan NUMBER with its instalments."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_plans import creditor_of_plan, show_plan

        shown = show_plan(creditor_of_plan(number), number)
    return Answer(shown, lambda console: _show_plan(console, shown))


@plan.command()
@click.argument("number", type=int)
@click.argument("instalment", type=int)
@click.option("--to", "to", type=DAY, required=True, help="The new day.")
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def move(number: int, instalment: int, to: date, because: str, on: date | None) -> Answer:
    """Move one INSTALMENT of plan NUMBER to another day."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_plans import creditor_of_plan, show_plan
        from kvitt.application.move_instalment import move_instalment

        creditor = creditor_of_plan(number)
        move_instalment(creditor, number, instalment, to=to, because=because,
                        today=on or this_day(), actor=ACTOR)  # fmt: skip
        shown = show_plan(creditor, number)
    return Answer(shown, lambda console: _show_plan(console, shown))


@plan.command()
@click.argument("number", type=int)
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--resumes", type=DAY, help="The day from which its cases go on; default tomorrow.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def end(number: int, because: str, resumes: date | None, on: date | None) -> Answer:
    """End plan NUMBER: its cases go on from tomorrow, or from a later day."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.end_plan import end_plan
        from kvitt.application.list_plans import creditor_of_plan, show_plan

        creditor = creditor_of_plan(number)
        end_plan(creditor, number, because=because, today=on or this_day(), actor=ACTOR,
                 resumes_on=resumes)  # fmt: skip
        shown = show_plan(creditor, number)
    return Answer(shown, lambda console: _show_plan(console, shown))


def _offers(offered: "PlanPreview", currency: str) -> dict[str, Any]:
    return {
        "invoices": [claim.invoice_number for claim in offered.claims],
        "currency": currency,
        "fee_refused": offered.fee_refused,
        "offers": [_offer(offer) for offer in offered.offers],
        "bearable": _bearable(offered.bearable),
    }


def _bearable(told: "Bearable | None") -> dict[str, Any] | None:
    if told is None:
        return None
    return told._asdict() | {"offer": _offer(told.offer) if told.offer else None}


def _offer(offer: "PlanOffer") -> dict[str, Any]:
    return {
        **offer._asdict(),
        "instalments": [one._asdict() for one in offer.instalments],
        "because": [because.as_json() for because in offer.because],
        "leaves_interest": offer.leaves_interest,
    }


def _show_offers(console: "Console", shown: dict[str, Any]) -> None:
    for offer in shown["offers"]:
        _show_offer(console, offer, shown["currency"])
    if borne := shown["bearable"]:
        console.print(borne["sentence"][:1].upper() + borne["sentence"][1:] + ".", style="bold")
        if borne["offer"]:
            _show_offer(console, borne["offer"], shown["currency"])
    if shown["fee_refused"]:
        console.print(f"No fee: {shown['fee_refused']}")


def _show_offer(console: "Console", offer: dict[str, Any], currency: str) -> None:
    parts = offer["instalments"]
    console.print(
        f"{offer['months']} months: {money(parts[0]['amount_minor'])} from "
        f"{parts[0]['due_on']}, the last one {money(parts[-1]['amount_minor'])} on "
        f"{parts[-1]['due_on']}; in all {money(offer['total_minor'], currency)} "
        f"(fee {money(offer['fee_minor'])}, interest {money(offer['interest_minor'])})"
    )


def _show_list(console: "Console", found: list[dict[str, Any]]) -> None:
    for one in found:
        console.print(
            f"Plan {one['plan']}: {one['creditor']} – {one['debtor']}, {one['state']}, "
            f"{money(one['open_minor'], one['currency'])} open, cases {', '.join(one['cases'])}"
        )
    if not found:
        console.print("No running plans.")


def _show_plan(console: "Console", shown: dict[str, Any]) -> None:
    _show_list(console, [shown])
    for one in shown["instalments"]:
        moved = "" if one["due_on"] == one["original_due_on"] else f", was {one['original_due_on']}"
        console.print(
            f"{one['number']:>3}  {one['due_on']}  {money(one['amount_minor'], shown['currency'])}"
            f"  {one['payment_reference']}{moved}"
        )
    if shown.get("fee_refused"):
        console.print(f"No fee: {shown['fee_refused']}")
    if shown["ended_on"]:
        console.print(f"Ended {shown['ended_on']}: {shown['ended_because']}")
