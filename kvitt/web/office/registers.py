"""The registers that an auditor reads: complaints, history, law, limitation, monitoring."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_words import actor_word, event_word, word
from kvitt.application.in_words import in_words
from kvitt.application.law_in_force import LawRow, countries, law_changes, law_in_force
from kvitt.application.list_cases import creditors_to_choose
from kvitt.application.list_complaints import list_complaints
from kvitt.application.list_limitation import creditor_in_haste, limitation_page
from kvitt.application.list_monitoring import monitoring_page
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.read_history import Sought, read_history
from kvitt.application.register_complaint import answer_complaint
from kvitt.domain.roles import SEE_CASES, SEE_REGISTERS, WORK_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import case_key, case_number
from kvitt.store.creditors import own_creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Chip, Column, EmptyState, Filters, Notice, Paging, Table, Tag
from kvitt.web.office.fields import DayField, PickField, WordsField
from kvitt.web.office.tables import TablePage, table_page
from kvitt.web.office.words import COMPLAINT_ABOUT, COMPLAINT_OUTCOMES, MONITORING_REASONS
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

AHEAD_DAYS = 365
"""Recommended: the limitation list looks a year ahead."""
HIGHEST = 2**62


class AnswerForm(forms.Form):
    """How a complaint ends."""

    outcome = PickField(gettext_lazy("The answer"), COMPLAINT_OUTCOMES)
    answer = WordsField(gettext_lazy("The written answer"))


class HistoryForm(forms.Form):
    """Who, what and when."""

    who = forms.CharField(label=gettext_lazy("Who"), max_length=80, required=False)
    from_on = DayField(gettext_lazy("From"), required=False)
    until_on = DayField(gettext_lazy("Through"), required=False)
    changes = forms.BooleanField(label=gettext_lazy("Only changes of the house"), required=False)


class CreditorForm(forms.Form):
    """Whose claims."""

    creditor = forms.TypedChoiceField(label=gettext_lazy("Creditor"), coerce=int)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["creditor"].choices = creditors_to_choose()


@require_safe
@for_staff(SEE_CASES)
@calmly
def complaints(request: HttpRequest) -> HttpResponse:
    """The register of complaints: open ones by their last day, or all of them."""
    today, everything = business_day(), "all" in request.GET
    found = list_complaints(only_open=not everything)
    columns = (
        Column(_("What is complained of"), "name"),
        Column(_("Case"), "key"),
        Column(_("About"), "text"),
        Column(_("Received"), "text"),
        Column(_("Answer by"), "tag"),
    )
    rows = []
    for one in found:
        number = one["case"]
        is_late = one["outcome"] is None and one["answer_by_on"] < today
        when = Tag(day_text(one["answer_by_on"]), "hot" if is_late else "plain")
        done = Tag(word(COMPLAINT_OUTCOMES, one["outcome"]), "good") if one["outcome"] else when
        address = reverse("complaint", args=[number, one["complaint"]]) if number else ""
        rows.append((
            Cell(one["text"], address),
            Cell(number or "–", reverse("case", args=[number]) if number else "",
                 under=one["creditor"]),
            Cell(word(COMPLAINT_ABOUT, one["about"])), Cell(day_text(one["received_on"])),
            Cell("", tag=done),
        ))  # fmt: skip
    none = EmptyState(_("No complaint waits for an answer."))
    chips = (
        Chip(_("Open"), reverse("complaints"), not everything),
        Chip(_("All"), "?all=1", everything),
    )
    shown = TablePage(
        _("Complaints"),
        _("About how people were treated. Answered in writing, each within its days."),
        Table(_("Complaints"), columns, tuple(rows), if_none=none),
        filters=Filters(_("Which complaints"), chips),
    )
    return table_page(request, shown, here="complaints")


@require_http_methods(["GET", "POST"])
@for_staff(WORK_CASES)
@calmly
def complaint(request: HttpRequest, number: str, complaint_id: int) -> HttpResponse:
    """One complaint, and its answer."""
    key = case_key(number)
    found = [
        one
        for one in list_complaints(only_open=False)
        if one["complaint"] == complaint_id and one["case"] == number
    ]
    if key is None or not found:
        raise Http404
    form, status = AnswerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer_complaint(
                    own_creditor(key.tenant_id), complaint_id, **form.cleaned_data,
                    today=business_day(), actor=visitor_on(request).name,
                )  # fmt: skip
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                messages.success(request, _("The complaint is answered."), extra_tags="told")
                return redirect("complaints")
    one = found[0]
    shown = {
        "complaint": one, "form": form, "about": word(COMPLAINT_ABOUT, one["about"]),
        "outcome": word(COMPLAINT_OUTCOMES, one["outcome"]) if one["outcome"] else "",
    }  # fmt: skip
    return page(request, "office/complaint.html", shown, here="complaints", status=status)


@require_safe
@for_staff(SEE_REGISTERS)
@calmly
def history(request: HttpRequest) -> HttpResponse:
    """Who did what, when, across cases; nobody can change it afterwards."""
    form = HistoryForm(request.GET or None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    sought = Sought(
        given.get("who", ""), "", given.get("from_on"), given.get("until_on"),
        bool(given.get("changes")),
    )  # fmt: skip
    place = _number(request.GET.get("before", ""))
    found, more = read_history(sought, before=place)
    kept = {name: request.GET[name] for name in HistoryForm.base_fields if request.GET.get(name)}
    columns = (
        Column(_("Day"), "key"),
        Column(_("What happened"), "name"),
        Column(_("Who"), "text"),
        Column(_("Case"), "text"),
        Column(_("Creditor"), "text"),
    )
    rows = tuple(_event(one) for one in found)
    paging = Paging(
        f"?{urlencode(kept)}" if place else "",
        _("Newest"),
        f"?{urlencode({**kept, 'before': more})}" if more else "",
        _("Older events"),
    )
    none = EmptyState(_("Nothing like that among the events looked through."), icon="search")
    shown = TablePage(
        _("History"),
        _("Everything that was done, by whom and when. It cannot be changed afterwards."),
        Table(_("History"), columns, rows, paging, none),
        form=form if form.is_bound else HistoryForm(),
    )
    return table_page(request, shown, here="history")


def _event(one: Any) -> tuple[Cell, ...]:
    number = case_number(one.tenant_id, one.case_id) if one.case_id else ""
    return (
        Cell(day_text(one.on_day)),
        Cell(event_word(one.kind)),
        Cell(actor_word(one.actor)),
        Cell(number or "–", reverse("case", args=[number]) if number else ""),
        Cell(one.creditor_name or _("The agency")),
    )


@require_safe
@for_staff(SEE_CASES)
@calmly
def law(request: HttpRequest) -> HttpResponse:
    """The law in force on a day, value by value, and what was changed when and by whom."""
    known = countries()
    country = request.GET.get("country", "SE")
    country = country if country in known else next(iter(known))
    on = _day(request.GET.get("on", "")) or business_day()
    is_english = (get_language() or "en").startswith("en")
    columns = (
        Column(_("What the law says"), "name"),
        Column(_("In force"), "text"),
        Column(_("Statute"), "text"),
    )
    rows = tuple(
        (
            Cell(in_words(one.sentence), under=f"{_(one.area)} · {one.name}"),
            Cell(one.amount, under=_since(one)),
            Cell(one.reference, under=one.source if is_english else ""),
        )
        for one in law_in_force(country, on=on)
    )
    chips = tuple(
        Chip(_(name), f"?{urlencode({'country': code})}", code == country)
        for code, name in known.items()
    )
    taken = [one for one in law_changes() if one.country == country]
    sentences = tuple(
        " · ".join((day_text(one.from_on), str(one.version), *map(str, one.changes[:5])))
        for one in taken[:5]
    )
    above = Notice(_("Versions taken into use"), sentences, "plain") if sentences else None
    shown = TablePage(
        _("Law"),
        _("What the programs charge and wait by on %(day)s.") % {"day": day_text(on)},
        Table(_("Law"), columns, rows, if_none=EmptyState(_("No value is known on that day."))),
        filters=Filters(_("Country"), chips),
        above=above,
    )
    return table_page(request, shown, here="law")


def _since(one: LawRow) -> str:
    """From when a value is in force, and who added it, where that is signed."""
    since = " ".join((_("From"), day_text(one.from_on)))
    return " ".join((since, "·", _("Added by"), one.signed_by)) if one.signed_by else since


@require_safe
@for_staff(SEE_CASES)
@calmly
def limitation(request: HttpRequest) -> HttpResponse:
    """A creditor's claims that are barred within a year, soonest first; who is in haste leads."""
    choices, before = creditors_to_choose(), business_day() + timedelta(days=AHEAD_DAYS)
    form = CreditorForm(request.GET or None)
    chosen = creditor_in_haste(before=before) or (choices[0][0] if choices else None)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["creditor"]
    columns = (
        Column(_("Case"), "key"),
        Column(_("Invoice"), "name"),
        Column(_("Open"), "sum"),
        Column(_("Act by"), "tag"),
        Column(_("Barred from"), "text"),
    )
    rows: tuple[tuple[Cell, ...], ...] = ()
    paging = Paging()
    if chosen is not None:
        creditor, after = own_creditor(chosen), _number(request.GET.get("after", ""))
        found, more = limitation_page(creditor, before=before, after=after)
        rows = tuple(_claim(one, creditor.currency) for one in found)
        first = f"?{urlencode({'creditor': chosen})}"
        paging = Paging(first if after else "", _("From the beginning"),
                        f"{first}&after={more}" if more else "", _("More of them"))  # fmt: skip
    none = EmptyState(_("No claim is barred within a year."), icon="clock")
    shown = TablePage(
        _("Limitation"),
        _("Claims that are barred within a year unless somebody acts, and those in doubt."),
        Table(_("Limitation"), columns, rows, paging, none),
        form=CreditorForm(initial={"creditor": chosen}) if choices else None,
    )
    return table_page(request, shown, here="limitation")


