"""Tasks get a last day to be answered, and are escalated once when it has passed."""

from dataclasses import dataclass
from datetime import date

from kvitt.domain.task_clock import answer_by, owner_of
from kvitt.kernel.refusal import Refusal
from kvitt.store.closing import add_event
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tasks import (
    country_of,
    end_task,
    escalate,
    own_task,
    set_clocks,
    task_of,
    tasks_without_clock,
)
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids, night_is_over

BATCH = 5_000


class TaskNotOpen(Refusal):
    """There is no open task of that number."""


@dataclass(frozen=True, slots=True)
class TasksFollowed:
    """What a day did to the tasks."""

    clocks: int = 0
    """Tasks that got their last day."""
    escalated: int = 0
    """Tasks whose last day has passed unanswered."""


def follow_tasks(tenant_id: int, *, today: date) -> TasksFollowed:
    """Sets the clocks of new tasks and escalates those that nobody answered in time.

    ``tenant_id`` may be the agency's own; its clocks run by Swedish bank days.
    """
    clocks = 0
    while True:
        with tenant_scope(tenant_id):
            new = tasks_without_clock(tenant_id, batch=BATCH)
            if new:
                country = country_of(tenant_id) or "SE"
                made = [
                    (number, answer_by(kind, on, country), owner_of(kind))
                    for number, kind, on in new
                ]
                set_clocks(tenant_id, made)
            clocks += len(new)
            if len(new) < BATCH:
                break
    with tenant_scope(tenant_id):
        late = escalate(tenant_id, today=today)
        for number, case_id, kind, owner in late:
            if case_id is not None:
                add_event(case_id, "task_overdue", today=today, actor="night", task=number,
                          asked=kind, owner=owner)  # fmt: skip
        night_is_over(tenant_id, "tasks", on=today)
        if late:
            close_tenant_history(tenant_id)
    return TasksFollowed(clocks, len(late))


def give_task(task_id: int, *, owner: str, today: date, actor: str) -> None:
    """Gives an open task to somebody. Raises TaskNotOpen."""
    tenant_id, case_id = _open_task(task_id)
    with tenant_scope(tenant_id):
        if not own_task(tenant_id, task_id, owner):
            raise TaskNotOpen(f"task {task_id} is not open", task=task_id)
        add_event(case_id, "task_given", today=today, actor=actor, task=task_id, owner=owner)
        close_tenant_history(tenant_id)


def answer_task(task_id: int, *, because: str, today: date, actor: str) -> None:
    """Marks an open task as answered, with what was found out. Raises TaskNotOpen."""
    tenant_id, case_id = _open_task(task_id)
    with tenant_scope(tenant_id):
        if not end_task(tenant_id, task_id, today=today, by=actor, outcome=because):
            raise TaskNotOpen(f"task {task_id} is not open", task=task_id)
        add_event(case_id, "task_answered", today=today, actor=actor, task=task_id,
                  because=because)  # fmt: skip
        close_tenant_history(tenant_id)


def _open_task(task_id: int) -> tuple[int, int | None]:
    agency_id = agency_tenant_id()
    tenants = [agency_id, *creditor_tenant_ids(agency_id)]
    with tenant_scope(*tenants):
        found = task_of(tenants, task_id)
    if found is None or found.done_on is not None:
        raise TaskNotOpen(f"there is no open task {task_id}", task=task_id)
    return found.tenant_id, found.case_id
