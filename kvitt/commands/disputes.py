"""``kvitt case dispute``, its answer, complaints with theirs, and ``kvitt case reopen``."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.case import case
from kvitt.commands.keyed import KEY, acting_once
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, FILE, this_day
from kvitt.domain.dispute import (
    CHANNELS,
    COMPLAINT_OUTCOMES,
    COMPLAINTS_ABOUT,
    OUTCOMES,
    REASONS,
)

if TYPE_CHECKING:
    from kvitt.store.creditors import Creditor

ACTOR = "command line"
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
CHANNEL = click.option(
    "--channel", type=click.Choice(CHANNELS), default="phone", help="By which way it came."
)
RECEIVED = click.option("--received", type=DAY, help="The day on which it came; default today.")


@case.command()
@click.argument("reference")
@click.option("--reason", type=click.Choice(REASONS), required=True, help="What the debtor says.")
@click.option("--text", required=True, help="What the debtor says, in words.")
@click.option("--part", type=AMOUNT, help="The disputed amount; default everything.")
@click.option("--invoice", help="The disputed invoice, where the case has several.")
@click.option("--file", "files", type=FILE, multiple=True, help="What the debtor sent along.")
@CHANNEL
@RECEIVED
@KEY
@ON
@answers
def dispute(
    reference: str, reason: str, text: str, part: int | None, invoice: str | None,
    files: tuple[str, ...], channel: str, received: date | None, on: date | None,
) -> Answer:  # fmt: skip
    """Register an objection to the case REFERENCE: everything stops until it is answered."""
    if invoice and part is None:
        raise click.UsageError("--invoice needs --part: how much of the invoice is disputed")

    def act(creditor: "Creditor", case_id: int, today: date) -> dict[str, Any]:
        from kvitt.application.raise_dispute import AttachedFile, raise_dispute

        raised = raise_dispute(
            creditor, case_id, reason=reason, text=text, today=today, actor=ACTOR, channel=channel,
            received_on=received, part_minor=None if invoice else part,
            parts={invoice: part} if invoice and part is not None else None,
            files=[AttachedFile(Path(name).name, Path(name).read_bytes()) for name in files],
        )  # fmt: skip
        return {"dispute": raised.dispute_id, "answer_by": raised.answer_by_on.isoformat()}

    return _told(reference, on, act, "is disputed: answer by {answer_by}")


@case.command("answer-dispute")
@click.argument("reference")
@click.option("--outcome", type=click.Choice(OUTCOMES), required=True, help="How it ends.")
@click.option("--because", required=True, help="The reasons: the debtor is told them.")
@click.option("--dispute", "number", type=int, help="Which dispute, where there are several.")
@click.option("--by", "reduced", type=AMOUNT, help="By how much the claim is reduced.")
@click.option("--invoice", help="Which invoice is reduced, where the case has several.")
@click.option(
    "--reasonable/--unreasonable", default=None, help="Whether there was reason to object."
)
@click.option("--new-time", type=click.IntRange(1), help="Days before anything else is sent.")
@ON
@answers
def answer_dispute(
    reference: str, outcome: str, because: str, number: int | None, reduced: int | None,
    invoice: str | None, reasonable: bool | None, new_time: int | None, on: date | None,
) -> Answer:  # fmt: skip
    """Decide the dispute of the case REFERENCE: the debtor is told why and gets new time."""
    if invoice and reduced is None:
        raise click.UsageError("--invoice needs --by: by how much it is reduced")

    def act(creditor: "Creditor", case_id: int, today: date) -> dict[str, Any]:
        from kvitt.application.decide_dispute import decide_dispute

        done = decide_dispute(
            creditor, case_id, outcome=outcome, because=because, today=today, actor=ACTOR,
            dispute_id=number, withdrawn_minor=None if invoice else reduced,
            withdrawn={invoice: reduced} if invoice and reduced is not None else None,
            was_reasonable=reasonable, new_time_days=new_time,
        )  # fmt: skip
        resumes = done.resumes_on.isoformat() if done.resumes_on else None
        return done._asdict() | {"resumes_on": resumes}

    return _told(reference, on, act, "is answered: {outcome}")


@case.command()
@click.argument("reference")
@click.option("--about", type=click.Choice(COMPLAINTS_ABOUT), required=True, help="What was done.")
@click.option("--text", required=True, help="What the debtor complains of.")
@CHANNEL
@RECEIVED
@ON
@answers
def complain(
    reference: str, about: str, text: str, channel: str, received: date | None, on: date | None
) -> Answer:
    """Register a complaint about conduct in the case REFERENCE; it has its own clock."""

    def act(creditor: "Creditor", case_id: int, today: date) -> dict[str, Any]:
        from kvitt.application.register_complaint import register_complaint

        made = register_complaint(creditor, case_id, about=about, text=text, today=today,
                                  actor=ACTOR, channel=channel, received_on=received)  # fmt: skip
        return {"complaint": made.complaint_id, "answer_by": made.answer_by_on.isoformat()}

    return _told(reference, on, act, "has a complaint: answer by {answer_by}")


@case.command("answer-complaint")
@click.argument("reference")
@click.option("--complaint", type=int, required=True, help="The complaint's number.")
@click.option(
    "--outcome", type=click.Choice(COMPLAINT_OUTCOMES), required=True, help="How it ends."
)
@click.option("--answer", required=True, help="The written answer.")
@ON
@answers
def answer_complaint(
    reference: str, complaint: int, outcome: str, answer: str, on: date | None
) -> Answer:
    """Answer a complaint about conduct in the case REFERENCE."""

    def act(creditor: "Creditor", _: int, today: date) -> dict[str, Any]:
        from kvitt.application import register_complaint as complaints

        complaints.answer_complaint(creditor, complaint, outcome=outcome, answer=answer,
                                    today=today, actor=ACTOR)  # fmt: skip
        return {"complaint": complaint, "outcome": outcome}

    return _told(reference, on, act, "has its complaint answered: {outcome}")


@case.command()
@click.argument("reference")
@click.option("--because", required=True, help="Why it opens again: it goes to the history.")
@ON
@answers
def reopen(reference: str, because: str, on: date | None) -> Answer:
    """Open the closed case REFERENCE again: what closing wrote off is owed again."""

    def act(creditor: "Creditor", case_id: int, today: date) -> dict[str, Any]:
        from kvitt.application.reopen_case import reopen_case

        owed_minor = reopen_case(creditor, case_id, because=because, today=today, actor=ACTOR)
        return {"owed_minor": owed_minor}

    return _told(reference, on, act, "is open again")


def _told(
    reference: str, on: date | None,
    act: "Callable[[Creditor, int, date], dict[str, Any]]", sentence: str,
) -> Answer:  # fmt: skip
    """Finds the case, acts on it, and shows what came of it beside the case."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))

        def shown_after() -> dict[str, Any]:
            done = act(creditor, view.case_id, today)
            return show_case(view.number, today=today).as_json() | {"done": done}

        shown = acting_once(creditor.tenant_id, shown_after, today=today)
    line = f"Case {view.number} {sentence.format_map(shown['done'])}."
    return Answer(shown, lambda console: console.print(line))
