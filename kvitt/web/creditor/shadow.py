"""The shadow list: what would have been sent, what looks paid already, and going live."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.approve_shadow_list import approve_shadow_list
from kvitt.application.case_wording import next_of_shadow
from kvitt.application.case_words import letter_word
from kvitt.application.draw_up_shadow_list import (
    ShadowList,
    all_lines,
    draw_up_shadow_list,
    last_shadow_list,
)
from kvitt.application.guided_start import AGREEMENT, COMPANY, start_of
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.start_shadow import start_shadow
from kvitt.documents.report import Column as FileColumn
from kvitt.documents.report import ReportTable, report_csv
from kvitt.domain.roles import EDIT_POLICIES
from kvitt.domain.shadow import GOES_LIVE, LEFT_OUT, LOOKS_PAID
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import CONFIRMED, day_field
from kvitt.web.creditor.frame import at, calmly, page
from kvitt.web.creditor.words import SIGN_WORDS
from kvitt.web.design import (
    Action,
    Cell,
    Column,
    ConfirmStep,
    EmptyState,
    Fact,
    Figure,
    Figures,
    Link,
    Suggestion,
    Suggestions,
    Table,
)
from kvitt.web.signin.guards import for_creditor

SHOWN = 100
"""Invoices of each sort that the page shows; all of them are kept and counted."""
LISTED_HERE = 50_000
"""A longer list takes longer than a page may be waited for: 26 s for 100,000, measured."""


class SinceForm(forms.Form):
    """The first due day that the list shows."""

    since = day_field(gettext_lazy("Had you been live since"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_shadow(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The list that was drawn up last; posted, it is drawn up as of today."""
    whose, today = at(request, tenant_id), business_day()
    start = start_of(whose.creditor)
    if start.is_live:
        return redirect("creditor_start")
    form = SinceForm(request.POST or {"since": start.since_on})
    form.fields["since"].widget.attrs["max"] = today.isoformat()
    if request.method == "POST" and form.is_valid():
        try:
            since = form.cleaned_data["since"]
            if since != start.since_on:
                start_shadow(whose.creditor, since=since, today=today, by=whose.name)
            draw_up_shadow_list(whose.creditor, today=today, by=whose.name, most=LISTED_HERE)
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            return redirect("creditor_shadow")
    found = last_shadow_list(whose.creditor, lines=SHOWN)
    shown: dict[str, Any] = {"form": form, **(_list(found) if found else {})}
    return page(request, "shadow.html", shown, tenant_id=tenant_id, here="overview",
                status=422 if request.method == "POST" else 200)  # fmt: skip


