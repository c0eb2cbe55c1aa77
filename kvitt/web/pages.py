"""What the office's pages share: their frame, and the calm page of a refusal."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kvitt.application.list_cases import TASKS_COUNTED, task_count
from kvitt.application.show_case import CaseNotFound
from kvitt.domain.roles import (
    HANDLE_PAYMENTS,
    MANAGE_PEOPLE,
    SEE_CASES,
    SEE_REGISTERS,
    SEE_STATEMENTS,
    WORK_CASES,
)
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.design import NavItem, Notice, Portal
from kvitt.web.signin.guards import visitor_on
from kvitt.web.signin.visitor import Visitor

View = Callable[..., HttpResponse]
TOLD = "told"
"""The mark of a sentence that is shown on the page after an act."""


def page(
    request: HttpRequest,
    template: str,
    shown: Mapping[str, Any],
    *,
    here: str = "cases",
    status: int = 200,
) -> HttpResponse:
    """A page of the office in its frame; ``here`` names its place in the sidebar."""
    frame = {
        "today": business_day(), "portal": office_portal(visitor_on(request)).at(here),
        "told": told_before(request), **shown,
    }  # fmt: skip
    return render(request, f"kvitt/{template}", frame, status=status)


def told_before(request: HttpRequest) -> list[Notice]:
    """What the act before this page has to tell; each sentence is shown once."""
    kept = [one for one in messages.get_messages(request) if one.extra_tags == TOLD]
    return [Notice(str(one), tone="good") for one in kept]


def office_portal(visitor: Visitor) -> Portal:
    """The office: where the visitor can go, and how many tasks wait for a person."""
    count = task_count()
    waiting = f"{TASKS_COUNTED - 1}+" if count >= TASKS_COUNTED else str(count or "")
    places = (
        ("day", _("My day"), "my_day", "home", SEE_CASES),
        ("cases", _("Cases"), "cases", "invoice", SEE_CASES),
        ("tasks", _("Tasks"), "tasks", "task", SEE_CASES),
        ("threads", _("Conversations"), "threads", "talk", SEE_CASES),
        ("mails", _("Mail"), "mails", "letter", WORK_CASES),
        ("payments", _("Payments"), "payments", "money", HANDLE_PAYMENTS),
        ("money", _("Client money"), "money", "lock", SEE_STATEMENTS),
        ("enforcement", _("Enforcement"), "enforcement", "court", SEE_CASES),
        ("monitoring", _("Monitoring"), "monitoring", "clock", SEE_CASES),
        ("limitation", _("Limitation"), "limitation", "calendar", SEE_CASES),
        ("complaints", _("Complaints"), "complaints", "help", SEE_CASES),
        ("history", _("History"), "history", "search", SEE_REGISTERS),
        ("audit", _("Audit"), "audit", "done", SEE_REGISTERS),
        ("privacy", _("Data protection"), "privacy", "people", SEE_REGISTERS),
        ("law", _("Law"), "law", "file", SEE_CASES),
        ("creditors", _("Creditors"), "creditors", "building", SEE_CASES),
        ("people", _("Users"), "people", "people", MANAGE_PEOPLE),
        ("health", _("The house"), "health", "settings", SEE_CASES),
    )
    nav = tuple(
        NavItem(name, label, reverse(place), icon, waiting if name == "tasks" else "")
        for name, label, place, icon, right in places
        if visitor.may_in_office(right)
    )
    return Portal("Kvitt", _("From invoice to payment"), reverse("my_day"), nav)


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
                {"refusal": no, "return_to": reverse("my_day")},
                status=422,
            )

    return answer
