"""Interest rates by day: what a unit of money gives on each day, by the law and its settings.

The rate of a day is put together from the values of the law book (in Sweden the reference rate and
its addition), and the days of a year by the day count of the country. The table of a book is made
once and searched a million times a night.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawFileBroken, LawNotKnown, LawValue

BASIS_POINTS = 10_000
_MONTHS_YEAR = 360
DENOMINATOR = 365 * 366 * 12 * BASIS_POINTS
"""Parts of an öre in which interest is exact, whether its year has 360, 365 or 366 days."""

DAY_COUNTS = ("act/365", "act/calendar-year", "30/360")
"""Actual days in a year of 365; in the day's own year; months of 30 days in a year of 360."""

ROUNDINGS = ("once", "per_segment")
"""A claim's interest rounded once; or each run of days with one rate by itself."""

DEBTOR_KINDS = ("consumer", "business", "authority")
SETTING_GROUPS = ("consumer", "business")
"""The kinds of debtor for which a setting may differ; an authority is a business here."""


class UnknownDebtorKind(Refusal):
    """A debtor is a consumer, a business or an authority; other words are refused."""


class DebtorKindNeeded(Refusal):
    """The settings for consumers and businesses differ, and nobody said which the debtor is."""


class UnknownReading(Refusal):
    """A way to count days, or to round, that Kvitt does not know."""


@dataclass(frozen=True, slots=True)
class InterestSettings:
    """Another reading than the book's, for comparing worked cases; None leaves the book's own.

    Nothing is ever charged by it: bookings and letters follow the law book.
    """

    day_count: str | None = None
    """One of DAY_COUNTS."""
    first_day_offset: int | None = None
    """Days from the due day to the first day with interest: 1, or 0 where the due day counts."""
    rounding: str | None = None
    """One of ROUNDINGS."""

    def __post_init__(self) -> None:
        """Raises UnknownReading for a word or an offset that is not one of those above."""
        for name, known in (
            ("day_count", (None, *DAY_COUNTS)),
            ("first_day_offset", (None, 0, 1)),
            ("rounding", (None, *ROUNDINGS)),
        ):
            said = getattr(self, name)
            if said not in known:
                told = ", ".join(str(one) for one in known[1:])
                raise UnknownReading(
                    "{name} is one of {told}; “{said}” is none of them.",
                    name=name,
                    told=told,
                    said=said,
                )


class Rate(NamedTuple):
    """The rate of a run of days: an interest of this many basis points for a year so long."""

    from_: date
    until: date
    rate_bp: int
    year_days: int
    reference: str


class RateKey(NamedTuple):
    """What decides the rates of a claim, besides the book. All but ``rule`` may be left open."""

    known_on: date | None = None
    rule: str = "late"
    """``late``, or ``restitution`` for money to be paid back in Sweden."""
    contract_rate_bp: int | None = None
    """The rate that the claim bore before its due day: it continues where it is higher."""
    agreed_rate_bp: int | None = None
    """The rate agreed for the time after the due day, where the law lets it replace its own."""
    debtor_kind: str | None = None
    day_count: str | None = None


class YearPart(NamedTuple):
    """Days of interest, and by how many days of a year they are divided."""

    days: int
    year_days: int


class Row(NamedTuple):
    """A run of days with the same rate, ready to be searched and multiplied."""

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
class RateTable:
    """The merged rates of a book in order of days."""

    starts: tuple[int, ...]
    rows: tuple[Row, ...]
    counts_months: bool
    """Whether any of its days are counted in months of thirty days."""


def checked_debtor_kind(debtor_kind: str) -> str:
    """The kind itself where it is one of the three; raises UnknownDebtorKind otherwise."""
    if debtor_kind not in DEBTOR_KINDS:
        raise UnknownDebtorKind(
            "“{debtor_kind}” is not a kind of debtor: say {kinds}.",
            debtor_kind=debtor_kind,
            kinds=list(DEBTOR_KINDS),
        )
    return debtor_kind


def setting(
    book: LawBook,
    name: str,
    *,
    on: date,
    debtor_kind: str | None = None,
    known_on: date | None = None,
) -> LawValue:
    """A setting that may differ by kind of debtor: ``interest.day_count`` and the like.

    Without a kind both must say the same. Raises DebtorKindNeeded, UnknownDebtorKind, LawNotKnown.
    """
    groups = _groups(debtor_kind)
    if len(groups) == 1:
        return book.value(f"{name}_{groups[0]}", on=on, known_on=known_on)
    found = [book.value(f"{name}_{group}", on=on, known_on=known_on) for group in groups]
    return _agreeing(name, found)


