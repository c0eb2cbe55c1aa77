"""Data protection: who looked at a person's cases, what is held on them, what is kept too long."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kvitt.application.case_words import word
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, number_text
from kvitt.application.privacy import PersonFile, export_by_number, person_file, retention
from kvitt.domain.roles import SEE_REGISTERS
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, EmptyState, Table, Tag
from kvitt.web.office.threads import download
from kvitt.web.office.words import COUNTRIES
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on


class PersonForm(forms.Form):
    """Whose data."""

    number = forms.CharField(
        label=gettext_lazy("Identity number"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_staff(SEE_REGISTERS)
@calmly
def privacy(request: HttpRequest) -> HttpResponse:
    """A person's file is asked for by the identity number, which stands in no address."""
    form = PersonForm(request.POST or None)
    shown: dict[str, Any] = {"form": form, "retention": _retention()}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            number = form.cleaned_data["number"]
            try:
                if "export" in request.POST:
                    return _export(request, number)
                shown |= _person(person_file(number)) | {"number": number}
                status = 200
            except Refusal as no:
                form.add_error("number", in_words(no))
    return page(request, "office/privacy.html", shown, here="privacy", status=status)


def _export(request: HttpRequest, number: str) -> HttpResponse:
    content = export_by_number(number, today=business_day(), actor=visitor_on(request).name)
    return download(f"person-{business_day().isoformat()}.zip", "application/zip", content)


def _person(found: PersonFile) -> dict[str, Any]:
    cases = Table(
        _("What is held"), (Column(_("Creditor"), "name"), Column(_("Name"), "text"),
                            Column(_("Case"), "key")),
        tuple(
            (Cell(one.creditor), Cell(one.name),
             Cell(key.number, reverse("case", args=[key.number])))
            for one in found.held
            for key in one.cases
        ),
    )  # fmt: skip
    places = {"office": _("The office"), "creditor": _("The creditor")}
    looked = Table(
        _("Who looked"),
        (Column(_("When"), "key"), Column(_("Who"), "name"), Column(_("Case"), "text"),
         Column(_("Page"), "text")),
        tuple(
            (Cell(_time(one.at)), Cell(one.name, under=places[one.place]), Cell(one.case),
             Cell(one.page.replace("_", " ")))
            for one in found.looked
        ),
        if_none=EmptyState(_("Nobody has looked.")),
    )  # fmt: skip
    return {"held": cases, "looked": looked}


def _time(at: datetime) -> str:
    local = at.astimezone()
    return " ".join((day_text(local.date()), local.strftime("%H:%M")))


def _retention() -> Table:
    columns = (
        Column(_("Country"), "name"), Column(_("Kept for, months"), "number"),
        Column(_("Closed cases"), "number"), Column(_("Kept longer"), "tag"),
        Column(_("Ground"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(
                word(COUNTRIES, one.country),
                under=_("Oldest: %(day)s") % {"day": day_text(one.oldest)} if one.oldest else "",
            ),
            Cell(number_text(one.months)),
            Cell(number_text(one.closed)),
            Cell("", tag=Tag(number_text(one.beyond), "warm" if one.beyond else "good")),
            Cell(one.reference),
        )
        for one in retention(today=business_day())
    )
    return Table(_("How long files are kept"), columns, rows,
                 if_none=EmptyState(_("No case is closed yet.")))  # fmt: skip
