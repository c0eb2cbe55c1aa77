"""Days: bank days with the holidays of each country, whole months, and half-open periods.

>>> from datetime import date
>>> is_bank_day("SE", date(2026, 6, 19)), is_bank_day("NO", date(2026, 6, 19))
(False, True)
>>> next_bank_day("SE", date(2026, 12, 31)).isoformat()
'2027-01-04'
>>> add_months(date(2026, 1, 31), 1).isoformat()
'2026-02-28'
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kvitt.kernel.refusal import Refusal

ONE_DAY = timedelta(days=1)

_HOLIDAY_CATEGORIES = {
    # The eves of Midsummer, Christmas and New Year are closed in Sweden by L 1989:253 and by the
    # banks, but the holiday list counts them as customary only.
    "SE": ("public", "de_facto"),
    # In Norway the eves are open days: a deadline may end on 31 December.
    "NO": ("public",),
}
_SATURDAY = 5


class UnknownCalendar(Refusal):
    """Kvitt keeps no bank days for that country."""


@lru_cache(maxsize=512)
def closed_days(country: str, year: int) -> frozenset[date]:
    """The holidays and customary eves of a year on which banks are closed, weekends aside.

    Raises UnknownCalendar where Kvitt keeps no calendar for the country.
    """
    categories = _HOLIDAY_CATEGORIES.get(country)
    if categories is None:
        kept = ", ".join(sorted(_HOLIDAY_CATEGORIES))
        raise UnknownCalendar(
            "There is no bank calendar for “{country}”; Kvitt keeps {kept}.",
            country=country,
            kept=kept,
        )
    import holidays  # here and not above: the list takes 70 ms to load and a night reads it once

    return frozenset(holidays.country_holidays(country, years=year, categories=categories))


def is_bank_day(country: str, day: date) -> bool:
    """A bank day is a weekday that is neither a Saturday nor a holiday nor a customary eve."""
    closed = closed_days(country, day.year)
    return day.weekday() < _SATURDAY and day not in closed


def next_bank_day(country: str, day: date) -> date:
    """The day itself where it is a bank day, otherwise the first bank day after it."""
    while not is_bank_day(country, day):
        day += ONE_DAY
    return day


def previous_bank_day(country: str, day: date) -> date:
    """The day itself where it is a bank day, otherwise the last bank day before it."""
    while not is_bank_day(country, day):
        day -= ONE_DAY
    return day


def add_bank_days(country: str, day: date, count: int) -> date:
    """The bank day that is ``count`` bank days after the day; the day itself is not counted.

    Raises ValueError for a negative count; no bank days at all give the day itself.
    """
    if count < 0:
        raise ValueError("bank days are counted forwards only")
    for _ in range(count):
        day = next_bank_day(country, day + ONE_DAY)
    return day


def add_months(day: date, count: int) -> date:
    """The same day number ``count`` months later, or the last day of a shorter month."""
    years, month_index = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: date, count: int) -> date:
    """The same day ``count`` years later; 29 February becomes 28 February in a common year."""
    return add_months(day, 12 * count)


def add_weeks(day: date, count: int) -> date:
    """The same day of the week ``count`` weeks later."""
    return day + timedelta(weeks=count)


@dataclass(frozen=True, slots=True)
class Period:
    """A run of days from ``from_`` up to, but not including, ``until``; None never ends."""

    from_: date
    until: date | None = None

    def __post_init__(self) -> None:
        """Raises ValueError where the period ends before it begins."""
        if self.until is not None and self.until < self.from_:
            raise ValueError(f"the period ends on {self.until}, before it begins on {self.from_}")

    def __contains__(self, day: date) -> bool:
        """True for a day within the period; the day ``until`` is outside."""
        return self.from_ <= day and (self.until is None or day < self.until)

    @property
    def days(self) -> int:
        """The number of days; raises ValueError for a period without an end."""
        if self.until is None:
            raise ValueError("a period without an end has no number of days")
        return (self.until - self.from_).days

    def overlap(self, other: "Period") -> "Period | None":
        """The days that both periods hold, or None where they share none."""
        first = max(self.from_, other.from_)
        ends = [until for until in (self.until, other.until) if until is not None]
        until = min(ends) if ends else None
        return None if until is not None and until <= first else Period(first, until)
