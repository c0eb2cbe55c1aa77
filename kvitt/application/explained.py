"""What `explain_case` answers: every amount of a case with the arithmetic that gives it.

Amounts are whole minor units, days are ISO text in JSON. Keys of `as_json` are relied on by others.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Covered:
    """A part of a payment or credit note on an item; negative where it was taken back."""

    on: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """An amount that was charged: what, when, by which paragraph, and how it comes about."""

    item_id: int
    kind: str
    name: str
    amount_minor: int
    open_minor: int
    dated_on: date
    """The day of the measure."""
    reference: str
    because: str
    """Ground and inputs in a sentence."""
    arithmetic: str
    """For interest the words of the letter's back page; for a fee what is multiplied."""
    result: str
    """The arithmetic with what it gives."""
    from_: date | None
    until: date | None
    days: int | None
    rate_bp: int | None
    base_minor: int | None
    covered: tuple[Covered, ...]
    voided_on: date | None = None
    voided_because: str = ""

    def as_json(self) -> dict[str, Any]:
        """The item for scripts."""
        return {
            "item": self.item_id,
            "kind": self.kind,
            "name": self.name,
            "amount_minor": self.amount_minor,
            "open_minor": self.open_minor,
            "dated_on": self.dated_on.isoformat(),
            "reference": self.reference,
            "because": self.because,
            "arithmetic": self.arithmetic,
            "result": self.result,
            "from": _iso(self.from_),
            "until": _iso(self.until),
            "days": self.days,
            "rate_bp": self.rate_bp,
            "base_minor": self.base_minor,
            "covered": [
                {"on": part.on.isoformat(), "amount_minor": part.amount_minor}
                for part in self.covered
            ],
            "voided_on": _iso(self.voided_on),
            "voided_because": self.voided_because,
        }


@dataclass(frozen=True, slots=True)
class RunningInterest:
    """Interest of some days that is not booked yet, before it is rounded."""

    from_: date
    until: date
    days: int
    rate_bp: int
    base_minor: int
    reference: str
    arithmetic: str
    result: str

    def as_json(self) -> dict[str, Any]:
        """The days for scripts."""
        return {
            "from": self.from_.isoformat(),
            "until": self.until.isoformat(),
            "days": self.days,
            "rate_bp": self.rate_bp,
            "base_minor": self.base_minor,
            "reference": self.reference,
            "arithmetic": self.arithmetic,
            "result": self.result,
        }


@dataclass(frozen=True, slots=True)
class ExplainedClaim:
    """A claim with its items, oldest first, and the interest that runs on it."""

    invoice_number: str
    due_on: date
    items: tuple[ExplainedItem, ...]
    running: tuple[RunningInterest, ...]
    running_minor: int
    """What the running days come to, with the rest of earlier days, rounded once."""
    running_result: str
    """The same in words."""

    @property
    def open_minor(self) -> int:
        """What is open and booked on the claim."""
        return sum(item.open_minor for item in self.items)

    def as_json(self) -> dict[str, Any]:
        """The claim for scripts."""
        return {
            "invoice_number": self.invoice_number,
            "due_on": self.due_on.isoformat(),
            "items": [item.as_json() for item in self.items],
            "running": [days.as_json() for days in self.running],
            "running_minor": self.running_minor,
            "running_result": self.running_result,
            "open_minor": self.open_minor,
        }


@dataclass(frozen=True, slots=True)
class ExplainedPart:
    """What a payment covered, in its turn."""

    kind: str
    name: str
    invoice_number: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ExplainedPayment:
    """A payment or credit note: what it covered in which order, and by which rule."""

    source: str
    payment_id: int
    booked_on: date
    amount_minor: int
    parts: tuple[ExplainedPart, ...]
    order: tuple[str, ...]
    reference: str
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """The payment for scripts."""
        return {
            "source": self.source,
            "id": self.payment_id,
            "booked_on": self.booked_on.isoformat(),
            "amount_minor": self.amount_minor,
            "parts": [
                {
                    "kind": part.kind,
                    "name": part.name,
                    "invoice_number": part.invoice_number,
                    "amount_minor": part.amount_minor,
                }
                for part in self.parts
            ],
            "order": list(self.order),
            "reference": self.reference,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Waived:
    """Interest that the creditor gave up: it was never booked."""

    on: date
    amount_minor: int
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """The waiver for scripts."""
        return {
            "on": self.on.isoformat(),
            "amount_minor": self.amount_minor,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Explained:
    """A case on a day: every amount, and their sum."""

    number: str
    on: date
    creditor: str
    debtor: str
    country: str
    currency: str
    claims: tuple[ExplainedClaim, ...]
    payments: tuple[ExplainedPayment, ...]
    waived: tuple[Waived, ...]
    voided: tuple[ExplainedItem, ...]
    balance_minor: int
    """Everything open and booked."""
    running_minor: int | None
    """Interest through the day that is not booked; None where the law book knows no rate."""
    unknown_because: str | None
    sentence: str
    """How the sum comes about."""
    stage: str
    next_what: str
    next_on: date | None
    next_owner: str | None

    @property
    def total_minor(self) -> int | None:
        """What settles the case on the day."""
        return None if self.running_minor is None else self.balance_minor + self.running_minor

    def as_json(self) -> dict[str, Any]:
        """The explanation for scripts: the keys are stable."""
        return {
            "case": self.number,
            "on": self.on.isoformat(),
            "creditor": self.creditor,
            "debtor": self.debtor,
            "country": self.country,
            "currency": self.currency,
            "claims": [claim.as_json() for claim in self.claims],
            "payments": [payment.as_json() for payment in self.payments],
            "waived": [one.as_json() for one in self.waived],
            "voided": [item.as_json() for item in self.voided],
            "balance_minor": self.balance_minor,
            "running_minor": self.running_minor,
            "running_unknown_because": self.unknown_because,
            "total_minor": self.total_minor,
            "sentence": self.sentence,
            "stage": self.stage,
            "next": {
                "what": self.next_what,
                "on": _iso(self.next_on),
                "owner": self.next_owner,
            },
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
