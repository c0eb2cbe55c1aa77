"""One question for a person, wherever in the agency it was asked."""

from typing import Any

from kvitt.application.follow_tasks import TaskNotOpen
from kvitt.application.list_cases import own_tenants
from kvitt.store.cases import case_number
from kvitt.store.session import tenant_scope
from kvitt.store.tasks import task_of
from kvitt.store.tenants import agency_tenant_id


def show_task(task_id: int) -> dict[str, Any]:
    """The task with its case's number; open or answered. Raises TaskNotOpen where there is none."""
    tenants = [agency_tenant_id(), *own_tenants()]
    with tenant_scope(*tenants):
        task = task_of(tenants, task_id)
    if task is None:
        raise TaskNotOpen("there is no task {task_id}", task_id=task_id)
    case = case_number(task.tenant_id, task.case_id) if task.case_id else ""
    return {**task._asdict(), "case": case}
