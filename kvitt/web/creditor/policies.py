"""Policies: how far each step goes by itself, and by which flow; each change is tried first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_words import letter_word
from kvitt.application.change_flow import change_flow, flows_of
from kvitt.application.list_presets import Preset, presets_of
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.set_automation import (
    ALL_STEPS,
    StepAutomation,
    automation_of,
    set_automation,
    steps_of,
)
from kvitt.application.simulate_flow import Simulated, simulate_flow
from kvitt.domain.deferral import rules_of as deferral_rules
from kvitt.domain.flow import flow
from kvitt.domain.plan_rules import rules_of as plan_rules
from kvitt.domain.roles import EDIT_POLICIES, SEE_CASES
from kvitt.domain.simulation import Totals
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import CONFIRMED, MoneyField, day_field, reason_field
from kvitt.web.creditor.frame import at, calmly, may, page
from kvitt.web.creditor.words import LEVEL_WORDS, PRESET_WORDS
from kvitt.web.design import Action, Cell, Column, Fact, Facts, Notice, Table
from kvitt.web.signin.guards import for_creditor

TRIED_DAYS = 365
"""A flow is tried on the invoices of the last year. Recommended."""


class AutomationForm(forms.Form):
    """How far a step goes by itself."""

    step = forms.ChoiceField(label=gettext_lazy("Letter"))
    level = forms.ChoiceField(
        label=gettext_lazy("How it goes"), widget=forms.RadioSelect,
        choices=list(LEVEL_WORDS.items()),
    )  # fmt: skip
    below = MoneyField(
        label=gettext_lazy("Up to"), required=False,
        help_text=gettext_lazy("Only where it goes by itself up to a sum."),
    )  # fmt: skip
    veto = forms.IntegerField(
        label=gettext_lazy("Days to say no"), required=False, min_value=1, max_value=60,
        help_text=gettext_lazy("Only where it goes by itself unless somebody says no."),
    )  # fmt: skip
    because = reason_field()

    def fit(self, steps: tuple[str, ...]) -> None:
        """The creditor's steps."""
        every = [(ALL_STEPS, _("All letters"))]
        self.fields["step"].choices = every + [(one, letter_word(one)) for one in steps]


