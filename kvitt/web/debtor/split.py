"""Splitting the sum: three alternatives side by side, any other by choice, then one to confirm."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.agree_plan import agree_plan
from kvitt.application.debtor_case import DebtorCase
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.preview_plan import PlanPreview, PlanWish, preview_plan
from kvitt.domain.plan import PlanOffer
from kvitt.domain.plan_rules import PlanRules
from kvitt.kernel.days import next_bank_day
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.frame import access_of, case_of, kindly, page
from kvitt.web.debtor.told import told_of
from kvitt.web.design import (
    Action,
    Cell,
    Choice,
    Choices,
    Column,
    Confirmation,
    ConfirmStep,
    Fact,
    Link,
    Table,
)
from kvitt.web.signin.guards import for_debtor

FIRST_AFTER_DAYS = 14
"""Policy: the first part falls due so long after today, unless chosen otherwise."""
ALTERNATIVES = 3


class PlanForm(forms.Form):
    """Another plan than those offered."""

    months = forms.IntegerField(label=gettext_lazy("How many months"), min_value=1, max_value=120)
    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )


@require_safe
@for_debtor
@kindly
def debtor_split(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Three alternatives, each with its total cost, and a form for another."""
    case = case_of(key)
    if not case.may_split:
        return redirect("debtor_plan" if case.plan else "debtor_case", key.number)
    first_on = first_day(case)
    preview = preview_plan(case.creditor, [key.case_id], _wish(first_on), today=case.today)
    ways = tuple(_choice(case, offer, first_on) for offer in three_of(preview.offers))
    form = PlanForm(initial={"first": first_on.isoformat()})
    shown = {
        "choices": Choices(_("Choose a plan"), ways),
        "form": form,
        "rules": stop_rules(preview.rules),
    }
    return page(request, "split.html", shown, case=case)


