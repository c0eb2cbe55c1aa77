"""Mails that could not be placed: each is put on a case, or set aside with a reason."""

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
from kvitt.application.in_words import in_words
from kvitt.application.kept_mails import (
    KeptMail,
    list_kept_mails,
    place_mail_on_case,
    set_mail_aside,
    show_kept_mail,
)
from kvitt.application.money_and_days import day_text
from kvitt.application.place_mail import MailNotWaiting, kept_mail_bytes
from kvitt.domain.roles import WORK_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, EmptyState, Paging, Table
from kvitt.web.office.fields import BecauseField, PickField
from kvitt.web.office.tables import TablePage, table_page
from kvitt.web.office.threads import download
from kvitt.web.office.words import MAIL_REASONS, PARTIES
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

HIGHEST = 2**62


class PlaceForm(forms.Form):
    """On which case, and whose word it is."""

    reference = forms.CharField(
        label=gettext_lazy("Case"), max_length=60,
        help_text=gettext_lazy("Case number, invoice number or payment reference."),
    )  # fmt: skip
    author = PickField(gettext_lazy("Who wrote it"), PARTIES)


class AsideForm(forms.Form):
    """Why it concerns no case."""

    because = BecauseField()


@require_safe
@for_staff(WORK_CASES)
@calmly
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that wait for a person, the newest first."""
    before = request.GET.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() else None
    found, more = list_kept_mails(before=min(place, HIGHEST) if place else None)
    columns = (
        Column(_("Mail"), "name"), Column(_("From"), "text"), Column(_("Case"), "key"),
        Column(_("Received"), "text"),
    )  # fmt: skip
    rows = tuple(_row(one) for one in found)
    paging = Paging(
        reverse("mails") if place else "", _("Newest"), f"?before={more}" if more else "",
        _("Older"),
    )  # fmt: skip
    none = EmptyState(_("No mail waits."), icon="done")
    shown = TablePage(
        _("Mail that could not be placed"),
        _("Kept as it came. Put it on its case, or set it aside."),
        Table(_("Mail that could not be placed"), columns, rows, paging, none),
    )  # fmt: skip
    return table_page(request, shown, here="mails")


def _row(one: KeptMail) -> tuple[Cell, ...]:
    return (
        Cell(one.subject or "–", reverse("mail", args=[one.mail_id]),
             under=word(MAIL_REASONS, one.because)),
        Cell(one.sender or "–"),
        Cell(one.case or "–", reverse("case", args=[one.case]) if one.case else ""),
        Cell(day_text(one.received_on)),
    )  # fmt: skip


@require_safe
@for_staff(WORK_CASES)
@calmly
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail: what it says, and where it can go."""
    one = _mail(mail_id)
    form = PlaceForm(initial={"reference": one.case, "author": "debtor"})
    return _mail_page(request, one, form, AsideForm())


def _mail_page(
    request: HttpRequest, one: KeptMail, form: PlaceForm, aside: AsideForm, status: int = 200
) -> HttpResponse:
    shown: dict[str, Any] = {
        "mail": one, "form": form, "aside": aside, "because": word(MAIL_REASONS, one.because),
        "subject": one.subject or _("A mail without a subject"),
    }  # fmt: skip
    return page(request, "office/mail.html", shown, here="mails", status=status)


@require_http_methods(["POST"])
@for_staff(WORK_CASES)
@calmly
def place(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Makes the mail a message on a case."""
    one, form = _mail(mail_id), PlaceForm(request.POST)
    if not form.is_valid():
        return _mail_page(request, one, form, AsideForm(), 422)
    try:
        number, written = place_mail_on_case(
            form.cleaned_data["reference"], mail_id, author_kind=form.cleaned_data["author"],
            today=business_day(), actor=visitor_on(request).name,
        )  # fmt: skip
    except Refusal as no:
        form.add_error(None, in_words(no))
        return _mail_page(request, one, form, AsideForm(), 422)
    told = _("The mail is a message on case %(case)s.") % {"case": number}
    messages.success(request, told, extra_tags="told")
    return redirect("thread", written.thread_id)


@require_http_methods(["POST"])
@for_staff(WORK_CASES)
@calmly
def set_aside(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Nobody is asked about the mail any more; it stays kept."""
    one, form = _mail(mail_id), AsideForm(request.POST)
    if not form.is_valid():
        again = PlaceForm(initial={"reference": one.case, "author": "debtor"})
        return _mail_page(request, one, again, form, 422)
    set_mail_aside(
        mail_id, because=form.cleaned_data["because"], today=business_day(),
        actor=visitor_on(request).name,
    )  # fmt: skip
    messages.success(request, _("The mail is set aside."), extra_tags="told")
    return redirect("mails")


@require_safe
@for_staff(WORK_CASES)
@calmly
def as_it_came(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The mail byte for byte, to save."""
    _mail(mail_id)
    return download(f"mail-{mail_id}.eml", "message/rfc822", kept_mail_bytes(mail_id))


def _mail(mail_id: int) -> KeptMail:
    try:
        return show_kept_mail(mail_id)
    except MailNotWaiting as no:
        raise Http404 from no
