"""The plan on the phone: three amounts beside each other, the words to read, and the agreement."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.agree_plan import agree_plan
from kvitt.application.case_view import CaseView
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import amount_text, day_text, money_text, number_text
from kvitt.application.once import once
from kvitt.application.preview_plan import PlanPreview, PlanWish, cases_of, preview_plan
from kvitt.application.show_case import show_case
from kvitt.domain.plan import PlanOffer
from kvitt.domain.roles import WORK_CASES
from kvitt.kernel.money import as_decimal_text
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, Fact, Facts, Notice, Table
from kvitt.web.office.fields import BecauseField, DayField, SumField
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

FIRST_DAYS = 30
"""Recommended: the first instalment about a month from the call; the handler writes another day."""
AMOUNTS = ("a", "b", "c")


class WishForm(forms.Form):
    """What the debtor could pay a month, and from when."""

    a = SumField(gettext_lazy("A month"), required=False)
    b = SumField(gettext_lazy("Or a month"), required=False)
    c = SumField(gettext_lazy("Or a month"), required=False)
    first = DayField(gettext_lazy("First instalment"))
    all_cases = forms.BooleanField(
        label=gettext_lazy("All open cases of the debtor with this creditor"), required=False
    )


class AgreeForm(forms.Form):
    """The plan that the debtor said yes to."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    amount = SumField(gettext_lazy("A month"), required=False)
    months = forms.IntegerField(required=False, min_value=1, max_value=120)
    first = DayField(gettext_lazy("First instalment"))
    all_cases = forms.BooleanField(required=False)
    override = BecauseField(
        gettext_lazy("Beyond the creditor's limits, because"), required=False,
        help_text=gettext_lazy("Only where the limits are set aside this once."),
    )  # fmt: skip
    was_read = forms.BooleanField(
        label=gettext_lazy("I have read this to the debtor, who says yes"), required=True
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """One amount with the plan that it makes, or why it makes none."""

    amount_minor: int | None
    offer: PlanOffer | None
    refusal: str = ""


@require_safe
@for_staff(WORK_CASES)
@calmly
def plan_what_if(request: HttpRequest, number: str) -> HttpResponse:
    """Three amounts beside each other; nothing is written."""
    case, creditor = _case(number)
    asked = request.GET if request.GET else {"first": _first(business_day()).isoformat()}
    form = WishForm(asked)
    shown: dict[str, Any] = {"case": case, "form": form}
    if form.is_valid():
        tried, preview = _tried(creditor, case, form.cleaned_data)
        shown |= {"table": _table(case, tried, form.cleaned_data), "notices": _notices(preview)}
    return page(request, "office/plan.html", shown)


@require_http_methods(["GET", "POST"])
@for_staff(WORK_CASES)
@calmly
def plan_agree(request: HttpRequest, number: str) -> HttpResponse:
    """The words to read to the debtor, and the agreement."""
    case, creditor = _case(number)
    if request.method == "POST":
        form = AgreeForm(request.POST)
        if not form.is_valid():
            return _to_read(request, case, creditor, form, status=422)
        try:
            told = _agreed(creditor, case, form.cleaned_data, visitor_on(request).name)
        except Refusal as no:
            form.add_error(None, in_words(no))
            return _to_read(request, case, creditor, form, status=422)
        messages.success(request, told, extra_tags="told")
        return redirect("case", number)
    first = {"key": secrets.token_urlsafe(16), **request.GET.dict()}
    return _to_read(request, case, creditor, AgreeForm(initial=first))


def _case(number: str) -> tuple[CaseView, Creditor]:
    case = show_case(number, today=business_day())
    if case.number != number or case.closed_on is not None:
        raise Http404
    return case, own_creditor(case.tenant_id)


def _first(today: date) -> date:
    return today + timedelta(days=FIRST_DAYS)


def _wish(given: dict[str, Any], *, amount: int | None, months: int | None = None) -> PlanWish:
    return PlanWish(given["first"], months, amount, override=given.get("override") or "")


def _preview(
    creditor: Creditor, case: CaseView, given: dict[str, Any], wish: PlanWish
) -> PlanPreview:
    cases = cases_of(creditor, case.case_id, of_debtor=bool(given["all_cases"]))
    return preview_plan(creditor, cases, wish, today=business_day())


def _tried(
    creditor: Creditor, case: CaseView, given: dict[str, Any]
) -> tuple[list[Tried], PlanPreview | None]:
    """The plan of each amount; without an amount every alternative of the creditor's rules."""
    amounts = [given[name] for name in AMOUNTS if given[name]]
    tried, preview = [], None
    for amount in amounts or [None]:
        try:
            preview = _preview(creditor, case, given, _wish(given, amount=amount))
        except Refusal as no:
            tried.append(Tried(amount, None, in_words(no)))
            continue
        tried += [Tried(amount, offer) for offer in preview.offers]
    return tried, preview


def _table(case: CaseView, tried: list[Tried], given: dict[str, Any]) -> Table:
    columns = (
        Column(_("A month"), "name"),
        Column(_("Months"), "number"),
        Column(_("Through"), "text"),
        Column(_("Fee"), "number"),
        Column(_("Interest"), "number"),
        Column(_("In all"), "sum"),
        Column(_("Choose"), "text"),
    )
    rows = tuple(_row(case, one, given) for one in tried)
    return Table(_("What a plan would be"), columns, rows)


def _row(case: CaseView, one: Tried, given: dict[str, Any]) -> tuple[Cell, ...]:
    if one.offer is None:
        asked = money_text(one.amount_minor, case.currency) if one.amount_minor else ""
        return (Cell(asked, under=one.refusal), *(Cell("–") for _cell in range(6)))
    offer, parts = one.offer, one.offer.instalments
    chosen: dict[str, str] = {"first": given["first"].isoformat()}
    if one.amount_minor:
        chosen["amount"] = as_decimal_text(one.amount_minor)
    else:
        chosen["months"] = str(offer.months)
    if given["all_cases"]:
        chosen["all_cases"] = "1"
    address = f"{reverse('plan_agree', args=[case.number])}?{urlencode(chosen)}"
    last = _("the last one %(sum)s") % {"sum": amount_text(parts[-1].amount_minor)}
    return (
        Cell(money_text(parts[0].amount_minor, case.currency), under=last),
        Cell(number_text(offer.months)),
        Cell(day_text(parts[-1].due_on)),
        Cell(amount_text(offer.fee_minor)),
        Cell(amount_text(offer.interest_minor)),
        Cell(money_text(offer.total_minor, case.currency)),
        Cell(_("Choose"), address),
    )


def _notices(preview: PlanPreview | None) -> list[Notice]:
    shown = []
    if preview and preview.fee_refused:
        shown.append(Notice(_("This plan bears no fee"), (in_words(preview.fee_refused),)))
    if preview and preview.bearable:
        shown.append(Notice(_("What the debtor can bear"), (in_words(preview.bearable.sentence),)))
    return shown


def _to_read(
    request: HttpRequest, case: CaseView, creditor: Creditor, form: AgreeForm, *, status: int = 200
) -> HttpResponse:
    """The page with the words to read; where nothing can be agreed on, it says why."""
    given = form.cleaned_data if form.is_bound else dict(form.initial)
    wished = AgreeForm({**_typed(given), "key": "x", "was_read": "on"})
    shown: dict[str, Any] = {"case": case, "form": form}
    if wished.is_valid():
        told = wished.cleaned_data
        try:
            wish = _wish(told, amount=told["amount"], months=told["months"])
            preview = _preview(creditor, case, told, wish)
            shown |= _read_aloud(case, preview)
        except Refusal as no:
            shown["refusal"] = in_words(no)
            status = 422
    return page(request, "office/plan_agree.html", shown, status=status)


def _typed(given: dict[str, Any]) -> dict[str, Any]:
    """What was given, as it is typed into a form."""
    typed = {name: value for name, value in given.items() if value not in (None, "", False)}
    if isinstance(typed.get("amount"), int):
        typed["amount"] = as_decimal_text(typed["amount"])
    return typed


def _read_aloud(case: CaseView, preview: PlanPreview) -> dict[str, Any]:
    offer = preview.offers[0]
    parts, rules = offer.instalments, preview.rules
    facts = [
        Fact(_("What is owed"), money_text(offer.debt_minor, case.currency)),
        Fact(_("Fee"), money_text(offer.fee_minor, case.currency), in_words(preview.fee_refused)),
        Fact(_("Interest during the plan"), money_text(offer.interest_minor, case.currency)),
        Fact(_("In all"), money_text(offer.total_minor, case.currency), is_total=True),
    ]
    columns = (Column(_("Instalment"), "key"), Column(_("Pay by"), "name"), Column(_("Sum"), "sum"))
    rows = tuple(
        (Cell(number_text(one.number)), Cell(day_text(one.due_on)),
         Cell(money_text(one.amount_minor, case.currency)))
        for one in parts
    )  # fmt: skip
    words = [
        _("You pay %(count)s instalments, the first %(sum)s by %(day)s.") % {
            "count": number_text(len(parts)), "day": day_text(parts[0].due_on),
            "sum": money_text(parts[0].amount_minor, case.currency),
        },
        _("In all it becomes %(total)s; fees %(fee)s and interest %(interest)s are in it.") % {
            "total": money_text(offer.total_minor, case.currency),
            "fee": money_text(offer.fee_minor, case.currency),
            "interest": money_text(offer.interest_minor, case.currency),
        },
        _("While you follow the plan, nothing else is asked for. You may pay more or earlier."),
        _("Miss one, and we write to you. You then have %(days)s days before the case goes on.")
        % {"days": number_text(rules.grace_days)},
        _("You get the plan in writing. Free advice on budget and debts is given by your "
          "municipality in Sweden and by NAV in Norway."),
    ]  # fmt: skip
    return {
        "words": words, "facts": Facts(tuple(facts), is_number=True),
        "table": Table(_("Instalments"), columns, rows), "offer": offer,
    }  # fmt: skip


def _agreed(creditor: Creditor, case: CaseView, given: dict[str, Any], actor: str) -> str:
    today = business_day()
    cases = cases_of(creditor, case.case_id, of_debtor=bool(given["all_cases"]))
    wish = _wish(given, amount=given["amount"], months=given["months"])

    def act() -> dict[str, Any]:
        agreed = agree_plan(creditor, cases, wish, today=today, actor=actor)
        parts = agreed.offer.instalments
        return {"count": len(parts), "total": agreed.offer.total_minor}

    asked = {"act": "plan", "case": case.number, "wish": wish._asdict()}
    key = f"office:{given['key']}"
    done = once(creditor.tenant_id, key=key, request=asked, act=act, today=today)
    told = _("The plan is agreed: %(count)s instalments, %(total)s in all. The debtor gets it.")
    total = money_text(done["total"], case.currency)
    return told % {"count": number_text(done["count"]), "total": total}
