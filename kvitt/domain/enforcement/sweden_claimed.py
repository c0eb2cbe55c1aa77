"""What an application to Kronofogden asks for, part by part, from a filing.

Interest is told twice, as the law wants it: what has accrued, in kronor, and from which day and by
which rate it goes on running (lag 1990:746 11 §, förordning 1991:1339 3 §).
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from kvitt.domain.filing import INTEREST, PRINCIPAL, FiledClaim, FiledItem, FiledParty, Filing
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import as_decimal_text
from kvitt.law.book import LawBook
from kvitt.law.interest import late_rate

LATE, FIXED, FROM_SERVICE = "reference_rate_plus", "fixed", "from_service"
"""How interest goes on: with the half-year's late rate, with a rate of its own, or only once the
debtor has been served, where the books hold no interest that has accrued."""

BULK_APPROVAL = "approval_without_signature"
"""The setting that names the authority's approval to file without signatures."""
ORIGINAL_CREDITOR = "original_creditor"
"""The setting that names who the claim arose with, where it was taken over since."""
DECLINES_ENFORCEMENT = "declines_enforcement"
"""The setting, ``yes``, by which the order is not enforced without being asked for."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        PRINCIPAL: "Kapitalbelopp",
        INTEREST: "Ränta",
        "reminder": "Påminnelse",
        "collection_demand": "Inkasso",
        "instalment_plan": "Amorteringsplan",
        "late_payment_compensation": "Förseningsersättning",
        "payment_order_application": "Ansökningsavgift",
        "payment_order_representation": "Ombudsarvode",
        "enforcement_base_fee": "Grundavgift",
        "court_application": "Rättegångskostnad",
        "court_transfer": "Rättegångskostnad",
    }
)
"""The authority's words for the parts of a claim, by kind of item."""


class Running(NamedTuple):
    """Interest that goes on after what has accrued."""

    base_minor: int
    rule: str
    from_: date | None
    rate_bp: int | None


class Sums(NamedTuple):
    """What an application asks for in all, in minor units."""

    capital_minor: int
    interest_minor: int
    cost_minor: int
    asked_minor: int
    """What the application itself costs."""
    is_enforcement: bool

    @property
    def total_minor(self) -> int:
        """Everything together; continuing interest comes on top.

        The base fee of an enforcement is no part of it: the authority takes its own costs from what
        it attaches, before anything else (utsökningsbalken 17 kap. 7 §).
        """
        asked_minor = 0 if self.is_enforcement else self.asked_minor
        return self.capital_minor + self.interest_minor + self.cost_minor + asked_minor


def debtor_kind(filing: Filing) -> str:
    """The debtor as the law book's charges and interest know it."""
    return "consumer" if filing.debtor.is_person else "business"


def is_enforced(filing: Filing) -> bool:
    """Whether the order is to be enforced without being asked for (lag 1990:746 16 och 45 §§)."""
    return filing.settings.get(DECLINES_ENFORCEMENT, "") != "yes"


def original_creditor(filing: Filing) -> str:
    """Who the claim arose with."""
    return filing.settings.get(ORIGINAL_CREDITOR, "") or filing.creditor.name


def sums(filing: Filing) -> Sums:
    """The sums of the application by capital, interest and costs."""
    return Sums(
        filing.sum_of(PRINCIPAL),
        filing.sum_of(INTEREST),
        sum(item.open_minor for claim in filing.claims for item in claim.costs),
        sum(cost.amount_minor for cost in filing.costs),
        filing.title is not None,
    )


def capital_minor(claim: FiledClaim) -> int:
    """The principal that is open on the claim."""
    return sum(item.open_minor for item in claim.of(PRINCIPAL))


def accrued(claim: FiledClaim) -> tuple[FiledItem, ...]:
    """The interest that has accrued and is open, the oldest first."""
    items = [item for item in claim.of(INTEREST) if item.open_minor]
    return tuple(sorted(items, key=lambda item: item.from_ or item.dated_on))


def running(claim: FiledClaim, book: LawBook) -> Running | None:
    """How interest goes on from the day after what has accrued; None where no principal is open.

    A rate that is the law's own on its last day goes on as the law's; any other as it is. Raises
    LawNotKnown.
    """
    base_minor = capital_minor(claim)
    if not base_minor:
        return None
    last = max(
        (item for item in claim.of(INTEREST) if item.until is not None),
        key=lambda item: item.until or date.min,
        default=None,
    )
    if last is None or last.until is None:
        return Running(base_minor, FROM_SERVICE, None, None)
    of_law = late_rate(book, on=last.until - ONE_DAY).rate_bp
    rule = LATE if last.rate_bp == of_law else FIXED
    return Running(base_minor, rule, last.until, last.rate_bp)


def elements(filing: Filing, book: LawBook) -> dict[str, str]:
    """What the filing says for each element of the law's lists; empty where it says nothing.

    The lists are those of `kvitt.law.notices` for both applications. Raises LawNotKnown.
    """
    asked = sums(filing)
    some = asked.capital_minor + asked.interest_minor + asked.cost_minor
    interest = as_decimal_text(asked.interest_minor)
    signature = filing.signed_by or filing.settings.get(BULK_APPROVAL, "")
    title = filing.title
    return {
        "written": "an application as a document",
        "claim": ", ".join(claim.invoice_number for claim in filing.claims) if some else "",
        "ground_of_claim": filing.ground,
        "amount": as_decimal_text(asked.total_minor) if some > 0 else "",
        "due_on": ", ".join(f"{claim.due_on}" for claim in filing.claims),
        "interest_accrued": interest,
        "interest_amount": interest,
        "interest_rate_and_day": _interest_in_words(filing, book),
        "interest_rate": _interest_in_words(filing, book),
        "costs": _costs_in_words(filing),
        "applicant_and_identity": _identified(filing.creditor),
        "debtor_and_identity": _identified(filing.debtor),
        "addresses": "both" if _located(filing.creditor) and _located(filing.debtor) else "",
        "agent_or_none": filing.agent.name if filing.agent else "none",
        "signature": signature,
        "title": f"{title.kind} {title.number}" if title and title.number.strip() else "",
    }


def _interest_in_words(filing: Filing, book: LawBook) -> str:
    told = []
    for claim in filing.claims:
        one = running(claim, book)
        if one is not None:
            told.append(f"{one.rule} from {one.from_ or 'service'}")
    return ", ".join(told) or "no principal is open"


def _costs_in_words(filing: Filing) -> str:
    items = [(i.kind, i.open_minor) for claim in filing.claims for i in claim.costs if i.open_minor]
    asked = [(cost.kind, cost.amount_minor) for cost in filing.costs]
    return ", ".join(f"{kind} {as_decimal_text(minor)}" for kind, minor in items + asked) or "none"


def _identified(party: FiledParty) -> str:
    named = (party.name.strip(), party.identity_number.strip())
    return " ".join(named) if all(named) else ""


def _located(party: FiledParty) -> bool:
    return bool(any(party.address_lines) and party.postcode.strip() and party.city.strip())
