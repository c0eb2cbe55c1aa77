"""Outlays: what is laid out for a case beside its claims, who gets it back, and what is billed.

An outlay is a fact of its own: what an authority took on a day, for what, by which statute, paid
by whom. It is recovered where the debtor pays the cost that was charged for it; otherwise it is
billed to the creditor, given back by the authority, or borne by the agency. What is outstanding
is its amount less all these.

>>> terms = RECOMMENDED._replace(billed="next_settlement")
>>> bills_of([Standing(1, 7, "payment_order_application", "agency", 300_00, terms)], {})
([Bill(outlay_id=1, amount_minor=30000, vat_minor=0)], [])
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from kvitt.domain.cost_terms import AGENCY, CREDITOR, NEXT_SETTLEMENT, RECOMMENDED, CostTerms
from kvitt.domain.settlement import TO_AGENCY, TO_CREDITOR
from kvitt.kernel.money import divide_half_up

__all__ = ["AUTHORITIES", "RECOMMENDED", "Bill", "Standing", "bills_of", "shares_of", "vat_on"]

KRONOFOGDEN, COURT = "Kronofogden", "the court"
BOARD, OFFICER = "the conciliation board", "the enforcement officer"
AUTHORITIES: Mapping[str, str] = MappingProxyType(
    {
        "payment_order_application": KRONOFOGDEN,
        "assistance_application": KRONOFOGDEN,
        "enforcement_base_fee": KRONOFOGDEN,
        "eviction_base_fee": KRONOFOGDEN,
        "court_application": COURT,
        "court_transfer": COURT,
        "small_claims_application": COURT,
        "conciliation_application": BOARD,
        "attachment_application": OFFICER,
    }
)
"""The fees that an authority takes, and which: kinds of outlays and of claim items alike."""
REPRESENTATION = frozenset(
    {
        "payment_order_representation",
        "assistance_representation",
        "conciliation_representation",
        "attachment_drafting",
    }
)
"""Items for the agent's own work: nothing is laid out, and whose they are is agreed."""
CREDIT_REPORT, MONITORING_LETTER = "credit_report", "monitoring_letter"
SERVICES = frozenset({CREDIT_REPORT, MONITORING_LETTER})
"""What the agency bills as services of its own, with value added tax by the agreement."""
SHARED_KINDS = frozenset(AUTHORITIES) | REPRESENTATION
"""Items whose payment goes by the terms on costs, not by those on fees."""
BASIS_POINTS = 10_000


class Standing(NamedTuple):
    """An outlay with what is outstanding of it. Sums in whole minor units."""

    outlay_id: int
    case_id: int
    kind: str
    advanced_by: str
    outstanding_minor: int
    """Negative where more came back than was laid out: it is the creditor's."""
    terms: CostTerms
    """Those of the day on which it was laid out."""
    is_over: bool = False
    """The case is closed, or the authority found nothing to take."""
    is_given_up: bool = False
    """What the debtor still owed is asked for no more."""


class Bill(NamedTuple):
    """What the creditor is billed of an outlay, in whole minor units; negative to give back."""

    outlay_id: int
    amount_minor: int
    vat_minor: int


def bills_of(
    outlays: Iterable[Standing], recovered: Mapping[int, int]
) -> tuple[list[Bill], list[tuple[int, int]]]:
    """What is billed of the outlays now, and what the agency bears itself (outlay, amount).

    ``recovered`` is by case what was collected for the creditor and not settled yet: of it the
    agency keeps what it paid in advance, where that is agreed, and never more.
    """
    left = dict(recovered)
    bills: list[Bill] = []
    borne: list[tuple[int, int]] = []
    for one in outlays:
        if one.advanced_by != AGENCY or one.outstanding_minor == 0:
            continue
        if _is_due(one):
            bill = _bill(one, one.outstanding_minor)
        else:
            bill = _kept_from(one, left.get(one.case_id, 0))
            left[one.case_id] = left.get(one.case_id, 0) - bill.amount_minor - bill.vat_minor
        if bill.amount_minor:
            bills.append(bill)
        rest_minor = one.outstanding_minor - bill.amount_minor
        if rest_minor and one.is_given_up and one.terms.unrecovered == AGENCY:
            borne.append((one.outlay_id, rest_minor))
    return bills, borne


def _is_due(one: Standing) -> bool:
    """Whether it is billed whether money came or not; what is to be given back is so at once."""
    if one.terms.billed == NEXT_SETTLEMENT or one.outstanding_minor < 0:
        return True
    return one.is_over and one.terms.unrecovered == CREDITOR


def _bill(one: Standing, amount_minor: int) -> Bill:
    return Bill(one.outlay_id, amount_minor, vat_on(one.kind, amount_minor, one.terms))


def _kept_from(one: Standing, left_minor: int) -> Bill:
    """As much of the outlay as what was recovered pays together with its tax."""
    if left_minor <= 0:
        return Bill(one.outlay_id, 0, 0)
    whole = _bill(one, one.outstanding_minor)
    if whole.amount_minor + whole.vat_minor <= left_minor:
        return whole
    rate_bp = one.terms.vat_bp or 0 if one.kind in SERVICES else 0
    most_minor = left_minor * BASIS_POINTS // (BASIS_POINTS + rate_bp)
    bills = (_bill(one, most_minor + more) for more in (1, 0, -1))  # as the tax is rounded
    return next(bill for bill in bills if bill.amount_minor + bill.vat_minor <= left_minor)


def vat_on(kind: str, amount_minor: int, terms: CostTerms) -> int:
    """The value added tax on a billed outlay: none on what an authority took."""
    if kind not in SERVICES or not terms.vat_bp:
        return 0
    return divide_half_up(amount_minor * terms.vat_bp, BASIS_POINTS)


def shares_of(amount_minor: int, *, advanced_by: str, outstanding_minor: int) -> dict[str, int]:
    """To whom a payment on an authority's cost goes: first to whoever still waits for the outlay.

    What the creditor has been billed for is the creditor's. The shares together are the amount.
    """
    if advanced_by != AGENCY:
        return {TO_CREDITOR: amount_minor}
    agencys_minor = max(0, min(amount_minor, outstanding_minor))
    shares = {TO_AGENCY: agencys_minor, TO_CREDITOR: amount_minor - agencys_minor}
    return {owed_to: share for owed_to, share in shares.items() if share}
