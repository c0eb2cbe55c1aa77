"""Simulation: what a flow would have done to invoices whose payments are known.

It plays the `decide` of the night from one waking day to the next, as if each letter left on its
day and each debtor paid on the days on which they did pay. Whether other letters would have made
them pay sooner or later nobody knows: that is not simulated, and the answer says so.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kvitt.domain.charging import COLLECTION_FEE
from kvitt.domain.decide import decide
from kvitt.domain.facts import ClaimFacts, Facts, Terms
from kvitt.domain.flow import Flow
from kvitt.domain.preview import as_charged, as_sent
from kvitt.law.book import LawBook, LawNotKnown


class KnownInvoice(NamedTuple):
    """An invoice with the payments of its principal, as they came."""

    number: str
    principal_minor: int
    due_on: date
    fees_agreed: bool
    paid: tuple[tuple[date, int], ...]
    """What covered the principal, by day, oldest first."""
    debtor_id: int = 0


class PlayedLetter(NamedTuple):
    """A letter that would have left."""

    step: str
    on: date
    cost_minor: int
    """Fees and compensation that it would have charged."""


class PlayedInvoice(NamedTuple):
    """What the flow would have done to one invoice."""

    number: str
    letters: tuple[PlayedLetter, ...]
    decision_on: date | None
    """The day on which a person would have been asked."""
    stopped_because: str = ""
    """Why the law book could not answer, where it could not."""
    grown_minor: int = 0
    """What the agency's fee would have grown by, which no letter carries."""

    @property
    def cost_minor(self) -> int:
        """What the debtor would have been charged besides interest."""
        return sum(letter.cost_minor for letter in self.letters) + self.grown_minor


class Totals(NamedTuple):
    """The sums of many invoices."""

    invoices: int
    letters: dict[str, int]
    """Letters by step."""
    cost_minor: int
    decisions: int
    """Invoices that would have come to a person."""
    stopped: int


def play(
    invoice: KnownInvoice, flow: Flow, law: LawBook, *, until: date, terms: Terms
) -> PlayedInvoice:
    """The letters of the flow for one invoice until its principal was paid, or until that day."""
    claim = ClaimFacts(
        1, invoice.due_on, invoice.principal_minor, 0, 0, invoice.due_on, 0, invoice.fees_agreed,
        invoice.principal_minor,
    )  # fmt: skip
    facts = Facts(1, flow.name, 1, flow.debtor_kind, (claim,), terms=terms)
    today = invoice.due_on + timedelta(days=1)
    letters: list[PlayedLetter] = []
    decision_on: date | None = None
    grown_minor = 0
    while today <= until:
        facts = _with_payments(facts, invoice, today)
        if not facts.principal_open_minor:
            break
        try:
            decision = decide(facts, today, law, flow)
            if decision.notice is not None:
                facts, _ = as_sent(facts, decision, today, law, flow)
        except LawNotKnown as no:
            return PlayedInvoice(invoice.number, tuple(letters), decision_on, str(no), grown_minor)
        costs = sum(c.amount_minor for c in decision.charges if c.kind != "interest")
        if decision.notice is not None:
            letters.append(PlayedLetter(decision.notice.step, today, costs))
        elif costs:
            facts = as_charged(facts, decision, today, by=(None, None))
            grown_minor += costs
        if decision.task is not None:
            decision_on = decision_on or today
            if not any(fee.kind == COLLECTION_FEE for fee in facts.fees):
                break
        if decision.wake_on is None:
            break
        today = _next_day(decision.wake_on, today, invoice)
    return PlayedInvoice(invoice.number, tuple(letters), decision_on, "", grown_minor)


class Tally:
    """Counts played invoices one by one, so that a million of them need no memory."""

    def __init__(self) -> None:
        self._letters: Counter[str] = Counter()
        self._counts = [0, 0, 0, 0]

    def add(self, one: PlayedInvoice) -> None:
        """Counts one invoice."""
        added = (1, one.cost_minor, one.decision_on is not None, bool(one.stopped_because))
        self._counts = [sum(pair) for pair in zip(self._counts, added, strict=True)]
        self._letters.update(letter.step for letter in one.letters)

    def totals(self) -> Totals:
        """The sums of what was counted."""
        invoices, cost_minor, decisions, stopped = self._counts
        return Totals(invoices, dict(self._letters), cost_minor, decisions, stopped)


def differs(now: PlayedInvoice, changed: PlayedInvoice) -> bool:
    """Whether two flows would have treated the invoice differently."""
    return now[1:] != changed[1:]


def _with_payments(facts: Facts, invoice: KnownInvoice, today: date) -> Facts:
    """The case with what had been paid of the principal by then."""
    paid_minor = sum(minor for day, minor in invoice.paid if day <= today)
    left_minor = max(0, invoice.principal_minor - paid_minor)
    claim = facts.claims[0]._replace(principal_open_minor=left_minor)
    return facts._replace(claims=(claim,))


def _next_day(wake_on: date, today: date, invoice: KnownInvoice) -> date:
    """The day on which the case wakes, or on which a payment comes before it."""
    payments: Sequence[date] = [day for day, _ in invoice.paid if today < day < wake_on]
    return min([wake_on, *payments])
