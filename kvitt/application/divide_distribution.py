"""A distribution as it is booked: one share for each case on which its claims are followed now."""

from collections.abc import Sequence
from datetime import date

from kvitt.application.book_payments import Incoming
from kvitt.application.keep_distribution import (
    DistributionUnclear,
    goes_in_the_authoritys_order,
)
from kvitt.domain.distribution import Taken
from kvitt.store import distributions as store
from kvitt.store.creditors import Creditor
from kvitt.store.distributions import Awaited, StandingClaim
from kvitt.store.session import tenant_scope


def shares_of(
    creditor: Creditor, told: Awaited, *, line_id: int, reference: str | None, because: str,
    booked_on: date | None = None,
) -> list[Incoming]:  # fmt: skip
    """The shares of a distribution as they are booked: one for each case of its claims now.

    Where the claims stand on several cases the authority's own shares divide it. Raises
    DistributionUnclear.
    """
    with tenant_scope(creditor.tenant_id):
        standing = store.standing_claims(creditor.tenant_id, told.proceeding_id)
        in_order = goes_in_the_authoritys_order(creditor, told.proceeding_id)
    filed = [one for one in standing if one.is_filed]
    cases = list(dict.fromkeys(one.case_id for one in filed))
    if len(cases) > 1 and not told.shares and told.paid_minor:
        raise DistributionUnclear(
            "the claims of {filing} stand on cases {cases}: say what each claim gets",
            filing=told.reference,
            cases=list(cases),
        )
    on = told.counts_from if booked_on is None else min(told.counts_from, booked_on)
    made = []
    kept = _kept_by_case(told.kept_minor, cases, standing)
    for case_id in cases:
        claim_ids = tuple(one.claim_id for one in filed if one.case_id == case_id)
        own = tuple(share for share in told.shares if share[0] in claim_ids)
        paid_minor = sum(minor for _, minor in own) if len(cases) > 1 else told.paid_minor
        if paid_minor or kept[case_id]:
            taken = Taken(kept[case_id], claim_ids, own, told.id, in_order)
            made.append(Incoming(line_id, case_id, None, paid_minor, on, reference, because, taken))
    return made


def _kept_by_case(
    kept_minor: int, cases: Sequence[int], standing: Sequence[StandingClaim]
) -> dict[int, int]:
    """What the authority kept, where its own costs stand; the rest is refused with the first."""
    kept = dict.fromkeys(cases, 0)
    for one in standing:
        share_minor = min(kept_minor, one.own_minor) if one.case_id in kept else 0
        kept[one.case_id] = kept.get(one.case_id, 0) + share_minor
        kept_minor -= share_minor
    kept[cases[0]] += kept_minor
    return kept
