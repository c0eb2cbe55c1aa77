"""Limitation: until which day a claim can be enforced, and what let the time run anew.

Every interruption is a fact that the creditor can prove; a letter that was only sent is none. The
day of the law is told unmoved (29 February ends on 28 February); Kvitt acts on the last working day
by it.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> received = Interruption("demand_received", date(2024, 11, 20))
>>> found = limitation(law_book("SE"), debtor_kind="consumer", arose_on=date(2022, 5, 10),
...                    interruptions=[received])
>>> found.barred_after.isoformat(), found.act_by.isoformat(), found.period_years
('2027-11-20', '2027-11-19', 3)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kvitt.kernel.because import Because
from kvitt.kernel.days import add_years, next_bank_day, previous_bank_day
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import COUNTRY_NAMES, LawBook
from kvitt.law.interest import DEBTOR_KINDS
from kvitt.law.limitation_course import (
    AlreadyBarred,
    Course,
    Interruption,
    InterruptionNotUsable,
    LimitationStep,
)

__all__ = [
    "CLAIM_KINDS",
    "INTERRUPTIONS",
    "AlreadyBarred",
    "Interruption",
    "InterruptionNotUsable",
    "Limitation",
    "LimitationStep",
    "UnknownClaim",
    "UnknownInterruption",
    "interest_barred_after",
    "limitation",
]

CLAIM_KINDS = ("ordinary", "loan", "note")
"""An ordinary claim, a loan of money, a claim under a (negotiable) note."""

INTERRUPTIONS = MappingProxyType(
    {
        "SE": ("acknowledged", "demand_received", "legal_action", "legal_action_unserved"),
        "NO": (
            "acknowledged",
            "legal_action",
            "legal_action_dismissed",
            "enforcement",
            "trekk",
            "trekk_notice",
            "board_complaint",
        ),
    }
)
"""What may interrupt, by country; the days of each are told by ``Interruption``."""

_LEGAL_STEPS = ("legal_action", "enforcement", "trekk")
_LETTERS = ("demand", "demand_sent", "demand_received", "reminder", "letter")


class UnknownClaim(Refusal):
    """The law knows no such kind of claim or debtor."""


class UnknownInterruption(Refusal):
    """What is said to interrupt is nothing that the country's law counts."""


@dataclass(frozen=True, slots=True)
class Limitation:
    """The last day on which a claim can be enforced, step by step."""

    barred_after: date | None
    """The last day on which it can be enforced; None while it stands still in a proceeding."""
    act_by: date | None
    """The last working day on or before that day: by then the next step must be taken."""
    period_years: int
    """The length of the period that runs now."""
    steps: tuple[LimitationStep, ...]
    because: Because

    def is_barred(self, on: date) -> bool:
        """Whether the claim can no longer be enforced on that day."""
        return self.barred_after is not None and on > self.barred_after


def limitation(
    book: LawBook,
    *,
    debtor_kind: str,
    arose_on: date,
    claim_kind: str = "ordinary",
    due_on: date | None = None,
    interruptions: Sequence[Interruption] = (),
    known_on: date | None = None,
    shift: bool | None = None,
) -> Limitation:
    """Until when a claim can be enforced, after these proven interruptions in any order.

    In Sweden the time counts from ``arose_on``, in Norway from ``due_on`` (from ``arose_on`` where
    no due day is given, which is the earlier and so the careful day). ``shift`` reads the last day
    with or without the move to a working day, whatever the book's setting. Raises UnknownClaim,
    UnknownInterruption, InterruptionNotUsable, AlreadyBarred and LawNotKnown.
    """
    _require_known(book, debtor_kind, claim_kind)
    from_due = book.value("limitation.counts_from", on=due_on or arose_on, known_on=known_on)
    origin_on = (due_on or arose_on) if from_due.amount == "due_on" else arose_on
    name = _period_name(book, debtor_kind, claim_kind)
    period = book.value(name, on=origin_on, known_on=known_on)
    course = Course(book, origin_on, period, known_on)
    for one in sorted(interruptions, key=_by_day):
        _require_usable(book, one, arose_on)
        course.take(one, _signs_of(one, interruptions))
    given: dict[str, str | int] = {"debtor_kind": debtor_kind, "claim_kind": claim_kind}
    given |= {"origin_on": origin_on.isoformat(), "years": course.years}
    last_on = course.barred_after
    shifts = book.value("limitation.shift_last_day", on=last_on or origin_on, known_on=known_on)
    shown_on = last_on
    if last_on and (shifts.amount if shift is None else shift):
        shown_on = next_bank_day(book.country, last_on)
    return Limitation(
        barred_after=shown_on,
        act_by=previous_bank_day(book.country, last_on) if last_on else None,
        period_years=course.years,
        steps=tuple(course.steps),
        because=period.because(**given),
    )