@require_safe
@for_debtor
@kindly
def debtor_offer(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """One plan in full, before it is agreed."""
    case = case_of(key)
    form = PlanForm(request.GET)
    if form.is_valid():
        wish = _wish(form.cleaned_data["first"], form.cleaned_data["months"])
        try:
            preview = preview_plan(case.creditor, [key.case_id], wish, today=case.today)
            return page(request, "offer.html", _offered(case, preview, wish), case=case)
        except Refusal as no:
            form.add_error(None, told_of(no))
    shown = {"choices": None, "form": form, "rules": ()}
    return page(request, "split.html", shown, case=case, status=422)


@require_POST
@for_debtor
@kindly
def debtor_agree(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Agrees on the plan that was shown."""
    case = case_of(key)
    form = PlanForm(request.POST)
    if form.is_valid():
        wish = _wish(form.cleaned_data["first"], form.cleaned_data["months"])
        actor = access_of(request).actor
        agree_plan(case.creditor, [key.case_id], wish, today=case.today, actor=actor)
        return redirect("debtor_agreed", key.number)
    shown = {"choices": None, "form": form, "rules": (),
             "return_to": reverse("debtor_split", args=[key.number])}  # fmt: skip
    return page(request, "split.html", shown, case=case, status=422)


@require_safe
@for_debtor
@kindly
def debtor_agreed(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """The plan stands: what happens now, and the days for the debtor's calendar."""
    case = case_of(key)
    if case.plan is None:
        return redirect("debtor_case", key.number)
    first = case.plan.instalments[0]
    amount = money_text(first.amount_minor, case.view.currency)
    reached = Action(
        _("Choose how we remind you"), reverse("debtor_me", args=[key.number]), "tertiary"
    )
    done = Confirmation(
        _("The plan is agreed"), _("Case number"), key.number, _("What happens now"),
        (
            _("Pay %(amount)s by %(day)s. That is the first part.")
            % {"amount": amount, "day": day_text(first.due_on)},
            _("The whole plan comes in a letter. Before each day we remind you."),
            _("As long as you follow the plan we send no claims."),
        ),
        (
            Action(_("Show the plan"), reverse("debtor_plan", args=[key.number])),
            Action(_("Put the days in my calendar"), reverse("debtor_calendar", args=[key.number]),
                   "secondary"),
            *((reached,) if access_of(request).reader == "debtor" else ()),
        ),
    )  # fmt: skip
    return page(request, "told.html", {"told": done}, case=case)


def first_day(case: DebtorCase) -> date:
    """The day of the first part where none was chosen."""
    return next_bank_day(case.creditor.country, case.today + timedelta(days=FIRST_AFTER_DAYS))


def three_of(offers: Sequence[PlanOffer]) -> list[PlanOffer]:
    """The shortest, the middle and the longest of the plans that the creditor accepts."""
    if len(offers) <= ALTERNATIVES:
        return list(offers)
    return [offers[0], offers[len(offers) // 2], offers[-1]]


def stop_rules(rules: PlanRules) -> tuple[str, ...]:
    """What happens where a part is missed, and what may be moved."""
    grace = _("If you miss a day we write to you, and you have %(days)s more days.")
    if rules.grace_days == 1:
        grace = _("If you miss a day we write to you, and you have one more day.")
    told = [
        grace % {"days": rules.grace_days},
        _("Only then can the plan end, and the case goes on where it stood."),
    ]
    if rules.moves:
        moves = _("You can move each part %(times)s times, here on the page.")
        if rules.moves == 1:
            moves = _("You can move each part once, here on the page.")
        told.append(moves % {"times": rules.moves})
    return tuple(told)


def instalments(case: DebtorCase, rows: Sequence[Any]) -> Table:
    """The days and sums of a plan."""
    columns = (Column(_("Day"), "name"), Column(_("Sum"), "sum"))
    return Table(
        _("All parts of the plan"), columns,
        tuple(
            (
                Cell(day_text(one.due_on)),
                Cell(money_text(one.amount_minor, case.view.currency)),
            )
            for one in rows
        ),
    )  # fmt: skip


def _wish(first_on: date, months: int | None = None) -> PlanWish:
    return PlanWish(first_on=first_on, months=months, by="debtor")


def _choice(case: DebtorCase, offer: PlanOffer, first_on: date) -> Choice:
    count, currency = len(offer.instalments), case.view.currency
    each = money_text(offer.instalments[0].amount_minor, currency)
    title = _("%(count)s × %(each)s") % {"count": count, "each": each}
    place = reverse("debtor_offer", args=[case.key.number])
    return Choice(
        "split", title, _cost(offer, case),
        f"{place}?{urlencode({'months': count, 'first': first_on.isoformat()})}",
    )  # fmt: skip


def _cost(offer: PlanOffer, case: DebtorCase) -> str:
    currency = case.view.currency
    total = money_text(offer.total_minor, currency)
    __, fee_minor, interest_minor = _shares(offer, case)
    more_minor = fee_minor + interest_minor
    if not more_minor:
        return _("In all %(total)s. Nothing is added.") % {"total": total}
    more = money_text(more_minor, currency)
    return _("In all %(total)s, of which %(more)s is added for the plan.") % {
        "total": total, "more": more,
    }  # fmt: skip


def _shares(offer: PlanOffer, case: DebtorCase) -> tuple[int, int, int]:
    """What the plan comes to: owed today, its fee, and the interest from today on.

    The offer counts interest from the last day that was booked; what has run until today is owed
    with a plan or without one. Where the plan is of other claims than the case's, or bears no
    interest, its own parts stand.
    """
    run_minor = case.view.interest_accrued_minor or 0
    is_of_case = offer.debt_minor == case.view.balance_minor
    moved_minor = run_minor if is_of_case and run_minor <= offer.interest_minor else 0
    return offer.debt_minor + moved_minor, offer.fee_minor, offer.interest_minor - moved_minor


def _offered(case: DebtorCase, preview: PlanPreview, wish: PlanWish) -> dict[str, Any]:
    offer, currency = preview.offers[0], case.view.currency
    first, last = offer.instalments[0], offer.instalments[-1]
    owed_minor, fee_minor, interest_minor = _shares(offer, case)
    facts = [
        Fact(_("Debt today"), money_text(owed_minor, currency)),
        Fact(_("Fee of the plan"), money_text(fee_minor, currency)),
        Fact(_("Interest during the plan"), money_text(interest_minor, currency)),
        Fact(_("In all"), money_text(offer.total_minor, currency), is_total=True),
        Fact(_("First day"), day_text(first.due_on)),
        Fact(_("Last day"), day_text(last.due_on)),
    ]
    number = case.key.number
    agree = Action(
        _("Agree on this plan"), reverse("debtor_agree", args=[number]), is_post=True,
        fields=(("months", str(wish.months)), ("first", wish.first_on.isoformat())),
    )  # fmt: skip
    title = _("%(count)s × %(each)s") % {
        "count": len(offer.instalments), "each": money_text(first.amount_minor, currency),
    }  # fmt: skip
    step = ConfirmStep(
        title, agree, Link(_("Another plan"), reverse("debtor_split", args=[number])),
        stop_rules(preview.rules), tuple(facts),
    )  # fmt: skip
    return {"step": step, "table": instalments(case, offer.instalments)}
