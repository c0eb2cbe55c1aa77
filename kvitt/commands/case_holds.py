"""``kvitt case hold, release, defer, announce-payment, why``: what keeps a case from going on."""

from datetime import date
from typing import TYPE_CHECKING

import click

from kvitt.commands.case import _on_case, case
from kvitt.commands.keyed import KEY
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day
from kvitt.domain.deferral import INTEREST, WHO
from kvitt.domain.holds import BY_HAND, KINDS, REASON_CODES

if TYPE_CHECKING:
    from kvitt.store.creditors import Creditor

ACTOR = "command line"
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
REASON_CODE = click.option(
    "--reason-code", type=click.Choice(REASON_CODES), default="other", help="For counting."
)


@case.command()
@click.argument("reference")
@click.option("--kind", type=click.Choice(BY_HAND), required=True, help="Why the case is held.")
@click.option("--until", type=DAY, help="The last day of the hold; without it a person ends it.")
@REASON_CODE
@click.option("--because", required=True, help="Why, in words: it goes to the history.")
@KEY
@ON
@answers
def hold(
    reference: str, kind: str, until: date | None, reason_code: str, because: str, on: date | None
) -> Answer:
    """Hold the case REFERENCE: a pause, a bankruptcy, a death, a protected identity …"""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.place_hold import place_hold

        place_hold(creditor, case_id, kind=kind, because=because, today=today, until_on=until,
                   reason_code=reason_code, actor=ACTOR)  # fmt: skip

    return _on_case(reference, on, act, f"is held: {KINDS[kind].word}")


@case.command()
@click.argument("reference")
@click.option("--kind", type=click.Choice(tuple(KINDS)), required=True, help="Which hold ends.")
@click.option("--because", required=True, help="Why: it goes to the history.")
@ON
@answers
def release(reference: str, kind: str, because: str, on: date | None) -> Answer:
    """End a hold of the case REFERENCE: it goes on from tomorrow."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.place_hold import release_hold

        release_hold(creditor, case_id, kind=kind, because=because, today=today, actor=ACTOR)

    return _on_case(reference, on, act, "goes on")


@case.command()
@click.argument("reference")
@click.option("--until", type=DAY, required=True, help="The new day to pay.")
@click.option("--reason", required=True, help="Why: it goes to the history.")
@click.option("--interest", type=click.Choice(INTEREST), default="runs", help="Meanwhile.")
@click.option("--by", type=click.Choice(WHO), default="handler", help="Who gives the time.")
@click.option("--override", default="", help="Why the creditor's limits do not bind this once.")
@REASON_CODE
@KEY
@ON
@answers
def defer(
    reference: str, until: date, reason: str, interest: str, by: str, override: str,
    reason_code: str, on: date | None,
) -> Answer:  # fmt: skip
    """Give the debtor of the case REFERENCE until a new day, and confirm it in a letter."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.defer_case import defer_case

        defer_case(creditor, case_id, until=until, because=reason, today=today, interest=interest,
                   by=by, override_because=override, reason_code=reason_code,
                   actor=ACTOR)  # fmt: skip

    return _on_case(reference, on, act, f"is deferred until {until}; interest {interest}")


@case.command("announce-payment")
@click.argument("reference")
@click.option("--because", default="", help="What the debtor said: it goes to the history.")
@KEY
@ON
@answers
def announce_payment(reference: str, because: str, on: date | None) -> Answer:
    """Wait for the payment that the debtor of the case REFERENCE says is on its way."""

    def act(creditor: "Creditor", case_id: int, today: date) -> None:
        from kvitt.application.announce_payment import announce_payment as announce

        announce(creditor, case_id, today=today, because=because, actor=ACTOR)

    return _on_case(reference, on, act, "waits for the announced payment")


@case.command()
@click.argument("reference")
@click.option("--on", "on", type=DAY, help="The day to ask for; default today.")
@answers
def why(reference: str, on: date | None) -> Answer:
    """Say why nothing is sent on the case REFERENCE."""
    from kvitt.site.setup import running

    day = on or this_day()
    with running(say=say):
        from kvitt.application.show_case import show_case
        from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=day)
        told = why_nothing_is_sent(find_creditor(str(view.tenant_id)), view.case_id, on=day)
    return Answer(
        told.as_json(), lambda console: console.print(f"Case {told.case}: {told.sentence}")
    )