def interest_barred_after(
    book: LawBook, found: Limitation, *, accrued_on: date, known_on: date | None = None
) -> date | None:
    """The last day on which the interest accrued on a day can be enforced; None: stands still.

    In Sweden it falls with the claim. In Norway it is barred by itself, unless a legal step covered
    it in time, or it accrued after one and was not barred when the wording of 2026 took effect.
    Raises LawNotKnown.
    """
    if "limitation.interest_barred_with_main" in book.series:
        return found.barred_after
    years = book.value("limitation.interest_years", on=accrued_on, known_on=known_on)
    own = add_years(accrued_on, years.amount)
    effective = [step.day for step in found.steps if step.kind in _LEGAL_STEPS]
    if any(accrued_on < day <= own for day in effective):
        return found.barred_after
    later = book.value("limitation.later_interest_with_main", on=own, known_on=known_on)
    if later.amount and any(day <= accrued_on for day in effective):
        return found.barred_after
    return own if found.barred_after is None else min(own, found.barred_after)


def _signs_of(one: Interruption, interruptions: Sequence[Interruption]) -> list[date]:
    """The payouts and notices under an attachment of wages, in order."""
    if one.kind != "trekk":
        return []
    last_on = one.ended_on or date.max
    notices = (other.on for other in interruptions if other.kind == "trekk_notice")
    return sorted(day for day in notices if one.on <= day <= last_on)


def _period_name(book: LawBook, debtor_kind: str, claim_kind: str) -> str:
    if book.country == "SE" and debtor_kind == "consumer":
        key = {"ordinary": "consumer_years", "loan": "consumer_loan_years"}.get(claim_kind)
    else:
        key = {"loan": "loan_years" if book.country == "NO" else None}.get(claim_kind)
    return f"limitation.{key or ('note_years' if claim_kind == 'note' else 'ordinary_years')}"


def _require_known(book: LawBook, debtor_kind: str, claim_kind: str) -> None:
    for told, kinds, what in (
        (debtor_kind, DEBTOR_KINDS, "debtor"),
        (claim_kind, CLAIM_KINDS, "claim"),
    ):
        if told not in kinds:
            raise UnknownClaim(
                "“{told}” is not a kind of {what}: say {kinds}.",
                country=book.country,
                told=told,
                what=what,
                kinds=list(kinds),
            )


def _require_usable(book: LawBook, one: Interruption, arose_on: date) -> None:
    known = INTERRUPTIONS[book.country]
    if one.kind not in known:
        hint = ""
        if one.kind in _LETTERS:
            hint = (
                " A demand interrupts only when the debtor received it: give demand_received with"
                " the day of receipt."
                if book.country == "SE"
                else " A letter does not interrupt in Norway."
            )
        raise UnknownInterruption(
            "“{kind}” interrupts nothing in {told_country}; what interrupts is {known}.{hint}",
            country=book.country,
            kind=one.kind,
            told_country=COUNTRY_NAMES[book.country],
            known=list(known),
            hint=hint,
        )
    if one.on < arose_on:
        raise InterruptionNotUsable(
            "“{kind}” on {on:day} came before the claim arose on {arose_on}.",
            kind=one.kind,
            on=one.on.isoformat(),
            arose_on=arose_on,
        )


def _by_day(one: Interruption) -> tuple[date, date, str]:
    return one.on, one.ended_on or date.max, one.kind
