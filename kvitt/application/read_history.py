"""Reading the history across cases: who did what, when; the newest first, in bounded portions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kvitt.application.list_cases import own_tenants
from kvitt.store.case_list import NEWEST
from kvitt.store.history_list import newest_events
from kvitt.store.session import tenant_scope
from kvitt.store.tenants import agency_tenant_id

PAGE = 50
LOOKED_THROUGH = 5_000
"""Events that one page looks through while it seeks: a bound on its work."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought; empty for everything."""

    actor: str = ""
    kind: str = ""
    from_on: date | None = None
    until_on: date | None = None
    """The last day."""
    changes_only: bool = False
    """What was changed in the house itself, not on a case."""

    def holds(self, event: Any) -> bool:
        """Whether the event is one of those that are sought."""
        return (
            (not self.actor or self.actor.casefold() in event.actor.casefold())
            and (not self.kind or event.kind == self.kind)
            and (self.from_on is None or event.on_day >= self.from_on)
            and (self.until_on is None or event.on_day <= self.until_on)
            and (not self.changes_only or event.case_id is None)
        )


def read_history(sought: Sought, *, before: int | None = None) -> tuple[list[Any], int | None]:
    """A page of events and the number under which the next one begins; None at the end.

    A page may be short, or empty, where few events are like what is sought.
    """
    tenants = [agency_tenant_id(), *own_tenants()]
    with tenant_scope(*tenants):
        looked = newest_events(tenants, before=before or NEWEST, most=LOOKED_THROUGH)
    found: list[Any] = []
    for event in looked:
        if sought.holds(event):
            found.append(event)
            if len(found) == PAGE:
                return found, event.id
    return found, looked[-1].id if len(looked) == LOOKED_THROUGH else None
