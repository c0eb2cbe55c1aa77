"""``kvitt suggestions``: what Kvitt would do today, why, and what a person says to it."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.application.list_suggestions import NotProposed, Proposed
    from kvitt.store.creditors import Creditor

CREDITOR = click.option("--creditor", required=True, help="Name, organisation number or number.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", default="command line", help="Who answers: it goes to the history.")
HOW = {
    "by_itself": "goes by itself",
    "asked": "waits for a yes",
    "after_time": "goes on {goes_on} unless declined",
}


@click.group()
def suggestions() -> None:
    """Suggestions: what Kvitt would do today, with reasons, and your yes or no."""


@suggestions.command("list")
@CREDITOR
@click.option("--shown", type=click.IntRange(0), default=500, help="Late cases without a letter.")
@ON
@answers
def list_(creditor: str, shown: int, on: date | None) -> Answer:
    """What would be done today for a creditor, and why the other late cases get no letter."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.list_suggestions import list_suggestions
        from kvitt.store.creditors import find_creditor

        made = list_suggestions(find_creditor(creditor), today=on or this_day(), shown=shown)
    told: dict[str, Any] = {
        "creditor": made.creditor,
        "currency": made.currency,
        "on": made.on,
        "suggestions": [proposed_as_json(one) for one in made.proposed],
        "late_not_proposed": {
            "count": made.not_proposed_count,
            "by_rule": made.counts,
            "cases": [not_proposed_as_json(one) for one in made.not_proposed],
        },
    }
    return Answer(told, lambda console: _show(console, told))


@suggestions.command()
@click.argument("reference")
@ON
@answers
def explain(reference: str, on: date | None) -> Answer:
    """Why the case REFERENCE is proposed today, or what keeps its letter back."""
    from kvitt.site.setup import running

    day = on or this_day()
    with running(say=say):
        from kvitt.application.list_suggestions import Proposed, suggestion_of_case
        from kvitt.application.why_nothing_is_sent import why_nothing_is_sent

        creditor, case_id = _case(reference, day)
        found = suggestion_of_case(creditor, case_id, today=day)
        why = why_nothing_is_sent(creditor, case_id, on=day)
    told = why.as_json() | {"suggestion": None}
    if isinstance(found, Proposed):
        told["suggestion"] = proposed_as_json(found)
    return Answer(told, lambda console: _explain(console, told, creditor.currency))


