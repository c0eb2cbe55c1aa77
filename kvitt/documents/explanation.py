"""Explanation: the arithmetic behind each interest row, and the refusal of rows it cannot explain.

Sweden counts 365 days to every year; Norway counts each day by its own calendar year (366 in leap
years). Source: räntelagen 6 § with ACT/365 practice; forsinkelsesrenteloven § 3.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kvitt.documents.letter_parts import Letter, LetterItem
from kvitt.kernel.money import divide_half_up
from kvitt.kernel.refusal import Refusal

TOLERANCE_MINOR = 1
"""Interest is rounded once per claim, so one period may differ by one öre from its own product."""


class UnexplainedInterest(Refusal):
    """An interest row's amount is not base times rate times days."""


@dataclass(frozen=True, slots=True)
class InterestPart:
    """The days of an interest row within one divisor: days out of the days of the year."""

    days: int
    year_days: int


def parts_of(item: LetterItem, country: str) -> tuple[InterestPart, ...]:
    """The days of the row, split by calendar year where the country counts by calendar year."""
    if item.from_ is None or item.until is None or item.until <= item.from_:
        return ()
    if country != "NO":
        return (InterestPart((item.until - item.from_).days, 365),)
    parts: dict[int, int] = {}
    first = item.from_
    while first < item.until:
        following = min(date(first.year + 1, 1, 1), item.until)
        year_days = (date(first.year + 1, 1, 1) - date(first.year, 1, 1)).days
        parts[year_days] = parts.get(year_days, 0) + (following - first).days
        first = following
    return tuple(InterestPart(days, year_days) for year_days, days in parts.items())


def interest_minor(item: LetterItem, country: str) -> int:
    """What base, rate and days of the row give, in whole minor units, rounded once."""
    if item.base_minor is None or item.rate_bp is None:
        return 0
    product = item.base_minor * item.rate_bp
    numerator = sum(part.days * (365 * 366 // part.year_days) for part in parts_of(item, country))
    return divide_half_up(product * numerator, 365 * 366 * 10_000)


def last_day(item: LetterItem) -> date | None:
    """The last day that bears interest: the day before ``until``."""
    return item.until - timedelta(days=1) if item.until else None


def refuse_unexplained(letter: Letter) -> None:
    """Raises UnexplainedInterest for the first interest row that its own figures do not give."""
    for item in letter.items:
        if item.kind != "interest":
            continue
        expected_minor = interest_minor(item, letter.country)
        if abs(expected_minor - item.amount_minor) > TOLERANCE_MINOR:
            raise UnexplainedInterest(
                f"The interest of case {letter.case_reference} from {item.from_} until "
                f"{item.until} says {item.amount_minor} in minor units, but base, rate and days "
                f"give {expected_minor}: recompute the interest before the letter is made",
                amount_minor=item.amount_minor,
                expected_minor=expected_minor,
            )
