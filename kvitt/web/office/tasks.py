"""The open tasks: what a person must look at, because Kvitt will not guess."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kvitt.application.list_cases import TaskPlace, list_tasks
from kvitt.domain.roles import SEE_CASES
from kvitt.store.cases import case_number
from kvitt.web.design import EmptyState
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff

LONGEST_KIND = 60
LATE, OTHERS = "late", "open"


@require_safe
@for_staff(SEE_CASES)
@calmly
def all_tasks(request: HttpRequest) -> HttpResponse:
    """A page of open tasks: the late ones lead, by kind, the oldest first."""
    tasks, more_after = list_tasks(after=_place(request.GET.get("after", "")))
    shown = [
        (task, case_number(task.tenant_id, task.case_id) if task.case_id else "") for task in tasks
    ]
    more = urlencode({"after": _written(more_after)}) if more_after else ""
    if_none = EmptyState(_("Nothing waits for a person."))
    told = {"tasks": shown, "more": more, "if_none": if_none}
    return page(request, "tasks.html", told, here="tasks")


def _place(written: str) -> TaskPlace:
    """The place that an address names; the beginning of the list where it names none."""
    part, _, rest = written.partition(":")
    kind, _, number = rest.rpartition(":")
    if part not in (LATE, OTHERS) or not number.isdigit() or len(number) > 18:
        return TaskPlace()
    return TaskPlace(part == LATE, kind[:LONGEST_KIND], int(number))


def _written(place: TaskPlace) -> str:
    return f"{LATE if place.is_late else OTHERS}:{place.kind}:{place.task_id}"
