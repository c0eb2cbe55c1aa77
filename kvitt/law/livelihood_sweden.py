"""What a debtor in Sweden keeps a month to live on, before housing (normalbelopp).

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> normal_amount_minor(
...     law_book("SE"), on=date(2023, 3, 1), household="supporting_spouse", child_ages=(4, 12)
... )
1677900
"""

from collections.abc import Sequence
from datetime import date

from kvitt.law.book import LawBook
from kvitt.law.livelihood import UnknownHousehold

ADULTS = {"single": "single", "supporting_spouse": "couple"}
"""The households, and the amount of their grown-ups; ``supporting_spouse`` lives on the debtor's
income alone."""
CHILD_GROUPS = ((6, "0_6"), (10, "7_10"), (14, "11_14"))
OLDEST_GROUP = "15"


def normal_amount_minor(
    book: LawBook,
    *,
    on: date,
    household: str,
    child_ages: Sequence[int] = (),
    known_on: date | None = None,
) -> int:
    """What the household keeps a month in öre, without housing, which comes on top.

    The amount of two who live together is for both: where each has an income, how they share it is
    not in the book and a person says what the debtor keeps. Raises LawNotKnown where the year's
    amounts are not known, and UnknownHousehold.
    """
    if household not in ADULTS:
        raise UnknownHousehold(
            "Sweden's amounts are for {adults}, not for “{household}”: say what the debtor keeps "
            "to live on instead.",
            household=household,
            adults=" and ".join(ADULTS),
        )
    if any(age < 0 for age in child_ages):
        raise UnknownHousehold("A child's age is counted in whole years from 0.")
    table = book.value("livelihood.monthly", on=on, known_on=known_on).amount
    children = [table[f"child_{_group(age)}"] for age in child_ages]
    kept_minor: int = table[ADULTS[household]] + sum(children)
    return kept_minor


def _group(age: int) -> str:
    return next((group for oldest, group in CHILD_GROUPS if age <= oldest), OLDEST_GROUP)
