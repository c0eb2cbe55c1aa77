"""Fees: what a letter or a late payment may cost the debtor, on that day, in that country.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> granted = fee(
...     law_book("NO"),
...     "reminder",
...     due_on=date(2026, 1, 15),
...     sent_on=date(2026, 1, 29),
...     debtor_kind="consumer",
... )
>>> granted.amount_minor, granted.because.rule
(3800, 'no.fees.reminder_twentieths')
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from kvitt.kernel.because import Because
from kvitt.law import fees_norway, fees_sweden
from kvitt.law.book import LawBook, LawNotKnown
from kvitt.law.fee_terms import (
    COMPENSATION,
    NOTHING_SPECIAL,
    STOPS,
    Circumstances,
    EarlierFee,
    Fee,
    FeeNotAllowed,
    FeeQuestion,
    UnknownFee,
    UnknownStop,
)
from kvitt.law.interest import checked_debtor_kind
from kvitt.law.regimes import regime_on, review_flag, reviewed_through

__all__ = [
    "COMPENSATION",
    "FEE_KINDS",
    "Circumstances",
    "EarlierFee",
    "Fee",
    "FeeAnswer",
    "FeeNotAllowed",
    "UnknownFee",
    "fee",
    "fee_answer",
]

FEE_KINDS = MappingProxyType({"SE": fees_sweden.KINDS, "NO": fees_norway.KINDS})
"""The kinds of fees by country."""

REPLACING_ACTS = MappingProxyType({"SE": (), "NO": ("collection_act",)})
"""Acts that will change the charges when they come into force; their day may not be set yet."""

LAW_REVIEWED_THROUGH = "law_reviewed_through"
"""Stands among a charge's inputs where the law had not been reviewed for its day."""

_RULES: dict[str, Callable[[FeeQuestion], Fee]] = {
    "SE": fees_sweden.swedish_fee,
    "NO": fees_norway.norwegian_fee,
}


@dataclass(frozen=True, slots=True)
class FeeAnswer:
    """A fee or the reason why there is none, for a person to read."""

    kind: str
    amount_minor: int
    reference: str
    because: Because
    sentence: str
    """Why nothing may be charged; empty where the fee stands."""
    allowed_from: date | None
    """The first day on which the fee may be charged, where waiting helps."""


def fee(
    book: LawBook,
    kind: str,
    *,
    due_on: date,
    sent_on: date,
    debtor_kind: str,
    principal_minor: int = 0,
    agreed: bool = True,
    earlier: Sequence[EarlierFee] = (),
    known_on: date | None = None,
    circumstances: Circumstances = NOTHING_SPECIAL,
) -> Fee:
    """The fee of a letter sent on a day, or of the compensation claimed on it, at its ceiling.

    ``due_on`` is the due day after any shift to a bank day. ``agreed``: a reminder fee was agreed
    when the debt arose (Sweden). ``earlier`` are the measures already taken for the claim;
    ``circumstances`` say what is special with this one. Raises FeeNotAllowed, UnknownFee,
    UnknownDebtorKind and LawNotKnown.
    """
    if kind not in FEE_KINDS[book.country]:
        known = ", ".join(FEE_KINDS[book.country])
        raise UnknownFee(
            "The law book of {country} knows no fee “{kind}”; it knows {known}.",
            country=book.country,
            kind=kind,
            known=known,
        )
    question = FeeQuestion(
        book,
        kind,
        due_on,
        sent_on,
        checked_debtor_kind(debtor_kind),
        principal_minor,
        agreed,
        tuple(earlier),
        known_on,
        circumstances,
    )
    _require_known_act(book, sent_on)
    if circumstances.stopped_by:
        _require_no_stop(question)
    return _flagged(_RULES[book.country](question), book, sent_on)


@lru_cache(maxsize=4096)
def _require_known_act(book: LawBook, on: date) -> None:
    """No fee is answered by an act that another one has replaced. Raises LawNotKnown."""
    for name in REPLACING_ACTS[book.country]:
        if regime_on(book, name, on):
            value = book.value(f"regimes.{name}_from", on=on)
            raise LawNotKnown(
                "Since {applies_from} another act rules the charges, and its amounts are not in "
                "the law book: nothing can be charged until they are.",
                reference=value.reference,
                country=book.country,
                on=on.isoformat(),
                applies_from=value.amount,
            )


def _flagged(granted: Fee, book: LawBook, on: date) -> Fee:
    """The fee, marked where it is decided after the last day for which the law was reviewed."""
    last = _unreviewed_since(book, on)
    if not last:
        return granted
    because = granted.because
    given = {**because.given, LAW_REVIEWED_THROUGH: last}
    return replace(granted, because=Because(because.rule, because.reference, given))


@lru_cache(maxsize=4096)
def _unreviewed_since(book: LawBook, on: date) -> str:
    if not review_flag(book, "fees", on):
        return ""
    last = reviewed_through(book, "fees", on)
    return last.isoformat() if last else "never"


def _require_no_stop(question: FeeQuestion) -> None:
    """Nothing is charged while an objection, a deferral or a kept plan stands, or on a minor."""
    stop = question.circumstances.stopped_by
    if stop not in STOPS:
        raise UnknownStop(
            "“{stopped_by}” does not stop a charge; it is one of {stops}.",
            stopped_by=stop,
            stops=list(STOPS),
        )
    value = question.value(f"stopped_by_{stop}", on=question.sent_on)
    spared = f"charged_in_spite_of_{stop}"
    if f"fees.{spared}" in question.book.series and (
        question.kind in question.value(spared, on=question.sent_on).amount
    ):
        return
    if value.amount:
        raise question.refused(value.sentence, value.reference)


def fee_answer(
    book: LawBook,
    kind: str,
    *,
    due_on: date,
    sent_on: date,
    debtor_kind: str,
    principal_minor: int = 0,
    agreed: bool = True,
    earlier: Sequence[EarlierFee] = (),
    known_on: date | None = None,
    circumstances: Circumstances = NOTHING_SPECIAL,
) -> FeeAnswer:
    """The fee, or 0 with the reason and the day from which it would be allowed.

    Raises UnknownFee, UnknownDebtorKind and LawNotKnown.
    """
    try:
        granted = fee(
            book,
            kind,
            due_on=due_on,
            sent_on=sent_on,
            debtor_kind=debtor_kind,
            principal_minor=principal_minor,
            agreed=agreed,
            earlier=earlier,
            known_on=known_on,
            circumstances=circumstances,
        )
    except FeeNotAllowed as refusal:
        given = {name: str(value) for name, value in refusal.given.items()}
        because = Because(f"{book.country.lower()}.fees.{kind}", refusal.reference, given)
        return FeeAnswer(
            kind, 0, refusal.reference, because, refusal.sentence, refusal.allowed_from
        )
    because = granted.because
    return FeeAnswer(kind, granted.amount_minor, because.reference, because, "", None)
