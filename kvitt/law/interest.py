"""Late interest: simple interest on the principal, day by day, at the rate of each half-year.

It is counted exactly and rounded once. Every exact interest is a whole number of
``1 / DENOMINATOR`` of an öre, so segments can be added, split and carried without a loss. From
which day it runs: ``interest_start.py``; the rates themselves: ``interest_rates.py``. The rule in
prose, with a worked table: ``docs/algorithms/interest.md``.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> interest = late_interest(
...     law_book("SE"),
...     principal_minor=10_000_00,
...     due_on=date(2022, 6, 15),
...     until_on=date(2023, 2, 10),
... )
>>> interest.interest_minor, interest.days, [segment.rate_bp for segment in interest.segments]
(57932, 240, [800, 850, 1050])
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import divide_half_up
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.interest_rates import (
    BASIS_POINTS,
    DEBTOR_KINDS,
    DENOMINATOR,
    DebtorKindNeeded,
    InterestSettings,
    Rate,
    RateKey,
    UnknownDebtorKind,
    YearPart,
    checked_debtor_kind,
    days_between,
    rate_not_known,
    rate_parts,
    rate_table,
    setting,
    year_days_on,
    year_parts,
)

__all__ = [
    "BASIS_POINTS",
    "DEBTOR_KINDS",
    "DENOMINATOR",
    "DebtorKindNeeded",
    "InterestSettings",
    "LateInterest",
    "NegativePrincipal",
    "Rate",
    "Segment",
    "UnknownDebtorKind",
    "YearPart",
    "checked_debtor_kind",
    "daily_interest_minor",
    "interest_at_rate_minor",
    "interest_segments",
    "late_interest",
    "late_rate",
    "with_carry",
    "year_days_on",
    "year_parts",
]

_OFFSETS = {"late": "interest.first_day_offset", "restitution": "interest.restitution_day_offset"}
_BY_THE_BOOK = InterestSettings()

_new = tuple.__new__
"""Makes a segment of its values in order: half the time of naming them, a million times a night."""


class NegativePrincipal(Refusal):
    """Interest is counted on what is owed, not on what is owed back."""


class Segment(NamedTuple):
    """Days in a row with the same rate and base. A tuple, since a night makes millions of them."""

    from_: date
    """The first day with this interest."""
    until: date
    """The day after the last one."""
    days: int
    rate_bp: int
    base_minor: int
    year_days: int
    """The days by which a year's interest is divided: 365, or 366 in a Norwegian leap year."""
    numerator: int
    """The exact interest in ``1 / DENOMINATOR`` of a minor unit."""
    reference: str


@dataclass(frozen=True, slots=True)
class LateInterest:
    """The interest of a claim from its due day to a day, rounded once, with its segments."""

    interest_minor: int
    days: int
    segments: tuple[Segment, ...]
    references: tuple[str, ...]


def late_interest(
    book: LawBook,
    *,
    principal_minor: int,
    due_on: date,
    until_on: date,
    debtor_kind: str = "consumer",
    known_on: date | None = None,
    rule: str = "late",
    contract_rate_bp: int | None = None,
    agreed_rate_bp: int | None = None,
    settings: InterestSettings | None = None,
) -> LateInterest:
    """The interest of a claim that fell due on ``due_on`` and is paid on ``until_on``.

    The due day is the last day without interest, the day of payment the last one with it. The rule
    and the rates of a contract: see ``RateKey``. ``settings`` is another reading than the book's,
    only to compare worked cases with. Raises LawNotKnown past the last known half-year,
    NegativePrincipal and UnknownDebtorKind.
    """
    checked_debtor_kind(debtor_kind)
    if principal_minor < 0:
        raise NegativePrincipal(
            "Interest is counted on a claim, and {principal_minor} öre is below zero.",
            principal_minor=principal_minor,
        )
    reading = settings or _BY_THE_BOOK
    offset = reading.first_day_offset
    if offset is None:
        rate_parts(book, rule)
        name = _OFFSETS[rule]
        offset = setting(book, name, on=due_on, debtor_kind=debtor_kind, known_on=known_on).amount
    segments = interest_segments(
        book,
        base_minor=principal_minor,
        from_=due_on + timedelta(days=offset),
        until=until_on + ONE_DAY,
        known_on=known_on,
        rule=rule,
        contract_rate_bp=contract_rate_bp,
        agreed_rate_bp=agreed_rate_bp,
        debtor_kind=debtor_kind,
        day_count=reading.day_count,
    )
    return LateInterest(
        _rounded(segments, reading.rounding),
        sum(segment.days for segment in segments),
        segments,
        tuple(dict.fromkeys(segment.reference for segment in segments)),
    )


