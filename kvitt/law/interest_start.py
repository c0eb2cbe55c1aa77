"""Interest's beginning: from which day a claim bears late interest, and how long a term may be.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> first = interest_starts(
...     law_book("SE"), basis="demand", debtor_kind="business", sent_on=date(2026, 3, 2)
... )
>>> first.first_on.isoformat(), first.because.reference
('2026-04-02', 'räntelagen (1975:635) 4 §')
"""

from dataclasses import dataclass
from datetime import date, timedelta

from kvitt.kernel.because import Because
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook, LawValue
from kvitt.law.interest_rates import checked_debtor_kind, setting

BASES = ("agreed_due_day", "demand", "restitution", "damages", "legal_action")
"""What interest may run from: see ``interest_starts``."""


class NoInterest(Refusal):
    """The claim bears no late interest on these facts: the sentence says what is missing."""


class UnknownBasis(Refusal):
    """Interest does not begin with that; the sentence names what it can begin with."""


@dataclass(frozen=True, slots=True)
class InterestStart:
    """The first day with interest, the day that it is counted from, and why."""

    first_on: date
    anchor_on: date
    """The due day or the day that stands in for it: as ``due_on`` it gives ``late_interest``."""
    because: Because


@dataclass(frozen=True, slots=True)
class PaymentTerm:
    """Whether a time to pay binds the creditor, and the most that does."""

    is_allowed: bool
    most_days: int | None
    """Days from the demand; None where the law sets no limit."""
    because: Because


def interest_starts(
    book: LawBook,
    *,
    basis: str,
    debtor_kind: str = "consumer",
    due_on: date | None = None,
    sent_on: date | None = None,
    received_on: date | None = None,
    paid_on: date | None = None,
    claimed_on: date | None = None,
    served_on: date | None = None,
    states_interest: bool = False,
    electronic: bool = False,
    electronic_accepted: bool = False,
    is_creditors_delay: bool = False,
    known_on: date | None = None,
) -> InterestStart:
    """The first day on which a claim bears late interest.

    ``agreed_due_day`` needs ``due_on``; ``demand`` needs ``sent_on`` (and in Sweden ``received_on``
    where the letter took longer, and for consumers that it ``states_interest``); ``restitution``
    needs ``paid_on``; ``damages`` needs ``claimed_on``, the day of the claim with its evidence;
    ``legal_action`` needs ``served_on``, which in Sweden also caps the other days. Raises
    NoInterest, UnknownBasis, UnknownLaw where the country has no such rule, and LawNotKnown.
    """
    asked = _Asked(book, checked_debtor_kind(debtor_kind), known_on)
    if basis not in BASES:
        raise UnknownBasis(
            "Interest begins with {bases}; “{basis}” is none of these.", bases=BASES, basis=basis
        )
    if is_creditors_delay:
        on = due_on or sent_on or served_on or paid_on or claimed_on
        spares = asked.value("creditor_delay_spares", _given(on, "due_on", basis))
        raise NoInterest(spares.sentence, reference=spares.reference, basis=basis)
    if basis == "agreed_due_day":
        return _from_due_day(asked, _given(due_on, "due_on", basis))
    if basis == "restitution":
        return _from_payment(asked, _given(paid_on, "paid_on", basis))
    starts = [] if served_on is None else [_from_service(asked, served_on)]
    if basis == "damages":
        starts.append(_from_claim(asked, _given(claimed_on, "claimed_on", basis)))
    elif basis == "demand":
        is_unwanted = electronic and not electronic_accepted
        demand = _Demand(
            _given(sent_on, "sent_on", basis), received_on, states_interest, is_unwanted
        )
        starts += _from_demand(asked, demand, is_needed=not starts)
    else:
        _given(served_on, "served_on", basis)
    return min(starts, key=lambda one: one.first_on)


def payment_term(
    book: LawBook,
    *,
    days: int,
    agreed_on: date,
    debtor_kind: str,
    is_express: bool = False,
    is_justified: bool = False,
    is_instalments: bool = False,
    known_on: date | None = None,
) -> PaymentTerm:
    """Whether a time to pay of so many days, owed to a business, binds the creditor.

    The days count from the creditor's demand. Consumers may be given any time. ``is_express``: the
    creditor expressly approved it; ``is_justified``: a public debtor's longer term has objective
    grounds. Raises LawNotKnown for agreements of which the book does not know.
    """
    group = checked_debtor_kind(debtor_kind)
    name = "authority" if group == "authority" else "business"
    given: dict[str, str | int] = {
        "agreed_on": agreed_on.isoformat(), "debtor_kind": debtor_kind, "days": days,
    }  # fmt: skip
    older = _older_than_the_rule(book, agreed_on, known_on)
    if older is not None:
        return PaymentTerm(True, None, older.because(**given))
    cap = book.value(f"interest.payment_term_{name}", on=agreed_on, known_on=known_on)
    if group == "consumer" or (is_instalments and _spares_instalments(book, agreed_on, known_on)):
        return PaymentTerm(True, None, cap.because(**given))
    express = book.value("interest.payment_term_express", on=agreed_on, known_on=known_on)
    if is_express and group in express.amount:
        return PaymentTerm(True, None, express.because(**given))
    justified = "interest.payment_term_authority_justified"
    if group == "authority" and is_express and is_justified and justified in book.series:
        cap = book.value(justified, on=agreed_on, known_on=known_on)
    return PaymentTerm(days <= cap.amount, cap.amount, cap.because(**given))


