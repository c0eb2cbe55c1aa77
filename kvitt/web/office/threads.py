"""Conversations on the cases: those that wait for us lead, each with its files and its clock."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_words import word
from kvitt.application.close_thread import close_thread, give_thread
from kvitt.application.in_words import in_words
from kvitt.application.list_threads import (
    attached_file,
    creditor_of_thread,
    list_threads,
    show_thread,
)
from kvitt.application.money_and_days import day_text
from kvitt.application.write_message import write_message
from kvitt.domain.messages import AGENCY, NotYourThread, Reader
from kvitt.domain.roles import SEE_CASES, WORK_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, EmptyState, Link, Message, Table, Tag
from kvitt.web.design.part import Tone
from kvitt.web.office.fields import BecauseField, FilesField, WordsField
from kvitt.web.office.words import PARTIES, THREAD_STATES
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on


class WriteForm(forms.Form):
    """An answer, or a note."""

    text = WordsField(gettext_lazy("Message"))
    files = FilesField(gettext_lazy("Files"))
    is_note = forms.BooleanField(
        label=gettext_lazy("A note that the office alone reads"), required=False
    )


class CloseThreadForm(forms.Form):
    """Why it is closed."""

    because = BecauseField()


@require_safe
@for_staff(SEE_CASES)
@calmly
def threads(request: HttpRequest) -> HttpResponse:
    """The open conversations, those with the shortest clock first."""
    found = list_threads(Reader(AGENCY, visitor_on(request).name), open_only=True)
    return page(request, "office/threads.html", {"table": thread_table(found)}, here="threads")


def thread_table(found: list[dict[str, Any]]) -> Table:
    """Conversations with their clocks."""
    today = business_day()
    columns = (
        Column(_("Subject"), "name"),
        Column(_("Case"), "key"),
        Column(_("Where it stands"), "tag"),
        Column(_("Answer by"), "text"),
        Column(_("Whose"), "text"),
    )
    rows = []
    for one in found:
        by = one["answer_by_on"]
        tone: Tone = "hot" if by and by < today else "warm" if by else "plain"
        state = Tag(word(THREAD_STATES, one["state"]), tone)
        rows.append((
            Cell(one["subject"], reverse("thread", args=[one["thread"]])),
            Cell(one["case"], reverse("case", args=[one["case"]])),
            Cell("", tag=state), Cell(day_text(by) or "–"), Cell(one["owner"] or "–"),
        ))  # fmt: skip
    none = EmptyState(_("No conversation is open."))
    return Table(_("Conversations"), columns, tuple(rows), if_none=none)


@require_http_methods(["GET", "POST"])
@for_staff(WORK_CASES)
@calmly
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """One conversation, and the answer to it."""
    creditor, reader = _thread(thread_id), Reader(AGENCY, visitor_on(request).name)
    form = WriteForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _is_written(creditor, thread_id, reader, form):
            messages.success(request, _("The message is written."), extra_tags="told")
            return redirect("thread", thread_id)
    view = show_thread(creditor, thread_id, reader)
    shown = {
        "thread": view.thread, "form": form, "close": CloseThreadForm(),
        "said": tuple(_said(thread_id, one) for one in view.messages), "mails": view.mails,
        "parties": ", ".join(word(PARTIES, one) for one in view.thread["parties"]
                             if one in PARTIES) or _("The office alone"),
        "state": word(THREAD_STATES, view.thread["state"]),
    }  # fmt: skip
    return page(request, "office/thread.html", shown, here="threads", status=status)


def _is_written(creditor: Creditor, thread_id: int, reader: Reader, form: WriteForm) -> bool:
    given = form.cleaned_data
    try:
        write_message(
            creditor, thread_id, body=given["text"], author=reader, files=given["files"],
            is_internal=given["is_note"], today=business_day(),
        )  # fmt: skip
    except Refusal as no:
        form.add_error(None, in_words(no))
        return False
    return True


@require_http_methods(["POST"])
@for_staff(WORK_CASES)
@calmly
def close(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Closes the conversation; a new message opens it again."""
    creditor, form = _thread(thread_id), CloseThreadForm(request.POST)
    if form.is_valid():
        close_thread(creditor, thread_id, because=form.cleaned_data["because"],
                     today=business_day(), actor=visitor_on(request).name)  # fmt: skip
        messages.success(request, _("The conversation is closed."), extra_tags="told")
    return redirect("thread", thread_id)


@require_http_methods(["POST"])
@for_staff(WORK_CASES)
@calmly
def take(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Makes the conversation the visitor's own."""
    name = visitor_on(request).name
    give_thread(_thread(thread_id), thread_id, owner=name, today=business_day(), actor=name)
    messages.success(request, _("The conversation is yours."), extra_tags="told")
    return redirect("thread", thread_id)


@require_safe
@for_staff(WORK_CASES)
@calmly
def file(request: HttpRequest, thread_id: int, file_id: int) -> HttpResponse:
    """A file of the conversation, always as something to save."""
    creditor = _thread(thread_id)
    try:
        found = attached_file(creditor, thread_id, file_id, Reader(AGENCY, ""))
    except NotYourThread as no:
        raise Http404 from no
    return download(found.name, found.media_type, found.content)


def download(name: str, media_type: str, content: bytes) -> HttpResponse:
    """Bytes to save under a name; nothing that came from outside is shown as a page."""
    from django.utils.http import content_disposition_header

    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _thread(thread_id: int) -> Creditor:
    try:
        return creditor_of_thread(thread_id)
    except NotYourThread as no:
        raise Http404 from no


def _said(thread_id: int, one: Mapping[str, Any]) -> Message:
    files = tuple(
        Link(kept["name"], reverse("thread_file", args=[thread_id, kept["id"]]))
        for kept in one["files"]
    )
    return Message(
        one["author"], day_text(one["written_on"]), one["body"],
        is_own=one["author_kind"] == AGENCY, is_internal=bool(one["is_internal"]), files=files,
    )  # fmt: skip
