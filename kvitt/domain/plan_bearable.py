"""What a debtor can bear a month, beside the plans that the creditor accepts.

It binds nobody: it is shown, with a plan at that amount where the creditor's rules have one, and
with a word on the plans that ask for more.

>>> from datetime import date
>>> told = bearable(0, source="handler", checked_on=date(2026, 3, 2), reason="", offers=())
>>> told.sentence
'nothing is left a month for a plan (handler, 2026-03-02)'
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kvitt.domain.plan_course import PlanOffer
from kvitt.kernel.sentence import Sentence


class Bearable(NamedTuple):
    """What the debtor can bear, in words, with the plan at that amount. Sums in minor units."""

    monthly_minor: int | None
    """None where the report does not say."""
    source: str
    checked_on: date
    sentence: str
    offer: PlanOffer | None = None
    """The plan at that amount within the creditor's rules."""
    too_heavy_months: tuple[int, ...] = ()
    """The offered plans with an instalment above it, by their months."""


def bearable(
    monthly_minor: int | None,
    *,
    source: str,
    checked_on: date,
    reason: str,
    offers: Sequence[PlanOffer],
    at_amount: PlanOffer | None = None,
    refused: str = "",
) -> Bearable:
    """What the debtor can bear beside the offers, said in words.

    ``at_amount`` is the plan at that amount; without one ``refused`` says why the creditor's rules
    have none. ``reason`` is what the report says where it names no amount.
    """
    found_on = f"({source}, {checked_on})"
    if monthly_minor is None:
        told = Sentence(
            "it is not known what the debtor can bear a month {found_on}", found_on=found_on
        )
        return Bearable(None, source, checked_on, f"{told}: {reason}" if reason else told)
    too_heavy = tuple(
        offer.months
        for offer in offers
        if max(one.amount_minor for one in offer.instalments) > monthly_minor
    )
    if monthly_minor <= 0:
        told = Sentence("nothing is left a month for a plan {found_on}", found_on=found_on)
        return Bearable(0, source, checked_on, told, None, too_heavy)
    parts: list[str] = [
        Sentence(
            "the debtor can bear {monthly_minor:money} a month {found_on}",
            monthly_minor=monthly_minor,
            found_on=found_on,
        )
    ]
    if at_amount is not None:
        parts.append(_so_many(at_amount.months))
    elif refused:
        parts.append(refused)
    if too_heavy:
        parts.append(
            Sentence("more than that is asked over {too_heavy} months", too_heavy=list(too_heavy))
        )
    return Bearable(monthly_minor, source, checked_on, "; ".join(parts), at_amount, too_heavy)


def _so_many(months: int) -> Sentence:
    return Sentence(
        "that is one instalment" if months == 1 else "that is {months} instalments", months=months
    )
