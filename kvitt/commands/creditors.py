"""``kvitt creditor``: whose invoices are collected."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, COUNTRY, DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console

    from kvitt.store.creditors import Creditor


SHARERS = click.Choice(("creditor", "agency"))


@click.group()
def creditor() -> None:
    """Creditors: the companies whose invoices are collected."""


@creditor.command()
@click.option("--name", required=True)
@click.option("--country", type=COUNTRY, required=True)
@click.option("--organisation-number", required=True)
@click.option("--account", required=True, help="Where the creditor is paid: bankgiro, konto, IBAN.")
@click.option("--flow", "flows", multiple=True, help="A flow or family such as se-own; repeatable.")
@click.option("--address", multiple=True, help="One line of the address; repeat for more.")
@click.option("--email")
@click.option("--phone")
@click.option("--website")
@click.option("--payout-reference", help="The OCR or KID that pay-outs carry.")
@click.option("--fees-agreed/--fees-not-agreed", default=True, help="By the creditor's terms.")
@click.option("--fees-to", type=SHARERS, help="Whose collected fees are; default the agency's.")
@click.option("--interest-to", type=SHARERS, help="Whose interest is; default the creditor's.")
@click.option("--at-most", multiple=True, help="kind=amount: a charge this creditor limits.")
@click.option("--vat-on-fees", is_flag=True, help="The creditor cannot deduct VAT (Norway).")
@click.option("--shadow-since", type=DAY, help="Send nothing before that list is approved.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def add(
    name: str, country: str, organisation_number: str, account: str, flows: tuple[str, ...],
    address: tuple[str, ...], fees_agreed: bool, fees_to: str | None, interest_to: str | None,
    at_most: tuple[str, ...], vat_on_fees: bool, on: date | None, **contact: Any,
) -> Answer:  # fmt: skip
    """Add a creditor."""
    from kvitt.site.setup import running

    shares = {"fees_to": fees_to, "interest_to": interest_to}
    terms: dict[str, Any] = {name: who for name, who in shares.items() if who}
    terms |= {"fees_agreed": fees_agreed}
    if at_most:
        terms["at_most"] = dict(_limit(country, one) for one in at_most)
    if vat_on_fees:
        terms["fees_with_vat"] = True
    with running(say=say):
        from kvitt.application.add_creditor import add_creditor

        made = add_creditor(
            name=name, country=country, organisation_number=organisation_number, account=account,
            flows=flows, today=on or this_day(), agreement=terms,
            address_lines=address, **contact,
        )  # fmt: skip
    shown = as_json(made)
    return Answer(shown, lambda console: _show(console, [shown]))


def _limit(country: str, written: str) -> tuple[str, int]:
    """A charge that the creditor limits, as ``collection_demand=100.00``: kind and minor units."""
    from kvitt.law.fees import FEE_KINDS

    kind, _, amount = written.partition("=")
    known = FEE_KINDS[country.upper()]
    if kind not in known:
        raise click.UsageError(f"“{kind}” is no charge; there is {', '.join(known)}.")
    return kind, int(AMOUNT.convert(amount, None, None))


@creditor.command("list")
@answers
def list_() -> Answer:
    """List the creditors."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.store.creditors import all_creditors

        shown = [as_json(one) for one in all_creditors()]
    return Answer({"creditors": shown}, lambda console: _show(console, shown))


def as_json(one: "Creditor") -> dict[str, Any]:
    """A creditor for scripts."""
    return {
        "number": one.tenant_id,
        "name": one.name,
        "country": one.country,
        "currency": one.currency,
        "organisation_number": one.organisation_number,
        "collection": one.collection,
        "flows": {"consumer": one.consumer_flow, "business": one.business_flow},
        "pay_to": {"scheme": one.pay_to_scheme, "number": one.pay_to_number},
        "payout": {"scheme": one.payout_scheme, "number": one.payout_number},
        "agreement": one.agreement,
        "invoice_mapping": one.invoice_mapping,
        "added_on": one.added_on,
    }


def _show(console: "Console", shown: list[dict[str, Any]]) -> None:
    from rich.table import Table

    if not shown:
        console.print("No creditor yet: kvitt creditor add --name … --country SE …")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("number", "name", "country", "organisation number", "debtors pay to", "flows"):
        table.add_column(name)
    for one in shown:
        table.add_row(
            str(one["number"]), one["name"], one["country"], one["organisation_number"],
            f"{one['pay_to']['scheme']} {one['pay_to']['number']}",
            ", ".join(sorted(set(one["flows"].values()))),
        )  # fmt: skip
    console.print(table)


# They join the group.
from kvitt.commands import agreement, automation, creditor_flow, shadow  # noqa: E402, F401
