"""Facts: what is known of a case on the morning it is decided, one flat record, nothing judged.

The store fills these records with one set-based query; tests build them by hand. A record says what
was sent and what is open, never what should follow from it.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from kvitt.domain.course import NO_COURSE, Course

SMALL_REST_MINOR = 50_00
"""Below this no letter asks for what is left of a paid claim: a person waives it or asks for it."""


class ClaimFacts(NamedTuple):
    """One claim of the case. Sums in whole minor units."""

    claim_id: int
    due_on: date
    """The last day without interest."""
    principal_open_minor: int
    interest_open_minor: int
    cost_open_minor: int
    interest_through_on: date
    """Interest is booked through this day, included."""
    interest_carry: int
    """Exact interest less booked interest, in 1/``interest.DENOMINATOR`` minor units."""
    fees_agreed: bool
    principal_minor: int = 0
    """The claim's original principal."""

    @property
    def open_minor(self) -> int:
        """Everything open and booked on the claim."""
        return self.principal_open_minor + self.interest_open_minor + self.cost_open_minor


class NoticeFacts(NamedTuple):
    """A notice that was not withdrawn, in this cycle."""

    notice_id: int
    step: str
    kind: str
    state: str
    planned_on: date
    sent_on: date | None
    deadline_on: date | None
    covered_kind: str | None = None
    """The fee of the letter that the compensation covers, if any, and how much of it."""
    covered_minor: int = 0


class FeeFacts(NamedTuple):
    """A fee or compensation charged on the case in any cycle and not voided."""

    kind: str
    amount_minor: int
    dated_on: date
    notice_id: int | None
    claim_id: int = 0
    """The claim that bears it; a case of one claim need not say."""
    deadline_on: date | None = None
    """The last day to pay by the letter that charged it, also where that is another case's."""
    step: str = ""
    """The step and cycle in which it was charged."""
    cycle: int = 0


class CoveredFee(NamedTuple):
    """A fee of an earlier cycle's letter that compensation covered: it counts as taken."""

    kind: str
    dated_on: date
    amount_minor: int


class Terms(NamedTuple):
    """What the creditor has agreed that bears on charges. It may only lower them."""

    with_vat: bool = False
    """The creditor cannot deduct the agency's value added tax, so the debtor bears it (Norway)."""
    at_most_minor: Mapping[str, int] = MappingProxyType({})
    """The most that a kind of fee costs by the agreement; 0 where it is given up."""
    collection: str = ""
    """``own`` or ``agency``; empty where only the flow says it."""


NO_TERMS = Terms()


class Facts(NamedTuple):
    """What is known of one open case."""

    case_id: int
    flow: str
    cycle: int
    debtor_kind: str
    claims: tuple[ClaimFacts, ...]
    notices: tuple[NoticeFacts, ...] = ()
    fees: tuple[FeeFacts, ...] = ()
    held_by: str | None = None
    """The kind of the hold in force today, if any."""
    held_until: date | None = None
    """The hold's last day; None while it is open-ended."""
    open_credit_minor: int = 0
    """Credit notes of the same debtor that name no invoice yet."""
    debtor_id: int = 0
    terms: Terms = NO_TERMS
    time_given_until: date | None = None
    """The last day to pay by a letter of an earlier cycle, or that a hold which has ended gave;
    where an agency's fee stands also the day on which the bank took a payment back."""
    covered_before: tuple[CoveredFee, ...] = ()
    charged_before: tuple[str, ...] = ()
    """Kinds of letters' fees that the debtor has borne and that no letter charges again."""
    course: Course = NO_COURSE
    """What has been put to an authority about it."""

    @property
    def open_minor(self) -> int:
        """Everything open and booked on the case."""
        open_minor = 0
        for claim in self.claims:  # plain loops: the night asks this a million times
            open_minor += (
                claim.principal_open_minor + claim.interest_open_minor + claim.cost_open_minor
            )
        return open_minor

    @property
    def principal_open_minor(self) -> int:
        """The principal that is open on the case."""
        principal_minor = 0
        for claim in self.claims:
            principal_minor += claim.principal_open_minor
        return principal_minor

    @property
    def is_small_rest(self) -> bool:
        """Whether only a small rest of a claim that has been paid or credited is left."""
        return self.open_minor < SMALL_REST_MINOR and any(
            claim.principal_minor > claim.principal_open_minor for claim in self.claims
        )

    @property
    def due_on(self) -> date:
        """The due day of the claim that fell due last: nothing is sent before all are due."""
        if len(self.claims) == 1:
            return self.claims[0].due_on
        return max(claim.due_on for claim in self.claims)