def acceptance_time(
    book: LawBook,
    *,
    days: int,
    agreed_on: date,
    debtor_kind: str,
    is_express: bool = False,
    known_on: date | None = None,
) -> PaymentTerm:
    """Whether an examination of goods or services may take so many days before payment.

    Raises UnknownLaw where the country has no such rule, and LawNotKnown.
    """
    group = checked_debtor_kind(debtor_kind)
    older = _older_than_the_rule(book, agreed_on, known_on)
    if older is not None:
        return PaymentTerm(True, None, older.because(agreed_on=agreed_on.isoformat(), days=days))
    cap = book.value("interest.acceptance_days", on=agreed_on, known_on=known_on)
    express = book.value("interest.payment_term_express", on=agreed_on, known_on=known_on)
    because = cap.because(agreed_on=agreed_on.isoformat(), debtor_kind=debtor_kind, days=days)
    if group == "consumer" or (is_express and group in express.amount):
        return PaymentTerm(True, None, because)
    return PaymentTerm(days <= cap.amount, cap.amount, because)


def reference_rate_bp(
    book: LawBook, *, policy_rate_bp: int, on: date, known_on: date | None = None
) -> int:
    """The reference rate that the central bank's main rate gives: rounded up to half a point.

    Both in basis points; the main rate may be below zero. Raises UnknownLaw outside Sweden.
    """
    step = book.value("interest.reference_rate_step", on=on, known_on=known_on).amount
    return -(-policy_rate_bp // int(step)) * int(step)


@dataclass(frozen=True, slots=True)
class _Demand:
    sent_on: date
    received_on: date | None
    states_interest: bool
    is_unwanted_electronic: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    book: LawBook
    debtor_kind: str
    known_on: date | None

    def value(self, name: str, on: date) -> LawValue:
        return self.book.value(f"interest.{name}", on=on, known_on=self.known_on)

    def start(self, ground: LawValue, anchor_on: date, offset: str, **given: str) -> InterestStart:
        days = setting(
            self.book, f"interest.{offset}", on=anchor_on, debtor_kind=self.debtor_kind,
            known_on=self.known_on,
        )  # fmt: skip
        first_on = anchor_on + timedelta(days=days.amount)
        because = ground.because(debtor_kind=self.debtor_kind, **given)
        return InterestStart(first_on, anchor_on, because)


def _from_due_day(asked: _Asked, due_on: date) -> InterestStart:
    ground = setting(
        asked.book, "interest.first_day_offset", on=due_on, debtor_kind=asked.debtor_kind,
        known_on=asked.known_on,
    )  # fmt: skip
    return asked.start(ground, due_on, "first_day_offset", due_on=due_on.isoformat())


def _from_demand(asked: _Asked, demand: _Demand, *, is_needed: bool) -> list[InterestStart]:
    """Thirty days after the demand and not before its receipt; nothing where it does not count.

    Raises NoInterest instead where nothing else begins the interest.
    """
    try:
        _require_valid(asked, demand)
    except NoInterest:
        if is_needed:
            raise
        return []
    wait = asked.value("demand_days", demand.sent_on)
    anchor_on = demand.sent_on + timedelta(days=wait.amount)
    anchor_on = max(anchor_on, demand.received_on or anchor_on)
    sent_on = demand.sent_on.isoformat()
    return [asked.start(wait, anchor_on, "first_day_offset", sent_on=sent_on)]


def _require_valid(asked: _Asked, demand: _Demand) -> None:
    series, sent_on = asked.book.series, demand.sent_on
    if "interest.demand_states_interest" in series and not demand.states_interest:
        stated = asked.value("demand_states_interest", sent_on)
        if asked.debtor_kind in stated.amount:
            raise NoInterest(
                "The demand did not say that non-payment leads to interest: send one that does, or "
                "reckon from the service of a legal action.",
                reference=stated.reference,
                sent_on=sent_on.isoformat(),
            )
    if "interest.electronic_demand_accepted" in series and demand.is_unwanted_electronic:
        accepted = asked.value("electronic_demand_accepted", sent_on)
        raise NoInterest(
            "The demand was sent electronically and the debtor has not expressly accepted that: "
            "send it on paper.",
            reference=accepted.reference,
            sent_on=sent_on.isoformat(),
        )


def _from_payment(asked: _Asked, paid_on: date) -> InterestStart:
    ground = asked.value("restitution_addition", paid_on)
    return asked.start(ground, paid_on, "restitution_day_offset", paid_on=paid_on.isoformat())


def _from_claim(asked: _Asked, claimed_on: date) -> InterestStart:
    wait = asked.value("damages_days", claimed_on)
    anchor_on = claimed_on + timedelta(days=wait.amount)
    return asked.start(wait, anchor_on, "first_day_offset", claimed_on=claimed_on.isoformat())


def _from_service(asked: _Asked, served_on: date) -> InterestStart:
    """The latest beginning: the service of a legal action."""
    ground = asked.value("from_service", served_on)
    return asked.start(ground, served_on, "first_day_offset", served_on=served_on.isoformat())


def _older_than_the_rule(book: LawBook, agreed_on: date, known_on: date | None) -> LawValue | None:
    """What says that the longest terms do not bind an agreement so old, or None where they do."""
    name = "interest.payment_terms_from"
    if name not in book.series:
        return None
    first = book.value(name, on=agreed_on, known_on=known_on)
    return first if agreed_on < date.fromisoformat(first.amount) else None


def _spares_instalments(book: LawBook, agreed_on: date, known_on: date | None) -> bool:
    name = "interest.payment_term_spares"
    if name not in book.series:
        return False
    return "instalments" in book.value(name, on=agreed_on, known_on=known_on).amount


def _given(day: date | None, name: str, basis: str) -> date:
    if day is None:
        raise UnknownBasis("Interest by “{basis}” needs the day “{name}”.", basis=basis, name=name)
    return day
