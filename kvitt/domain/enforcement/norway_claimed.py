"""What a Norwegian application claims: its sums, the relief in words, and the law's elements.

Interest goes on where the books have taken interest on the claim, from the day after the last that
they counted, so that no day is claimed twice and none is left out.
"""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from kvitt.domain.filing import INTEREST, PRINCIPAL, FiledClaim, FiledParty, Filing
from kvitt.kernel.money import as_decimal_text

NOTICE = "enforcement_notice"
COURT_FEE = "attachment_application"
"""The officer's own fee: it is asked for beside the claims, never as one of them."""
CALLED = {
    "reminder": "purregebyr",
    "collection_notice": "gebyr for inkassovarsel",
    "payment_demand_own": "gebyr for betalingsoppfordring",
    "late_payment_compensation": "standardkompensasjon",
    "collection_fee": "inkassosalær",
    "instalment_plan": "avdragssalær",
    "conciliation_application": "forliksklagegebyr",
    "conciliation_representation": "bistand i forliksrådet",
    "attachment_application": "gebyr for utleggsbegjæring",
    "court_application": "rettsgebyr for stevning",
    "small_claims_application": "rettsgebyr for stevning i småkravsak",
    "attachment_drafting": "skrivesalær",
}
"""What a cost is called in an application."""


class Running(NamedTuple):
    """Interest that goes on: the open principal that bears it, and from which day."""

    base_minor: int
    from_: date


class Sums(NamedTuple):
    """What is asked for, in øre."""

    principal_minor: int
    interest_minor: int
    cost_minor: int
    asked_minor: int
    """The application's own costs."""

    @property
    def total_minor(self) -> int:
        """What is asked for in all."""
        return self.principal_minor + self.interest_minor + self.cost_minor + self.asked_minor


def is_asked_apart(kind: str, dated_on: date, filed_on: date, asked: frozenset[str]) -> bool:
    """Whether a booked cost is one that this very application asks for by itself."""
    return dated_on >= filed_on and kind in asked | {COURT_FEE}


def sums(filing: Filing) -> Sums:
    """The open sums of the claims and the application's own costs, each counted once."""
    asked = frozenset(cost.kind for cost in filing.costs)
    cost_minor = sum(
        item.open_minor
        for claim in filing.claims
        for item in claim.costs
        if not is_asked_apart(item.kind, item.dated_on, filing.filed_on, asked)
    )
    return Sums(
        filing.sum_of(PRINCIPAL),
        filing.sum_of(INTEREST),
        cost_minor,
        sum(cost.amount_minor for cost in filing.costs),
    )


def running(claim: FiledClaim) -> Running | None:
    """Interest on the claim that goes on; None where none is taken or nothing bears it."""
    ends = [item.until for item in claim.of(INTEREST) if item.until is not None]
    base_minor = sum(item.open_minor for item in claim.of(PRINCIPAL))
    return Running(base_minor, max(ends)) if ends and base_minor else None


def relief(
    filing: Filing,
    *,
    money: Callable[[int], str] | None = None,
    day: Callable[[date], str] = date.isoformat,
) -> str:
    """What the debtor is to be ordered to pay, in the words of a conciliation claim.

    ``money`` and ``day`` write amounts and days as the document writes them.
    """
    money = money or (lambda minor: f"{filing.currency} {as_decimal_text(minor)}")
    asked = sums(filing)
    claimed_minor = asked.principal_minor + asked.interest_minor + asked.cost_minor
    goes_on = [
        f"av {money(one.base_minor)} fra {day(one.from_)}"
        for one in map(running, filing.claims)
        if one is not None
    ]
    said = (
        f"{filing.debtor.name} dømmes til å betale {money(claimed_minor)}, hvorav hovedstol "
        f"{money(asked.principal_minor)}"
    )
    if goes_on:
        said += f", med tillegg av forsinkelsesrente {' og '.join(goes_on)} til betaling skjer"
    return f"{said}."


def elements(filing: Filing, *, board: bool | None = None) -> dict[str, str]:
    """What the application holds, by the elements of the law's lists; empty where it lacks one."""
    agent, title = filing.agent, filing.title
    costs = "; ".join(item.reference for claim in filing.claims for item in claim.costs)
    notices = [one.sent_on for one in filing.letters
               if one.kind == NOTICE and one.sent_on <= filing.filed_on]  # fmt: skip
    principal = as_decimal_text(filing.sum_of(PRINCIPAL)) if filing.claims else ""
    return {
        "applicant_name_address_and_number": known(filing.creditor),
        "debtor_name_address_and_number": known(filing.debtor),
        "agent_or_none": "none" if agent is None else known(agent),
        "principal": principal,
        "additions_with_reasons": costs or "none",
        "ground_for_enforcement": f"{title.kind} {title.number}" if title else filing.ground,
        "enforcement_notice_sent_on": max(notices).isoformat() if notices else "",
        "content_of_conciliation_claim": filing.ground,
        "conciliation_board_wanted": "" if board is None else "yes" if board else "no",
        "claim": relief(filing) if principal else "",
        "ground_of_claim": filing.ground,
    }


def known(party: FiledParty) -> str:
    """The party with full address and number; empty where anything is missing."""
    lines = ", ".join(line.strip() for line in party.address_lines if line.strip())
    whole = (party.name, lines, party.postcode, party.city, party.identity_number)
    return ", ".join(whole) if all(part.strip() for part in whole) else ""
