"""Paying later: a new day within what the creditor allows, and what that costs."""

from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.debtor_case import DebtorCase
from kvitt.application.defer_case import defer_case
from kvitt.application.money_and_days import day_text, long_day_text, money_text
from kvitt.kernel.days import ONE_DAY
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import CaseKey
from kvitt.web.debtor.frame import access_of, case_of, kindly, page, posted
from kvitt.web.debtor.told import told_of
from kvitt.web.design import Action, Confirmation
from kvitt.web.signin.guards import for_debtor

STEP_DAYS = 7
"""Policy: days are offered a week apart; any other one can be written."""


class LaterForm(forms.Form):
    """The new day: one of those offered, or another."""

    until = forms.ChoiceField(
        label=gettext_lazy("New day to pay"), widget=forms.RadioSelect, required=False
    )
    other = forms.DateField(
        label=gettext_lazy("Another day"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, case: DebtorCase, *given: object) -> None:
        super().__init__(*given)
        days = offered_days(case)
        until, other = self.fields["until"], self.fields["other"]
        until.choices = [(day.isoformat(), long_day_text(day)) for day in days]
        if case.latest_deferral_on:
            latest = day_text(case.latest_deferral_on)
            other.help_text = _("At the latest %(day)s.") % {"day": latest}

    def chosen(self) -> date | None:
        """The day that was chosen; the written one counts before the offered."""
        told = self.cleaned_data
        if told.get("other"):
            return told["other"]
        return date.fromisoformat(told["until"]) if told.get("until") else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_debtor
@kindly
def debtor_later(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Offers days, says what waiting costs, and gives the time."""
    case = case_of(key)
    if case.latest_deferral_on is None and request.method != "POST":
        return redirect("debtor_case", key.number)
    form = LaterForm(case, *posted(request))
    if request.method == "POST" and form.is_valid():
        until = form.chosen()
        if until is None:
            form.add_error("until", _("Choose a day."))
        else:
            try:
                defer_case(
                    case.creditor, key.case_id, until=until, by="debtor", today=case.today,
                    because="asked for on the debtor's pages", actor=access_of(request).actor,
                )  # fmt: skip
                return redirect("debtor_deferred", key.number)
            except Refusal as no:
                form.add_error(None, told_of(no))
    daily = case.daily_interest_minor
    shown = {
        "form": form,
        "daily": money_text(daily, case.view.currency) if daily else "",
    }
    return page(request, "later.html", shown, case=case, status=422 if form.errors else 200)


@require_safe
@for_debtor
@kindly
def debtor_deferred(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """The time that was given, and what happens next."""
    case = case_of(key)
    hold = next((one for one in case.holds if one.kind == "deferral"), None)
    if hold is None or hold.until_on is None:
        return redirect("debtor_case", key.number)
    done = Confirmation(
        _("You have time until %(day)s") % {"day": day_text(hold.until_on)},
        _("Case number"), key.number, _("What happens now"),
        (
            _("We send you a letter that confirms the new day."),
            _("Nothing else happens before that day, and no fee is added."),
        ),
        (Action(_("To the case"), reverse("debtor_case", args=[key.number])),),
    )  # fmt: skip
    return page(request, "told.html", {"told": done}, case=case)


def offered_days(case: DebtorCase) -> list[date]:
    """Days a week apart from what the debtor has now, and the latest one."""
    latest = case.latest_deferral_on
    if latest is None:
        return []
    begin = max(case.today, case.asked.by if case.asked else case.today)
    days = []
    day = begin + timedelta(days=STEP_DAYS)
    while day < latest - ONE_DAY:
        days.append(day)
        day += timedelta(days=STEP_DAYS)
    return [*days, latest]