def interest_segments(
    book: LawBook,
    *,
    base_minor: int,
    from_: date,
    until: date,
    known_on: date | None = None,
    rule: str = "late",
    contract_rate_bp: int | None = None,
    agreed_rate_bp: int | None = None,
    debtor_kind: str | None = None,
    day_count: str | None = None,
) -> tuple[Segment, ...]:
    """The exact interest on a base from a day up to another, one segment for each rate.

    Half-years in a row with the same rate are one segment; a Norwegian one also ends where a leap
    year begins or ends. ``day_count`` is another way to count than the book's, to compare with.
    Raises LawNotKnown where a day has no known rate, and DebtorKindNeeded where the book counts
    differently for consumers and businesses and the kind is not said.
    """
    if until <= from_:
        return ()
    table = rate_table(
        book, known_on, rule, contract_rate_bp, agreed_rate_bp, debtor_kind, day_count
    )
    rows = table.rows
    start, end = from_.toordinal(), until.toordinal()
    place = bisect_right(table.starts, start) - 1
    segments = []
    while start < end:
        if not 0 <= place < len(rows) or not rows[place].start <= start < rows[place].end:
            key = RateKey(known_on, rule, contract_rate_bp, agreed_rate_bp, debtor_kind, day_count)
            raise rate_not_known(book, date.fromordinal(start), key)
        _, row_end, _, row_until, rate_bp, year_days, weight, reference = rows[place]
        last = end <= row_end
        days = (end if last else row_end) - start
        ends, numerator = until if last else row_until, base_minor * days * weight
        told = (from_, ends, days, rate_bp, base_minor, year_days, numerator, reference)
        segments.append(_new(Segment, told))
        start, from_, place = row_end, row_until, place + 1
    return _in_months(segments) if table.counts_months else tuple(segments)


def with_carry(segments: Iterable[Segment], carry: int) -> tuple[tuple[int, ...], int]:
    """Whole minor units for each segment, so that their running total is the exact one, rounded.

    ``carry`` is what earlier segments of the claim left unbooked, in ``1 / DENOMINATOR`` of a minor
    unit; the new one is returned with the amounts. Booked in one run or in a hundred, the interest
    of a claim comes to the same sum.
    """
    amounts = []
    for segment in segments:
        carry += segment.numerator
        # Halves go up and not away from zero: a carry just below zero belongs to a total above it.
        amount = (2 * carry + DENOMINATOR) // (2 * DENOMINATOR)
        carry -= amount * DENOMINATOR
        amounts.append(amount)
    return tuple(amounts), carry


def late_rate(
    book: LawBook, *, on: date, known_on: date | None = None, debtor_kind: str | None = None
) -> Rate:
    """The rate of late interest on a day and the days around it for which it is the same.

    Raises LawNotKnown and DebtorKindNeeded.
    """
    table = rate_table(book, known_on, "late", None, None, debtor_kind, None)
    place = bisect_right(table.starts, on.toordinal()) - 1
    if place < 0 or on >= table.rows[place].until:
        key = RateKey(known_on=known_on, debtor_kind=debtor_kind)
        raise rate_not_known(book, on, key)
    row = table.rows[place]
    return Rate(row.from_, row.until, row.rate_bp, row.year_days, row.reference)


def interest_at_rate_minor(
    book: LawBook,
    *,
    base_minor: int,
    rate_bp: int,
    from_: date,
    until: date,
    debtor_kind: str | None = None,
) -> int:
    """What a base, one rate and the days from a day up to another give, rounded once.

    The days are divided as the book has it: what a letter says can be held against this. Raises
    LawNotKnown and DebtorKindNeeded.
    """
    parts = year_parts(book, from_=from_, until=until, debtor_kind=debtor_kind)
    numerator = sum(part.days * (DENOMINATOR // (part.year_days * BASIS_POINTS)) for part in parts)
    return divide_half_up(base_minor * rate_bp * numerator, DENOMINATOR)


def daily_interest_minor(
    book: LawBook, *, base_minor: int, rate_bp: int, on: date, debtor_kind: str | None = None
) -> int:
    """What one more day costs at a rate, in whole minor units. Raises LawNotKnown."""
    year_days = year_days_on(book, on=on, debtor_kind=debtor_kind)
    return divide_half_up(base_minor * rate_bp, year_days * BASIS_POINTS)


def _rounded(segments: Sequence[Segment], rounding: str | None) -> int:
    """The interest in whole minor units: rounded once, as the book has it, or by segment."""
    if rounding == "per_segment":
        return sum(divide_half_up(segment.numerator, DENOMINATOR) for segment in segments)
    return divide_half_up(sum(segment.numerator for segment in segments), DENOMINATOR)


def _in_months(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The same segments where the days of a year of 360 are counted in months of thirty."""
    counted = []
    for one in segments:
        days = days_between(one.from_, one.until, one.year_days)
        weight = one.rate_bp * (DENOMINATOR // (one.year_days * BASIS_POINTS))
        counted.append(one._replace(days=days, numerator=one.base_minor * days * weight))
    return tuple(counted)
