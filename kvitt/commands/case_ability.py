"""``kvitt case ability``: can the debtor pay, what is known of it, and what it is known from."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.case import case
from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import AMOUNT, DAY, money, this_day
from kvitt.domain.ability import BASES, COMPANY_STATUSES, HOUSEHOLDS, Finances

if TYPE_CHECKING:
    from rich.console import Console

ACTOR = "command line"
NONE = "none"


class Ages(click.ParamType):
    """Ages of children in whole years: 4,12; ``none`` where there are none."""

    name = "ages"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The ages; anything else is wrong usage."""
        if isinstance(value, tuple):
            return value
        if value.strip().lower() == NONE:
            return ()
        parts = [part.strip() for part in value.split(",")]
        if not all(part.isascii() and part.isdigit() for part in parts):
            self.fail(f"“{value}” is no list of ages: write 4,12 or none.", param, ctx)
        return tuple(int(part) for part in parts)


class Visits(click.ParamType):
    """Children who live elsewhere, as class of visitation and age: 2:6,3:11; ``none`` without."""

    name = "visits"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[tuple[int, int], ...]:
        """The classes and ages; anything else is wrong usage."""
        if isinstance(value, tuple):
            return value
        if value.strip().lower() == NONE:
            return ()
        visits = []
        for part in value.split(","):
            class_, _, age = (half.strip() for half in part.partition(":"))
            if not (class_.isascii() and class_.isdigit() and age.isascii() and age.isdigit()):
                self.fail(f"“{part}” is no class and age: write 2:6,3:11 or none.", param, ctx)
            visits.append((int(class_), int(age)))
        return tuple(visits)


@case.command()
@click.argument("reference")
@click.option("--buy", is_flag=True, help="Ask a credit bureau.")
@click.option("--source", default="simulated", help="Which one: simulated, creditsafe or uc.")
@click.option("--basis", type=click.Choice(tuple(BASES)), help="For what it is asked or kept.")
@click.option("--because", default="", help="The legal basis in words: it stands with the report.")
@click.option("--force", default="", help="Why another one is bought although one counts still.")
@click.option("--income", type=AMOUNT, help="What comes in each month after tax.")
@click.option("--housing", type=AMOUNT, help="What the home costs a month.")
@click.option("--household", type=click.Choice(HOUSEHOLDS), help="Who lives there.")
@click.option("--children", type=Ages(), help="Ages of the children: 4,12; none without any.")
@click.option("--instalments", type=AMOUNT, help="What goes to other debts each month.")
@click.option("--enforced", type=AMOUNT, help="Debts that are being enforced already.")
@click.option("--livelihood", type=AMOUNT, help="What is kept to live on, where no law says it.")
@click.option("--assets", type=AMOUNT, help="What could be taken for the debt.")
@click.option("--visits", type=Visits(), help="Norway: class:age of children elsewhere: 2:6,3:11.")
@click.option("--settled/--not-settled", "settled", default=None,
              help="A court or authority is settling all the debts, or it is not.")  # fmt: skip
@click.option("--company", type=click.Choice(COMPANY_STATUSES), help="How the company stands.")
@click.option("--on", "on", type=DAY, help="The business day; default today.")
@answers
def ability(
    reference: str, buy: bool, source: str, basis: str | None, because: str, force: str,
    on: date | None, **told: Any,
) -> Answer:  # fmt: skip
    """Show whether the debtor of REFERENCE can pay; with --buy or figures, find it out anew."""
    known = _known(told)
    if buy and known != Finances():
        raise click.UsageError("Either a bureau is asked (--buy) or figures are entered, not both.")
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.check_ability import check_ability
        from kvitt.application.credit_bureaus import bureau_named
        from kvitt.application.record_ability import record_ability
        from kvitt.application.show_ability import show_ability
        from kvitt.application.show_case import show_case
        from kvitt.store.creditors import find_creditor

        view = show_case(reference, today=today)
        creditor = find_creditor(str(view.tenant_id))
        if buy:
            check_ability(creditor, view.case_id, bureau_named(source), basis_code=basis or "",
                          basis_text=because, today=today, actor=ACTOR,
                          force_because=force)  # fmt: skip
        elif known != Finances():
            record_ability(creditor, view.case_id, known, basis_code=basis or "told_by_debtor",
                           basis_text=because, today=today, actor=ACTOR)  # fmt: skip
        found = {"case": view.number, "currency": creditor.currency}
        found |= show_ability(creditor, view.case_id, on=today)
    return Answer(found, lambda console: _show(console, found))


def _known(told: dict[str, Any]) -> Finances:
    return Finances(
        income_minor=told["income"],
        housing_minor=told["housing"],
        household=told["household"],
        child_ages=told["children"],
        instalments_minor=told["instalments"],
        enforcement_minor=told["enforced"],
        livelihood_minor=told["livelihood"],
        company_status=told["company"],
        assets_minor=told["assets"],
        in_debt_settlement=told["settled"],
        visits=told["visits"],
    )


def _show(console: "Console", found: dict[str, Any]) -> None:
    report, currency = found["report"], found["currency"]
    if report is None:
        console.print(f"Case {found['case']}: nothing that counts is known of the ability to pay.")
    else:
        monthly = report["monthly_minor"]
        rest = "" if monthly is None else f", {money(monthly, currency)} a month"
        console.print(
            f"Case {found['case']}: {report['verdict']}{rest}; {report['source']}, "
            f"{report['checked_on']}, counts until {report['valid_until']}",
            style="bold",
        )
        for reason in report["findings"]["reasons"]:
            console.print(f"  {reason}")
        console.print(f"  basis: {report['basis_text']}")
    for one in found["purchases"]:
        cost = "price not known" if one["cost_minor"] is None else money(one["cost_minor"])
        console.print(f"Asked {one['source']} on {one['asked_on']}: {one['state']}, {cost}")
