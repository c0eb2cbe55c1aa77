"""``kvitt enforcement``: from the decision to the authority, and what comes of it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", required=True, help="Your name.")


@click.group()
def enforcement() -> None:
    """Applications to authorities and courts, and what comes of them."""


@enforcement.command()
@click.argument("references", nargs=-1)
@click.option("--creditor", "called", help="Only this creditor's cases.")
@BY
@ON
@answers
def propose(references: tuple[str, ...], called: str | None, by: str, on: date | None) -> Answer:
    """Put the cases that wait for a decision, or REFERENCES, to their creditors' policies."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        found = _proposed(references, called, by, today)
    return Answer(found, lambda console: _show_proposed(console, found))


def _proposed(
    references: tuple[str, ...], called: str | None, by: str, today: date
) -> list[dict[str, Any]]:
    from kvitt.application.decide_enforcement import propose_enforcement
    from kvitt.application.show_case import show_case
    from kvitt.store.cases import case_number
    from kvitt.store.creditors import all_creditors, find_creditor

    if references:
        views = [show_case(reference, today=today) for reference in references]
        asked = [(find_creditor(str(view.tenant_id)), [view.case_id]) for view in views]
    else:
        every = [find_creditor(called)] if called else all_creditors()
        asked = [(creditor, []) for creditor in every]
    found = []
    for creditor, cases in asked:
        for one in propose_enforcement(creditor, today=today, by=by, case_ids=cases or None):
            row = {"case": case_number(creditor.tenant_id, one.case_id), **one.verdict.as_json()}
            found.append({**row, "proceeding": one.proceeding_id, "inputs": one.inputs._asdict()})
    return found


@enforcement.command()
@click.argument("reference")
@click.option("--kind", required=True, help="Such as payment_order, attachment, conciliation.")
@click.option("--because", required=True, help="Why without the policy: it goes to the history.")
@click.option("--title", type=int, help="The title that is enforced.")
@click.option("--alone", is_flag=True, help="One person may approve it.")
@BY
@ON
@answers
def draft(
    reference: str, kind: str, because: str, title: int | None, alone: bool, by: str,
    on: date | None,
) -> Answer:  # fmt: skip
    """Draft an application on the case REFERENCE by hand; as a rule another person approves it."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.draft_proceeding import draft_proceeding
        from kvitt.application.list_proceedings import show_proceeding
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        number = draft_proceeding(
            creditor, view.case_id, kind=kind, because=because, today=today, by=by,
            needs_two=not alone, title_id=title,
        )  # fmt: skip
        shown = show_proceeding(creditor, number, today=today)
    return Answer(shown, lambda console: _show(console, shown))


@enforcement.command()
@click.argument("number", type=int)
@BY
@ON
@answers
def approve(number: int, by: str, on: date | None) -> Answer:
    """Approve the draft NUMBER: nothing is filed without it."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.draft_proceeding import approve_proceeding
        from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding

        creditor = creditor_of_proceeding(number)
        approve_proceeding(creditor, number, today=today, by=by)
        shown = show_proceeding(creditor, number, today=today)
    return Answer(shown, lambda console: _show(console, shown))


@enforcement.command("take-back")
@click.argument("number", type=int)
@click.option("--because", required=True, help="Why: it goes to the history.")
@click.option("--never-arrived", is_flag=True, help="You have asked: the authority has it not.")
@BY
@ON
@answers
def take_back(number: int, because: str, never_arrived: bool, by: str, on: date | None) -> Answer:
    """Take back the application NUMBER, which has not left."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.draft_proceeding import take_back_proceeding
        from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding

        creditor = creditor_of_proceeding(number)
        take_back_proceeding(
            creditor, number, because=because, today=on or this_day(), by=by,
            never_arrived=never_arrived,
        )  # fmt: skip
        shown = show_proceeding(creditor, number)
    return Answer(shown, lambda console: _show(console, shown))


@enforcement.command()
@click.argument("number", type=int)
@click.option("--number", "its_number", default="", help="The authority's own number, if told.")
@BY
@ON
@answers
def arrived(number: int, its_number: str, by: str, on: date | None) -> Answer:
    """Say that the authority has the application NUMBER, of which no answer came."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.apply_to_authority import note_arrived
        from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding

        creditor = creditor_of_proceeding(number)
        note_arrived(creditor, number, number=its_number, today=on or this_day(), by=by)
        shown = show_proceeding(creditor, number)
    return Answer(shown, lambda console: _show(console, shown))


