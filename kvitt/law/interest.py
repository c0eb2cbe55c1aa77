"""Late interest: simple interest on the principal, day by day, at the rate of each half-year.

It is counted exactly and rounded once. Every exact interest is a whole number of
``1 / DENOMINATOR`` of an öre, so segments can be added, split and carried without a loss. The rule
in prose, with a worked table: ``docs/algorithms/interest.md``.

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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.money import divide_half_up
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawFileBroken, LawNotKnown

BASIS_POINTS = 10_000
DENOMINATOR = 365 * 366 * BASIS_POINTS
"""Parts of an öre in which interest is exact, whether its year has 365 or 366 days."""

DEBTOR_KINDS = ("consumer", "business", "authority")


class UnknownDebtorKind(Refusal):
    """A debtor is a consumer, a business or an authority; other words are refused."""


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


class Rate(NamedTuple):
    """The rate of a run of days: an interest of this many basis points for a year so long."""

    from_: date
    until: date
    rate_bp: int
    year_days: int
    reference: str


class _Row(NamedTuple):
    start: int
    end: int
    from_: date
    until: date
    rate_bp: int
    year_days: int
    weight: int
    """What one minor unit gives in a day, in ``1 / DENOMINATOR`` of a minor unit."""
    reference: str


@dataclass(frozen=True, slots=True)
class _Table:
    starts: tuple[int, ...]
    rows: tuple[_Row, ...]


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
) -> LateInterest:
    """The interest of a claim that fell due on ``due_on`` and is paid on ``until_on``.

    The due day is the last day without interest, the day of payment the last one with it. ``rule``
    is ``late``, or ``restitution`` for money to be paid back in Sweden; a contract's own rate
    continues where it is higher than the late rate. The rates are the same for consumers and
    businesses in both countries. Raises LawNotKnown past the last known half-year,
    NegativePrincipal and UnknownDebtorKind.
    """
    checked_debtor_kind(debtor_kind)
    if principal_minor < 0:
        raise NegativePrincipal(
            f"Interest is counted on a claim, and {principal_minor} öre is below zero.",
            principal_minor=principal_minor,
        )
    offset = book.value("interest.first_day_offset", on=due_on, known_on=known_on).amount
    segments = interest_segments(
        book,
        base_minor=principal_minor,
        from_=due_on + timedelta(days=offset),
        until=until_on + ONE_DAY,
        known_on=known_on,
        rule=rule,
        contract_rate_bp=contract_rate_bp,
    )
    return LateInterest(
        divide_half_up(sum(segment.numerator for segment in segments), DENOMINATOR),
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
) -> tuple[Segment, ...]:
    """The exact interest on a base from a day up to another, one segment for each rate.

    Half-years in a row with the same rate are one segment; a Norwegian one also ends where a leap
    year begins or ends. Raises LawNotKnown where a day has no known rate.
    """
    if until <= from_:
        return ()
    table = _rate_table(book, known_on, rule, contract_rate_bp)
    rows = table.rows
    start, end = from_.toordinal(), until.toordinal()
    place = bisect_right(table.starts, start) - 1
    segments = []
    while start < end:
        if not 0 <= place < len(rows) or not rows[place].start <= start < rows[place].end:
            raise _rate_not_known(book, date.fromordinal(start), known_on, rule)
        _, row_end, _, row_until, rate_bp, year_days, weight, reference = rows[place]
        last = end <= row_end
        days = (end if last else row_end) - start
        segments.append(
            Segment(
                from_,
                until if last else row_until,
                days,
                rate_bp,
                base_minor,
                year_days,
                base_minor * days * weight,
                reference,
            )
        )
        start, from_, place = row_end, row_until, place + 1
    return tuple(segments)


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


def late_rate(book: LawBook, *, on: date, known_on: date | None = None) -> Rate:
    """The rate of late interest on a day and the days around it for which it is the same.

    Raises LawNotKnown.
    """
    table = _rate_table(book, known_on, "late", None)
    place = bisect_right(table.starts, on.toordinal()) - 1
    if place < 0 or on >= table.rows[place].until:
        raise _rate_not_known(book, on, known_on, "late")
    row = table.rows[place]
    return Rate(row.from_, row.until, row.rate_bp, row.year_days, row.reference)


def checked_debtor_kind(debtor_kind: str) -> str:
    """The kind itself where it is one of the three; raises UnknownDebtorKind otherwise."""
    if debtor_kind not in DEBTOR_KINDS:
        raise UnknownDebtorKind(
            f"“{debtor_kind}” is not a kind of debtor: say {', '.join(DEBTOR_KINDS)}.",
            debtor_kind=debtor_kind,
        )
    return debtor_kind


def _rate_parts(book: LawBook, rule: str) -> tuple[str, ...]:
    """The names of the values that add up to the rate: the one of each half-year first.

    The last one cites the statute for the whole.
    """
    if book.country == "NO" and rule == "late":
        return ("interest.late_rate",)
    if book.country == "SE" and rule in ("late", "restitution"):
        return ("interest.reference_rate", f"interest.{rule}_addition")
    raise LawNotKnown(f"The law book of {book.country} has no interest for “{rule}”.", rule=rule)


def _rate_not_known(book: LawBook, on: date, known_on: date | None, rule: str) -> LawNotKnown:
    for name in (*_rate_parts(book, rule), "interest.day_count"):
        try:
            book.value(name, on=on, known_on=known_on)
        except LawNotKnown as missing:
            return missing
    raise AssertionError(f"{on} lacks a rate although each of its parts is known")


@lru_cache(maxsize=256)
def _rate_table(
    book: LawBook, known_on: date | None, rule: str, contract_rate_bp: int | None
) -> _Table:
    """The merged rates of a book, sorted: computed once and searched a million times a night."""
    merged: list[Rate] = []
    for rate in _half_year_rates(book, known_on, rule, contract_rate_bp):
        before = merged[-1] if merged else None
        if before and (before.until, *before[2:]) == (rate.from_, *rate[2:]):
            merged[-1] = before._replace(until=rate.until)
        else:
            merged.append(rate)
    rows = tuple(
        _Row(
            rate.from_.toordinal(),
            rate.until.toordinal(),
            rate.from_,
            rate.until,
            rate.rate_bp,
            rate.year_days,
            rate.rate_bp * (DENOMINATOR // (rate.year_days * BASIS_POINTS)),
            rate.reference,
        )
        for rate in merged
    )
    return _Table(tuple(row.start for row in rows), rows)


def _half_year_rates(
    book: LawBook, known_on: date | None, rule: str, contract_rate_bp: int | None
) -> Iterator[Rate]:
    parts = _rate_parts(book, rule)
    for half_year in book.values(parts[0], known_on=known_on):
        if half_year.applies_until is None:
            raise LawFileBroken(f"{half_year.name} from {half_year.applies_from} has no end")
        from_, until = half_year.applies_from, half_year.applies_until
        others = [book.value(name, on=from_, known_on=known_on) for name in parts[1:]]
        rate_bp = half_year.amount + sum(other.amount for other in others)
        reference = (others or [half_year])[-1].reference
        if contract_rate_bp is not None and contract_rate_bp > rate_bp:
            rate_bp = contract_rate_bp
            continued = book.value("interest.contract_rate_continues", on=from_, known_on=known_on)
            reference = continued.reference
        count = book.value("interest.day_count", on=from_, known_on=known_on).amount
        yield from _by_year(Rate(from_, until, rate_bp, 365, reference), count)


def _by_year(rate: Rate, day_count: str) -> Iterator[Rate]:
    """The same days with the length of their year, cut at New Year where the year's length counts.

    Raises LawFileBroken for a way of counting days that the code does not know.
    """
    if day_count == "act/365":
        yield rate
        return
    if day_count != "act/calendar-year":
        raise LawFileBroken(f"interest.day_count: “{day_count}” is not a known way of counting")
    from_ = rate.from_
    while from_ < rate.until:
        next_year = date(from_.year + 1, 1, 1)
        until = min(next_year, rate.until)
        year_days = (next_year - date(from_.year, 1, 1)).days
        yield rate._replace(from_=from_, until=until, year_days=year_days)
        from_ = until
