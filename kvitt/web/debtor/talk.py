"""Talking with the handler: the conversations on a case, a new one, an answer, a file."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.debtor_case import DebtorCase
from kvitt.application.list_threads import attached_file, list_threads, show_thread, speaker
from kvitt.application.money_and_days import day_text
from kvitt.application.open_thread import open_thread
from kvitt.application.write_message import write_message
from kvitt.domain.messages import NotYourThread, Reader
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.disagree import FILE_HINT, attached
from kvitt.web.debtor.frame import access_of, case_of, kindly, page, posted
from kvitt.web.debtor.told import told_of
from kvitt.web.design import Link, Message
from kvitt.web.signin.guards import for_debtor
from kvitt.web.signin.unsent import unsent_here

LONGEST = 4000
SAFE_TYPES = ("application/pdf", "image/jpeg", "image/png", "text/plain")


class WordsForm(forms.Form):
    """A message with a file where there is one."""

    text = forms.CharField(
        label=gettext_lazy("Your message"), widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("File"), required=False, help_text=FILE_HINT)


@require_http_methods(["GET", "HEAD", "POST"])
@for_debtor
@kindly
def debtor_talk(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """The conversations on the case, and a new one."""
    case = case_of(key)
    reader = _reader(request, case)
    form = WordsForm(*posted(request), initial=unsent_here(request))
    if request.method == "POST" and form.is_valid():
        try:
            written = open_thread(
                case.creditor, key.case_id, subject=_("Question about case %(case)s")
                % {"case": key.number}, body=form.cleaned_data["text"], author=reader,
                files=attached(form), today=case.today,
            )  # fmt: skip
            return redirect("debtor_thread", key.number, written.thread_id)
        except Refusal as no:
            form.add_error(None, told_of(no))
    threads = list_threads(reader, creditor=case.creditor, case_id=key.case_id)
    links = [
        Link(thread["subject"], reverse("debtor_thread", args=[key.number, thread["thread"]]),
             day_text(thread["opened_on"]))
        for thread in threads
    ]  # fmt: skip
    shown = {"form": form, "threads": links, "contact": case.contact}
    return page(request, "talk.html", shown, case=case, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_debtor
@kindly
def debtor_thread(request: HttpRequest, *, key: CaseKey, thread: int) -> HttpResponse:
    """One conversation, and the answer to it."""
    case = case_of(key)
    reader = _reader(request, case)
    shown_thread = _thread(case, thread, reader)
    form = WordsForm(*posted(request), initial=unsent_here(request))
    if request.method == "POST" and form.is_valid():
        try:
            write_message(
                case.creditor, thread, body=form.cleaned_data["text"], author=reader,
                files=attached(form), today=case.today,
            )  # fmt: skip
            return redirect("debtor_thread", key.number, thread)
        except Refusal as no:
            form.add_error(None, told_of(no))
    shown = {
        "subject": shown_thread.thread["subject"],
        "messages_said": [_message(case, thread, one) for one in shown_thread.messages],
        "form": form,
    }
    return page(request, "thread.html", shown, case=case, status=422 if form.errors else 200)


@require_safe
@for_debtor
@kindly
def debtor_file(request: HttpRequest, *, key: CaseKey, thread: int, file: int) -> HttpResponse:
    """A file of a message, to be saved."""
    case = case_of(key)
    reader = _reader(request, case)
    _thread(case, thread, reader)
    found = attached_file(case.creditor, thread, file, reader)
    kind = found.media_type if found.media_type in SAFE_TYPES else "application/octet-stream"
    answer = HttpResponse(found.content, content_type=kind)
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(kind, "txt")
    answer["Content-Disposition"] = f'attachment; filename="{key.number}-{file}.{ending}"'
    return answer


def _reader(request: HttpRequest, case: DebtorCase) -> Reader:
    """The debtor, or the adviser who writes for the debtor and is named so."""
    reader = speaker(case.creditor, case.key.case_id, "debtor", "")
    if access_of(request).reader == "adviser":
        return reader._replace(name=_("Adviser of %(name)s") % {"name": reader.name})
    return reader


def _thread(case: DebtorCase, thread: int, reader: Reader) -> Any:
    """The conversation, where it is on this very case: a code opens one case and no other."""
    found = show_thread(case.creditor, thread, reader)
    if found.thread["case"] != case.key.number:
        raise NotYourThread(
            "there is no thread {thread_id}: look for it on its case", thread_id=thread
        )
    return found


def _message(case: DebtorCase, thread: int, one: dict[str, Any]) -> Message:
    files = tuple(
        Link(file["name"], reverse("debtor_file", args=[case.key.number, thread, file["id"]]))
        for file in one["files"]
    )
    return Message(
        one["author"], day_text(one["written_on"]), one["body"],
        is_own=one["author_kind"] == "debtor", files=files,
    )  # fmt: skip