@suggestions.command()
@click.argument("references", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every suggestion of the creditor.")
@click.option("--creditor", help="Whose, with --all.")
@BY
@ON
@answers
def accept(
    references: tuple[str, ...], everything: bool, creditor: str | None, by: str, on: date | None
) -> Answer:
    """Let the suggested letters of the cases REFERENCES go, or all of a creditor's."""
    from kvitt.site.setup import running

    if everything != bool(creditor) or everything == bool(references):
        raise click.UsageError("name cases, or say --all with --creditor")
    day = on or this_day()
    with running(say=say):
        from kvitt.application.answer_suggestions import accept_suggestions
        from kvitt.store.cases import case_number
        from kvitt.store.creditors import find_creditor

        numbers: list[str] = []
        planned = 0
        if creditor:
            whose: dict[int, list[int] | None] = {find_creditor(creditor).tenant_id: None}
        else:
            whose = _by_creditor(references, day)
        for tenant_id, case_ids in whose.items():
            done = accept_suggestions(find_creditor(str(tenant_id)), case_ids, by=by, today=day)
            numbers += [case_number(tenant_id, case_id) for case_id in done.case_ids]
            planned += done.planned
    told = {"accepted": numbers, "planned": planned}
    return Answer(
        told,
        lambda console: console.print(
            f"{len(numbers)} accepted; {planned} letters are planned and leave with the next "
            "sending."
        ),
    )


@suggestions.command()
@click.argument("reference")
@click.option("--until", type=DAY, required=True, help="The last day of the no.")
@click.option("--reason", required=True, help="Why: it goes to the history.")
@BY
@ON
@answers
def decline(reference: str, until: date, reason: str, by: str, on: date | None) -> Answer:
    """Keep the next letter of the case REFERENCE back until a day."""
    from kvitt.site.setup import running

    day = on or this_day()
    with running(say=say):
        from kvitt.application.answer_suggestions import decline_suggestion
        from kvitt.application.why_nothing_is_sent import why_nothing_is_sent

        creditor, case_id = _case(reference, day)
        decline_suggestion(creditor, case_id, until=until, reason=reason, by=by, today=day)
        told = why_nothing_is_sent(creditor, case_id, on=day)
    return Answer(
        told.as_json(), lambda console: console.print(f"Case {told.case}: {told.sentence}")
    )


def _case(reference: str, day: date) -> "tuple[Creditor, int]":
    from kvitt.application.show_case import show_case
    from kvitt.store.creditors import find_creditor

    view = show_case(reference, today=day)
    return find_creditor(str(view.tenant_id)), view.case_id


def _by_creditor(references: tuple[str, ...], day: date) -> dict[int, list[int] | None]:
    whose: dict[int, list[int] | None] = {}
    for reference in references:
        creditor, case_id = _case(reference, day)
        cases = whose.setdefault(creditor.tenant_id, [])
        assert cases is not None
        cases.append(case_id)
    return whose


def proposed_as_json(one: "Proposed") -> dict[str, Any]:
    """A proposed letter for scripts; sums in whole minor units, days as text."""
    proposal = one.proposal
    follows = proposal.follows
    return {
        **_late(one),
        "step": proposal.step,
        "kind": proposal.kind,
        "how": one.how,
        "goes_on": one.goes_on,
        "because": one.because,
        "why": proposal.why,
        "not_earlier": [earlier._asdict() for earlier in proposal.not_earlier],
        "asks_minor": proposal.asked_minor,
        "principal_minor": proposal.principal_minor,
        "interest_minor": proposal.interest_minor,
        "cost_minor": proposal.cost_minor,
        "costs": [cost._asdict() for cost in proposal.costs],
        "refused": list(proposal.refused),
        "together": list(one.together),
        "follows": None
        if follows is None
        else {**follows._asdict(), "costs": [cost._asdict() for cost in follows.costs]},
    }


def not_proposed_as_json(one: "NotProposed") -> dict[str, Any]:
    """A late case without a letter, for scripts."""
    cause = one.cause
    return {
        **_late(one), "rule": cause.kind, "sentence": cause.sentence, "until": cause.until,
        "reference": cause.reference,
    }  # fmt: skip


def _late(one: "Proposed | NotProposed") -> dict[str, Any]:
    late = one.late
    return {
        "case": late.number, "debtor": late.debtor, "invoices": list(late.invoices),
        "due_on": late.due_on, "days_late": late.days_late, "open_minor": late.open_minor,
    }  # fmt: skip


def _show(console: "Console", told: dict[str, Any]) -> None:
    from rich.table import Table

    found, others = told["suggestions"], told["late_not_proposed"]
    console.print(f"{told['creditor']}, {told['on']}: {len(found)} letters", style="bold")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("case", "debtor", "late", "letter", "asks for", "of it new", "how", "why"):
        table.add_column(name, justify="right" if name in ("late", "asks for", "of it new") else
                         "left")  # fmt: skip
    for one in found:
        new_minor = sum(cost["amount_minor"] for cost in one["costs"])
        how = HOW[one["how"]].format(goes_on=one["goes_on"])
        table.add_row(one["case"], one["debtor"], f"{one['days_late']} days",
                      one["step"].replace("_", " "), money(one["asks_minor"]), money(new_minor),
                      how, one["because"] or one["why"])  # fmt: skip
    if found:
        console.print(table)
    console.print(f"\n{others['count']} are late and not proposed", style="bold")
    for rule, count in sorted(others["by_rule"].items()):
        console.print(f"{count}  {rule.replace('_', ' ')}")
    for one in others["cases"]:
        reference = f" [{one['reference']}]" if one["reference"] else ""
        console.print(f"{one['case']}  {one['debtor']}: {one['sentence']}{reference}")


def _explain(console: "Console", told: dict[str, Any], currency: str) -> None:
    one = told["suggestion"]
    if one is None:
        console.print(f"Case {told['case']}: {told['sentence']}")
        return
    how = HOW[one["how"]].format(goes_on=one["goes_on"])
    asks = money(one["asks_minor"], currency)
    console.print(f"Case {one['case']}: {one['step'].replace('_', ' ')}, {asks}: {how}",
                  style="bold")  # fmt: skip
    console.print(f"Why: {one['why']}")
    if one["because"]:
        console.print(f"Why a person is asked: {one['because']}")
    for earlier in one["not_earlier"]:
        reference = f" [{earlier['reference']}]" if earlier["reference"] else ""
        console.print(f"Not earlier: {earlier['sentence']}: {earlier['allowed_from']}{reference}")
    for cost in one["costs"]:
        amount = money(cost["amount_minor"], currency)
        console.print(f"It adds: {cost['kind'].replace('_', ' ')} {amount} [{cost['reference']}]")
    for refused in one["refused"]:
        console.print(f"It does not add: {refused}")
    if one["together"]:
        console.print(f"In the same letter: case {', '.join(one['together'])}")
    if one["follows"]:
        console.print(f"What follows: {one['follows']['sentence']}")
