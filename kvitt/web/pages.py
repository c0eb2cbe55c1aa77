"""What the office's pages share: their frame, and the calm page of a refusal."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kvitt.application.list_cases import TASKS_COUNTED, task_count
from kvitt.application.show_case import CaseNotFound
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.design import NavItem, Portal

View = Callable[..., HttpResponse]


def page(
    request: HttpRequest,
    template: str,
    shown: Mapping[str, Any],
    *,
    here: str = "cases",
    status: int = 200,
) -> HttpResponse:
    """A page of the office in its frame; ``here`` names its place in the sidebar."""
    frame = {"today": business_day(), "portal": office_portal().at(here), **shown}
    return render(request, f"kvitt/{template}", frame, status=status)


def office_portal() -> Portal:
    """The office: where one can go, and how many tasks wait for a person."""
    count = task_count()
    waiting = f"{TASKS_COUNTED - 1}+" if count >= TASKS_COUNTED else str(count or "")
    return Portal(
        "Kvitt",
        _("From invoice to payment"),
        reverse("cases"),
        (
            NavItem("cases", _("Cases"), reverse("cases"), "invoice"),
            NavItem("tasks", _("Tasks"), reverse("tasks"), "task", waiting),
        ),
    )


def calmly(view: View) -> View:
    """Shows a refusal as a page with its sentence; what is not there is not found."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except CaseNotFound as no:
            raise Http404 from no
        except Refusal as no:
            return page(
                request,
                "refusal.html",
                {"refusal": no, "return_to": reverse("cases")},
                status=422,
            )

    return answer
