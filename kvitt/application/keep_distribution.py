"""What an authority tells that it took, kept and passed on is kept; the money is booked when it is
there.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kvitt.domain.distribution import counts_from, goes_by_its_order, require_known
from kvitt.domain.proceeding import Happened
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.store import distributions as store
from kvitt.store.creditors import Creditor
from kvitt.store.proceedings import Kept, events_of


class DistributionUnclear(Refusal):
    """What the authority paid out does not add up, or it is not clear what of it is meant."""


def keep_distribution(
    creditor: Creditor, kept: Kept, event: Happened, *, today: date, by: str
) -> int:
    """Keeps the distribution that the event tells of, inside the scope; its number.

    ``given`` holds ``amount``, what was passed on; ``kept``, what the authority kept for its own
    costs; ``claims``, sums by invoice number where it states them; and for wages ``withheld``, a
    day in the month in which they were withheld. Raises DistributionUnclear,
    KeptUnclear and LawNotKnown.
    """
    given = event.given
    paid_minor, kept_minor = _whole(given, "amount"), _whole(given, "kept")
    if paid_minor + kept_minor <= 0:
        raise DistributionUnclear("say how much the authority passed on, or what it kept")
    if kept_minor:
        own_minor = sum(one.own_minor for one in store.standing_claims(creditor.tenant_id, kept.id))
        before = store.awaited([creditor.tenant_id], proceeding_id=kept.id)
        require_known(kept_minor, own_minor - sum(told.kept_minor for told in before))
    return store.add_distribution(
        creditor.tenant_id, kept.id, paid_minor=paid_minor, kept_minor=kept_minor,
        shares=_shares(creditor, kept, given, paid_minor), paid_on=event.on_day,
        counts_from=_counts_from(creditor, kept, event), today=today, by=by,
    )  # fmt: skip


def goes_in_the_authoritys_order(creditor: Creditor, proceeding_id: int) -> bool:
    """Whether the order of the authority's act divides what came of the proceeding."""
    happened = {event.kind for event in events_of(creditor.tenant_id, proceeding_id)}
    return goes_by_its_order(creditor.country, happened)


def _whole(given: Mapping[str, Any], name: str) -> int:
    told = given.get(name) or 0
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise DistributionUnclear(
            "{name} is a sum of nothing or more, not {told}", name=name, told=told
        )
    return told


def _shares(
    creditor: Creditor, kept: Kept, given: Mapping[str, Any], paid_minor: int
) -> list[tuple[int, int]]:
    """What the authority states for each claim: by the claims of the proceeding, to the sum."""
    told: Mapping[str, int] = given.get("claims") or {}
    if not told:
        return []
    standing = store.standing_claims(creditor.tenant_id, kept.id)
    filed = {one.invoice_number: one.claim_id for one in standing if one.is_filed}
    for number in told:
        if number not in filed:
            raise DistributionUnclear(
                "{proceeding} is not about invoice {number}: it is about {filed}",
                proceeding=kept.reference,
                number=number,
                filed=sorted(filed),
            )
    total = sum(told.values())
    if total != paid_minor or min(told.values()) < 0:
        raise DistributionUnclear(
            "the claims get {shares_minor:money}, and {paid_minor:money} was passed on: the "
            "shares come to the whole sum",
            shares_minor=total,
            paid_minor=paid_minor,
        )
    return [(filed[number], amount_minor) for number, amount_minor in told.items()]


def _counts_from(creditor: Creditor, kept: Kept, event: Happened) -> date:
    """The day on which the debtor has paid it."""
    withheld = event.given.get("withheld")
    if withheld is not None and (not isinstance(withheld, date) or withheld > event.on_day):
        raise DistributionUnclear(
            "wages paid out on {on_day} were withheld before that day", on_day=event.on_day
        )
    if creditor.country != "NO" or not goes_in_the_authoritys_order(creditor, kept.id):
        if withheld is not None:
            raise DistributionUnclear("only what a Norwegian wage deduction brings was withheld")
        return event.on_day
    rule = law_book("NO").value("allocation.withheld_counts_as_paid", on=event.on_day)
    if withheld is None:
        raise DistributionUnclear(
            "{why} Say a day in the month in which it was withheld.",
            reference=rule.reference,
            why=rule.sentence,
        )
    return counts_from(event.on_day, withheld)
