"""Consumer credit in Sweden: what konsumentkreditlagen (2010:1846) caps and when all falls due.

What an agreement may cost goes by the day on which it was made. A new act is proposed: where the
law book says from which day it applies, these functions refuse to answer by the old one.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> loan = CreditTerms(date(2025, 3, 10), 4_000_00)
>>> within_total_cost(
...     law_book("SE"), loan, kind="interest", amount_minor=95_20, counted_minor=3_940_00,
...     on=date(2026, 3, 1),
... ).amount_minor
6000
"""

from dataclasses import dataclass
from datetime import date

from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawNotKnown, LawValue
from kvitt.law.costs_sweden import BASIS_POINTS, COSTS
from kvitt.law.regimes import regime_on

FORMS = ("loan", "purchase", "purchase_account")
"""A loan, a purchase on credit, or an account that is mainly for purchases on credit."""

_HUNDREDTHS = 100


class CreditActNotRead(LawNotKnown):
    """The new consumer credit act is said to apply, and the law book does not hold it."""


class CreditNotUnderstood(Refusal):
    """The terms of the credit, or an amount, cannot be right."""


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """What the caps depend on."""

    agreed_on: date
    credit_minor: int
    form: str = "loan"
    is_high_cost: bool = False
    """A high-cost credit under the rules before March 2025."""


@dataclass(frozen=True, slots=True)
class RateCap:
    """The highest rate of a credit on a day, in basis points."""

    rate_bp: int
    because: Because


@dataclass(frozen=True, slots=True)
class AmountCap:
    """The highest amount, or what is left of it, in öre."""

    amount_minor: int
    because: Because


@dataclass(frozen=True, slots=True)
class CappedAmount:
    """What may be charged of an amount, and what the cap leaves out of it."""

    amount_minor: int
    left_out_minor: int
    because: Because | None
    """The cap; None where none binds the credit or the cost."""


def require_old_act(book: LawBook, on: date, known_on: date | None = None) -> None:
    """Refuses to answer by the act of 2010 from the day on which a new act is said to apply.

    Raises CreditActNotRead.
    """
    if regime_on(book, "consumer_credit_act", on, known_on=known_on):
        switch = book.value("regimes.consumer_credit_act_from", on=on, known_on=known_on)
        raise CreditActNotRead(
            "The new consumer credit act applies from {applies_from} and is not in the law book: "
            "what it says about {on:day} is for a person to read.",
            reference=switch.reference,
            on=on.isoformat(),
            applies_from=switch.amount,
        )


def value_if_any(
    book: LawBook, name: str, *, on: date, known_on: date | None = None
) -> LawValue | None:
    """The value of a rule that begins or ends on some day; None outside the days that it has.

    Raises LawNotKnown where the book owns up to not knowing.
    """
    values = book.values(name, known_on=known_on)
    if not values or on < values[0].applies_from:
        return None
    last = values[-1].applies_until
    return None if last is not None and on >= last else book.value(name, on=on, known_on=known_on)


def rate_cap(
    book: LawBook, terms: CreditTerms, *, on: date, known_on: date | None = None
) -> RateCap | None:
    """The highest rate on that day, for the credit and in default; None where none is set.

    The margin goes by the day of the agreement, the reference rate by ``on``. Raises
    CreditNotUnderstood, CreditActNotRead and LawNotKnown past the last known half-year.
    """
    _check(terms)
    require_old_act(book, on, known_on)
    margin = value_if_any(book, "credit.rate_margin", on=terms.agreed_on, known_on=known_on)
    if margin is None and terms.is_high_cost:
        name = "credit.high_cost_rate_margin"
        margin = value_if_any(book, name, on=terms.agreed_on, known_on=known_on)
    if margin is None:
        return None
    reference = book.value("interest.reference_rate", on=on, known_on=known_on)
    because = margin.because(
        agreed_on=terms.agreed_on.isoformat(),
        on=on.isoformat(),
        reference_rate_bp=reference.amount,
        margin_bp=margin.amount,
    )
    return RateCap(reference.amount + margin.amount, because)


