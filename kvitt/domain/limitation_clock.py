"""The limitation clock: until when a claim can be enforced, by each reading of what is proven.

The strict reading counts only interruptions of which there is evidence. The others also count what
is likely but not proven: a payment as an acknowledgement, a letter as received. Alarms and holds go
by the strict one, since the others are worth nothing when they are denied.

>>> from kvitt.law.book import law_book
>>> claim = ClaimDays("consumer", issued_on=date(2023, 5, 10), due_on=date(2023, 6, 9),
...                   payments=(date(2024, 1, 15),))
>>> [(one.name, one.expires_on.isoformat()) for one in readings(law_book("SE"), claim)]
[('proven', '2026-05-10'), ('payments', '2027-01-15')]
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kvitt.kernel.days import ONE_DAY, add_bank_days, add_months, previous_bank_day
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.law.book import LawBook
from kvitt.law.limitation import AlreadyBarred, Interruption, Limitation, limitation

ALARM_MONTHS = (12, 6, 3, 1)
"""Policy: a person is told so many months before the last day to act, each once."""
STRICT = "proven"
LOOK_AGAIN_MONTHS = 12
"""What stands still in a proceeding, or cannot be computed, is looked at again after this time."""


class ClaimDays(NamedTuple):
    """What is known of one claim that bears on its limitation."""

    debtor_kind: str
    issued_on: date
    due_on: date
    arose_on: date | None = None
    """The contract or delivery, where it has been told; otherwise the invoice's day counts, which
    may be later than the claim arose."""
    claim_kind: str = "ordinary"
    proven: tuple[Interruption, ...] = ()
    """Interruptions with evidence."""
    payments: tuple[date, ...] = ()
    """Days on which the debtor paid on the claim."""
    letters: tuple[date, ...] = ()
    """Days on which letters about it were posted."""


class Reading(NamedTuple):
    """Until when the claim can be enforced, if what the reading counts is accepted."""

    name: str
    """``proven``, ``payments`` or ``letters``; each counts what those before it count, too."""
    expires_on: date | None
    """The last day; None while it stands still in a proceeding."""
    act_by: date | None
    sentence: str
    reference: str


class Clock(NamedTuple):
    """How the strict reading stands on a day, and when to look again."""

    expires_on: date | None
    act_by: date | None
    alarm_months: int | None
    """The alarm that is due: the last day to act is no more than so many months away."""
    is_expired: bool
    look_on: date


def readings(book: LawBook, claim: ClaimDays) -> tuple[Reading, ...]:
    """Every reading that gives another answer than the one before it, the strict one first.

    Raises LawNotKnown and what the law refuses of the proven interruptions.
    """
    found = [_reading(book, claim, STRICT, claim.proven, Sentence("only what is proven counts"))]
    likely: list[Interruption] = [*claim.proven]
    for name, interruptions, sentence in (
        ("payments", _acknowledged(claim), Sentence("payments count as acknowledgements")),
        ("letters", _received(book, claim), Sentence("posted letters count as received")),
    ):
        likely += interruptions
        if interruptions:
            made = _reading(book, claim, name, likely, sentence)
            if made.expires_on != found[-1].expires_on:
                found.append(made)
    return tuple(found)


def clock(strict: Reading, today: date) -> Clock:
    """The alarm that is due today by the strict reading, and the next day on which one can be."""
    if strict.expires_on is None or strict.act_by is None:
        return Clock(None, None, None, False, add_months(today, LOOK_AGAIN_MONTHS))
    if today > strict.expires_on:
        look_on = add_months(today, LOOK_AGAIN_MONTHS)
        return Clock(strict.expires_on, strict.act_by, ALARM_MONTHS[-1], True, look_on)
    begins = {months: add_months(strict.act_by, -months) for months in ALARM_MONTHS}
    due = [months for months in ALARM_MONTHS if begins[months] <= today]
    later = [day for day in begins.values() if day > today]
    look_on = min(later, default=strict.expires_on + ONE_DAY)
    return Clock(strict.expires_on, strict.act_by, due[-1] if due else None, False, look_on)


def _reading(
    book: LawBook, claim: ClaimDays, name: str, counted: Sequence[Interruption], sentence: str
) -> Reading:
    found, late = _as_far_as_it_runs(book, claim, counted)
    if late is not None:
        return Reading(
            name, late, previous_bank_day(book.country, late), sentence, found.because.reference
        )
    return Reading(name, found.barred_after, found.act_by, sentence, found.because.reference)


def _as_far_as_it_runs(
    book: LawBook, claim: ClaimDays, counted: Sequence[Interruption]
) -> tuple[Limitation, date | None]:
    """What follows from the interruptions; the last day where one of them came after it."""
    try:
        return _limitation(book, claim, counted), None
    except AlreadyBarred as no:
        barred_after = date.fromisoformat(str(no.given["barred_after"]))
        before = [one for one in counted if one.on <= barred_after]
        return _limitation(book, claim, before), barred_after


def _limitation(book: LawBook, claim: ClaimDays, counted: Sequence[Interruption]) -> Limitation:
    return limitation(
        book, debtor_kind=claim.debtor_kind, arose_on=claim.arose_on or claim.issued_on,
        due_on=claim.due_on, claim_kind=claim.claim_kind, interruptions=counted,
    )  # fmt: skip


def _acknowledged(claim: ClaimDays) -> list[Interruption]:
    first_on = claim.arose_on or claim.issued_on
    return [Interruption("acknowledged", day) for day in claim.payments if day >= first_on]


def _received(book: LawBook, claim: ClaimDays) -> list[Interruption]:
    """Posted letters as received after the days that the law presumes; nothing in Norway."""
    if book.country != "SE":
        return []
    made = []
    for day in claim.letters:
        try:
            post = book.value("deadlines.delivery_bank_days", on=day).amount
        except Refusal:
            continue
        made.append(Interruption("demand_received", add_bank_days("SE", day, post)))
    return made
