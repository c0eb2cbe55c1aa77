"""Shadow: what would have been sent while nothing is, and the signs that it was paid already.

A new creditor's books are seldom as they look: payments lie unposted, credit notes unset. So the
letters are played first, and each invoice that may be paid is named with its reason. Who approves
the list lets the others go, each at its next step with its full time: what was missed is not made
up for.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from kvitt.domain.decision import Decision
from kvitt.domain.simulation import PlayedInvoice
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.sentence import Sentence

GOES_LIVE, LOOKS_PAID, LEFT_OUT = "goes_live", "looks_paid", "left_out"
UNMATCHED, OVERPAYMENT, CREDIT_NOTE = "unmatched_payment", "overpayment", "credit_note"
SAME_AMOUNT, LATER_PAID = "same_amount", "later_paid"


class Sign(NamedTuple):
    """A sign that an invoice is paid already, or that the debtor has money with us."""

    kind: str
    sentence: str


class Now(NamedTuple):
    """What would happen to the case today, if no shadow ran."""

    step: str
    """The letter that would leave; empty where none would."""
    cost_minor: int
    """Fees and compensation that it would charge on this invoice."""
    sentence: str


class Line(NamedTuple):
    """An open invoice of the list. Sums in whole minor units."""

    claim_id: int
    case_id: int
    invoice_number: str
    due_on: date
    open_minor: int
    played: PlayedInvoice | None
    """The letters that would have left; None for one that fell due before the list begins."""
    now: Now
    signs: tuple[Sign, ...]

    @property
    def stands(self) -> str:
        """Whether it goes live when the list is approved, or a person must say so."""
        if self.signs:
            return LOOKS_PAID
        return LEFT_OUT if self.played is None else GOES_LIVE

    def as_json(self) -> dict[str, Any]:
        """The line as it is kept and shown."""
        letters = self.played.letters if self.played else ()
        return {
            "invoice": self.invoice_number,
            "due_on": self.due_on.isoformat(),
            "open_minor": self.open_minor,
            "letters": [
                {"step": one.step, "on": one.on.isoformat(), "cost_minor": one.cost_minor}
                for one in letters
            ],
            "now": self.now._asdict(),
            "signs": [sign._asdict() for sign in self.signs],
        }


class Counted:
    """Counts and digests the lines one by one, in the order of the claims: it keeps none."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._stands: Counter[str] = Counter()
        self._open: Counter[str] = Counter()
        self._letters: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._signs: Counter[str] = Counter()
        self._live: Counter[str] = Counter()
        self._cost_minor = self._now_cost_minor = self._live_cost_minor = 0

    def add(self, line: Line, written: str) -> None:
        """Counts one line; ``written`` is its text as it is kept."""
        self._digest.update(f"{line.claim_id} {line.stands} {written}\n".encode())
        self._stands[line.stands] += 1
        self._open[line.stands] += line.open_minor
        self._signs.update({sign.kind for sign in line.signs})
        if line.now.step:
            self._now[line.now.step] += 1
            self._now_cost_minor += line.now.cost_minor
        if line.now.step and line.stands == GOES_LIVE:
            self._live[line.now.step] += 1
            self._live_cost_minor += line.now.cost_minor
        if line.played is not None:
            self._letters.update(letter.step for letter in line.played.letters)
            self._cost_minor += line.played.cost_minor

    @property
    def digest(self) -> str:
        """Of every line: the same list has the same digest, on whichever day it is drawn up."""
        return self._digest.hexdigest()

    def totals(self) -> dict[str, Any]:
        """The sums of what was counted."""
        return {
            "invoices": self._stands.total(),
            "open_minor": self._open.total(),
            "letters": dict(sorted(self._letters.items())),
            "cost_minor": self._cost_minor,
            "now": dict(sorted(self._now.items())),
            "now_cost_minor": self._now_cost_minor,
            "live": dict(sorted(self._live.items())),
            "live_cost_minor": self._live_cost_minor,
            "looks_paid": self._stands[LOOKS_PAID],
            "looks_paid_minor": self._open[LOOKS_PAID],
            "left_out": self._stands[LEFT_OUT],
            "left_out_minor": self._open[LEFT_OUT],
            "signs": dict(sorted(self._signs.items())),
        }


def written(line: Line) -> str:
    """The text of a line as it is kept: the same content is the same text."""
    return json.dumps(line.as_json(), ensure_ascii=False, sort_keys=True)


def now_of(decision: Decision, claim_id: int, *, is_held: bool) -> Now:
    """What the decision of today says of one claim.

    The day on which a held case is looked at again is not told: it moves with each day.
    """
    if decision.notice is None:
        waits = not is_held and decision.task is None and decision.next_on is not None
        told = f"{decision.next_what} on {decision.next_on}" if waits else decision.next_what
        return Now("", 0, told)
    costs = sum(
        charge.amount_minor
        for charge in decision.charges
        if charge.claim_id == claim_id and charge.kind != "interest"
    )
    return Now(decision.notice.step, costs, decision.next_what)


def sign_of(kind: str, amount_minor: int | None, number: str | None, day: date | None) -> Sign:
    """The sentence of a sign that stands in the creditor's own books."""
    amount = as_decimal_text(amount_minor or 0)
    sentences: Mapping[str, str] = {
        OVERPAYMENT: Sentence(
            "the debtor has paid {amount} that covers nothing, last on {day}",
            amount=amount,
            day=day,
        ),
        CREDIT_NOTE: Sentence(
            "credit note {number} of {amount} waits for this debtor", number=number, amount=amount
        ),
        SAME_AMOUNT: Sentence(
            "the same amount was paid on invoice {number} on {day}", number=number, day=day
        ),
        LATER_PAID: Sentence(
            "the debtor has paid the later invoice {number}, due {day}", number=number, day=day
        ),
    }
    return Sign(kind, sentences[kind])


def unmatched_sign(amount_minor: int, booked_on: date, reasons: Sequence[str]) -> Sign:
    """The sign of a payment that nobody has placed yet."""
    because = ", ".join(reasons)
    return Sign(
        UNMATCHED,
        Sentence(
            "{amount_minor:money} of {booked_on} waits unmatched: {because}",
            amount_minor=amount_minor,
            booked_on=booked_on,
            because=because,
        ),
    )


def asked_about(told: Iterable[Mapping[str, Any]]) -> str:
    """The question about a case whose lines look paid, with every sign once."""
    sentences = dict.fromkeys(sign["sentence"] for line in told for sign in line["signs"])
    return Sentence(
        "find out whether it is paid already: {sentences}", sentences="; ".join(sentences)
    )