@require_http_methods(["POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_live(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Says what begins; posted once more, the creditor is live from today."""
    whose, today = at(request, tenant_id), business_day()
    included, digest = request.POST.getlist("include"), request.POST.get("list", "")
    if CONFIRMED in request.POST:
        try:
            approve_shadow_list(
                whose.creditor, by=whose.name, today=today, digest=digest, include=included
            )
        except Refusal as no:
            shown = {"refusal": no, "back": reverse("creditor_shadow")}
            return page(request, "refusal.html", shown, tenant_id=tenant_id, here="overview",
                        status=422)  # fmt: skip
        return redirect("creditor_start")
    found = last_shadow_list(whose.creditor, lines=0)
    if found is None:
        return redirect("creditor_shadow")
    fields = (("list", found.shown.digest), *(("include", one) for one in included))
    live = reverse("creditor_live")
    step = ConfirmStep(
        _("Go live"),
        Action(_("Go live"), live, is_post=True, fields=(*fields, (CONFIRMED, "yes"))),
        Link(_("Back to the list"), reverse("creditor_shadow")),
        _what_begins(whose.creditor, found),
        _begins(found, len(included)),
    )
    return page(request, "asked.html", {"step": step}, tenant_id=tenant_id, here="overview")


@require_safe
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_shadow_file(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Every invoice of the list that was drawn up last, as CSV."""
    creditor, today = at(request, tenant_id).creditor, business_day()
    found = last_shadow_list(creditor, lines=0)
    if found is None:
        raise Http404
    stands = {GOES_LIVE: _("goes on"), LOOKS_PAID: _("looks paid"), LEFT_OUT: _("too old")}
    columns = (
        FileColumn(_("Invoice"), "text"), FileColumn(_("Case"), "text"),
        FileColumn(_("Open"), "money"), FileColumn(_("Due day"), "text"),
        FileColumn(_("What becomes of it"), "text"), FileColumn(_("Would have got"), "text"),
        FileColumn(_("Today"), "text"), FileColumn(_("Signs"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            line["invoice"], line["case"], line["open_minor"], line["due_on"],
            stands[line["stands"]], _letters(line), _today(line), _signs(line),
        )
        for line in all_lines(creditor, found.shown.id)
    )  # fmt: skip
    title = _("What would have been sent")
    table = ReportTable(title, "", columns, rows, "en", creditor.country, creditor.name, today,
                        rows)  # fmt: skip
    answer = HttpResponse(report_csv(table), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="list-{today.isoformat()}.csv"'
    return answer


def _list(found: ShadowList) -> dict[str, Any]:
    """The list in figures, and its invoices by what becomes of them."""
    totals, currency = found.shown.totals, found.currency
    by_stand: dict[str, list[dict[str, Any]]] = {LOOKS_PAID: [], GOES_LIVE: [], LEFT_OUT: []}
    for line in found.lines:
        by_stand[line["stands"]].append(line)
    told = _("Drawn up on %(day)s by %(name)s.") % {
        "day": day_text(found.shown.drawn_up_on), "name": found.shown.drawn_up_by,
    }  # fmt: skip
    return {
        "digest": found.shown.digest,
        "drawn_up": told,
        "figures": _figures(found),
        "paid": Suggestions(
            _("Paid, but perhaps not in your books"),
            tuple(_looks_paid(line, currency) for line in by_stand[LOOKS_PAID]),
            _("These stay held and you are asked, unless you tick them: then they go on as well."),
            _("No invoice looks paid already."),
        ),
        "goes_live": _table(_("Would get letters"), by_stand[GOES_LIVE], currency),
        "left_out": _table(_("Too old for the list"), by_stand[LEFT_OUT], currency),
        "has_left_out": bool(totals["left_out"]),
        "shown": number_text(SHOWN),
        "is_cut": totals["invoices"] > len(found.lines),
    }


def _figures(found: ShadowList) -> Figures:
    totals, currency = found.shown.totals, found.currency
    letters = sum(totals["letters"].values())
    by_step = ", ".join(
        f"{letter_word(step)}: {number_text(count)}" for step, count in totals["letters"].items()
    )
    return Figures((
        Figure(_("Letters since then"), number_text(letters), by_step),
        Figure(_("Fees of these letters"), money_text(totals["cost_minor"], currency)),
        Figure(_("Look paid already"), number_text(totals["looks_paid"]),
               money_text(totals["looks_paid_minor"], currency),
               "warm" if totals["looks_paid"] else "plain"),
        Figure(_("Open invoices"), number_text(totals["invoices"]),
               money_text(totals["open_minor"], currency)),
    ))  # fmt: skip


def _looks_paid(line: dict[str, Any], currency: str) -> Suggestion:
    title = _("Invoice %(number)s · %(sum)s") % {
        "number": line["invoice"], "sum": money_text(line["open_minor"], currency),
    }  # fmt: skip
    case = Link(_("Case %(number)s") % {"number": line["case"]},
                reverse("creditor_case", args=[line["case"]]))  # fmt: skip
    return Suggestion(title, _signs(line), links=(case,), name="include", value=line["case"])


def _table(caption: str, lines: list[dict[str, Any]], currency: str) -> Table:
    columns = (
        Column(_("Invoice"), "name"), Column(_("Open"), "sum"), Column(_("Due day"), "text"),
        Column(_("Would have got"), "text"), Column(_("Today"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(line["invoice"], reverse("creditor_case", args=[line["case"]])),
            Cell(money_text(line["open_minor"], currency)),
            Cell(day_text(line["due_on"])),
            Cell(_letters(line) or "–"),
            Cell(_today(line) or "–"),
        )
        for line in lines
    )
    return Table(caption, columns, rows, if_none=EmptyState(_("None"), icon="invoice"))


def _letters(line: dict[str, Any]) -> str:
    return ", ".join(letter_word(one["step"]) for one in line["letters"])


def _today(line: dict[str, Any]) -> str:
    now = line["now"]
    return letter_word(now["step"]) if now["step"] else next_of_shadow(now["sentence"])


def _signs(line: dict[str, Any]) -> str:
    """Why the invoice looks paid already, each reason once."""
    return " ".join(dict.fromkeys(str(SIGN_WORDS[sign["kind"]]) for sign in line["signs"]))


def _what_begins(creditor: Any, found: ShadowList) -> tuple[str, ...]:
    """In sentences, also what was not looked at."""
    told = [
        _("From today letters leave as your flow and your automation say."),
        _("Each case goes on with its next letter and its full time: nothing is made up for."),
    ]  # fmt: skip
    done = start_of(creditor).done
    if COMPANY not in done or AGREEMENT not in done:
        told.append(_("You have not gone through every step of the start."))
    if found.shown.totals["left_out"]:
        told.append(_("What fell due before the list begins stays held until you look at it."))
    return tuple(told)


def _begins(found: ShadowList, included: int) -> tuple[Fact, ...]:
    totals, currency = found.shown.totals, found.currency
    goes = totals["invoices"] - totals["looks_paid"] - totals["left_out"]
    letters = [
        Fact(letter_word(step), number_text(count), _("could leave today"))
        for step, count in totals["live"].items()
    ]
    return (
        Fact(_("Invoices that go on"), number_text(goes)),
        *letters,
        Fact(_("Fees of today's letters"), money_text(totals["live_cost_minor"], currency)),
        Fact(_("Look paid and stay held"), number_text(totals["looks_paid"])),
        Fact(_("Cases of these that go on all the same"), number_text(included)),
        Fact(_("Too old and stay held"), number_text(totals["left_out"])),
    )
