"""``kvitt people``: who belongs to the office and to creditors; the first one is invited here."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from kvitt.commands.progress import say
from kvitt.commands.telling import Answer, answers
from kvitt.commands.words import DAY, this_day

if TYPE_CHECKING:
    from rich.console import Console

AT = click.option("--creditor", metavar="CREDITOR", help="At this creditor; else in the office.")
ON = click.option("--on", "on", type=DAY, help="The business day; default today.")
BY = click.option("--by", default="command line", show_default=True, help="Who does it, by name.")


@click.group()
def people() -> None:
    """Users and their roles: invite, list, end, and codes for debtors."""


@people.command("invite")
@click.argument("email")
@click.option("--role", required=True, help="What the person may do, e.g. agency_admin, handler.")
@AT
@BY
@ON
@answers
def invite_(email: str, role: str, creditor: str | None, by: str, on: date | None) -> Answer:
    """Invite a person by e-mail address; the link works once, for seven days."""
    from kvitt.site.setup import running

    today = on or this_day()
    with running(say=say):
        from kvitt.application.invite_person import invite_person

        token = invite_person(_tenant(creditor), email=email, role=role, today=today, by=by)
    shown = {"email": email, "role": role, "path": f"/invitation/{token}/"}
    return Answer(
        shown,
        lambda console: console.print(
            f"{email} is invited as {role}. The link, once and for seven days:\n  {shown['path']}"
        ),
    )


@people.command("list")
@AT
@answers
def list_(creditor: str | None) -> Answer:
    """The members of the office, or of a CREDITOR, with their roles."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.manage_people import list_members
        from kvitt.web.signin.models import User

        found = list_members(_tenant(creditor))
        names = {one.pk: one for one in User.objects.filter(pk__in={m.user_id for m in found})}
    shown = [
        {
            "membership": one.id, "name": names[one.user_id].name,
            "email": names[one.user_id].email, "role": one.role,
            "from_on": one.from_on.isoformat(), "given_by": one.given_by,
        }
        for one in found
        if one.user_id in names
    ]  # fmt: skip
    return Answer({"members": shown}, lambda console: _show(console, shown))


@people.command("end")
@click.argument("membership", type=int)
@AT
@BY
@ON
@answers
def end_(membership: int, creditor: str | None, by: str, on: date | None) -> Answer:
    """End a MEMBERSHIP: the person sees nothing more there from now on."""
    from kvitt.site.setup import running

    with running(say=say):
        from kvitt.application.manage_people import end_membership

        end_membership(_tenant(creditor), membership, today=on or this_day(), by=by)
    told = {"membership": membership, "ended": True}
    return Answer(told, lambda console: console.print(f"Membership {membership} has ended."))


@people.command("code")
@click.argument("case")
@click.option("--new", is_flag=True, help="End the codes that the debtor has.")
@BY
@ON
@answers
def code_(case: str, new: bool, by: str, on: date | None) -> Answer:
    """A code with which the debtor opens a CASE, for whoever has lost the letter.

    Tell it to nobody but the debtor.
    """
    from kvitt.site.setup import running

    with running(say=say) as home:
        from kvitt.application.open_debtor_access import DEBTOR, new_code
        from kvitt.application.show_case import show_case
        from kvitt.store.cases import CaseKey

        today = on or this_day()
        found = show_case(case, today=today)
        code = new_code(
            CaseKey(found.tenant_id, found.case_id), reader=DEBTOR,
            secret=home.secret("debtor_codes").encode(), today=today, by=by, ends_older=new,
        )  # fmt: skip
    shown = {"case": found.number, "code": code}
    return Answer(
        shown, lambda console: console.print(f"Case {found.number}, code {code}, for a year.")
    )


def _tenant(creditor: str | None) -> int:
    from kvitt.store.creditors import find_creditor
    from kvitt.store.tenants import agency_tenant_id

    return find_creditor(creditor).tenant_id if creditor else agency_tenant_id()


def _show(console: "Console", shown: list[dict[str, Any]]) -> None:
    for one in shown:
        console.print(
            f"{one['membership']}  {one['name']} <{one['email']}>  {one['role']}"
            f" since {one['from_on']} ({one['given_by']})"
        )
    if not shown:
        console.print("Nobody yet: kvitt people invite EMAIL --role agency_admin")
