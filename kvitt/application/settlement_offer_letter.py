"""What the letter of a settlement offer tells of: the sum that settles, and from when the case
goes on."""

from datetime import date
from typing import Any

from kvitt.documents.side_parts import SettlementOfferTold
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.store.settlement_offers import locked_offers


class OfferNotStanding(Refusal):
    """The offer has ended, or its last day has come, before its letter left."""


def settlement_offer_told(
    tenant_id: int, offer_id: int, *, today: date
) -> tuple[date, dict[str, Any]]:
    """The last day to pay, and the fields of the letter, inside the scope.

    Raises OfferNotStanding.
    """
    found = locked_offers(tenant_id, offer_id=offer_id)
    if not found or found[0].state != "approved" or found[0].pay_by_on <= today:
        raise OfferNotStanding("the settlement offer ended before its letter left")
    offer = found[0]
    told = SettlementOfferTold(
        amount_minor=offer.amount_minor, goes_on_on=offer.holds_until_on + ONE_DAY
    )
    return offer.pay_by_on, {"offer": told, "next_step": None}
