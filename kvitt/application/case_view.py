"""What `show_case` answers: one case as a person reads it, and as JSON for scripts.

Amounts are whole minor units, days are ISO text in JSON. Keys of `as_json` are relied on by others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.domain.facts import Facts


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One row of the sum: what it is, how much is open and why."""

    kind: str
    invoice_number: str
    amount_minor: int
    open_minor: int
    because: str
    reference: str
    dated_on: date
    from_: date | None
    until: date | None
    rate_bp: int | None
    base_minor: int | None
    voided_on: date | None
    item_id: int

    def as_json(self) -> dict[str, Any]:
        """The item with its reason in one sentence."""
        return {
            "kind": self.kind,
            "amount_minor": self.amount_minor,
            "open_minor": self.open_minor,
            "because": self.because,
            "reference": self.reference,
            "invoice_number": self.invoice_number,
            "dated_on": self.dated_on.isoformat(),
            "from": _iso(self.from_),
            "until": _iso(self.until),
            "rate_bp": self.rate_bp,
            "base_minor": self.base_minor,
            "voided_on": _iso(self.voided_on),
        }


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """Money received, taken back or credited, and what it was used for."""

    source: str
    """``payment`` or ``credit_note``."""
    payment_id: int
    booked_on: date
    amount_minor: int
    reference: str | None
    reverses_id: int | None
    allocations: tuple[tuple[str, int], ...]
    """Item kind (``overpaid`` for what was left over) and amount."""
    manner: str = "voluntary"
    """``attachment``: an authority took it of the debtor."""
    authority: str | None = None
    kept_minor: int = 0
    """What the authority kept of it for its own costs; ``amount_minor`` was passed on."""

    def as_json(self) -> dict[str, Any]:
        """The payment with its allocations."""
        return {
            "source": self.source,
            "id": self.payment_id,
            "booked_on": self.booked_on.isoformat(),
            "amount_minor": self.amount_minor,
            "reference": self.reference,
            "reverses": self.reverses_id,
            "manner": self.manner,
            "authority": self.authority,
            "taken_minor": self.amount_minor + self.kept_minor,
            "kept_minor": self.kept_minor,
            "allocations": [
                {"kind": kind, "amount_minor": minor} for kind, minor in self.allocations
            ],
        }


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """Something that happened on the case."""

    event_id: int
    on: date
    kind: str
    actor: str
    title: str
    """What happened, e.g. “Reminder sent”."""
    sentence: str
    """Amounts and reasons; may be empty."""
    given: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The event with its sentence and all that it stored."""
        return {
            "on": self.on.isoformat(),
            "kind": self.kind,
            "actor": self.actor,
            "sentence": f"{self.title}. {self.sentence}".rstrip(),
            "given": dict(self.given),
        }


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case on a day."""

    number: str
    tenant_id: int
    case_id: int
    on: date
    stage: str
    creditor: str
    debtor: str
    debtor_kind: str
    country: str
    currency: str
    flow: str
    pay_to_scheme: str
    pay_to_number: str
    opened_on: date
    closed_on: date | None
    closed_because: str | None
    invoices: tuple[dict[str, Any], ...]
    items: tuple[ShownItem, ...]
    voided_items: tuple[ShownItem, ...]
    balance_minor: int
    """Everything open and booked."""
    interest_accrued_minor: int | None
    """Late interest through the day, not booked yet; None where the law book knows no rate."""
    interest_unknown_because: str | None
    next_what: str
    next_on: date | None
    next_owner: str | None
    """Who is to do it: kvitt, agency, creditor, debtor or authority; None for a closed case."""
    holds: tuple[dict[str, Any], ...]
    notices: tuple[dict[str, Any], ...]
    letters: tuple[dict[str, Any], ...]
    payments: tuple[ShownPayment, ...]
    tasks: tuple[dict[str, Any], ...]
    history: tuple[ShownEvent, ...]
    facts: Facts
    """The same case as the night would decide it."""
    debtor_language: str
    proceedings: tuple[dict[str, Any], ...]
    """What was put to an authority, the oldest first, as it is now."""
    titles: tuple[dict[str, Any], ...]
    attachments: tuple[dict[str, Any], ...]
    """Pledges and entries of no assets, released or not."""
    merged_into: str | None
    """The number of the case to which the claims went on."""

    @property
    def to_pay_minor(self) -> int | None:
        """What settles the case on the day: the balance and the interest not booked yet."""
        if self.interest_accrued_minor is None:
            return None
        return self.balance_minor + self.interest_accrued_minor

    def as_json(self) -> dict[str, Any]:
        """The case for scripts: the keys are stable."""
        return {
            "case": self.number,
            "on": self.on.isoformat(),
            "stage": self.stage,
            "creditor": self.creditor,
            "debtor": self.debtor,
            "debtor_kind": self.debtor_kind,
            "country": self.country,
            "currency": self.currency,
            "flow": self.flow,
            "opened_on": self.opened_on.isoformat(),
            "closed_on": _iso(self.closed_on),
            "closed_because": self.closed_because,
            "invoices": list(self.invoices),
            "items": [item.as_json() for item in self.items],
            "voided_items": [item.as_json() for item in self.voided_items],
            "balance_minor": self.balance_minor,
            "interest_accrued_minor": self.interest_accrued_minor,
            "interest_unknown_because": self.interest_unknown_because,
            "to_pay_minor": self.to_pay_minor,
            "next": {
                "what": self.next_what,
                "on": _iso(self.next_on),
                "owner": self.next_owner,
            },
            "holds": list(self.holds),
            "notices": list(self.notices),
            "letters": list(self.letters),
            "payments": [payment.as_json() for payment in self.payments],
            "tasks": list(self.tasks),
            "history": [event.as_json() for event in self.history],
            "proceedings": list(self.proceedings),
            "titles": list(self.titles),
            "attachments": list(self.attachments),
        }


def plain(row: Any, *names: str) -> dict[str, Any]:
    """The named columns of a row with days as ISO text."""
    return {name: _iso(getattr(row, name)) for name in names}


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
