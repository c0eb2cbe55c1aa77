"""``kvitt agency``: who collects."""

from typing import Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.kernel.identity import InvalidIdentity, parse_identity


@click.group()
def agency() -> None:
    """The organisation that collects, and its client-money accounts."""


@agency.command("set")
@click.option("--name", required=True)
@click.option("--organisation-number")
@click.option("--client-account", multiple=True, metavar="SE=5050-1055", help="One per country.")
@click.option("--address", multiple=True, help="One line of the address; repeat for more.")
@click.option("--email")
@click.option("--phone")
@click.option("--website")
@click.option("--escalate-to", help="Whose a task becomes that nobody answered in time.")
@click.option("--portal-address", help="Where debtors see their cases; letters then say so.")
@answers
def set_(
    name: str, organisation_number: str | None, client_account: tuple[str, ...],
    address: tuple[str, ...], email: str | None, phone: str | None, website: str | None,
    escalate_to: str | None, portal_address: str | None,
) -> Answer:  # fmt: skip
    """Say who the agency is; creditors added after it use its flows and client accounts."""
    accounts = dict(_account(text) for text in client_account)
    number = _canonical(organisation_number) if organisation_number else None
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.add_creditor import set_agency

        made = set_agency(
            name=name, organisation_number=number, client_accounts=accounts,
            address_lines=address, email=email, phone=phone, website=website,
            escalate_to=escalate_to, portal_address=portal_address,
        )  # fmt: skip
    shown: dict[str, Any] = {
        "name": made.name,
        "organisation_number": made.organisation_number,
        "client_accounts": accounts,
        "address": list(made.address_lines),
        "email": made.email,
        "phone": made.phone,
        "website": made.website,
        "escalate_to": made.escalate_to,
        "portal_address": made.portal_address,
    }
    return Answer(shown, lambda console: console.print(f"{made.name} is the agency."))


def _account(text: str) -> tuple[str, str]:
    country, mark, number = text.partition("=")
    if not mark or country.upper() not in ("SE", "NO") or not number.strip():
        raise click.BadParameter(
            f"“{text}” is not a client account: write SE=5050-1055 or NO=1234.56.78903.",
            param_hint="--client-account",
        )
    return country.upper(), number.strip()


def _canonical(written: str) -> str:
    """The organisation number as registers and payment files write it: digits alone."""
    for country in ("SE", "NO"):
        try:
            return parse_identity(country, written).number
        except InvalidIdentity:
            continue
    raise click.BadParameter(
        f"“{written}” is no Swedish or Norwegian organisation number: its length or check digit "
        "is wrong.",
        param_hint="--organisation-number",
    )
