"""The arithmetic of interest in words: the same on a letter's back page and in an explanation.

>>> from kvitt.documents.wording import wording
>>> text = interest_text(
...     wording("sv"), base_minor=10_000_00, rate_bp=1050, parts=[(41, 365)],
...     currency="SEK", country="SE",
... )
>>> text.replace("\\u00a0", " ")
'10 000,00 kr × 10,5 % per år × 41 dagar / 365'
"""

from collections.abc import Iterable

from kvitt.documents.wording import Wording


def interest_text(
    words: Wording,
    *,
    base_minor: int,
    rate_bp: int,
    parts: Iterable[tuple[int, int]],
    currency: str,
    country: str,
) -> str:
    """Base times rate times days by the days of the year, as a person can repeat it.

    ``parts`` are the days with the days of their year; the base is in whole minor units.
    """
    return " + ".join(
        words.say(
            "explained.arithmetic",
            base=words.money(base_minor, currency, country=country),
            rate=words.rate(rate_bp),
            days=str(days),
            year_days=str(year_days),
        )
        for days, year_days in parts
    )
