"""Tasks get a last day to be answered, and are escalated once when it has passed."""

from dataclasses import dataclass
from datetime import date

from kvitt.application.suspect_objection import TASK as LOOKS_LIKE_OBJECTION
from kvitt.application.suspect_objection import let_go_on
from kvitt.domain.task_clock import answer_by, owner_of
from kvitt.kernel.refusal import Refusal
from kvitt.kernel.sentence import Sentence
from kvitt.store.calls import withdraw_stopped_calls
from kvitt.store.closing import add_event
from kvitt.store.identities import ask_for_missing, end_found
from kvitt.store.messages import own_threads_of_tasks
from kvitt.store.payments import close_tenant_history
from kvitt.store.session import tenant_scope
from kvitt.store.tasks import (
    any_open_task,
    country_of,
    end_task,
    escalate,
    escalate_to,
    own_task,
    set_clocks,
    task_of,
    tasks_without_clock,
)
from kvitt.store.tenants import agency_tenant_id, creditor_tenant_ids, night_is_over

BATCH = 5_000
IDENTITY_MISSING = Sentence("the debtor has no identity number: find it before anything is filed")


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

    A late task becomes whose the creditor's agreement or the agency says, and leads the list.

    ``tenant_id`` may be the agency's own; its clocks run by Swedish bank days.
    """
    with tenant_scope(tenant_id):
        if not any_open_task(tenant_id):
            night_is_over(tenant_id, "tasks", on=today)
            return TasksFollowed()
        _follow_questions(tenant_id, today)
        clocks = new = _set_new_clocks(tenant_id)
    while new == BATCH:
        with tenant_scope(tenant_id):
            new = _set_new_clocks(tenant_id)
        clocks += new
    agency_id = agency_tenant_id()
    with tenant_scope(tenant_id, agency_id):
        late = escalate(tenant_id, to=escalate_to(tenant_id, agency_id), today=today)
        for one in late:
            add_event(one.case_id, "task_overdue", today=today, actor="night", task=one.task_id,
                      asked=one.kind, owner=one.owner, given_to=one.owner_now)  # fmt: skip
        if late:
            own_threads_of_tasks(tenant_id, [one.task_id for one in late])
            close_tenant_history(tenant_id)
        night_is_over(tenant_id, "tasks", on=today)
    return TasksFollowed(clocks, len(late))


def _set_new_clocks(tenant_id: int) -> int:
    """Up to a batch of new tasks get their last day and their owner; how many."""
    new = tasks_without_clock(tenant_id, batch=BATCH)
    if new:
        country = country_of(tenant_id) or "SE"
        made = [(number, answer_by(kind, on, country), owner_of(kind)) for number, kind, on in new]
        set_clocks(tenant_id, made)
    return len(new)


def _follow_questions(tenant_id: int, today: date) -> None:
    """At the decision point a missing identity number is asked for; one that came ends it.

    Calls that a hold or the end of the case stops are withdrawn where that was not done at once.
    """
    ended = end_found(tenant_id, today=today, by="night")
    owner = owner_of("find_identity")
    ask_for_missing(tenant_id, IDENTITY_MISSING, owner=owner, today=today)
    withdrawn = withdraw_stopped_calls(tenant_id, today=today, by="night")
    if ended or withdrawn:
        close_tenant_history(tenant_id)


def give_task(task_id: int, *, owner: str, today: date, actor: str) -> None:
    """Gives an open task to somebody. Raises TaskNotOpen."""
    tenant_id, case_id, _ = _open_task(task_id)
    with tenant_scope(tenant_id):
        if not own_task(tenant_id, task_id, owner):
            raise TaskNotOpen("task {task} is not open", task=task_id)
        own_threads_of_tasks(tenant_id, [task_id])
        add_event(case_id, "task_given", today=today, actor=actor, task=task_id, owner=owner)
        close_tenant_history(tenant_id)


def answer_task(task_id: int, *, because: str, today: date, actor: str) -> None:
    """Marks an open task as answered, with what was found out. Raises TaskNotOpen."""
    tenant_id, case_id, kind = _open_task(task_id)
    with tenant_scope(tenant_id):
        if not end_task(tenant_id, task_id, today=today, by=actor, outcome=because):
            raise TaskNotOpen("task {task} is not open", task=task_id)
        add_event(case_id, "task_answered", today=today, actor=actor, task=task_id,
                  because=because)  # fmt: skip
        if kind == LOOKS_LIKE_OBJECTION and case_id is not None:
            let_go_on(tenant_id, case_id, because=because, today=today, actor=actor)
        close_tenant_history(tenant_id)


def _open_task(task_id: int) -> tuple[int, int | None, str]:
    agency_id = agency_tenant_id()
    tenants = [agency_id, *creditor_tenant_ids(agency_id)]
    with tenant_scope(*tenants):
        found = task_of(tenants, task_id)
    if found is None or found.done_on is not None:
        raise TaskNotOpen("there is no open task {task}", task=task_id)
    return found.tenant_id, found.case_id, found.kind
