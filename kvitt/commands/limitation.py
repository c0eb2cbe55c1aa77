"""``kvitt limitation``: until when claims can be enforced, and what lets the time run anew."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, FILE, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.store.creditors import Creditor

ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", default="command line", help="Who says so: it goes to the history.")
INVOICE = click.option("--invoice", help="Of which invoice, where the case has several.")


@click.group()
def limitation() -> None:
    """Limitation of claims: last days, alarms, interruptions with their evidence."""


@limitation.command("list")
@click.option("--creditor", help="Name, organisation number or number; else every creditor.")
@click.option("--before", type=DAY, help="Only claims whose last day is on or before this day.")
@click.option("--case", "reference", help="Only the claims of this case.")
@answers
def list_(creditor: str | None, before: date | None, reference: str | None) -> Answer:
    """Until when each open claim can be enforced, by each reading, soonest first."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_limitation import list_limitation
        from kvitt.store.creditors import all_creditors, find_creditor

        case_id = None
        if reference:
            whose, case_id = _case(reference, this_day())
            creditors = [whose]
        else:
            creditors = [find_creditor(creditor)] if creditor else list(all_creditors())
        claims = [
            {"creditor": one.name, "currency": one.currency, **claim.as_json()}
            for one in creditors
            for claim in list_limitation(one, before=before, case_id=case_id)
        ]
    claims.sort(key=lambda claim: (claim["expires_on"] is None, claim["expires_on"] or ""))
    shown = {"claims": claims}
    return Answer(shown, lambda console: _show(console, shown))


@limitation.command()
@click.argument("reference")
@click.option("--kind", required=True, help="What interrupted: kvitt law limitation --help.")
@click.option("--day", type=DAY, required=True, help="When it happened; a demand: was received.")
@click.option("--ended", type=DAY, help="When the proceeding or attachment ended.")
@click.option("--evidence", required=True, help="What proves it: it goes to the history.")
@click.option("--file", "file", type=FILE, help="The proof itself: PDF, picture or text.")
@INVOICE
@BY
@ON
@answers
def record(
    reference: str, kind: str, day: date, ended: date | None, evidence: str, file: str | None,
    invoice: str | None, by: str, on: date | None,
) -> Answer:  # fmt: skip
    """Record what interrupted the limitation of the case REFERENCE, with its proof."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.raise_dispute import AttachedFile
        from kvitt.application.record_interruption import record_interruption

        creditor, case_id = _case(reference, today)
        proof = AttachedFile(Path(file).name, Path(file).read_bytes()) if file else None
        done = record_interruption(
            creditor, case_id, kind=kind, on=day, ended_on=ended, evidence=evidence, file=proof,
            invoice=invoice, today=today, by=by,
        )  # fmt: skip
    shown = done._asdict()
    last = f"can be enforced through {done.expires_on}" if done.expires_on else "stands still"
    return Answer(shown, lambda console: console.print(f"Recorded: the claim {last}."))


@limitation.command()
@click.argument("reference")
@click.option("--act", required=True, help="What will be done.")
@click.option("--by-day", type=DAY, required=True, help="By which day.")
@INVOICE
@BY
@ON
@answers
def plan(
    reference: str, act: str, by_day: date, invoice: str | None, by: str, on: date | None
) -> Answer:
    """Say what will interrupt the limitation of the case REFERENCE, and by when."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.record_interruption import plan_act

        creditor, case_id = _case(reference, today)
        plan_act(creditor, case_id, act=act, by_on=by_day, invoice=invoice, today=today, by=by)
    shown = {"act": act, "by_on": by_day}
    return Answer(shown, lambda console: console.print(f"Planned: {act} by {by_day}."))


@limitation.command()
@click.argument("reference")
@click.option("--arose", type=DAY, help="The day of the contract or the delivery.")
@click.option("--claim-kind", help="ordinary, loan or note.")
@INVOICE
@BY
@ON
@answers
def origin(
    reference: str, arose: date | None, claim_kind: str | None, invoice: str | None, by: str,
    on: date | None,
) -> Answer:  # fmt: skip
    """Say when the claim of the case REFERENCE arose, and of which kind it is."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.record_interruption import keep_origin

        creditor, case_id = _case(reference, today)
        keep_origin(creditor, case_id, arose_on=arose, claim_kind=claim_kind, invoice=invoice,
                    today=today, by=by)  # fmt: skip
    shown = {"arose": arose, "claim_kind": claim_kind}
    return Answer(shown, lambda console: console.print("Kept; the clock counts from there."))


def _case(reference: str, today: date) -> "tuple[Creditor, int]":
    from kvitt.application.show_case import show_case
    from kvitt.store.creditors import find_creditor

    view = show_case(reference, today=today)
    return find_creditor(str(view.tenant_id)), view.case_id


def _show(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("case", "invoice", "open", "last day", "act by", "other readings", "planned"):
        table.add_column(name, justify="right" if name == "open" else "left")
    for one in shown["claims"]:
        others = [f"{r['reading']}: {r['expires_on']}" for r in one["readings"][1:]]
        last = one["expires_on"] or one["unknown_because"] or "stands still"
        table.add_row(one["case"], one["claim"], money(one["open_minor"], one["currency"]), last,
                      one["act_by"] or "", ", ".join(others),
                      ", ".join(one["planned"]))  # fmt: skip
    console.print(table)
