"""The guided start: the steps that lead a new creditor from nothing to its first letter.

While its shadow runs nothing is sent. Each step can be left and taken up again; what exists already
counts as done, the rest is done when a person says that it is right.
"""

from datetime import date
from typing import NamedTuple

from kvitt.kernel.people import signed_name
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.creditors import Creditor
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.starting import start_facts, step_is_done

COMPANY, INVOICES, FLOW, AUTOMATION = "company", "invoices", "flow", "automation"
AGREEMENT, LIST = "agreement", "list"
STEPS = (COMPANY, INVOICES, FLOW, AUTOMATION, AGREEMENT, LIST)
"""In the order in which they are shown; any order is allowed."""
LOOKED_AT = frozenset({COMPANY, FLOW, AUTOMATION, AGREEMENT})
"""Steps that a person says are right."""


class StartUnclear(Refusal):
    """The start has no such step, or nobody says that it is right."""


class Start(NamedTuple):
    """How far the creditor has come."""

    since_on: date | None
    """The first due day of what the shadow list shows; None where letters leave already."""
    done: tuple[str, ...]
    live_since: date | None

    @property
    def is_live(self) -> bool:
        """Whether letters leave."""
        return self.since_on is None

    @property
    def next_step(self) -> str | None:
        """The first step that is not done."""
        return next((step for step in STEPS if step not in self.done), None)


def start_of(creditor: Creditor) -> Start:
    """How far the creditor has come on the way to its first letter."""
    with tenant_scope(creditor.tenant_id):
        facts = start_facts(creditor.tenant_id)
    exists = {
        INVOICES: facts.has_invoices,
        FLOW: facts.has_changed_flow,
        AUTOMATION: facts.has_set_automation,
        LIST: facts.since_on is None,
    }
    done = [step for step in STEPS if step in facts.looked_at or exists.get(step)]
    return Start(facts.since_on, tuple(done), facts.live_since)


def find_step_right(creditor: Creditor, step: str, *, today: date, by: str) -> Start:
    """Notes that a person has looked at the step and found it right; how far the creditor is then.

    Said again it changes nothing. Raises StartUnclear.
    """
    name = signed_name(by)
    if step not in LOOKED_AT or not name:
        raise StartUnclear(
            "the guided start has no step “{step}” that a person finds right", step=step
        )
    with tenant_scope(creditor.tenant_id):
        if step_is_done(creditor.tenant_id, step, today=today, by=name):
            add_event(None, "start_step_done", today=today, actor=name, step=step)
            close_tenant_history(creditor.tenant_id)
    return start_of(creditor)