def year_parts(
    book: LawBook,
    *,
    from_: date,
    until: date,
    debtor_kind: str | None = None,
    known_on: date | None = None,
) -> tuple[YearPart, ...]:
    """The days from a day up to another, by the days of a year that divide them.

    In Sweden one part of 365; in Norway the days of leap years are a part of their own. Raises
    LawNotKnown and DebtorKindNeeded.
    """
    names = [f"interest.day_count_{group}" for group in _groups(debtor_kind)]
    parts: dict[int, int] = {}
    covered = from_
    for span_from, span_until, values in _constant_spans(book, names, known_on, until):
        last = min(span_until, until)
        if last <= covered or span_from > covered:
            continue
        count = _agreeing("interest.day_count", values).amount
        for piece_from, piece_until, year_days in _by_year(covered, last, count):
            days = days_between(piece_from, piece_until, year_days)
            parts[year_days] = parts.get(year_days, 0) + days
        covered = last
    if covered < until:
        # A day without a day count: looked up alone it is refused with its name.
        year_days_on(book, on=covered, debtor_kind=debtor_kind, known_on=known_on)
    return tuple(YearPart(days, year_days) for year_days, days in parts.items())


def year_days_on(
    book: LawBook, *, on: date, debtor_kind: str | None = None, known_on: date | None = None
) -> int:
    """The days by which a year's interest is divided on a day; in Norway the day's own year.

    Raises LawNotKnown and DebtorKindNeeded.
    """
    count = setting(
        book, "interest.day_count", on=on, debtor_kind=debtor_kind, known_on=known_on
    ).amount
    return next(_by_year(on, on + timedelta(days=1), count))[2]


def days_between(from_: date, until: date, year_days: int) -> int:
    """The days from a day up to another; months have thirty where the year has 360."""
    if year_days != _MONTHS_YEAR:
        return (until - from_).days
    return _month_days(until) - _month_days(from_)


