"""``kvitt case address, contact, returned, answer-returned, wrong-recipient``: reaching debtors.

And ``announce-enforcement``, the letter before a Norwegian petition.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.case import case
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, money, this_day
from kvitt.domain.contact import CHANNELS, LANGUAGES

if TYPE_CHECKING:
    from kvitt.store.creditors import Creditor

ACTOR = "command line"
BECAUSE = click.option("--because", required=True, help="Why, in words: it goes to the history.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
Act = Callable[["Creditor", int, date], tuple[dict[str, Any], str]]


@case.command()
@click.argument("reference")
@click.option(
    "--line", "lines", multiple=True, help="A line of the street address; again for more."
)
@click.option("--postcode", default="", help="The postcode.")
@click.option("--city", default="", help="The place.")
@click.option("--country", default="", help="Another country than before, by two letters.")
@click.option("--email", default="", help="An e-mail address.")
@BECAUSE
@ON
@answers
def address(
    reference: str, lines: tuple[str, ...], postcode: str, city: str, country: str, email: str,
    because: str, on: date | None,
) -> Answer:  # fmt: skip
    """Give the debtor of the case REFERENCE a new address; what could not be sent leaves again."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.change_address import change_address
        from kvitt.domain.address import NewAddress

        new = NewAddress(lines, postcode, city, country, email)
        done = change_address(creditor, case_id, new, because=because, today=today, actor=ACTOR)
        told = f"has a new address; {len(done.letters)} letters leave again"
        return {"address": done.as_json(creditor.tenant_id)}, told

    return on_case(reference, on, act)


@case.command()
@click.argument("reference")
@click.option("--channel", type=click.Choice(CHANNELS), help="By what the debtor wants letters.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The debtor's language.")
@click.option("--email", default="", help="An e-mail address.")
@click.option("--phone", default="", help="A telephone number.")
@click.option("--remind-days", type=int, help="How many days before an instalment to remind.")
@ON
@answers
def contact(
    reference: str, channel: str | None, language: str | None, email: str, phone: str,
    remind_days: int | None, on: date | None,
) -> Answer:  # fmt: skip
    """Say how the debtor of the case REFERENCE wants to be written to."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.change_contact import change_contact
        from kvitt.domain.contact import NewContact

        new = NewContact(language or "", channel or "", remind_days, email, phone)
        done = change_contact(creditor, case_id, new, today=today, actor=ACTOR)
        kept = {
            "channel": done.contact.channel,
            "language": done.contact.language,
            "remind_days": done.contact.remind_days,
            "changed": list(done.what),
        }
        return {"contact": kept}, f"has a new {', '.join(done.what).replace('_', ' ')}"

    return on_case(reference, on, act)


@case.command()
@click.argument("reference")
@click.option("--step", help="The letter's step; default the last letter that left.")
@BECAUSE
@ON
@answers
def returned(reference: str, step: str | None, because: str, on: date | None) -> Answer:
    """Say that a letter of the case REFERENCE came back: its step was not reached."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.return_letter import return_letter

        letter = return_letter(
            creditor, case_id, because=because, today=today, actor=ACTOR, step=step
        )
        return {"returned": letter.step}, f"did not get {letter.step.replace('_', ' ')}"

    return on_case(reference, on, act)


@case.command("answer-returned")
@click.argument("reference")
@click.option("--stands/--anew", "may_stand", required=True, default=None,
              help="The later letters stand, or the letters begin anew.")  # fmt: skip
@BECAUSE
@ON
@answers
def answer_returned(reference: str, may_stand: bool, because: str, on: date | None) -> Answer:
    """Answer about a letter of REFERENCE that came back after the next one had left."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.return_letter import answer_returned as answer

        answer(creditor, case_id, may_stand=may_stand, because=because, today=today, actor=ACTOR)
        return {"may_stand": may_stand}, "goes on" if may_stand else "begins anew"

    return on_case(reference, on, act)


@case.command("wrong-recipient")
@click.argument("reference")
@click.option("--since", type=DAY, help="Letters before that day reached the debtor.")
@BECAUSE
@ON
@answers
def wrong_recipient(reference: str, since: date | None, because: str, on: date | None) -> Answer:
    """Stop the case REFERENCE: a letter reached somebody who is not the debtor."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.report_wrong_recipient import report_wrong_recipient

        done = report_wrong_recipient(
            creditor, case_id, because=because, today=today, actor=ACTOR, since=since
        )
        told = f"stops; fees of {money(done.fallen_minor, creditor.currency)} are not owed"
        return {"wrong_recipient": done.as_json(creditor.tenant_id)}, told

    return on_case(reference, on, act)


@case.command("announce-enforcement")
@click.argument("reference")
@ON
@answers
def announce_enforcement(reference: str, on: date | None) -> Answer:
    """Send the notice that goes before a Norwegian petition for attachment on REFERENCE."""

    def act(creditor: "Creditor", case_id: int, today: date) -> tuple[dict[str, Any], str]:
        from kvitt.application.announce_enforcement import announce_enforcement as announce

        notice_id = announce(creditor, case_id, today=today, actor=ACTOR)
        return {"notice": notice_id}, "gets a notice of enforcement"

    return on_case(reference, on, act)


def on_case(reference: str, on: date | None, act: Act) -> Answer:
    """Finds the case, acts on it, and shows what became of it with what the act told."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        done, told = act(find_creditor(str(view.tenant_id)), view.case_id, today)
        shown = show_case(view.number, today=today).as_json() | done
    return Answer(shown, lambda console: console.print(f"Case {view.number} {told}."))
