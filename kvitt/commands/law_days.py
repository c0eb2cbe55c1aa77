"""``kvitt law limitation`` and ``kvitt law deadline``: last days, with their paragraphs."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import COUNTRY, DAY, DEBTOR
from kvitt.law.book import COUNTRY_NAMES, LawBook, law_book
from kvitt.law.deadlines import LETTER_KINDS, least_deadline
from kvitt.law.limitation import (
    CLAIM_KINDS,
    INTERRUPTIONS,
    Interruption,
    Limitation,
    LimitationStep,
)
from kvitt.law.limitation import limitation as limitation_of
from kvitt.law.statutory import STATUTORY_KINDS, StatutoryDeadline, statutory_deadline

if TYPE_CHECKING:
    from rich.console import Console

ROLES = {
    "act": "We must act by {act_by}, the last working day on or before {unmoved}.",
    "wait": "What waits for it may be done from {opens} on.",
    "limit": "Nothing lasts longer.",
}


class Interrupted(click.ParamType):
    """An interruption of limitation: kind and day, and where it has an end the day of its end."""

    name = "interruption"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Interruption:
        """The interruption; anything else is wrong usage."""
        kind, *days = (part.strip() for part in str(value).split(":"))
        if not kind or len(days) not in (1, 2):
            self.fail(
                f"“{value}” is not an interruption: write kind:day or kind:day:end such as "
                "legal_action:2025-01-15:2025-03-03.",
                param,
                ctx,
            )
        return Interruption(kind, *(DAY.convert(day, param, ctx) for day in days))


@click.command()
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option("--debtor", type=DEBTOR, default="consumer", show_default=True)
@click.option("--arose", type=DAY, required=True, help="The day on which the claim arose.")
@click.option("--due", type=DAY, help="The due day: in Norway the time counts from it.")
@click.option("--claim", type=click.Choice(CLAIM_KINDS), default="ordinary", show_default=True)
@click.option(
    "--interrupted",
    type=Interrupted(),
    multiple=True,
    metavar="KIND:DAY[:DAY]",
    help="What interrupted it; the second day is the judgment or the end. SE: "
    f"{', '.join(INTERRUPTIONS['SE'])}. NO: {', '.join(INTERRUPTIONS['NO'])}.",
)
@click.option("--shift/--no-shift", default=None, help="Read the move to a working day as on/off.")
@click.option("--known-on", type=DAY, help="Only what was published by that day.")
@answers
def limitation(
    country: str, debtor: str, arose: date, due: date | None, claim: str,
    interrupted: tuple[Interruption, ...], shift: bool | None, known_on: date | None,
) -> Answer:  # fmt: skip
    """Until which day a claim can be enforced, step by step."""
    book = law_book(country)
    found = limitation_of(
        book, debtor_kind=debtor, arose_on=arose, claim_kind=claim, due_on=due,
        interruptions=interrupted, known_on=known_on, shift=shift,
    )  # fmt: skip
    shown = {
        "country": book.country,
        "debtor": debtor,
        "claim": claim,
        "arose": arose,
        "due": due,
        "barred_after": found.barred_after,
        "act_by": found.act_by,
        "period_years": found.period_years,
        "steps": [_step(step) for step in found.steps],
        "reference": found.because.reference,
        "law": book.version,
    }
    return Answer(shown, lambda console: _show_limitation(console, found))


def _step(step: LimitationStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "day": step.day,
        "counts_from": step.counts_from,
        "years": step.years,
        "barred_after": step.barred_after,
        "reference": step.reference,
        "because": step.sentence,
    }


def _show_limitation(console: "Console", found: Limitation) -> None:
    for step in found.steps:
        name = "the claim" if step.kind == "origin" else step.kind.replace("_", " ")
        console.print(f"{step.day} {name}: {_lasts(step.barred_after)}", style="bold")
        console.print(f"  {step.sentence}")
        console.print(f"  Ground: {step.reference}")
    if found.barred_after is None:
        console.print("\nThe claim stands still: there is no last day while the case is pending.")
        return
    console.print(
        f"\nThe claim can be enforced through {found.barred_after} and is barred after it."
    )
    console.print(f"Act by {found.act_by}, the last working day on or before it.")


def _lasts(barred_after: date | None) -> str:
    return f"through {barred_after}" if barred_after else "stands still"


@click.command()
@click.option("--country", type=COUNTRY, required=True, help="Whose law.")
@click.option("--kind", help="A letter or a statutory deadline; --list names them.")
@click.option("--sent", type=DAY, help="The day of sending, service or decision that begins it.")
@click.option("--shift/--no-shift", default=None, help="A letter: the move to a working day.")
@click.option("--known-on", type=DAY, help="Only what was published by that day.")
@click.option("--list", "list_kinds", is_flag=True, help="Name all kinds with their rules.")
@answers
def deadline(
    country: str, kind: str | None, sent: date | None, shift: bool | None,
    known_on: date | None, list_kinds: bool,
) -> Answer:  # fmt: skip
    """The last day by a letter or by a statute, and what may be done after it."""
    book = law_book(country)
    if list_kinds:
        return _kinds(book)
    if kind is None or sent is None:
        raise click.UsageError("Say --kind and --sent, or --list for all kinds.")
    if kind in STATUTORY_KINDS[book.country]:
        if shift is not None:
            raise click.UsageError("--shift and --no-shift are for letters only.")
        return _statutory(book, statutory_deadline(book, kind, from_on=sent, known_on=known_on))
    if kind not in LETTER_KINDS[book.country]:
        known = ", ".join((*LETTER_KINDS[book.country], *STATUTORY_KINDS[book.country]))
        raise click.UsageError(
            f"{COUNTRY_NAMES[book.country]} knows no deadline “{kind}”; it knows {known}."
        )
    return _letter(book, kind, sent, shift, known_on)


def _letter(
    book: LawBook, kind: str, sent: date, shift: bool | None, known_on: date | None
) -> Answer:
    found = least_deadline(book, kind, sent_on=sent, known_on=known_on, shift=shift)
    rule = book.value(found.because.rule.split(".", 1)[1], on=sent, known_on=known_on)
    shown = {
        "country": book.country,
        "kind": kind,
        "sent": sent,
        "day": found.day,
        "reference": found.because.reference,
        "because": rule.sentence,
        "is_setting": rule.kind == "setting",
        "given": dict(found.because.given),
        "law": book.version,
    }

    def show(console: "Console") -> None:
        console.print(f"{_title(kind)}: the last day is {found.day} at the earliest", style="bold")
        _show_ground(console, shown)

    return Answer(shown, show)


def _statutory(book: LawBook, found: StatutoryDeadline) -> Answer:
    shown = {
        "country": book.country,
        "kind": found.kind,
        "sent": found.because.given["from_on"],
        "day": found.day,
        "unmoved": found.unmoved_on,
        "moves": found.moves,
        "role": found.role,
        "act_by": found.act_by,
        "opens": found.opens_on,
        "reference": found.because.reference,
        "because": found.sentence,
        "is_setting": found.is_setting,
        "given": dict(found.because.given),
        "law": book.version,
    }

    def show(console: "Console") -> None:
        moved = f", moved from {found.unmoved_on}" if found.day != found.unmoved_on else ""
        console.print(f"{_title(found.kind)}: {found.day}{moved}", style="bold")
        _show_ground(console, shown)
        console.print(ROLES[found.role].format(**shown))

    return Answer(shown, show)


def _show_ground(console: "Console", shown: Mapping[str, Any]) -> None:
    given = shown["given"]
    unit = next(unit for unit in ("days", "weeks", "months", "years") if unit in given)
    lengths = [f"{_length(given[unit], unit)} from {shown['sent']}"]
    if "bank_days" in given:
        bank_days = _length(given["bank_days"], "bank days")
        lengths.append(f"{bank_days} from the presumed receipt on {given['received_on']}")
    console.print(f"{shown['because']}\nTime: {' and '.join(lengths)}.")
    console.print(f"Ground: {shown['reference']}{' (our choice)' if shown['is_setting'] else ''}")
    if "moved_by" in given:
        console.print(f"Weekends and holidays: {given['moved_by']}")


def _length(count: int, unit: str) -> str:
    return f"{count} {unit[:-1] if count == 1 else unit}"


def _kinds(book: LawBook) -> Answer:
    rules = {kind: f"deadlines.{kind}_days" for kind in LETTER_KINDS[book.country]}
    rules |= {kind: f"statutory.{kind}" for kind in STATUTORY_KINDS[book.country]}
    shown = []
    for kind, name in rules.items():
        value = book.values(name)[-1]
        shown.append(
            {
                "kind": kind,
                "length": _length(value.amount, value.unit),
                "reference": value.reference,
                "because": value.sentence,
                "is_setting": value.kind == "setting",
            }
        )
    told = {"country": book.country, "kinds": shown, "law": book.version}
    return Answer(told, lambda console: _show_kinds(console, shown))


def _show_kinds(console: "Console", kinds: list[dict[str, Any]]) -> None:
    for one in kinds:
        choice = " (our choice)" if one["is_setting"] else ""
        console.print(f"{one['kind']}: {one['length']}, {one['reference']}{choice}", style="bold")
        console.print(f"  {one['because']}")


def _title(kind: str) -> str:
    told = kind.replace("_", " ")
    return f"{told[0].upper()}{told[1:]}"
