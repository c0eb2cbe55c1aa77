"""What the copy of a credit inquiry tells the person about whom a bureau was asked."""

from typing import cast

from kvitt.application.side_told import NothingToTell, SideSource, SideTold
from kvitt.documents.side_parts import InquiryPurpose, InquiryTold
from kvitt.store.ability import inquiry_of

NAMES = {"uc": "UC", "creditsafe": "Creditsafe"}
"""Bureaus as the letter names them; another one is named as it is stored."""


def tell_inquiry(source: SideSource) -> SideTold:
    """Who was asked, when and why, and what that bureau itself said. Raises NothingToTell."""
    found = inquiry_of(source.tenant_id, source.source_id)
    if found is None:
        raise NothingToTell("there is no answered credit inquiry of which this letter could tell")
    said = {name: value for name, value in found.known.items() if name not in found.carried}
    told = InquiryTold(
        asked_on=found.asked_on,
        bureau=NAMES.get(found.source, found.source.capitalize()),
        purpose=cast(InquiryPurpose, found.basis_code),
        income_minor=said.get("income_minor"),
        enforced_minor=said.get("enforcement_minor"),
        assets_minor=said.get("assets_minor"),
        in_debt_settlement=said.get("in_debt_settlement"),
    )
    return SideTold(source.today, {"inquiry": told, "items": (), "next_step": None})
