"""Questions to the agency's specialists: each on its case, with its answers."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.in_words import in_words
from kvitt.application.list_threads import attached_file, list_threads, show_thread
from kvitt.application.money_and_days import day_text
from kvitt.application.write_message import write_message
from kvitt.domain.messages import CREDITOR, DEBTOR, Reader
from kvitt.domain.roles import SEE_CASES, WORK_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import LONGEST_TEXT
from kvitt.web.creditor.frame import at, calmly, may, page
from kvitt.web.design import Cell, Column, EmptyState, Link, Message, Table, Tag
from kvitt.web.design.part import Tone
from kvitt.web.signin.guards import for_creditor

STATES: dict[str, Tone] = {"waiting_for_us": "info", "waiting_for_them": "warm", "closed": "plain"}


class ReplyForm(forms.Form):
    """What is written back."""

    body = forms.CharField(
        label=gettext_lazy("Your message"), widget=forms.Textarea, max_length=LONGEST_TEXT
    )
    file = forms.FileField(label=gettext_lazy("File"), required=False)


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_tickets(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The creditor's questions, those that wait longest first."""
    whose = at(request, tenant_id)
    found = list_threads(Reader(CREDITOR, whose.name), creditor=whose.creditor)
    columns = (
        Column(_("Subject"), "name"), Column(_("Case"), "key"), Column(_("State"), "tag"),
        Column(_("Asked"), "text"), Column(_("Answer by"), "text"),
    )  # fmt: skip
    rows = tuple(_row(one) for one in found)
    told = _("Ask on the page of a case: the people who handle it get it at once.")
    if_none = EmptyState(_("No questions"), told, "talk")
    table = Table(_("Questions"), columns, rows, if_none=if_none)
    return page(request, "tickets.html", {"table": table}, tenant_id=tenant_id, here="tickets")


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(SEE_CASES)
@calmly
def creditor_thread(request: HttpRequest, thread_id: int, *, tenant_id: int) -> HttpResponse:
    """One question with its answers; who may work on cases can write back."""
    whose = at(request, tenant_id)
    reader = Reader(CREDITOR, whose.name)
    view = show_thread(whose.creditor, thread_id, reader)
    writes = may(request, tenant_id, WORK_CASES)
    form = ReplyForm(request.POST or None, request.FILES or None) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            write_message(
                whose.creditor, thread_id, body=form.cleaned_data["body"], author=reader,
                files=[(file.name, file.read())] if file else [], today=business_day(),
            )  # fmt: skip
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            return redirect("creditor_thread", thread_id)
    shown = {
        "thread": view.thread,
        "messages_told": tuple(_message(thread_id, one) for one in view.messages),
        "state": Tag(_state(view.thread["state"]), STATES.get(view.thread["state"], "plain")),
        "answer_by": view.thread["answer_by_on"],
        "form": form,
    }
    return page(request, "thread.html", shown, tenant_id=tenant_id, here="tickets",
                status=422 if request.method == "POST" else 200)  # fmt: skip


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_file(
    request: HttpRequest, thread_id: int, file_id: int, *, tenant_id: int
) -> HttpResponse:
    """A file of a message, to be kept and not shown: others wrote it."""
    whose = at(request, tenant_id)
    found = attached_file(whose.creditor, thread_id, file_id, Reader(CREDITOR, whose.name))
    return HttpResponse(
        found.content,
        content_type=found.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file_id}"'},
    )


def _row(one: dict[str, Any]) -> tuple[Cell, ...]:
    state = str(one["state"])
    return (
        Cell(one["subject"], reverse("creditor_thread", args=[one["thread"]])),
        Cell(one["case"], reverse("creditor_case", args=[one["case"]])),
        Cell("", tag=Tag(_state(state), STATES.get(state, "plain"))),
        Cell(day_text(one["opened_on"])),
        Cell(day_text(one["answer_by_on"]) or "–", under=one["owner"] or ""),
    )


def _state(state: str) -> str:
    words = {
        "waiting_for_us": _("Waits for the agency"),
        "waiting_for_them": _("Waits for you"),
        "closed": _("Answered"),
    }
    return words.get(state, _("Open"))


def _message(thread_id: int, one: dict[str, Any]) -> Message:
    files = tuple(
        Link(str(file["name"]), reverse("creditor_file", args=[thread_id, file["id"]]))
        for file in one["files"]
    )
    kinds = {CREDITOR: "", DEBTOR: _("the debtor")}
    kind = kinds.get(one["author_kind"], _("the agency"))
    author = f"{one['author']} ({kind})" if kind else str(one["author"])
    return Message(
        author,
        day_text(one["written_on"]),
        str(one["body"]),
        is_own=one["author_kind"] == CREDITOR,
        files=files,
    )
