"""The plan that runs: what is paid, what comes, moving a part once, and the days as a file."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.debtor_case import DebtorCase, RunningPlan
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.move_instalment import move_instalment
from kvitt.documents.calendar import Entry, calendar
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.case_parts import progress
from kvitt.web.debtor.frame import access_of, case_of, kindly, page, posted
from kvitt.web.debtor.split import stop_rules
from kvitt.web.debtor.told import told_of
from kvitt.web.design import Cell, Column, Notice, Table
from kvitt.web.signin.guards import for_debtor


class MoveForm(forms.Form):
    """The new day of one part."""

    to = forms.DateField(
        label=gettext_lazy("New day"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("A day before the next part's."),
    )  # fmt: skip


@require_safe
@for_debtor
@kindly
def debtor_plan(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """How the plan stands, with each part."""
    case = case_of(key)
    if case.plan is None:
        return redirect("debtor_case", key.number)
    shown = {
        "progress": progress(case),
        "missed": _missed(case, case.plan),
        "table": _table(case, case.plan),
        "rules": stop_rules(case.plan.rules),
    }
    return page(request, "plan.html", shown, case=case)


@require_http_methods(["GET", "HEAD", "POST"])
@for_debtor
@kindly
def debtor_move(request: HttpRequest, *, key: CaseKey, instalment: int) -> HttpResponse:
    """Moves one part to another day, as often as the creditor's rules allow."""
    case = case_of(key)
    if case.plan is None or not case.plan.may_move(instalment):
        raise Http404
    form = MoveForm(*posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            move_instalment(
                case.creditor, case.plan.plan_id, instalment, to=form.cleaned_data["to"],
                because="moved on the debtor's pages", today=case.today,
                actor=access_of(request).actor,
            )  # fmt: skip
            return redirect("debtor_plan", key.number)
        except Refusal as no:
            form.add_error("to", told_of(no))
    one = next(row for row in case.plan.instalments if row.number == instalment)
    shown = {"form": form, "one": one, "currency": case.view.currency}
    return page(request, "move.html", shown, case=case, status=422 if form.errors else 200)


@require_safe
@for_debtor
@kindly
def debtor_calendar(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """The days of the plan that are to come, for the debtor's calendar."""
    case = case_of(key)
    if case.plan is None:
        raise Http404
    entries = [
        Entry(f"{key.number}-{case.plan.plan_id}-{one.number}@kvitt", one.due_on, _what(case, one))
        for one in case.plan.instalments
        if one.due_on >= case.today
    ]
    answer = HttpResponse(calendar(entries), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key.number}.ics"'
    return answer


def _what(case: DebtorCase, one: Any) -> str:
    return _("Pay %(amount)s to %(receiver)s, reference %(reference)s") % {
        "amount": money_text(one.amount_minor, case.view.currency),
        "receiver": f"{case.way.receiver_name}, {case.way.account_display}",
        "reference": one.payment_reference,
    }  # fmt: skip


def _missed(case: DebtorCase, plan: RunningPlan) -> Notice | None:
    """A part that was missed, in friendly words, with the way to go on."""
    stands = plan.progress
    if stands is None or stands.due is None or stands.due.due_on >= case.today:
        return None
    sentences = [_("It is easily done. Pay it now, or move it, and the plan goes on.")]
    if stands.pay_by_on is not None and stands.state in ("missed", "in_grace"):
        day = day_text(stands.pay_by_on)
        sentences.append(_("You have time until %(day)s.") % {"day": day})
    return Notice(_("A part has not come"), tuple(sentences), "warm")


def _table(case: DebtorCase, plan: RunningPlan) -> Table:
    columns = (
        Column(_("Day"), "name"), Column(_("Sum"), "sum"),
        Column(_("State"), "text"),
    )  # fmt: skip
    return Table(_("All parts of the plan"), columns,
                 tuple(_row(case, plan, one) for one in plan.instalments))  # fmt: skip


def _row(case: DebtorCase, plan: RunningPlan, one: Any) -> tuple[Cell, ...]:
    state, href, late = _("to come"), "", _is_late(one.due_on, case.today)
    due = plan.progress.due if plan.progress else None
    if plan.progress and (due is None or one.number < due.number):
        state = _("paid")
    elif plan.may_move(one.number):
        state = _("Move the day")
        href = reverse("debtor_move", args=[case.key.number, one.number])
    elif late:
        state = _("not paid yet")
    amount = money_text(one.amount_minor, case.view.currency)
    moved = _("moved from %(day)s") % {"day": day_text(one.original_due_on)}
    under = moved if one.original_due_on != one.due_on else ""
    return (
        Cell(day_text(one.due_on), under=under), Cell(amount),
        Cell(state, href=href, under=_("not paid yet") if late and href else ""),
    )  # fmt: skip


def _is_late(due_on: date, today: date) -> bool:
    return due_on < today
