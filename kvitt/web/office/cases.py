"""The list of cases and the search in it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.case_wording import next_sentence
from kvitt.application.case_words import stage_word
from kvitt.application.list_cases import (
    CaseList,
    ShownCase,
    creditors_to_choose,
    known_stages,
    list_cases,
    search_cases,
)
from kvitt.application.money_and_days import day_text, money_text
from kvitt.domain.roles import SEE_CASES
from kvitt.store.cases import case_key
from kvitt.web.addresses import case_addresses
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, EmptyState, Paging, Table
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff
from kvitt.web.templatetags.kvitt_words import stage_tag

LONGEST_SEARCH = 100
HIGHEST = 2**62
INVOICES_SHOWN = 2


@require_safe
@for_staff(SEE_CASES)
@calmly
def all_cases(request: HttpRequest) -> HttpResponse:
    """A page of cases, newest first, narrowed by creditor and stage."""
    creditor = _number(request.GET.get("creditor", ""))
    stage = request.GET.get("stage", "")
    before = _number(request.GET.get("before", ""))
    listed = list_cases(
        today=business_day(),
        creditor=creditor,
        stage=stage if stage in known_stages() else None,
        before=before,
    )
    narrowed = {"creditor": creditor, "stage": stage}
    more = {name: value for name, value in narrowed.items() if value}
    first = reverse("cases")
    paging = Paging(
        first_href="" if before is None else first,
        first_label=_("Newest"),
        more_href=f"?{urlencode({**more, 'before': listed.more_before})}"
        if listed.more_before
        else "",
        more_label=_("Older cases"),
    )
    shown = {
        "table": case_table(listed, paging, if_none=_if_none(listed, bool(more), before)),
        "creditors": creditors_to_choose(),
        "stages": [(known, _stage_name(known)) for known in known_stages()],
        "creditor": creditor,
        "stage": stage,
        "is_narrowed": bool(more),
    }
    return page(request, "cases.html", shown)


@require_POST
@for_staff(SEE_CASES)
@calmly
def found_cases(request: HttpRequest) -> HttpResponse:
    """What the search found; a case number leads straight to its case.

    Posted, so that no name and no reference ends up in addresses and logs.
    """
    sought = request.POST.get("sought", "")[:LONGEST_SEARCH].strip()
    if not sought:
        return redirect("cases")
    listed = search_cases(sought, today=business_day())
    if len(listed.cases) == 1 and case_key(sought) == listed.cases[0].case.key:
        return redirect("case", listed.cases[0].case.key.number)
    unknown = _(
        "Nothing is called “%(sought)s”. Write the beginning of a surname or company, or a whole "
        "number, phone or sum."
    )
    if_none = EmptyState(_("Nothing found"), unknown % {"sought": sought}, icon="search")
    foot = _("There are more: write more of the name.") if listed.more_before else ""
    shown = {
        "table": case_table(listed, Paging(), if_none=if_none, foot=foot),
        "sought": sought,
        "return_to": reverse("cases"),
    }
    return page(request, "found.html", shown)


def case_table(listed: CaseList, paging: Paging, *, if_none: EmptyState, foot: str = "") -> Table:
    """Cases with debtor, open sum, stage and next step, and what is open on them together."""
    columns = (
        Column(_("Case"), "key"),
        Column(_("Debtor"), "name"),
        Column(_("Open"), "sum"),
        Column(_("Stage"), "tag"),
        Column(_("Next"), "text"),
    )
    sums = " · ".join(money_text(minor, currency) for currency, minor in listed.sums)
    told = _("Open on the cases shown:")
    address_of = case_addresses("case")
    rows = tuple(_row(shown, address_of(shown.case.key.number)) for shown in listed.cases)
    return Table(_("Cases"), columns, rows, paging, if_none, f"{told} {sums} {foot}".strip())


def _row(shown: ShownCase, address: str) -> tuple[Cell, ...]:
    case = shown.case
    numbers = ", ".join(case.invoice_numbers[:INVOICES_SHOWN])
    rest = " …" if len(case.invoice_numbers) > INVOICES_SHOWN else ""
    if case.closed_on:
        coming = Cell(" ".join((_("Closed"), day_text(case.closed_on))))
    else:
        coming = Cell(next_sentence(case.next_what), under=day_text(case.next_on))
    return (
        Cell(case.key.number, address, under=numbers + rest),
        Cell(case.debtor, under=case.creditor),
        Cell(money_text(case.open_minor, case.currency)),
        Cell("", tag=stage_tag(shown.stage)),
        coming,
    )


def _if_none(listed: CaseList, is_narrowed: bool, before: int | None) -> EmptyState:
    if listed.more_before:
        return EmptyState(_("None among the cases looked through so far."), icon="search")
    if is_narrowed or before is not None:
        return EmptyState(_("No case here."), icon="search")
    return EmptyState(_("No case yet."), _("Cases come with the first invoices."), icon="invoice")


def _stage_name(stage: str) -> str:
    return _("Open cases") if stage == "open" else stage_word(stage)


def _number(text: str) -> int | None:
    """A number from an address; anything else counts as not given."""
    if text.isascii() and text.isdigit() and int(text) < HIGHEST:
        return int(text)
    return None
