"""The creditor's cases: found by name, number, reference or invoice; narrowed by chips."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.case_wording import next_sentence
from kvitt.application.list_cases import CaseList, ShownCase, list_cases, search_cases
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.show_overview import waiting_of
from kvitt.domain.roles import SEE_CASES
from kvitt.store.cases import case_key
from kvitt.web.addresses import case_addresses
from kvitt.web.business_day import business_day
from kvitt.web.creditor.frame import at, calmly, page
from kvitt.web.design import Cell, Chip, Column, EmptyState, Filters, Paging, Table
from kvitt.web.signin.guards import for_creditor
from kvitt.web.templatetags.kvitt_words import stage_tag

LONGEST_SEARCH = 100
HIGHEST = 2**62
INVOICES_SHOWN = 2
HELD = ("dispute", "plan", "deferral", "payment_announced")
STAGES = ("open", "awaiting_decision", "closed")


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_cases(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """A page of the creditor's cases, the newest first."""
    show = request.GET.get("show", "")
    show = show if show in (*HELD, *STAGES) else ""
    before = whole_number(request.GET.get("before", ""))
    listed = list_cases(
        today=business_day(),
        creditor=tenant_id,
        stage=show if show in STAGES else None,
        held=show if show in HELD else None,
        before=before,
    )
    shown = {
        "filters": chips(request, tenant_id, show),
        "table": case_table(listed, _paging(listed, show, before), if_none=_if_none(show)),
    }
    return page(request, "cases.html", shown, tenant_id=tenant_id, here="cases")


@require_POST
@for_creditor(SEE_CASES)
@calmly
def creditor_search(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """What the search found; a case number leads straight to its case.

    Posted, so that no name and no reference ends up in addresses and logs.
    """
    sought = request.POST.get("sought", "")[:LONGEST_SEARCH].strip()
    if not sought:
        return redirect("creditor_cases")
    listed = search_cases(sought, today=business_day(), creditor=tenant_id)
    if len(listed.cases) == 1 and case_key(sought) == listed.cases[0].case.key:
        return redirect("creditor_case", listed.cases[0].case.key.number)
    unknown = _(
        "Nothing is called “%(sought)s”. Write the beginning of a surname or company, or a whole "
        "number, phone or sum."
    )
    if_none = EmptyState(_("Nothing found"), unknown % {"sought": sought}, icon="search")
    foot = _("There are more: write more of the name.") if listed.more_before else ""
    shown = {
        "filters": chips(request, tenant_id, None),
        "table": case_table(listed, Paging(), if_none=if_none, foot=foot),
        "sought": sought,
        "return_to": reverse("creditor_cases"),
    }
    return page(request, "cases.html", shown, tenant_id=tenant_id, here="cases")


def chips(request: HttpRequest, tenant_id: int, show: str | None) -> Filters:
    """The ways to narrow the list; counted where counting is cheap. None: nothing is on."""
    waiting = waiting_of(at(request, tenant_id).creditor)
    counts = {"dispute": waiting.disputes, "plan": waiting.plans}
    base = reverse("creditor_cases")
    words = {
        "": _("All"),
        "open": _("Open"),
        "dispute": _("Objection"),
        "plan": _("Instalment plan"),
        "deferral": _("More time"),
        "payment_announced": _("Payment announced"),
        "awaiting_decision": _("Awaiting decision"),
        "closed": _("Closed"),
    }
    made = tuple(
        Chip(
            word,
            f"{base}?{urlencode({'show': name})}" if name else base,
            show == name,
            number_text(counts[name]) if counts.get(name) else "",
        )
        for name, word in words.items()
    )
    return Filters(_("Narrow the list"), made)


def case_table(listed: CaseList, paging: Paging, *, if_none: EmptyState, foot: str = "") -> Table:
    """Cases with debtor, open sum, days late, stage and next step."""
    columns = (
        Column(_("Case"), "key"),
        Column(_("Debtor"), "name"),
        Column(_("Open"), "sum"),
        Column(_("Days late"), "number"),
        Column(_("Stage"), "tag"),
        Column(_("Next"), "text"),
    )
    sums = " · ".join(money_text(minor, currency) for currency, minor in listed.sums)
    told = " ".join((_("Open on the cases shown:"), sums)) if sums else ""
    address_of, today = case_addresses("creditor_case"), business_day()
    rows = tuple(_row(shown, address_of(shown.case.key.number), today) for shown in listed.cases)
    return Table(_("Cases"), columns, rows, paging, if_none, f"{told} {foot}".strip())


def whole_number(text: str) -> int | None:
    """A number from an address; anything else counts as not given."""
    if text.isascii() and text.isdigit() and int(text) < HIGHEST:
        return int(text)
    return None


def _row(shown: ShownCase, address: str, today: date) -> tuple[Cell, ...]:
    case = shown.case
    numbers = ", ".join(case.invoice_numbers[:INVOICES_SHOWN])
    rest = " …" if len(case.invoice_numbers) > INVOICES_SHOWN else ""
    late = (today - case.due_on).days
    if case.closed_on:
        coming = Cell(" ".join((_("Closed"), day_text(case.closed_on))))
    else:
        coming = Cell(next_sentence(case.next_what), under=day_text(case.next_on))
    return (
        Cell(case.key.number, address),
        Cell(case.debtor, under=numbers + rest),
        Cell(money_text(case.open_minor, case.currency)),
        Cell(number_text(late) if late > 0 and not case.closed_on else "–"),
        Cell("", tag=stage_tag(shown.stage)),
        coming,
    )


def _paging(listed: CaseList, show: str, before: int | None) -> Paging:
    narrowed = {"show": show} if show else {}
    more = {**narrowed, "before": str(listed.more_before)}
    base = reverse("creditor_cases")
    return Paging(
        first_href="" if before is None else f"{base}?{urlencode(narrowed)}",
        first_label=_("Newest"),
        more_href=f"{base}?{urlencode(more)}" if listed.more_before else "",
        more_label=_("Older cases"),
    )


def _if_none(show: str) -> EmptyState:
    if show:
        return EmptyState(_("No case here."), icon="search")
    return EmptyState(_("No case yet."), _("Cases come with the first invoices."), icon="invoice")
