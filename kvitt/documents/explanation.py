"""Explanation: the arithmetic behind each interest row, and the refusal of rows it cannot explain.

How many days a year has is for the law book to say: 365 in Sweden, the day's own year in Norway.
"""

from datetime import date, timedelta

from kvitt.documents.letter_parts import Letter, LetterItem
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import law_book
from kvitt.law.interest import YearPart as InterestPart
from kvitt.law.interest import interest_at_rate_minor, year_parts

__all__ = [
    "TOLERANCE_MINOR",
    "InterestPart",
    "UnexplainedInterest",
    "interest_minor",
    "last_day",
    "parts_of",
    "refuse_unexplained",
]

TOLERANCE_MINOR = 1
"""Interest is rounded once per claim, so one period may differ by one öre from its own product."""


class UnexplainedInterest(Refusal):
    """An interest row's amount is not base times rate times days."""


def parts_of(item: LetterItem, country: str) -> tuple[InterestPart, ...]:
    """The days of the row, and by how many days of a year each part of them is divided."""
    if item.from_ is None or item.until is None:
        return ()
    return year_parts(law_book(country), from_=item.from_, until=item.until)


def interest_minor(item: LetterItem, country: str) -> int:
    """What base, rate and days of the row give, in whole minor units, rounded once."""
    if item.base_minor is None or item.rate_bp is None or item.from_ is None or item.until is None:
        return 0
    return interest_at_rate_minor(
        law_book(country),
        base_minor=item.base_minor,
        rate_bp=item.rate_bp,
        from_=item.from_,
        until=item.until,
    )


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
                "The interest of case {case_reference} from {begins_on} until {until} says "
                "{amount_minor} in minor units, but base, rate and days give {expected_minor}: "
                "recompute the interest before the letter is made",
                amount_minor=item.amount_minor,
                expected_minor=expected_minor,
                case_reference=letter.case_reference,
                begins_on=item.from_,
                until=item.until,
            )
