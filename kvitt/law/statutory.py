"""Deadlines that a statute sets: objections, transfers, notices, stays, and the age of majority.

A deadline of weeks, months or years ends on the same day of the week or the same date; the first
day is not counted. Where the statute moves a last day on a weekend or holiday, or the debtor's time
would otherwise be shorter, the next working day is the last.

>>> from datetime import date
>>> from kvitt.law.book import law_book
>>> found = statutory_deadline(law_book("SE"), "reopening", from_on=date(2026, 10, 1))
>>> found.day.isoformat(), found.unmoved_on.isoformat()
('2026-11-02', '2026-11-01')
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from kvitt.kernel.because import Because
from kvitt.kernel.days import (
    ONE_DAY,
    add_months,
    add_weeks,
    add_years,
    next_bank_day,
    previous_bank_day,
)
from kvitt.kernel.refusal import Refusal
from kvitt.law.book import COUNTRY_NAMES, LawBook
from kvitt.law.deadlines import Deadline

_ACT, _WAIT, _LIMIT = "act", "wait", "limit"
_ROLES: Mapping[str, Mapping[str, str]] = {
    "SE": {
        "payment_order_reply": _WAIT,
        "payment_order_reply_practice": _WAIT,
        "transfer_to_court": _ACT,
        "reopening": _WAIT,
        "appeal": _ACT,
        "enforcement_appeal": _ACT,
        "enforcement_deferral": _LIMIT,
        "enforcement_payout": _LIMIT,
        "credit_acceleration_notice": _WAIT,
    },
    "NO": {
        "legal_warning": _WAIT,
        "demand_age": _ACT,
        "enforcement_notice": _WAIT,
        "renewed_notice": _ACT,
        "attachment_objection": _WAIT,
        "attachment_continuation": _ACT,
        "re_presentation": _ACT,
        "forced_sale_wait": _WAIT,
        "no_assets_entry": _LIMIT,
        "trekk_confirmation": _ACT,
        "trekk_lapse": _LIMIT,
        "conciliation_reply": _WAIT,
        "conciliation_appeal": _ACT,
        "debt_settlement_stay": _WAIT,
        "credit_remark": _WAIT,
    },
}

STATUTORY_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {country: tuple(roles) for country, roles in _ROLES.items()}
)
"""The deadlines that statutes set, by country."""

_COUNTED: Mapping[str, Callable[[date, int], date]] = {
    "days": lambda day, count: day + timedelta(days=count),
    "weeks": add_weeks,
    "months": add_months,
    "years": add_years,
}
_LEAP_DAY = (2, 29)


class UnknownDeadline(Refusal):
    """The country's statutes set no deadline of that kind."""


@dataclass(frozen=True, slots=True)
class StatutoryDeadline(Deadline):
    """A deadline that a statute sets: its last day, and what may be done by or after it."""

    kind: str
    role: str
    """``act``: we act by it; ``wait``: we act only after it; ``limit``: nothing lasts longer."""
    unmoved_on: date
    """The last day before any move to a working day."""
    moves: bool
    """Whether a last day on a weekend or holiday moves to the next working day."""
    act_by: date | None
    """The last working day on or before the unmoved day, where we must act; otherwise None."""
    opens_on: date | None
    """The first day on which what waits for the deadline may be done; None where nothing does."""
    sentence: str
    is_setting: bool
    """The source is silent or unsure and the reading is ours."""


@dataclass(frozen=True, slots=True)
class Minority:
    """Whether a debtor was a minor when the claim arose; true where so."""

    is_minor: bool
    of_age_on: date
    """The 18th birthday: on it one is of age."""
    because: Because

    def __bool__(self) -> bool:
        """True for a minor, so that the answer can be asked like a yes or no."""
        return self.is_minor


def statutory_deadline(
    book: LawBook, kind: str, *, from_on: date, known_on: date | None = None
) -> StatutoryDeadline:
    """The last day of a statute's deadline that begins with an event on ``from_on``.

    What begins it (service, sending, the decision) stands in the rule's sentence. Raises
    UnknownDeadline and LawNotKnown.
    """
    roles = _ROLES[book.country]
    if kind not in roles:
        raise UnknownDeadline(
            "The statutes of {told_country} set no deadline “{kind}”; they set {roles}.",
            country=book.country,
            kind=kind,
            told_country=COUNTRY_NAMES[book.country],
            roles=list(roles),
        )
    value = book.value(f"statutory.{kind}", on=from_on, known_on=known_on)
    unmoved_on = _COUNTED[value.unit](from_on, value.amount)
    shift = _shift_rule(book, kind, from_on, known_on)
    day = next_bank_day(book.country, unmoved_on) if shift else unmoved_on
    given: dict[str, str | int] = {"kind": kind, "from_on": from_on.isoformat()}
    given |= {value.unit: value.amount, "unmoved_on": unmoved_on.isoformat()}
    if shift:
        given["moved_by"] = shift
    role = roles[kind]
    return StatutoryDeadline(
        day=day,
        because=value.because(**given),
        kind=kind,
        role=role,
        unmoved_on=unmoved_on,
        moves=bool(shift),
        act_by=previous_bank_day(book.country, unmoved_on) if role == _ACT else None,
        opens_on=day + ONE_DAY if role == _WAIT else None,
        sentence=value.sentence,
        is_setting=value.kind == "setting",
    )


def was_minor(
    book: LawBook, *, birth_day: date, arose_on: date, known_on: date | None = None
) -> Minority:
    """Whether the debtor was under age when the claim arose: such a claim is never collected.

    On the 18th birthday itself one is of age; who was born on 29 February is so on 1 March of a
    common year, which is the later day. Raises LawNotKnown.
    """
    age = book.value("statutory.age_of_majority", on=arose_on, known_on=known_on)
    of_age_on = add_years(birth_day, age.amount)
    is_leap_child = (birth_day.month, birth_day.day) == _LEAP_DAY
    if is_leap_child and (of_age_on.month, of_age_on.day) != _LEAP_DAY:
        of_age_on += ONE_DAY
    given = {"of_age_on": of_age_on.isoformat(), "arose_on": arose_on.isoformat()}
    return Minority(arose_on < of_age_on, of_age_on, age.because(**given))


def _shift_rule(book: LawBook, kind: str, on: date, known_on: date | None) -> str:
    """The ground on which the last day moves to a working day; empty where it does not."""
    for name in ("shifted", "shifted_by_choice"):
        if f"statutory.{name}" in book.series:
            rule = book.value(f"statutory.{name}", on=on, known_on=known_on)
            if kind in rule.amount:
                return rule.reference
    return ""
