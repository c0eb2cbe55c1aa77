"""Deadlines: the due day on a Sunday, the least time to pay in a letter, and when it may go out.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> least_deadline(law_book("SE"), "collection_demand", sent_on=date(2026, 12, 21)).day.isoformat()
'2027-01-04'
>>> shift_due_day(law_book("NO"), date(2026, 5, 16)).isoformat()
'2026-05-18'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from kvitt.kernel.because import Because
from kvitt.kernel.days import ONE_DAY, add_bank_days, next_bank_day
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import LawBook
from kvitt.law.fee_terms import EarlierFee
from kvitt.law.interest_rates import checked_debtor_kind

LETTER_KINDS = MappingProxyType(
    {
        "SE": ("friendly_reminder", "reminder", "collection_demand"),
        "NO": (
            "friendly_reminder",
            "reminder",
            "collection_notice",
            "payment_demand",
            "payment_demand_own",
        ),
    }
)
"""The letters whose deadlines the law book knows, by country."""

_PAYMENT_DEMANDS = ("payment_demand", "payment_demand_own")


class UnknownLetter(Refusal):
    """The country's law book knows no letter of that kind."""


class NoticeMissing(Refusal):
    """A Norwegian payment demand needs a collection notice before it."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day to pay in a letter, and why it may not be earlier."""

    day: date
    because: Because


@dataclass(frozen=True, slots=True)
class EarliestSending:
    """The first day on which a letter may go out, and why not before."""

    day: date
    because: Because


@dataclass(frozen=True, slots=True)
class InTime:
    """Whether a payment came within a letter's deadline, and which of its days counts."""

    is_in_time: bool
    counted_on: date
    """The day that counts: the bank's receipt of the order, or the booking where it is unknown."""
    because: Because


def shift_due_day(
    book: LawBook,
    due_on: date,
    *,
    debtor_kind: str = "consumer",
    known_on: date | None = None,
    shift: bool | None = None,
) -> date:
    """A due day that is not a bank day moves to the next one; interest runs from there.

    ``shift`` reads the rule as on or off whatever the book's setting, to compare the readings.
    Raises LawNotKnown and UnknownDebtorKind.
    """
    group = "consumer" if checked_debtor_kind(debtor_kind) == "consumer" else "business"
    rule = book.value(f"deadlines.shift_due_day_{group}", on=due_on, known_on=known_on)
    if rule.amount if shift is None else shift:
        return next_bank_day(book.country, due_on)
    return due_on


def least_deadline(
    book: LawBook,
    kind: str,
    *,
    sent_on: date,
    known_on: date | None = None,
    shift: bool | None = None,
    delivery_bank_days: int = 0,
) -> Deadline:
    """The earliest lawful last day to pay for a letter of that kind sent that day.

    ``delivery_bank_days`` lengthens the presumed time in the post, for a slower post; it never
    shortens it. ``shift`` reads the move of a last day on a weekend as on or off whatever the
    book's setting, to compare the readings. Raises UnknownLetter and LawNotKnown.
    """
    return _least_deadline(book, kind, sent_on, known_on, shift, delivery_bank_days)


@lru_cache(maxsize=4096)
def _least_deadline(
    book: LawBook,
    kind: str,
    sent_on: date,
    known_on: date | None,
    shift: bool | None,
    slow_bank_days: int,
) -> Deadline:
    _require_letter(book, kind)
    days = book.value(f"deadlines.{kind}_days", on=sent_on, known_on=known_on)
    day = sent_on + timedelta(days=days.amount)
    given: dict[str, str | int] = {"kind": kind, "sent_on": sent_on.isoformat()}
    given["days"] = days.amount
    if f"deadlines.{kind}_bank_days" in book.series:
        bank_days, delivery = (
            book.value(f"deadlines.{name}", on=sent_on, known_on=known_on).amount
            for name in (f"{kind}_bank_days", "delivery_bank_days")
        )
        received_on = add_bank_days(book.country, sent_on, max(delivery, slow_bank_days))
        day = max(day, add_bank_days(book.country, received_on, bank_days))
        given |= {"received_on": received_on.isoformat(), "bank_days": bank_days}
    rule = book.value("deadlines.shift_letter_deadline", on=sent_on, known_on=known_on)
    if rule.amount if shift is None else shift:
        day = next_bank_day(book.country, day)
    return Deadline(day, days.because(**given))


def paid_in_time(
    book: LawBook,
    kind: str,
    *,
    deadline_on: date,
    booked_on: date,
    ordered_on: date | None = None,
    known_on: date | None = None,
) -> InTime:
    """Whether a payment came within the deadline of a letter of that kind.

    What counts is the day on which the debtor's bank received the payment order, not the later day
    of booking; the booking counts only where the bank did not tell the other. Raises UnknownLetter
    and LawNotKnown.
    """
    _require_letter(book, kind)
    own = f"deadlines.{kind}_paid_by"
    name = own if own in book.series else "deadlines.paid_by"
    rule = book.value(name, on=booked_on, known_on=known_on)
    counts_order = rule.amount == "order_received"
    counted_on = ordered_on if counts_order and ordered_on is not None else booked_on
    given = {"kind": kind, "deadline_on": deadline_on.isoformat()}
    given["counted_on"] = counted_on.isoformat()
    return InTime(counted_on <= deadline_on, counted_on, rule.because(**given))


def earliest_sending(
    book: LawBook,
    kind: str,
    *,
    due_on: date,
    earlier: Sequence[EarlierFee] = (),
    with_fee: bool = False,
    known_on: date | None = None,
) -> EarliestSending:
    """The first day on which a letter of that kind may go out, after those already sent.

    Never before the claim is overdue and never while the debtor still has time by an earlier
    letter. A charged letter in Norway waits 14 days after the due day, and a payment demand needs a
    collection notice. How many charged letters are allowed is for ``fees.fee`` to say. Raises
    NoticeMissing, UnknownLetter and LawNotKnown.
    """
    _require_letter(book, kind)
    overdue_on = due_on + ONE_DAY
    ground = book.value(f"deadlines.{kind}_days", on=overdue_on, known_on=known_on)
    day, given = overdue_on, {"kind": kind, "due_on": due_on.isoformat()}
    if kind in _PAYMENT_DEMANDS and not any(one.kind == "collection_notice" for one in earlier):
        raise NoticeMissing(
            "A payment demand may go out only after the deadline of a collection notice, and none "
            "has been sent.",
            reference=ground.reference,
            **given,
        )
    if book.country == "NO" and (with_fee or kind == "payment_demand_own"):
        wait = book.value("fees.wait_days_after_due", on=overdue_on, known_on=known_on)
        day, ground = due_on + timedelta(days=wait.amount), wait
    deadlines = [one.deadline_on for one in earlier if one.deadline_on is not None]
    if deadlines and max(deadlines) >= day:
        day = max(deadlines) + ONE_DAY
        ground = book.value(f"deadlines.{kind}_days", on=overdue_on, known_on=known_on)
        given["earlier_deadline_on"] = max(deadlines).isoformat()
    return EarliestSending(day, ground.because(**given))


def _require_letter(book: LawBook, kind: str) -> None:
    if kind not in LETTER_KINDS[book.country]:
        known = ", ".join(LETTER_KINDS[book.country])
        raise UnknownLetter(
            "The law book of {country} knows no letter “{kind}”; it knows {known}.",
            country=book.country,
            kind=kind,
            known=known,
        )
