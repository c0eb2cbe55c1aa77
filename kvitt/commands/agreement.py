"""``kvitt creditor agreement``: what a creditor accepts, shown and changed."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.creditors import creditor
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day

if TYPE_CHECKING:
    from rich.console import Console

WHO = click.Choice(("creditor", "handler", "debtor"))
PAYER = click.Choice(("agency", "creditor"))
BILLED = click.Choice(("next_settlement", "from_recovered"))
RULES = {
    "plan_least": ("plan", "least_instalment_minor"),
    "plan_months": ("plan", "most_months"),
    "plan_bands": ("plan", "bands"),
    "plan_down_payment_bp": ("plan", "down_payment_bp"),
    "plan_fee": ("plan", "with_fee"),
    "plan_interest": ("plan", "interest_runs"),
    "plan_grace": ("plan", "grace_days"),
    "plan_moves": ("plan", "moves"),
    "plan_by": ("plan", "by"),
    "deferral_days": ("deferral", "most_days"),
    "deferral_times": ("deferral", "most_times"),
    "deferral_by": ("deferral", "by"),
    "offer_least_share_bp": ("settlement_offer", "least_share_bp"),
    "offer_alone": ("settlement_offer", "handler_alone_up_to_minor"),
    "offer_days": ("settlement_offer", "most_days"),
    "offer_by": ("settlement_offer", "by"),
    "monitoring_months": ("monitoring", "every_months"),
    "monitoring_letters": ("monitoring", "letters_a_year"),
    "monitoring_check": ("monitoring", "check"),
    "monitoring_basis": ("monitoring", "check_basis"),
    "monitoring_years": ("monitoring", "write_off_after_years"),
    "monitoring_below": ("monitoring", "write_off_below_minor"),
    "costs_by": ("costs", "advanced_by"),
    "costs_billed": ("costs", "billed"),
    "costs_unrecovered": ("costs", "unrecovered"),
    "costs_representation": ("costs", "representation_to"),
    "costs_reports": ("costs", "credit_reports"),
    "costs_letter": ("costs", "monitoring_letter_minor"),
    "costs_vat_bp": ("costs", "vat_bp"),
    "costs_from": ("costs", "from_on"),
}
"""Option → the part of the agreement and its rule."""
PARTS = {
    "small_balance": "small_balance_minor",
    "waive_interest": "waive_interest_up_to_minor",
    "announced_days": "payment_announced_bank_days",
    "escalate_to": "escalate_to",
}
RECOMMENDED = click.Choice(("plan", "deferral", "settlement_offer", "monitoring"))


@creditor.command("agreement")
@click.argument("name", metavar="CREDITOR")
@click.option("--small-balance", type=AMOUNT, help="Up to this a paid case's rest is given up.")
@click.option("--waive-interest", type=AMOUNT, help="Up to this the last days' interest is waived.")
@click.option("--announced-days", type=int, help="Bank days to wait for an announced payment.")
@click.option("--escalate-to", help="Whose a task becomes that nobody answered in time.")
@click.option("--plan-least", type=AMOUNT, help="The smallest instalment.")
@click.option("--plan-months", type=int, help="The longest plan.")
@click.option("--plan-bands", help="Up to which debt how many months: 1000:6,5000:12,:36.")
@click.option("--plan-down-payment-bp", type=int, help="Hundredths of a per cent paid first.")
@click.option("--plan-fee/--no-plan-fee", default=None, help="Whether a plan bears its fee.")
@click.option("--plan-interest/--no-plan-interest", default=None, help="Whether interest runs.")
@click.option("--plan-grace", type=int, help="Days to catch up after the friendly letter.")
@click.option("--plan-moves", type=int, help="How often one instalment may be moved.")
@click.option("--plan-by", type=WHO, multiple=True, help="Who may agree; several times for more.")
@click.option("--deferral-days", type=int, help="The longest deferral.")
@click.option("--deferral-times", type=int, help="How often a case may be deferred.")
@click.option("--deferral-by", type=WHO, multiple=True, help="Who may defer.")
@click.option("--offer-least-share-bp", type=int, help="At least this part settles a claim.")
@click.option("--offer-alone", type=AMOUNT, help="So much a handler gives up alone.")
@click.option("--offer-days", type=int, help="The longest time to pay an offer.")
@click.option("--offer-by", type=WHO, multiple=True, help="Who may propose an offer.")
@click.option("--monitoring-months", type=int, help="Months from one round to the next.")
@click.option("--monitoring-letters", type=int, help="The most calm letters in a year.")
@click.option("--monitoring-check", help="Which credit bureau a round asks; known: none.")
@click.option("--monitoring-basis", help="The legal basis in words on which it is asked.")
@click.option("--monitoring-years", type=int, help="Years without means to a write-off; 0: never.")
@click.option("--monitoring-below", type=AMOUNT, help="Of less than this a write-off is proposed.")
@click.option("--costs-by", type=PAYER, help="Who pays an authority in advance.")
@click.option("--costs-billed", type=BILLED, help="When the agency gets back what it paid.")
@click.option("--costs-unrecovered", type=PAYER, help="Who bears what a case did not bring in.")
@click.option("--costs-representation", type=PAYER, help="Whose the agent's compensation is.")
@click.option("--costs-reports", type=PAYER, help="Who pays for reports of credit bureaus.")
@click.option("--costs-letter", type=AMOUNT, help="The price of a monitoring letter.")
@click.option("--costs-vat-bp", type=int, help="VAT on reports and letters; 2500 is 25 per cent.")
@click.option("--costs-from", help="From which day the terms on costs apply; default today.")
@click.option("--recommended", type=RECOMMENDED, multiple=True, help="Back to the recommended.")
@click.option("--because", default="", help="Why: it goes to the history.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def agreement_(
    name: str, because: str, on: date | None, recommended: tuple[str, ...], **said: Any
) -> Answer:
    """Show what CREDITOR accepts, or change it; what is not named stays."""
    from kvitt.site.setup import running

    changes = _changes(said) | dict.fromkeys(recommended)
    with running(say=say):
        from kvitt.application.change_agreement import change_agreement
        from kvitt.domain.agreement import rules_shown
        from kvitt.store.creditors import find_creditor

        found = find_creditor(name)
        if changes:
            found = change_agreement(found, changes, because=because, today=on or this_day(),
                                     actor="command line")  # fmt: skip
        rules = rules_shown(found.agreement)
    told = {"creditor": found.name, "currency": found.currency, "rules": rules}
    return Answer(told | {"agreement": found.agreement}, lambda console: _show(console, told))


def _changes(said: dict[str, Any]) -> dict[str, Any]:
    """The parts that were named, as the agreement stores them."""
    changes: dict[str, Any] = {
        part: said[option] for option, part in PARTS.items() if said[option] is not None
    }
    for option, (part, rule) in RULES.items():
        value = said[option]
        if value is None or value == ():
            continue
        if rule == "bands":
            value = [_band(one) for one in value.split(",")]
        changes.setdefault(part, {})[rule] = list(value) if isinstance(value, tuple) else value
    return changes


def _band(written: str) -> dict[str, Any]:
    """A band as ``5000.00:12``: up to 5 000.00 in 12 months; without a sum it is the last one."""
    up_to, _, months = written.strip().partition(":")
    if not months.strip().isdecimal():
        raise click.UsageError(f"“{written}” is no band: write it as 5000.00:12, the last as :36")
    up_to_minor = AMOUNT.convert(up_to.strip(), None, None) if up_to.strip() else None
    return {"up_to_minor": up_to_minor, "months": int(months)}


def _show(console: "Console", told: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", title=told["creditor"])
    for heading in ("part", "rule", "is"):
        table.add_column(heading)
    for part, rules in told["rules"].items():
        for rule, value in (rules if isinstance(rules, dict) else {"": rules}).items():
            table.add_row(part, rule, _words(rule or part, value, told["currency"]))
    console.print(table)


def _words(rule: str, value: Any, currency: str) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{one}: {_words(one, is_, currency)}" for one, is_ in value.items())
    if rule == "bands":
        return "; ".join(
            f"up to {money(one['up_to_minor'])}: {one['months']} months"
            if one["up_to_minor"] is not None
            else f"above: {one['months']} months"
            for one in value
        )
    if rule.endswith("_minor"):
        return money(value, currency)
    return ", ".join(value) if isinstance(value, list) else str(value)
