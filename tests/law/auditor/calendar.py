"""Working days of Sweden and Norway, reckoned from the holiday acts; no calendar library.

Sweden: lag (1989:253) 1 § with the eves that lag (1930:173) 2 § puts beside the holidays. Norway:
LOV-1995-02-24-12 § 2 with 1 and 17 May (LOV-1947-04-26-1).
"""

from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


def easter_sunday(year: int) -> date:
    """Easter by the computus of the Gregorian calendar, in Oudin's form."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    back = moon - weekday
    month = 3 + (back + 40) // 44
    return date(year, month, back + 28 - 31 * (month // 4))


def _first_saturday_from(day: date) -> date:
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)


@lru_cache(maxsize=128)
def swedish_closed_days(year: int) -> frozenset[date]:
    """Swedish holidays and the three eves, Sundays and Saturdays aside."""
    easter = easter_sunday(year)
    midsummer = _first_saturday_from(date(year, 6, 20))
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    moving = [
        easter - 2 * DAY,
        easter,
        easter + DAY,
        easter + 39 * DAY,
        easter + 49 * DAY,
        midsummer - DAY,
        midsummer,
        _first_saturday_from(date(year, 10, 31)),
    ]
    return frozenset([date(year, month, day) for month, day in fixed] + moving)


@lru_cache(maxsize=128)
def norwegian_closed_days(year: int) -> frozenset[date]:
    """Norwegian holidays with 1 and 17 May, Sundays and Saturdays aside; the eves are open."""
    easter = easter_sunday(year)
    fixed = [(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)]
    moving = [-3, -2, 0, 1, 39, 49, 50]
    return frozenset(
        [date(year, month, day) for month, day in fixed] + [easter + n * DAY for n in moving]
    )


def is_working_day(country: str, day: date) -> bool:
    """Whether one can pay at the bank that day."""
    closed = swedish_closed_days if country == "SE" else norwegian_closed_days
    return day.weekday() < SATURDAY and day not in closed(day.year)


def working_day_from(country: str, day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(country, day):
        day += DAY
    return day


def working_days_after(country: str, day: date, count: int) -> date:
    """The day that is so many working days later; the day itself is not counted."""
    while count:
        day += DAY
        count -= is_working_day(country, day)
    return day


def months_after(day: date, count: int) -> date:
    """The same number so many months later, or the last day of a shorter month."""
    month = day.month + count
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1