def total_cost_room(
    book: LawBook,
    terms: CreditTerms,
    *,
    counted_minor: int,
    on: date,
    known_on: date | None = None,
) -> AmountCap | None:
    """What the credit may still cost in all, at least 0; None where the total is not capped.

    ``counted_minor`` is what has been charged of the costs that count, also for a credit that the
    same or a related lender has refinanced. Raises CreditNotUnderstood, CreditActNotRead and
    LawNotKnown.
    """
    _check(terms, counted_minor)
    require_old_act(book, on, known_on)
    share = value_if_any(book, "credit.total_cost_share", on=terms.agreed_on, known_on=known_on)
    if share is None or _is_exempt(book, terms, known_on):
        return None
    most_minor = terms.credit_minor * share.amount // _HUNDREDTHS
    because = share.because(
        agreed_on=terms.agreed_on.isoformat(),
        credit_minor=terms.credit_minor,
        most_minor=most_minor,
        counted_minor=counted_minor,
    )
    return AmountCap(max(0, most_minor - counted_minor), because)


def within_total_cost(
    book: LawBook,
    terms: CreditTerms,
    *,
    kind: str,
    amount_minor: int,
    counted_minor: int,
    on: date,
    known_on: date | None = None,
) -> CappedAmount:
    """A cost of a kind cut down to what the cap leaves room for; authorities' costs are not cut.

    Kinds are the letters' fees, ``interest`` and ``credit_cost``. Raises CreditNotUnderstood for
    others, CreditActNotRead and LawNotKnown.
    """
    _check(terms, counted_minor, amount_minor)
    if kind in COSTS:
        return CappedAmount(amount_minor, 0, None)
    room = total_cost_room(book, terms, counted_minor=counted_minor, on=on, known_on=known_on)
    if room is None:
        return CappedAmount(amount_minor, 0, None)
    counts = book.value("credit.total_cost_counts", on=terms.agreed_on, known_on=known_on)
    if kind not in counts.amount:
        known = ", ".join((*counts.amount, *COSTS))
        raise CreditNotUnderstood(
            "A consumer credit carries no cost “{kind}”; it carries {known}.",
            reference=counts.reference,
            kind=kind,
            known=known,
        )
    allowed = min(amount_minor, room.amount_minor)
    return CappedAmount(allowed, amount_minor - allowed, room.because)


def setup_fee_cap(
    book: LawBook, terms: CreditTerms, *, known_on: date | None = None
) -> AmountCap | None:
    """The highest fee for setting up the credit; None for agreements before there was a cap.

    Raises CreditNotUnderstood, CreditActNotRead and LawNotKnown where the year's price base amount
    is not known.
    """
    _check(terms)
    require_old_act(book, terms.agreed_on, known_on)
    share = value_if_any(book, "credit.setup_fee_share", on=terms.agreed_on, known_on=known_on)
    if share is None:
        return None
    base = book.value("amounts.price_base", on=terms.agreed_on, known_on=known_on)
    because = share.because(agreed_on=terms.agreed_on.isoformat(), price_base_minor=base.amount)
    return AmountCap(base.amount * share.amount // BASIS_POINTS, because)


def _is_exempt(book: LawBook, terms: CreditTerms, known_on: date | None) -> bool:
    """An account mainly for purchases, and a small purchase on credit, have no cap on the total."""
    forms = book.value("credit.total_cost_exempt_forms", on=terms.agreed_on, known_on=known_on)
    if terms.form in forms.amount:
        return True
    if terms.form != "purchase":
        return False
    small = book.value("credit.small_purchase_share", on=terms.agreed_on, known_on=known_on)
    base = book.value("amounts.price_base", on=terms.agreed_on, known_on=known_on)
    is_small: bool = terms.credit_minor * BASIS_POINTS <= base.amount * small.amount
    return is_small


def _check(terms: CreditTerms, *amounts_minor: int) -> None:
    if terms.form not in FORMS:
        raise CreditNotUnderstood(
            "“{form}” is no form of credit; it is one of {forms}.",
            form=terms.form,
            forms=list(FORMS),
        )
    if terms.credit_minor <= 0 or min(amounts_minor, default=0) < 0:
        raise CreditNotUnderstood("A credit is above zero, and its costs are not below it.")
