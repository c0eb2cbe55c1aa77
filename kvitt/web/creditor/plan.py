"""Splitting a payment: months or a sum a month, laid side by side, then agreed."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.agree_plan import agree_plan
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.preview_plan import PlanPreview, PlanWish, preview_plan
from kvitt.application.show_case import show_case
from kvitt.domain.plan import PlanOffer
from kvitt.domain.plan_rules import rules_of
from kvitt.domain.roles import WORK_CASES
from kvitt.kernel.days import add_months
from kvitt.kernel.refusal import Refusal
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import CONFIRMED, MoneyField, day_field
from kvitt.web.creditor.frame import at, calmly, own_case, page
from kvitt.web.design import Action, Cell, Column, ConfirmStep, Fact, Link, Notice, Table
from kvitt.web.signin.guards import for_creditor


class PlanForm(forms.Form):
    """What is wished for: so many months, or so much a month; neither for the alternatives."""

    months = forms.IntegerField(
        label=gettext_lazy("Months"), required=False, min_value=1, max_value=120
    )
    amount = MoneyField(label=gettext_lazy("or a sum a month"), required=False)
    first_on = day_field(gettext_lazy("First instalment"))

    def clean(self) -> dict[str, Any]:
        """Months or a sum, not both."""
        wanted: dict[str, Any] = super().clean() or {}
        if wanted.get("months") and wanted.get("amount"):
            raise forms.ValidationError(_("Write either months or a sum a month."))
        return wanted


@require_safe
@for_creditor(WORK_CASES)
@calmly
def creditor_plan(request: HttpRequest, number: str, *, tenant_id: int) -> HttpResponse:
    """The plans that are possible, with what each costs; nothing is written."""
    case_id = own_case(tenant_id, number)
    creditor, today = at(request, tenant_id).creditor, business_day()
    first_on = add_months(today, 1)
    form = PlanForm(request.GET if "first_on" in request.GET else {"first_on": first_on})
    case = show_case(number, today=today)
    shown: dict[str, Any] = {"form": form, "case": case, "rules": _rules(creditor)}
    if form.is_valid():
        try:
            offered = preview_plan(creditor, [case_id], _wish(form), today=today)
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            currency, wanted = creditor.currency, form.cleaned_data
            shown["table"] = _offers(offered, currency)
            shown["choices"] = tuple(
                _choose(number, one, wanted["first_on"], currency) for one in offered.offers
            )
            shown["notes"] = _notes(offered, currency)
    return page(request, "plan.html", shown, tenant_id=tenant_id, here="cases",
                status=422 if form.errors else 200)  # fmt: skip


@require_POST
@for_creditor(WORK_CASES)
@calmly
def creditor_agree(request: HttpRequest, number: str, *, tenant_id: int) -> HttpResponse:
    """Shows the whole plan once more; agreed on, it holds the case and leaves as a letter."""
    case_id = own_case(tenant_id, number)
    whose, today = at(request, tenant_id), business_day()
    form = PlanForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["months"]:
        return redirect("creditor_plan", number)
    wish = _wish(form)
    if CONFIRMED in request.POST:
        agree_plan(whose.creditor, [case_id], wish, today=today, actor=whose.name)
        return redirect(f"{reverse('creditor_case', args=[number])}?done=plan")
    offer = preview_plan(whose.creditor, [case_id], wish, today=today).offers[0]
    case = show_case(number, today=today)
    shown = {"step": _asked_again(number, offer, wish, whose.creditor.currency), "case": case}
    return page(request, "confirm.html", shown, tenant_id=tenant_id, here="cases")


def _wish(form: PlanForm) -> PlanWish:
    wanted = form.cleaned_data
    return PlanWish(wanted["first_on"], wanted["months"], wanted["amount"], "creditor")


def _rules(creditor: Any) -> str:
    rules = rules_of(creditor.agreement)
    told = _("At least %(least)s a month and at most %(months)s months, by your agreement.")
    return told % {
        "least": money_text(rules.least_instalment_minor, creditor.currency),
        "months": number_text(rules.most_months),
    }


def _offers(offered: PlanPreview, currency: str) -> Table:
    """The plans beside each other."""
    columns = (
        Column(_("Months"), "name"), Column(_("A month"), "sum"), Column(_("Fee"), "number"),
        Column(_("Interest"), "number"), Column(_("In all"), "number"),
        Column(_("Last instalment"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(number_text(one.months)),
            Cell(money_text(one.instalments[0].amount_minor, currency)),
            Cell(money_text(one.fee_minor, currency)),
            Cell(money_text(one.interest_minor, currency)),
            Cell(money_text(one.total_minor, currency)),
            Cell(day_text(one.instalments[-1].due_on)),
        )
        for one in offered.offers
    )
    return Table(_("Plans"), columns, rows)


def _choose(number: str, offer: PlanOffer, first_on: date, currency: str) -> Action:
    sum_text = money_text(offer.instalments[0].amount_minor, currency)
    label = _("%(months)s × %(sum)s") % {"months": number_text(offer.months), "sum": sum_text}
    fields = (("months", str(offer.months)), ("first_on", first_on.isoformat()))
    to = reverse("creditor_agree", args=[number])
    return Action(label, to, "secondary", is_post=True, fields=fields)


def _notes(offered: PlanPreview, currency: str) -> tuple[Notice, ...]:
    notes = []
    if offered.fee_refused:
        notes.append(Notice(_("The plan bears no fee"), (in_words(offered.fee_refused),)))
    if any(one.leaves_interest for one in offered.offers):
        told = _("The rate of later days is not known yet. A last instalment settles them.")
        notes.append(Notice(_("Interest of later days"), (told,)))
    return tuple(notes)


def _asked_again(number: str, offer: PlanOffer, wish: PlanWish, currency: str) -> ConfirmStep:
    fields = (("months", str(offer.months)), ("first_on", wish.first_on.isoformat()),
              (CONFIRMED, "yes"))  # fmt: skip
    to = reverse("creditor_agree", args=[number])
    facts = [
        Fact(day_text(one.due_on), money_text(one.amount_minor, currency))
        for one in offer.instalments
    ]
    total = Fact(_("In all"), money_text(offer.total_minor, currency), is_total=True)
    return ConfirmStep(
        _("Split the payment"),
        Action(_("Agree on the plan"), to, is_post=True, fields=fields),
        Link(_("Back to the plans"), reverse("creditor_plan", args=[number])),
        (_("Nothing else is sent while the plan is kept. A letter confirms it."),),
        (*facts, total),
    )
