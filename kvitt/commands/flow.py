"""``kvitt flow``: the steps of collection, checked against the law. Needs no database."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.flow_simulation import show_simulation
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, FILE, currency_of, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.domain.flow import Flow


@click.group()
def flow() -> None:
    """Flows: which letter goes when, and what it charges."""


@flow.command("list")
@answers
def list_() -> Answer:
    """List the flows that come with Kvitt."""
    from kvitt.domain.flow import flow as packaged
    from kvitt.domain.flow import flow_names

    shown = {"flows": [_as_json(packaged(name)) for name in flow_names()]}
    return Answer(shown, lambda console: _show_flows(console, shown["flows"]))


@flow.command()
@click.argument("file", type=FILE)
@answers
def check(file: str) -> Answer:
    """Check a flow FILE: its shape, and that the law allows every step."""
    made = _read(Path(file))
    shown = {"allowed": True, **_as_json(made)}
    return Answer(shown, lambda console: console.print(f"{made.name}: the law allows every step."))


@flow.command()
@click.argument("name", metavar="FLOW")
@click.option("--amount", type=AMOUNT, required=True, help="What the invoice asks for: 1000.00.")
@click.option("--due", type=DAY, required=True, help="The due day of the invoice.")
@click.option("--agreed/--not-agreed", default=True, help="Whether the fee was agreed beforehand.")
@answers
def preview(name: str, amount: int, due: date, agreed: bool) -> Answer:
    """What FLOW (a name or a file) would do to one unpaid invoice, when, and what it would cost."""
    from kvitt.domain.flow import flow as packaged
    from kvitt.domain.preview import preview as play
    from kvitt.law.book import law_book

    made = _read(Path(name)) if name.endswith((".yaml", ".yml")) else packaged(name)
    book = law_book(made.country)
    steps = play(made, amount_minor=amount, due_on=due, law=book, fees_agreed=agreed)
    shown: dict[str, Any] = {
        "flow": made.name,
        "currency": currency_of(made.country),
        "amount_minor": amount,
        "due": due,
        "law": book.version,
        "steps": [
            {
                "on": step.on,
                "step": step.step,
                "kind": step.kind,
                "stage": step.stage,
                "charges": [
                    {"kind": c.kind, "amount_minor": c.amount_minor, "reference": c.reference}
                    for c in step.charges
                ],
                "total_minor": step.total_minor,
                "deadline_on": step.deadline_on,
                "refused": list(step.refused),
            }
            for step in steps
        ],
    }
    return Answer(shown, lambda console: _show_preview(console, shown))


@flow.command()
@click.argument("name", metavar="FLOW")
@click.option("--creditor", required=True, help="Name, organisation number or number.")
@click.option("--since", type=DAY, required=True, help="The first due day of the invoices.")
@click.option("--by", default="command line", help="Who looks: kept with what was shown.")
@click.option("--on", "on", type=DAY, help="The last day that is played; default today.")
@answers
def simulate(name: str, creditor: str, since: date, by: str, on: date | None) -> Answer:
    """What FLOW (a name or a file) would have done to a creditor's own invoices."""
    from kvitt.domain.flow import flow as packaged
    from kvitt.site.setup import running

    changed = _read(Path(name)) if name.endswith((".yaml", ".yml")) else packaged(name)
    with running(say=say):
        from kvitt.application.simulate_flow import simulate_flow
        from kvitt.store.creditors import find_creditor

        found = find_creditor(creditor)
        made = simulate_flow(found, changed, since=since, today=on or this_day(), by=by)
    shown = {"creditor": found.name, "currency": found.currency, **made.as_json()}
    return Answer(shown, lambda console: show_simulation(console, shown))


def _read(path: Path) -> "Flow":
    from kvitt.domain.flow import FlowUnreadable, load_flow

    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise FlowUnreadable(f"{path} cannot be read as text: {problem}", file=str(path)) from None
    return load_flow(text, source=path.name)


def _as_json(made: "Flow") -> dict[str, Any]:
    return {
        "name": made.name,
        "country": made.country,
        "collection": made.collection,
        "debtor": made.debtor_kind,
        "steps": [
            {
                "name": step.name,
                "kind": step.kind,
                "after_due_days": step.after_due_days,
                "after_deadline_days": step.after_deadline_days,
                "pay_within_days": step.pay_within_days,
                "charges": list(step.charges),
                "interest": step.interest,
                "channels": list(step.channels),
            }
            for step in made.steps
        ],
        "decision_after_days": made.decision_after_days,
        "sector": made.sector,
        "measures": list(made.measures),
    }


def _show_flows(console: "Console", flows: list[dict[str, Any]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("flow", no_wrap=True)
    table.add_column("steps")
    for one in flows:
        steps = " → ".join(
            f"{step['name'].replace('_', ' ')} (day {step['after_due_days']})"
            for step in one["steps"]
        )
        table.add_row(one["name"], f"{steps} → a person decides")
    console.print(table)


def _show_preview(console: "Console", shown: dict[str, Any]) -> None:
    from rich.table import Table

    currency = shown["currency"]
    console.print(
        f"{shown['flow']}: {money(shown['amount_minor'], currency)} due {shown['due']}",
        style="bold",
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("day", "step", "charges", "to pay", "last day to pay"):
        table.add_column(name, justify="right" if name == "to pay" else "left")
    for step in shown["steps"]:
        charges = "\n".join(
            f"{money(c['amount_minor'])} {c['kind'].replace('_', ' ')} ({c['reference']})"
            for c in step["charges"]
        )
        table.add_row(
            str(step["on"]), step["step"].replace("_", " "), charges or "none",
            money(step["total_minor"]), str(step["deadline_on"] or "–"),
        )  # fmt: skip
        for sentence in step["refused"]:
            table.add_row("", "", f"not charged: {sentence}", "", "")
    console.print(table)
