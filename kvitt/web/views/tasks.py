"""The open tasks: what a person must look at, because Kvitt will not guess."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kvitt.application.list_cases import list_tasks
from kvitt.store.cases import case_number
from kvitt.web.pages import calmly, page

LONGEST_KIND = 60


@require_safe
@calmly
def all_tasks(request: HttpRequest) -> HttpResponse:
    """A page of open tasks by kind, the oldest first."""
    kind, _, number = request.GET.get("after", "").rpartition(":")
    after = (kind[:LONGEST_KIND], int(number)) if number.isdigit() and len(number) < 19 else ("", 0)
    tasks, more_after = list_tasks(after=after)
    shown = [
        (task, case_number(task.tenant_id, task.case_id) if task.case_id else "") for task in tasks
    ]
    more = urlencode({"after": f"{more_after[0]}:{more_after[1]}"}) if more_after else ""
    return page(request, "tasks.html", {"tasks": shown, "more": more})