@enforcement.command()
@click.argument("number", type=int)
@BY
@ON
@answers
def apply(number: int, by: str, on: date | None) -> Answer:
    """File the approved application NUMBER: checked, sent once, its costs charged."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.apply_to_authority import apply_to_authority
        from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding

        creditor = creditor_of_proceeding(number)
        left = apply_to_authority(creditor, number, today=today, by=by)
        shown = {**show_proceeding(creditor, number, today=today), "papers": list(left.papers)}
    return Answer(shown, lambda console: _show(console, shown))


@enforcement.command()
@click.argument("number", type=int)
@click.argument("event")
@click.option("--happened", type=DAY, help="The day of the event; default the business day.")
@click.option("--number", "its_number", help="The number of a receipt, an order, a judgment.")
@click.option("--amount", type=AMOUNT, help="The sum that the event is about.")
@click.option("--principal", type=AMOUNT, help="Of a title.")
@click.option("--interest", type=AMOUNT, help="Of a title.")
@click.option("--cost", type=AMOUNT, help="Of a title.")
@click.option("--kept", type=AMOUNT, help="Of a distribution: what the authority kept for itself.")
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="INVOICE=AMOUNT",
    help="Of a distribution: what the authority states for an invoice.",
)
@click.option("--withheld", type=DAY, help="A day in the month in which wages were withheld.")
@click.option("--line", type=int, help="The bank line that brings the money; found by itself.")
@click.option("--to-creditor", is_flag=True, help="The authority paid the creditor itself.")
@click.option("--until", type=DAY, help="A day that the authority has set.")
@click.option("--text", help="What was said.")
@click.option("--because", help="Why: what the authority gave as its reason.")
@click.option("--file", "paper", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@BY
@ON
@answers
def record(
    number: int, event: str, happened: date | None, its_number: str | None, amount: int | None,
    principal: int | None, interest: int | None, cost: int | None, kept: int | None,
    claims: tuple[str, ...], withheld: date | None, line: int | None, to_creditor: bool,
    until: date | None, text: str | None, because: str | None, paper: Path | None, by: str,
    on: date | None,
) -> Answer:  # fmt: skip
    """Record EVENT of the proceeding NUMBER; ``show`` tells which can happen now."""
    from kvitt.site.setup import running

    today = on or this_day()
    told = {"number": its_number, "amount": amount, "principal": principal, "interest": interest,
            "cost": cost, "kept": kept, "claims": _sums_of(claims), "withheld": withheld,
            "until": until, "text": text, "because": because}  # fmt: skip
    given = {name: value for name, value in told.items() if value is not None}
    with running(say=say):
        from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding
        from kvitt.application.raise_dispute import AttachedFile
        from kvitt.application.record_distribution import record_event

        creditor = creditor_of_proceeding(number)
        file = AttachedFile(paper.name, paper.read_bytes()) if paper else None
        done = record_event(
            creditor, number, event, on_day=happened or today, today=today, by=by, given=given,
            file=file, line_id=line, to_creditor=to_creditor,
        )  # fmt: skip
        shown = {
            **show_proceeding(creditor, number, today=today), "money": done.sentence or None,
        }  # fmt: skip
    return Answer(shown, lambda console: _show(console, shown))


def _sums_of(told: tuple[str, ...]) -> dict[str, int] | None:
    """Sums by invoice number, as ``10001=2500.00``; what is none is wrong usage."""
    sums: dict[str, int] = {}
    for one in told:
        number, _, amount = one.rpartition("=")
        if not number or number in sums:
            raise click.BadParameter(f"“{one}”: say INVOICE=AMOUNT, each invoice once")
        sums[number] = AMOUNT.convert(amount, None, None)
    return sums or None


@enforcement.command("distribution-wrong")
@click.argument("number", type=int)
@click.option("--creditor", "called", required=True, help="Whose case it is.")
@click.option("--because", required=True, help="What was wrong.")
@BY
@ON
@answers
def distribution_wrong(number: int, called: str, because: str, by: str, on: date | None) -> Answer:
    """Say that the awaited distribution NUMBER was told wrongly: nobody waits for it any more."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.record_distribution import take_back_distribution
        from kvitt.store.creditors import find_creditor

        take_back_distribution(
            find_creditor(called), number, because=because, today=on or this_day(), by=by
        )
    shown = {"distribution": number, "because": because}
    return Answer(shown, lambda console: console.print(f"Distribution {number} is not awaited."))


