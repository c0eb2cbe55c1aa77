"""What a change of the law does to an example claim of 10 000.00: sums before and after."""

from collections.abc import Iterator
from datetime import date, timedelta

from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.fees import FEE_KINDS, fee_answer
from kvitt.law.interest import late_interest
from kvitt.law.wording import in_words

_PRINCIPAL_MINOR = 1_000_000
_DEBTORS = ("consumer", "business")
_DUE_BEFORE = timedelta(days=60)
_HALF_A_YEAR = timedelta(days=183)
_ONE_DAY = timedelta(days=1)


def trial_sums(
    old: LawBook, new: LawBook, from_: date, until: date | None = None
) -> tuple[str, ...]:
    """The sums of an example claim that differ between two books around one day, as sentences.

    Asked are the late interest until the last day before ``until`` (without it, half a year on) and
    every kind of charge at once on the first day, and 60 days after a claim that fell due on it.
    """
    last_on = (until or from_ + _HALF_A_YEAR) - _ONE_DAY
    told: dict[str, list[str]] = {}
    for debtor in _DEBTORS:
        before, after = (list(_sums(book, debtor, from_, last_on)) for book in (old, new))
        for (question, sum_before), (_, sum_after) in zip(before, after, strict=True):
            if sum_before != sum_after:
                told.setdefault(f"{question}: {sum_before} → {sum_after}", []).append(debtor)
    return tuple(
        sentence if len(debtors) == len(_DEBTORS) else f"{sentence} ({debtors[0]} only)"
        for sentence, debtors in told.items()
    )


def _sums(book: LawBook, debtor: str, from_: date, last_on: date) -> Iterator[tuple[str, str]]:
    due_on = from_ - _DUE_BEFORE
    question = f"late interest on 10 000.00 due {due_on} until {last_on}"
    yield question, _interest(book, due_on, last_on, debtor)
    for due_on, sent_on in ((from_ - _DUE_BEFORE, from_), (from_, from_ + _DUE_BEFORE)):
        for kind in FEE_KINDS[book.country]:
            question = f"{in_words(kind)} on {sent_on} for 10 000.00 due {due_on}"
            yield question, _fee(book, kind, due_on, sent_on, debtor)


def _interest(book: LawBook, due_on: date, until_on: date, debtor: str) -> str:
    try:
        found = late_interest(
            book,
            principal_minor=_PRINCIPAL_MINOR,
            due_on=due_on,
            until_on=until_on,
            debtor_kind=debtor,
        )
    except Refusal:
        return "not known"
    return as_decimal_text(found.interest_minor)


def _fee(book: LawBook, kind: str, due_on: date, sent_on: date, debtor: str) -> str:
    try:
        found = fee_answer(
            book,
            kind,
            due_on=due_on,
            sent_on=sent_on,
            debtor_kind=debtor,
            principal_minor=_PRINCIPAL_MINOR,
        )
    except LawNotKnown:
        return "not known"
    except Refusal:
        return "not allowed"
    return "not allowed" if found.sentence else as_decimal_text(found.amount_minor)
