"""A flow as a calendar: what leaves on which day for an invoice that nobody pays, and its fees.

The `decide` of the night is played over an example invoice, with the creditor's own terms.
"""

from datetime import date, timedelta
from typing import NamedTuple

from kvitt.domain.flow import Flow
from kvitt.domain.simulation import KnownInvoice, play
from kvitt.law.book import law_book
from kvitt.store.creditors import Creditor
from kvitt.store.facts import terms_of
from kvitt.store.session import tenant_scope

EXAMPLE_MINOR = 1_000_00
"""The principal of the example, in whole minor units."""
EXAMPLE_DUE_DAYS = 120
"""Policy: the example fell due so many days ago, so that the rates of its days are known."""
LOOKS_AHEAD_DAYS = 1_000


class CalendarDay(NamedTuple):
    """A letter of the calendar, or the question to a person at its end (``step`` is empty)."""

    step: str
    on: date
    days_late: int
    cost_minor: int
    """Fees and compensation that the debtor is charged that day."""
    pay_within_days: int


class FlowCalendar(NamedTuple):
    """What a flow does with an example invoice."""

    due_on: date
    principal_minor: int
    days: tuple[CalendarDay, ...]
    stopped_because: str
    """Why the law book could not answer for later days; empty where it could."""

    @property
    def cost_minor(self) -> int:
        """All fees and compensation, in whole minor units."""
        return sum(one.cost_minor for one in self.days)


def preview_flow(creditor: Creditor, flow: Flow, *, today: date) -> FlowCalendar:
    """The calendar of a flow for an invoice that fell due some months ago. Nothing is written."""
    due_on = today - timedelta(days=EXAMPLE_DUE_DAYS)
    invoice = KnownInvoice("", EXAMPLE_MINOR, due_on, creditor.fees_agreed, ())
    with tenant_scope(creditor.tenant_id):
        terms = terms_of(creditor.tenant_id)
    until = due_on + timedelta(days=LOOKS_AHEAD_DAYS)
    played = play(invoice, flow, law_book(creditor.country), until=until, terms=terms)
    pays = {step.name: step.pay_within_days for step in flow.steps}
    days = [
        CalendarDay(one.step, one.on, (one.on - due_on).days, one.cost_minor, pays[one.step])
        for one in played.letters
    ]
    if played.decision_on is not None:
        late = (played.decision_on - due_on).days
        days.append(CalendarDay("", played.decision_on, late, played.grown_minor, 0))
    return FlowCalendar(due_on, EXAMPLE_MINOR, tuple(days), played.stopped_because)
