"""My day: what waits for a person, people who wait for an answer first, and nothing else."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_wording import next_sentence
from kvitt.application.case_words import TASKS, word
from kvitt.application.follow_tasks import TaskNotOpen, answer_task, give_task
from kvitt.application.in_words import in_words
from kvitt.application.list_day import COUNTED, DayPart, list_day
from kvitt.application.money_and_days import day_text, number_text
from kvitt.application.show_task import show_task
from kvitt.domain.roles import EDIT_TEXTS, SEE_CASES, WORK_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_number
from kvitt.web.business_day import business_day
from kvitt.web.design import Figure, Figures
from kvitt.web.office.threads import CloseThreadForm
from kvitt.web.office.words import OWNERS
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

TITLES = {
    "replies": gettext_noop("Answers"),
    "promises": gettext_noop("Broken promises"),
    "objections": gettext_noop("Objections"),
    "approvals": gettext_noop("Decisions and approvals"),
    "payments": gettext_noop("Payments"),
    "sendings": gettext_noop("Letters of unknown fate"),
    "addresses": gettext_noop("Addresses"),
    "limitation": gettext_noop("Limitation"),
}
DESKS = {"payments": "payments", "approvals": "enforcement", "replies": "threads",
         "limitation": "limitation"}  # fmt: skip
"""Where a part of the day has a page of its own."""
WRITTEN = {"approve_text": "texts", "approve_condition": "conditions"}
"""Questions about what a creditor wrote: they are answered on the page of the version."""
A_MAIL = "mail_quarantined"
"""The question about a mail: it is answered on the mail's own page."""


@require_safe
@for_staff(SEE_CASES)
@calmly
def my_day(request: HttpRequest) -> HttpResponse:
    """What waits, by what it is, and whether any open case has no next action."""
    day = list_day()
    figures = tuple(
        Figure(_(TITLES[part.name]), _count(part.count), href=f"#{part.name}",
               tone="warm" if part.count else "plain")
        for part in day.parts[:4]
    )  # fmt: skip
    shown = {
        "figures": Figures(figures),
        "parts": [_part(part) for part in day.parts if part.count],
        "without": number_text(day.without_action),
        "is_whole": day.without_action == 0,
    }
    return page(request, "office/my_day.html", shown, here="day")


@require_http_methods(["GET", "POST"])
@for_staff(WORK_CASES)
@calmly
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One question: what is asked, where it is answered, and the answer in words."""
    try:
        told = show_task(task_id)
    except TaskNotOpen as no:
        raise Http404 from no
    if told["kind"] == A_MAIL and told["done_on"] is None:
        return redirect("mail", told["source_id"])
    form = CloseThreadForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _is_answered(request, task_id, form):
            return redirect("my_day")
    shown = {
        "task": told, "form": form, "title": word(TASKS, told["kind"]),
        "sentence": next_sentence(told["sentence"]), "written": _written(request, told),
    }  # fmt: skip
    return page(request, "office/task.html", shown, here="tasks", status=status)


def _written(request: HttpRequest, told: dict[str, Any]) -> str:
    """The page of what a creditor wrote and a person is to approve, for whoever may."""
    kind = WRITTEN.get(told["kind"])
    if kind is None or not visitor_on(request).may_in_office(EDIT_TEXTS):
        return ""
    return reverse("written_version", args=[told["tenant_id"], kind, told["source_id"]])


@require_http_methods(["POST"])
@for_staff(WORK_CASES)
@calmly
def task_take(request: HttpRequest, task_id: int) -> HttpResponse:
    """Makes the question the visitor's own."""
    try:
        show_task(task_id)
    except TaskNotOpen as no:
        raise Http404 from no
    name = visitor_on(request).name
    give_task(task_id, owner=name, today=business_day(), actor=name)
    messages.success(request, _("The question is yours."), extra_tags="told")
    return redirect("task", task_id)


def _is_answered(request: HttpRequest, task_id: int, form: CloseThreadForm) -> bool:
    try:
        answer_task(task_id, because=form.cleaned_data["because"], today=business_day(),
                    actor=visitor_on(request).name)  # fmt: skip
    except Refusal as no:
        form.add_error(None, in_words(no))
        return False
    messages.success(request, _("The question is answered."), extra_tags="told")
    return True


def _count(count: int) -> str:
    return f"{number_text(COUNTED - 1)}+" if count >= COUNTED else number_text(count)


def _part(part: DayPart) -> dict[str, Any]:
    desk = DESKS.get(part.name)
    return {
        "name": part.name,
        "title": _(TITLES[part.name]),
        "count": _count(part.count),
        "more": reverse(desk) if desk else reverse("tasks"),
        "is_cut": part.count > len(part.tasks),
        "tasks": [_row(one) for one in part.tasks],
    }


def _row(one: Any) -> dict[str, Any]:
    today = business_day()
    number = case_number(one.tenant_id, one.case_id) if one.case_id else ""
    return {
        "title": word(TASKS, one.kind),
        "sentence": next_sentence(one.sentence),
        "under": " · ".join(
            filter(
                None,
                (one.creditor_name, word(OWNERS, one.owner) if one.owner in OWNERS else one.owner),
            )
        ),
        "due": day_text(one.due_on),
        "is_late": one.due_on is not None and one.due_on < today,
        "case": number,
        "href": reverse("task", args=[one.id]),
    }
