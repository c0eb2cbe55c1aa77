"""A creditor's flow is changed from a day, for new cases and, where that is said, for open ones.

Only where exactly that change was simulated before. An open case keeps its place: the letters that
left count under the other flow, too. One of which a letter is unknown to it, or under way, keeps
its own flow.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kvitt.domain.flow import Flow, FlowNotKnown, flow
from kvitt.domain.flow_comparison import change_digest
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.closing import add_event, withdraw_planned
from kvitt.store.creditors import Creditor, creditor_of
from kvitt.store.flow_changes import (
    FlowChange,
    FlowVersion,
    add_change,
    cases_that_fit,
    change_was_taken,
    flow_versions,
    move_cases,
    set_flow,
    simulation_of,
    waiting_changes,
)
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope

SHOWN_VERSIONS = 50
SIMULATION_COUNTS_DAYS = 30
"""Policy: a simulation is looked at for a month; later the creditor's invoices are others."""


class NotSimulated(Refusal):
    """Exactly that change was not tried on the creditor's own invoices, or long ago."""


class FlowChangeUnclear(Refusal):
    """The change names no flow, no person, the present flow, or a day that has been."""


@dataclass(frozen=True, slots=True)
class FlowsNow:
    """The creditor's flows, what changes, and what has just been changed."""

    consumer: str
    business: str
    waiting: tuple[FlowChange, ...]
    moved: int = 0
    """Open cases that go by another flow since just now."""

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "consumer": self.consumer,
            "business": self.business,
            "waiting": [change._asdict() for change in self.waiting],
            "cases_moved": self.moved,
        }


def change_flow(
    creditor: Creditor,
    *,
    consumer: str | None = None,
    business: str | None = None,
    from_on: date,
    open_cases: bool = False,
    by: str,
    today: date,
) -> FlowsNow:
    """Changes the creditor's flows from a day; at once where that is today.

    With ``open_cases`` open cases whose letters the new flow knows go by it, too. Raises
    FlowNotKnown, FlowChangeUnclear and NotSimulated, with nothing changed.
    """
    wanted = {"consumer": consumer, "business": business}
    if not any(wanted.values()) or not by.strip():
        raise FlowChangeUnclear("say which flow changes, and who decides it")
    if from_on < today:
        raise FlowChangeUnclear(
            "a flow changes from {today} at the earliest, not {from_on}",
            today=today,
            from_on=from_on,
        )
    with tenant_scope(creditor.tenant_id):
        present = creditor_of(creditor.tenant_id)
        for kind, name in wanted.items():
            if name:
                _note(present, kind, flow(name), from_on=from_on, open_cases=open_cases, by=by,
                      today=today)  # fmt: skip
        close_tenant_history(creditor.tenant_id)
        moved = take_flow_changes(creditor.tenant_id, today=today)
    return flows_of(creditor, moved=moved)


def flows_of(creditor: Creditor, *, moved: int = 0) -> FlowsNow:
    """The creditor's flows and the changes that wait for their day."""
    with tenant_scope(creditor.tenant_id):
        present = creditor_of(creditor.tenant_id)
        waiting = tuple(waiting_changes(creditor.tenant_id))
    return FlowsNow(present.consumer_flow, present.business_flow, waiting, moved)


def versions_of_flows(creditor: Creditor) -> list[FlowVersion]:
    """The creditor's last changes of flow, newest first, with who decided each and when."""
    with tenant_scope(creditor.tenant_id):
        return flow_versions(creditor.tenant_id, limit=SHOWN_VERSIONS)


def take_flow_changes(tenant_id: int, *, today: date) -> int:
    """Takes the creditor's changes whose day has come; how many open cases they moved.

    Call it before the night decides its cases. Run again it changes nothing.
    """
    moved = 0
    with tenant_scope(tenant_id):
        waiting = waiting_changes(tenant_id, until=today)
        for change in waiting:
            set_flow(tenant_id, change.debtor_kind, change.flow_after)
            count = _move(tenant_id, change, today) if change.open_cases else 0
            change_was_taken(tenant_id, change.id, moved=count, today=today)
            add_event(None, "flow_taken", today=today, actor=change.decided_by,
                      debtor=change.debtor_kind, before=change.flow_before,
                      after=change.flow_after, cases=count)  # fmt: skip
            moved += count
        if waiting:
            close_tenant_history(tenant_id)
    return moved


def _note(
    creditor: Creditor, kind: str, changed: Flow, *, from_on: date, open_cases: bool, by: str,
    today: date,
) -> None:  # fmt: skip
    """Notes one change. Raises what `change_flow` raises."""
    now = flow(creditor.flow_for(kind))
    _refuse_another_kind(creditor, kind, now, changed)
    since = today - timedelta(days=SIMULATION_COUNTS_DAYS)
    digest = change_digest(now, changed)
    simulation_id = simulation_of(creditor.tenant_id, digest, since=since, today=today)
    if simulation_id is None:
        raise NotSimulated(
            "{now} → {changed} was not tried on the invoices of {creditor} in the last {days} "
            "days: kvitt flow simulate {changed} --creditor …",
            change=digest,
            now=now.name,
            changed=changed.name,
            creditor=creditor.name,
            days=SIMULATION_COUNTS_DAYS,
        )
    add_change(
        creditor.tenant_id, kind=kind, before=now.name, after=changed.name, from_on=from_on,
        open_cases=open_cases, simulation_id=simulation_id, by=by, today=today,
    )  # fmt: skip
    add_event(None, "flow_change_decided", today=today, actor=by, debtor=kind, before=now.name,
              after=changed.name, from_on=from_on.isoformat(), open_cases=open_cases,
              simulation=simulation_id)  # fmt: skip


def _refuse_another_kind(creditor: Creditor, kind: str, now: Flow, changed: Flow) -> None:
    if changed.country != creditor.country or changed.debtor_kind != kind:
        raise FlowNotKnown(
            "flow “{name}” is for {debtor_kind} debtors in {country}",
            name=changed.name,
            debtor_kind=changed.debtor_kind,
            country=changed.country,
        )
    if changed.collection != now.collection:
        raise FlowChangeUnclear(
            "{changed} is for {collection} collection and {now} is not: accounts and sender "
            "change with it, so add the creditor anew",
            changed=changed.name,
            collection=changed.collection,
            now=now.name,
        )
    if changed.name == now.name:
        raise FlowChangeUnclear(
            "{creditor} has the flow {now} already", creditor=creditor.name, now=now.name
        )


def _move(tenant_id: int, change: FlowChange, today: date) -> int:
    """Moves the open cases that fit; their planned letters are planned anew by the other flow."""
    before, after = change.flow_before, change.flow_after
    steps = [step.name for step in flow(after).steps]
    case_ids = cases_that_fit(tenant_id, before=before, steps=steps)
    if not case_ids:
        return 0
    withdraw_planned(
        tenant_id,
        case_ids,
        because=Sentence("the flow changes to {after}", after=after),
        today=today,
        actor=change.decided_by,
    )
    return move_cases(
        tenant_id, case_ids, before=before, after=after, today=today, by=change.decided_by
    )
