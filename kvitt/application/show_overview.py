"""A creditor's overview: what is open and how old it is, how fast it is paid, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import caches

from kvitt.store.creditors import Creditor
from kvitt.store.reporting import (
    Aged,
    PaidGroup,
    Waiting,
    last_event,
    open_by_age,
    paid_claims,
    waiting_for_creditor,
)
from kvitt.store.session import tenant_scope

AGES = 6
"""Not due, and 1-14, 15-30, 31-60, 61-90 and more than 90 days late."""
STEPS = 4
"""Invoice, reminder, collection, authority."""
COLLECTION = 2
"""The first step that is collection."""
MONTH_DAYS, YEAR_DAYS = 30, 365
"""Recommended: credit time over thirty days, beside the thirty before; a share over a year."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a creditor's first page. Sums in whole minor units."""

    currency: str
    claims: int
    open_minor: int
    overdue_claims: int
    overdue_minor: int
    ages: tuple[tuple[int, ...], ...]
    """What is open by age, and in it by step."""
    credit_days_tenths: int | None
    """From the invoice's day to full payment, the mean of the last thirty days; None for none."""
    credit_days_before_tenths: int | None
    paid_claims: int
    """Claims that were paid in full during the year."""
    paid_before_collection_bp: int | None
    """The share of them that was paid before any letter of collection, in basis points."""
    waiting: Waiting


def show_overview(creditor: Creditor, *, today: date) -> Overview:
    """The creditor's figures on the day."""
    with tenant_scope(creditor.tenant_id):
        aged, paid = _sums(creditor.tenant_id, today)
        waiting = waiting_for_creditor(creditor.tenant_id)
    late = [one for one in aged if one.age > 0]
    return Overview(
        creditor.currency,
        sum(one.claims for one in aged),
        sum(one.open_minor for one in aged),
        sum(one.claims for one in late),
        sum(one.open_minor for one in late),
        by_age_and_step(aged),
        mean_tenths([one for one in paid if one.period == 0]),
        mean_tenths([one for one in paid if one.period == 1]),
        sum(one.claims for one in paid),
        share_bp(paid),
        waiting,
    )


def _sums(tenant_id: int, today: date) -> tuple[list[Aged], list[PaidGroup]]:
    """What is open and what was paid. Kept until the creditor's history goes on.

    Everything that changes a claim is told there, so what is kept is never old; a large creditor's
    claims are gone through once after each change that somebody looks at.
    """
    seen = f"{tenant_id}:{today}:{last_event(tenant_id)}"
    kept: tuple[list[Aged], list[PaidGroup]] | None = caches["figures"].get(seen)
    if kept is None:
        since = today - timedelta(days=YEAR_DAYS)
        kept = (
            open_by_age(tenant_id, today=today),
            paid_claims(tenant_id, since=since, until=today, days=MONTH_DAYS),
        )
        caches["figures"].set(seen, kept)
    return kept


def by_age_and_step(aged: Sequence[Aged]) -> tuple[tuple[int, ...], ...]:
    """What is open as a square: ages downwards, steps across."""
    sums = {(one.age, one.step): one.open_minor for one in aged}
    return tuple(tuple(sums.get((age, step), 0) for step in range(STEPS)) for age in range(AGES))


def mean_tenths(paid: Sequence[PaidGroup]) -> int | None:
    """The mean credit time in tenths of a day, halves rounded up; None where nothing was paid."""
    claims = sum(one.claims for one in paid)
    days = sum(one.days for one in paid)
    return (20 * days + claims) // (2 * claims) if claims else None


def share_bp(paid: Sequence[PaidGroup]) -> int | None:
    """The share paid before collection in basis points, rounded down."""
    claims = sum(one.claims for one in paid)
    early = sum(one.claims for one in paid if one.step < COLLECTION)
    return 10_000 * early // claims if claims else None


def waiting_of(creditor: Creditor) -> Waiting:
    """How much waits for the creditor, by sort."""
    with tenant_scope(creditor.tenant_id):
        return waiting_for_creditor(creditor.tenant_id)