class FlowForm(forms.Form):
    """From when a flow counts, and for which cases."""

    from_on = day_field(gettext_lazy("From"))
    open_cases = forms.BooleanField(
        label=gettext_lazy("Also open cases, from where they stand"), required=False
    )


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_policies(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """How the creditor's cases are treated now."""
    creditor = at(request, tenant_id).creditor
    now = flows_of(creditor)
    waiting = tuple(
        Notice(
            _("A change of flow waits"),
            (_("From %(day)s, decided by %(name)s.")
             % {"day": day_text(one.from_on), "name": one.decided_by},),
        )
        for one in now.waiting
    )  # fmt: skip
    shown = {
        "automation": _automation(automation_of(creditor), creditor),
        "presets": [_preset(one, now.consumer, now.business) for one in presets_of(creditor)],
        "waiting": waiting,
        "limits": _limits(creditor),
        "may_edit": may(request, tenant_id, EDIT_POLICIES),
    }
    return page(request, "policies.html", shown, tenant_id=tenant_id, here="policies")


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_automation(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Sets how far a letter goes by itself, from the next decision on."""
    whose = at(request, tenant_id)
    form = AutomationForm(request.POST or None)
    form.fit(steps_of(whose.creditor))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            set_automation(
                whose.creditor, step=wanted["step"], level=wanted["level"],
                below_minor=wanted["below"], veto_days=wanted["veto"], because=wanted["because"],
                by=whose.name, today=business_day(),
            )  # fmt: skip
        except Refusal as no:
            form.add_error(None, no.sentence)
        else:
            return redirect("creditor_policies")
    return page(request, "automation.html", {"form": form}, tenant_id=tenant_id, here="policies",
                status=422 if request.method == "POST" else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_flow(request: HttpRequest, name: str, *, tenant_id: int) -> HttpResponse:
    """Tries a preset on the creditor's own invoices; what was tried can be chosen from a day."""
    whose, today = at(request, tenant_id), business_day()
    preset = next((one for one in presets_of(whose.creditor) if one.name == name), None)
    if preset is None:
        return redirect("creditor_policies")
    form = FlowForm(request.POST if CONFIRMED in request.POST else {"from_on": today})
    shown: dict[str, Any] = {"form": form, "title": str(PRESET_WORDS[name]), "name": name}
    if request.method != "POST":
        return page(request, "flow.html", shown, tenant_id=tenant_id, here="policies")
    if CONFIRMED in request.POST and form.is_valid():
        try:
            change_flow(
                whose.creditor, consumer=_other(preset.consumer, whose.creditor.consumer_flow),
                business=_other(preset.business, whose.creditor.business_flow),
                from_on=form.cleaned_data["from_on"], open_cases=form.cleaned_data["open_cases"],
                by=whose.name, today=today,
            )  # fmt: skip
        except Refusal as no:
            form.add_error(None, no.sentence)
        else:
            return redirect("creditor_policies")
    since = today - timedelta(days=TRIED_DAYS)
    shown["tried"] = [
        _tried(simulate_flow(whose.creditor, flow(one), since=since, today=today, by=whose.name),
               kind, whose.creditor.currency)
        for kind, one, now in (
            (_("Consumers"), preset.consumer, whose.creditor.consumer_flow),
            (_("Businesses"), preset.business, whose.creditor.business_flow),
        )
        if one != now
    ]  # fmt: skip
    return page(request, "flow.html", shown, tenant_id=tenant_id, here="policies",
                status=422 if form.errors else 200)  # fmt: skip


def _other(wanted: str, now: str) -> str | None:
    return wanted if wanted != now else None


def _automation(found: tuple[StepAutomation, ...], creditor: Creditor) -> Table:
    columns = (Column(_("Letter"), "name"), Column(_("How it goes"), "text"),
               Column(_("Since"), "text"), Column(_("Why"), "text"))  # fmt: skip
    rows = tuple(
        (
            Cell(letter_word(one.step)),
            Cell(_level(one, creditor.currency)),
            Cell(day_text(one.set_on) or _("the beginning"), under=one.set_by),
            Cell(one.because or "–"),
        )
        for one in found
    )
    return Table(_("How far each letter goes by itself"), columns, rows)


def _level(one: StepAutomation, currency: str) -> str:
    told = str(LEVEL_WORDS[one.level])
    if one.below_minor is not None:
        return f"{told}: {money_text(one.below_minor, currency)}"
    if one.veto_days is not None:
        return f"{told}: {_('%(days)s days') % {'days': number_text(one.veto_days)}}"
    return told


def _preset(one: Preset, consumer: str, business: str) -> dict[str, Any]:
    """A preset with its letters' days, beside what is chosen now."""
    is_now = (one.consumer, one.business) == (consumer, business)
    steps = tuple(
        Fact(letter_word(step.name), _("%(days)s days after %(what)s at the earliest") % {
            "days": number_text(step.after_due_days or step.after_deadline_days),
            "what": _("the due day") if step.after_due_days else _("the last letter's time"),
        })
        for step in flow(one.consumer).steps
    )  # fmt: skip
    to = Action(_("Try it"), reverse("creditor_flow", args=[one.name]), "secondary",
                spoken=f"{_('Try it')}: {PRESET_WORDS[one.name]}")  # fmt: skip
    return {"title": PRESET_WORDS[one.name], "is_now": is_now, "steps": Facts(steps),
            "act": None if is_now else to}  # fmt: skip


def _limits(creditor: Creditor) -> Facts:
    plans, deferrals = plan_rules(creditor.agreement), deferral_rules(creditor.agreement)
    return Facts(
        (
            Fact(_("Least instalment"),
                 money_text(plans.least_instalment_minor, creditor.currency)),
            Fact(_("Most months of a plan"), number_text(plans.most_months)),
            Fact(_("Most days of more time"), number_text(deferrals.most_days)),
            Fact(_("More time, at most times a case"), number_text(deferrals.most_times)),
        ),
        is_number=True,
    )  # fmt: skip


def _tried(done: Simulated, kind: str, currency: str) -> dict[str, Any]:
    """What both flows would have done to the same invoices."""
    columns = (Column(_("What"), "name"), Column(_("Now"), "number"), Column(_("Then"), "number"))
    now, then = done.totals_now, done.totals_changed
    rows = tuple(
        (Cell(label), Cell(shown(now)), Cell(shown(then))) for label, shown in _measures(currency)
    )
    changed = _("Invoices that would have gone another way: %(count)s")
    return {
        "kind": kind,
        "table": Table(kind, columns, rows),
        "changed": changed % {"count": number_text(done.difference_count)},
    }


def _measures(currency: str) -> tuple[tuple[str, Callable[[Totals], str]], ...]:
    """What is compared: its words, and how it is written."""
    return (
        (_("Invoices"), lambda one: number_text(one.invoices)),
        (_("Letters"), lambda one: number_text(sum(one.letters.values()))),
        (_("Fees"), lambda one: money_text(one.cost_minor, currency)),
        (_("Decisions by a person"), lambda one: number_text(one.decisions)),
    )