@enforcement.command()
@click.argument("number", type=int)
@click.option("--withdraw", "withdraws", is_flag=True, help="Nothing is asked for any more.")
@BY
@ON
@answers
def tell(number: int, withdraws: bool, by: str, on: date | None) -> Answer:
    """Tell the authority what has changed of NUMBER: less owed, a withdrawal, a release; once."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding
        from kvitt.application.tell_authority import tell_authority

        creditor = creditor_of_proceeding(number)
        told = tell_authority(creditor, number, today=today, by=by, withdraws=withdraws)
        shown = {
            **show_proceeding(creditor, number, today=today),
            "told": {**told._asdict(), "papers": list(told.papers)},
        }
    return Answer(shown, lambda console: _show(console, shown))


@enforcement.command()
@click.argument("number", type=int)
@ON
@answers
def show(number: int, on: date | None) -> Answer:
    """Show the proceeding NUMBER, what can be recorded of it, and what its authority is to know."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding

        shown = show_proceeding(creditor_of_proceeding(number), number, today=today)
    return Answer(shown, lambda console: _show(console, shown))


@enforcement.command("list")
@click.option("--creditor", "called", help="Only this creditor's.")
@click.option("--all", "ended", is_flag=True, help="Also those that are over.")
@answers
def list_(called: str | None, ended: bool) -> Answer:
    """List the proceedings that run, the soonest day first."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_proceedings import list_proceedings
        from kvitt.store.creditors import find_creditor

        found = list_proceedings(find_creditor(called) if called else None, ended=ended)
    return Answer({"proceedings": found}, lambda console: _show_list(console, found))


def _show_proposed(console: "Console", found: list[dict[str, Any]]) -> None:
    if not found:
        console.print("No case waits for a decision.")
    for one in found:
        outcome = one["outcome"].replace("_", " ")
        number = f", draft {one['proceeding']}" if one["proceeding"] else ""
        console.print(f"{one['case']}  {outcome}{number}: {one['sentence']}")


def _show_list(console: "Console", found: list[dict[str, Any]]) -> None:
    if not found:
        console.print("Nothing is with an authority.")
    for one in found:
        when = f" by {one['next_on']}" if one["next_on"] else ""
        what = f": {one['next_owner']}, {one['next_what']}{when}" if one["next_what"] else ""
        console.print(f"{one['id']}  {one['case']}  {one['kind']} {one['state']}{what}")


def _show(console: "Console", shown: dict[str, Any]) -> None:
    _show_list(console, [shown])
    for claim in shown["claims"]:
        asked = claim["principal_minor"] + claim["interest_minor"] + claim["cost_minor"]
        console.print(f"   invoice {claim['invoice_number']}: {money(asked)} asked for")
    for one in shown["distributions"]:
        kept = f", kept {money(one['kept_minor'])}" if one["kept_minor"] else ""
        console.print(
            f"   distribution {one['id']} of {one['paid_on']}: passed on "
            f"{money(one['paid_minor'])}{kept}, {one['state'].replace('_', ' ')}"
        )
    for event in shown["events"]:
        console.print(f"   {event['on_day']}  {event['kind'].replace('_', ' ')}")
    for title in shown["titles"]:
        total = title["principal_minor"] + title["interest_minor"] + title["cost_minor"]
        console.print(
            f"   {title['kind']} {title['number']} of {title['given_on']}: {money(total)}"
        )
    for message in shown["messages"]:
        sent = f"sent {message['sent_on']}" if message["sent_on"] else "not sent: tell it again"
        console.print(f"   {message['kind']} {message['reference']}: {sent}")
    due = shown["to_tell"]
    if due:
        less = sum(one["amount_minor"] for one in due["less"])
        console.print(f"   to be told: {due['kind']} ({due['because']}), {money(less)} less")
    for name, rule in shown["may_happen"].items():
        needs = f" (needs {', '.join(rule['needs'])})" if rule["needs"] else ""
        console.print(f"   may be recorded: {name}{needs}: {rule['word']}")
