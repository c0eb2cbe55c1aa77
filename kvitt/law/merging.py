"""Merging: when several claims of one creditor on one debtor become one case and one letter.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> merging_rule(law_book("SE"), "collection_demand", on=date(2026, 3, 2)).merges
True
>>> later_claim_rule(law_book("NO"), on=date(2026, 3, 2)).asks_a_person
True
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kvitt.kernel.because import Because
from kvitt.law.book import LawBook, LawFileBroken

SEPARATE, REVIEW = "separate", "review"


@dataclass(frozen=True, slots=True)
class MergingRule:
    """Whether claims that reach a letter on the same day go out in one, and why."""

    merges: bool
    because: Because


@dataclass(frozen=True, slots=True)
class LaterClaimRule:
    """What becomes of a claim that reaches the demand after another one did, and why."""

    asks_a_person: bool
    because: Because
    sentence: str


@lru_cache(maxsize=1024)
def merging_rule(
    book: LawBook, letter_kind: str, *, on: date, known_on: date | None = None
) -> MergingRule:
    """The country's rule for a kind of letter on its day. Raises LawNotKnown."""
    value = book.value("merging.letters", on=on, known_on=known_on)
    return MergingRule(letter_kind in value.amount, value.because(letter=letter_kind))


@lru_cache(maxsize=1024)
def later_claim_rule(book: LawBook, *, on: date, known_on: date | None = None) -> LaterClaimRule:
    """The country's rule for a claim that comes after a demand. Raises LawNotKnown."""
    value = book.value("merging.later_claim", on=on, known_on=known_on)
    if value.amount not in (SEPARATE, REVIEW):
        raise LawFileBroken(
            "{value}: “{amount}” is neither separate nor review",
            value=value.name,
            amount=value.amount,
        )
    return LaterClaimRule(value.amount == REVIEW, value.because(), value.sentence)
