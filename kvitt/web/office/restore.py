"""Restore mode: after a copy was put back, letters that left since are compared with the books."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from kvitt.application.case_words import word
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, number_text
from kvitt.application.restore_mode import (
    LostLetter,
    begin_restore_mode,
    hold_lost,
    lost_letters,
)
from kvitt.domain.roles import STOP_SENDING
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, EmptyState, Table
from kvitt.web.office.fields import DayField
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

STATES = {
    "planned": gettext_noop("Planned"),
    "ready": gettext_noop("Being made"),
    "sending": gettext_noop("On its way"),
    "withdrawn": gettext_noop("Withdrawn"),
}
"""What the books say of a letter that they do not know as sent."""


class SinceForm(forms.Form):
    """To which day the books were put back."""

    since = DayField(gettext_lazy("The copy is of"))


@require_http_methods(["GET", "POST"])
@for_staff(STOP_SENDING)
@calmly
def restore(request: HttpRequest) -> HttpResponse:
    """Stops everything, shows letters that the books do not know, and holds their cases."""
    posted = request.method == "POST"
    form = SinceForm(request.POST if posted else request.GET or None)
    again = SinceForm(request.GET or None, auto_id="compare_%s")
    shown: dict[str, Any] = {"form": form, "again": again}
    status = 422 if posted else 200
    if form.is_bound and form.is_valid():
        since, today = form.cleaned_data["since"], business_day()
        try:
            if posted:
                return _done(request, since, today)
            lost = lost_letters(since=since, today=today)
            shown |= {"table": _table(lost), "since": since.isoformat(),
                      "may_hold": any(one.case_id for one in lost)}  # fmt: skip
        except Refusal as no:
            form.add_error("since", in_words(no))
            status = 422
    return page(request, "office/restore.html", shown, here="health", status=status)


def _done(request: HttpRequest, since: date, today: date) -> HttpResponse:
    name = visitor_on(request).name
    if "hold" in request.POST:
        held = hold_lost(lost_letters(since=since, today=today), today=today, actor=name)
        told = _("Cases held: %(cases)s.") % {"cases": number_text(held)}
    elif begin_restore_mode(restored_to=since, by=name, today=today):
        told = _("All sending is stopped. Compare the letters before it goes on.")
    else:
        told = _("All sending was stopped already. Compare the letters before it goes on.")
    messages.success(request, told, extra_tags="told")
    return redirect(f"{reverse('restore')}?since={since.isoformat()}")


def _table(lost: list[LostLetter]) -> Table:
    columns = (
        Column(_("Letter"), "key"), Column(_("Recipient"), "name"), Column(_("Left"), "text"),
        Column(_("Case"), "text"), Column(_("In the books"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.key), Cell(one.recipient), Cell(day_text(one.on)),
            Cell(one.case or "–", reverse("case", args=[one.case]) if one.case else ""),
            Cell(word(STATES, one.state) if one.state else _("Not known")),
        )
        for one in lost
    )  # fmt: skip
    none = EmptyState(_("The books know every letter that was handed over."), icon="done")
    return Table(_("Letters that left and are not known"), columns, rows, if_none=none)