def _claim(one: Any, currency: str) -> tuple[Cell, ...]:
    first = one.readings[0] if one.readings else None
    is_late = first is not None and first.act_by is not None and first.act_by < business_day()
    act = Tag(day_text(first.act_by) or "–", "hot" if is_late else "warm") if first else None
    return (
        Cell(one.case, reverse("case", args=[one.case])),
        Cell(one.invoice, under=", ".join(one.planned)),
        Cell(money_text(one.open_minor, currency)),
        Cell("" if act else "–", tag=act),
        Cell(day_text(first.expires_on) if first else in_words(one.unknown_because),
             under=first.reference if first else ""),
    )  # fmt: skip


@require_safe
@for_staff(SEE_CASES)
@calmly
def monitoring(request: HttpRequest) -> HttpResponse:
    """The cases that are followed from time to time, with what the last round found."""
    after = _number(request.GET.get("after", ""))
    found, more = monitoring_page(after=after)
    columns = (
        Column(_("Debtor"), "name"),
        Column(_("Case"), "key"),
        Column(_("Reason"), "text"),
        Column(_("Rounds"), "number"),
        Column(_("Last round"), "text"),
        Column(_("Next round"), "text"),
    )
    rows = tuple(
        (
            Cell(one["debtor"], under=one["creditor"]),
            Cell(one["case"], reverse("case", args=[one["case"]])),
            Cell(word(MONITORING_REASONS, one["reason"]), under=in_words(one["because"])),
            Cell(number_text(one["rounds"])),
            Cell(day_text(one["last"]["on"]) if one["last"] else "–",
                 under=in_words((one["last"] or {}).get("no_letter_because") or "")),
            Cell(day_text(one["next_on"])),
        )
        for one in found
    )  # fmt: skip
    none = EmptyState(_("No case is followed from time to time."), icon="clock")
    paging = Paging(reverse("monitoring") if after else "", _("From the beginning"),
                    f"?after={more}" if more else "", _("More of them"))  # fmt: skip
    shown = TablePage(
        _("Monitoring"),
        _("Where nothing else is worth while now: looked at in rounds, with few letters a year."),
        Table(_("Monitoring"), columns, rows, paging, none),
    )
    return table_page(request, shown, here="monitoring")


def _number(text: str) -> int | None:
    """A number from an address; anything else counts as not given."""
    return int(text) if text.isascii() and text.isdigit() and int(text) < HIGHEST else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
