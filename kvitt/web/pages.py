"""What every page shares: its frame, and the calm page of a refusal."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kvitt.application.list_cases import TASKS_COUNTED, task_count
from kvitt.application.show_case import CaseNotFound
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day

View = Callable[..., HttpResponse]


def page(
    request: HttpRequest, template: str, shown: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page in its frame: the day, and how many tasks wait for a person."""
    count = task_count()
    frame = {
        "today": business_day(),
        "task_count": f"{TASKS_COUNTED - 1}+" if count >= TASKS_COUNTED else str(count or ""),
        **shown,
    }
    return render(request, f"kvitt/{template}", frame, status=status)


def calmly(view: View) -> View:
    """Shows a refusal as a page with its sentence; what is not there is not found."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except CaseNotFound as no:
            raise Http404 from no
        except Refusal as no:
            return page(request, "refusal.html", {"refusal": no}, status=422)

    return answer