@lru_cache(maxsize=256)
def rate_table(
    book: LawBook,
    known_on: date | None,
    rule: str,
    contract_rate_bp: int | None,
    agreed_rate_bp: int | None,
    debtor_kind: str | None,
    day_count: str | None,
) -> RateTable:
    """The merged rates of a book, sorted. Raises LawNotKnown, LawFileBroken, DebtorKindNeeded.

    The parameters are those of ``RateKey``, apart since a tuple of them costs the night a tenth.
    """
    key = RateKey(known_on, rule, contract_rate_bp, agreed_rate_bp, debtor_kind, day_count)
    merged: list[Rate] = []
    for rate in _rates(book, key):
        before = merged[-1] if merged else None
        if before and (before.until, *before[2:]) == (rate.from_, *rate[2:]):
            merged[-1] = before._replace(until=rate.until)
        else:
            merged.append(rate)
    rows = tuple(
        Row(
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
    months = any(row.year_days == _MONTHS_YEAR for row in rows)
    return RateTable(tuple(row.start for row in rows), rows, months)


def rate_not_known(book: LawBook, on: date, key: RateKey) -> LawNotKnown:
    """The refusal for a day that lacks a rate: it names the value that is missing."""
    for name in _names(book, key):
        try:
            book.value(name, on=on, known_on=key.known_on)
        except LawNotKnown as missing:
            return missing
    raise AssertionError(f"{on} lacks a rate although each of its parts is known")


def rate_parts(book: LawBook, rule: str) -> tuple[str, ...]:
    """The names of the values that add up to the rate: the one of each half-year first.

    The last one cites the statute for the whole.
    """
    if book.country == "NO" and rule == "late":
        return ("interest.late_rate",)
    if book.country == "SE" and rule in ("late", "restitution"):
        return ("interest.reference_rate", f"interest.{rule}_addition")
    raise LawNotKnown(
        "The law book of {country} has no interest for “{rule}”.", rule=rule, country=book.country
    )


def _names(book: LawBook, key: RateKey) -> tuple[str, ...]:
    """Every value on which the rate of a day depends: its parts first, then the settings."""
    counts = [f"interest.day_count_{group}" for group in _groups(key.debtor_kind)]
    contract = ["interest.contract_rate_continues"] if key.contract_rate_bp is not None else []
    agreed = ["interest.agreed_rate_replaces"] if key.agreed_rate_bp is not None else []
    return (*rate_parts(book, key.rule), *counts, *contract, *agreed)


def _rates(book: LawBook, key: RateKey) -> Iterator[Rate]:
    """The rate of each run of days on which nothing that it depends on changes."""
    parts, names = len(rate_parts(book, key.rule)), _names(book, key)
    last = book.values(names[0], known_on=key.known_on)[-1:]
    if last and last[0].applies_until is None:
        raise LawFileBroken(
            "{name} from {applies_from} has no end",
            name=names[0],
            applies_from=last[0].applies_from,
        )
    for from_, until, values in _constant_spans(book, names, key.known_on, None):
        found = {value.name: value for value in values}
        rate_bp = sum(value.amount for value in values[:parts])
        reference = values[parts - 1].reference
        if key.agreed_rate_bp is not None:
            ground = found["interest.agreed_rate_replaces"]
            agreed_bp = _agreed(key.agreed_rate_bp, rate_bp, key.debtor_kind)
            if agreed_bp is not None:
                rate_bp, reference = agreed_bp, ground.reference
        if key.contract_rate_bp is not None and key.contract_rate_bp > rate_bp:
            ground = found["interest.contract_rate_continues"]
            if ground.amount:
                rate_bp, reference = key.contract_rate_bp, ground.reference
        counts = [value for value in values if value.name.startswith("interest.day_count_")]
        count = key.day_count or _agreeing("interest.day_count", counts).amount
        for piece_from, piece_until, year_days in _by_year(from_, until, count):
            yield Rate(piece_from, piece_until, rate_bp, year_days, reference)


def _agreed(agreed_bp: int, late_bp: int, debtor_kind: str | None) -> int | None:
    """The agreed rate where it binds, None where the late rate stays.

    A business cannot be promised no interest at all, and an authority none below the late rate.
    """
    if debtor_kind is None:
        raise DebtorKindNeeded(
            "Whether an agreed rate binds depends on the kind of debtor: say it."
        )
    if debtor_kind == "authority" and agreed_bp < late_bp:
        return None
    return None if debtor_kind == "business" and agreed_bp == 0 else agreed_bp


def _constant_spans(
    book: LawBook, names: Sequence[str], known_on: date | None, until: date | None
) -> Iterator[tuple[date, date, list[LawValue]]]:
    """Runs of days on which every value stays the same; days that lack one are left out.

    Past the last day that the values name there is none, unless ``until`` is later.
    """
    days = {until} if until else set()
    for name in names:
        for value in book.values(name, known_on=known_on):
            days |= {value.applies_from, value.applies_until or value.applies_from}
    for from_, end in pairwise(sorted(days)):
        try:
            values = [book.value(name, on=from_, known_on=known_on) for name in names]
        except LawNotKnown:
            continue
        yield from_, end, values


def _groups(debtor_kind: str | None) -> tuple[str, ...]:
    if debtor_kind is None:
        return SETTING_GROUPS
    return (
        SETTING_GROUPS[:1] if checked_debtor_kind(debtor_kind) == "consumer" else SETTING_GROUPS[1:]
    )


def _agreeing(name: str, found: Sequence[LawValue]) -> LawValue:
    if any(value.amount != found[0].amount for value in found):
        raise DebtorKindNeeded(
            "{name} differs between consumers and businesses: say the kind of debtor.",
            reference=found[0].reference,
            name=name,
        )
    return found[0]


def _by_year(from_: date, until: date, day_count: str) -> Iterator[tuple[date, date, int]]:
    """The same days with the length of their year, cut at New Year where the year's length counts.

    Raises LawFileBroken for a way of counting days that the code does not know.
    """
    if day_count not in DAY_COUNTS:
        raise LawFileBroken(
            "interest.day_count: “{day_count}” is not a known way of counting", day_count=day_count
        )
    if day_count != "act/calendar-year":
        yield from_, until, 365 if day_count == "act/365" else _MONTHS_YEAR
        return
    while from_ < until:
        next_year = date(from_.year + 1, 1, 1)
        end = min(next_year, until)
        yield from_, end, (next_year - date(from_.year, 1, 1)).days
        from_ = end


def _month_days(day: date) -> int:
    """The days since the year nought, where every month has thirty."""
    return _MONTHS_YEAR * day.year + 30 * day.month + min(day.day, 30)
