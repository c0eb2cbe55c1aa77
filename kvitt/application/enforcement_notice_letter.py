"""What the letter of a notice of enforcement tells: the debtor's time and what comes after it."""

from datetime import date
from typing import Any

from kvitt.application.side_told import NothingToTell
from kvitt.documents.side_parts import EnforcementTold
from kvitt.kernel.days import ONE_DAY
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.costs_norway import court_fee
from kvitt.law.statutory import statutory_deadline

NOTICE = "enforcement_notice"


def enforcement_notice_told(
    law: LawBook, *, due_on: date, today: date
) -> tuple[date, dict[str, Any]]:
    """The last day to pay, and the fields of the letter.

    ``due_on`` is the last due day of its claims: no notice is sent before it. Raises NothingToTell.
    """
    if law.country != "NO":
        raise NothingToTell(
            "{country} knows no notice of enforcement: it goes before a Norwegian petition",
            country=law.country,
        )
    if today < due_on:
        raise NothingToTell(
            "a notice of enforcement is sent on the due day at the earliest, on {due_on}",
            due_on=due_on,
        )
    wait = statutory_deadline(law, NOTICE, from_on=today)
    earliest_on = wait.day + ONE_DAY
    try:
        fee_minor = court_fee(law, "attachment_application", filed_on=earliest_on).amount_minor
    except LawNotKnown:
        fee_minor = None
    told = EnforcementTold(earliest_on=earliest_on, fee_minor=fee_minor)
    return wait.day, {"enforcement": told, "next_step": None}
