"""Late interest by single days: a table of what one minor unit bears from day to day.

No half-years, no segments, no carry: every day from 2010 to the last known one is added by itself,
and the interest of a run of days is the difference of two sums. Exact in whole ``PARTS``.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import NamedTuple

PARTS = 365 * 366 * 10_000
"""Parts of a minor unit in which a day's interest is whole."""


class DayTable(NamedTuple):
    """What each day adds, summed up from the first day of the table."""

    first: int
    """The ordinal of the first day."""
    sums: tuple[int, ...]
    rates_bp: tuple[int, ...]

    def rates_between(self, from_: date, until: date) -> set[int]:
        """The rates of the days from one up to another. IndexError outside the table."""
        low, high = self._places(from_, until)
        return set(self.rates_bp[low:high])

    def parts(self, from_: date, until: date) -> int:
        """What one minor unit bears from a day up to another. IndexError outside the table."""
        low, high = self._places(from_, until)
        return self.sums[high] - self.sums[low]

    def _places(self, from_: date, until: date) -> tuple[int, int]:
        low, high = from_.toordinal() - self.first, until.toordinal() - self.first
        if not 0 <= low <= high < len(self.sums):
            raise IndexError(f"no source gives a rate for every day of {from_} to {until}")
        return low, high


def day_table(rates: Mapping[str, int], last_day: str, *, leap_years_have_366: bool) -> DayTable:
    """The table of rates in basis points by the day from which each one holds."""
    starts = sorted(date.fromisoformat(start) for start in rates)
    first, last = starts[0].toordinal(), date.fromisoformat(last_day).toordinal()
    days = [date.fromordinal(number) for number in range(first, last + 1)]
    by_day = [rates[starts[bisect_right(starts, day) - 1].isoformat()] for day in days]
    weights = [
        rate * (PARTS // (10_000 * (366 if leap_years_have_366 and _is_leap(day.year) else 365)))
        for day, rate in zip(days, by_day, strict=True)
    ]
    return DayTable(first, (0, *accumulate(weights)), tuple(by_day))


def rounded(parts: int) -> int:
    """Whole minor units, halves up."""
    return (2 * parts + PARTS) // (2 * PARTS)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
