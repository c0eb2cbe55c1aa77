"""Decision: what `decide` answers, and what the effects carry out without judging again."""

from datetime import date
from typing import NamedTuple

from kvitt.kernel.because import Because


class Charge(NamedTuple):
    """An amount put on a claim: a fee, compensation, or interest for one segment."""

    claim_id: int
    kind: str
    amount_minor: int
    because: Because
    from_: date | None = None
    until: date | None = None
    rate_bp: int | None = None
    base_minor: int | None = None


class InterestBooked(NamedTuple):
    """Where a claim's interest stands once the charges are booked."""

    claim_id: int
    through_on: date
    carry: int


class PlannedNotice(NamedTuple):
    """A letter that a step calls for today, with the sums it will state."""

    step: str
    kind: str
    principal_minor: int
    interest_minor: int
    cost_minor: int
    covered_kind: str | None = None
    """The fee that the compensation for late payment covers in whole or part, if any."""
    covered_minor: int = 0
    cycle: int = 1


class Suggested(NamedTuple):
    """A letter that waits for a person's yes, or for the end of the time to say no."""

    step: str
    cycle: int
    because: str
    """Why it does not go by itself."""
    asked_minor: int
    """What it would ask for."""
    cost_minor: int
    """What it would charge besides interest."""
    with_cases: tuple[int, ...] = ()
    """Other cases of the debtor whose claims would go out in it."""
    goes_on: date | None = None
    """The day on which it goes by itself unless somebody says no."""


class Ended(NamedTuple):
    """A suggestion that lives no longer: carried out, or lapsed."""

    suggestion_id: int
    state: str
    because: str


class Decision(NamedTuple):
    """The answer for one case on one day. ``wake_on`` is when the answer can change by itself."""

    case_id: int
    stage: str
    wake_on: date | None
    next_what: str
    next_on: date | None
    notice: PlannedNotice | None = None
    charges: tuple[Charge, ...] = ()
    interest: tuple[InterestBooked, ...] = ()
    refused: tuple[str, ...] = ()
    """Charges that the law did not allow, each with its sentence and paragraph."""
    withdraw: tuple[int, ...] = ()
    """Planned notices that never left and must not leave any more."""
    task: str | None = None
    """What a person is asked to decide."""
    close: str | None = None
    """Why the case is closed."""
    measure: str | None = None
    """What the charges are for where no letter carries them; once for a claim and cycle."""
    cycle: int = 1
    absorbs: tuple[int, ...] = ()
    """Cases whose claims join this one: their claims are asked for in its letter."""
    merging: Because | None = None
    """The rule by which they do."""
    apart: tuple[tuple[int, str], ...] = ()
    """Other open cases of the debtor that are not merged with this one, and why."""
    owner: str = "kvitt"
    """Who is to do what comes next: kvitt, agency, creditor, debtor or authority."""
    suggests: Suggested | None = None
    """The letter that waits for an answer instead of going."""
    ends: Ended | None = None
    """The suggestion that the answer ends."""
