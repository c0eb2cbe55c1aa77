"""Policies: how far each step goes by itself, and by which flow; each change is tried first."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.case_words import letter_word
from kvitt.application.change_flow import flows_of, versions_of_flows
from kvitt.application.in_words import in_words
from kvitt.application.list_presets import Preset, presets_of
from kvitt.application.money_and_days import day_text, money_text, number_text
from kvitt.application.set_automation import (
    ALL_STEPS,
    StepAutomation,
    automation_of,
    set_automation,
    steps_of,
)
from kvitt.domain.flow import Flow, flow
from kvitt.domain.roles import EDIT_POLICIES, SEE_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.store.flow_changes import FlowVersion
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import MoneyField, reason_field
from kvitt.web.creditor.agreement import limits
from kvitt.web.creditor.frame import at, calmly, decided, may, page
from kvitt.web.creditor.words import KIND_WORDS, LEVEL_WORDS, PRESET_WORDS, flow_word
from kvitt.web.design import (
    Action,
    Cell,
    Choice,
    Choices,
    Column,
    EmptyState,
    Fact,
    Facts,
    Notice,
    Table,
)
from kvitt.web.signin.guards import for_creditor


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
            (f"{KIND_WORDS[one.debtor_kind]}: {flow_word(one.flow_after)}.",
             _("From %(day)s, decided by %(name)s.")
             % {"day": day_text(one.from_on), "name": one.decided_by}),
        )
        for one in now.waiting
    )  # fmt: skip
    shown = {
        "automation": _automation(automation_of(creditor), creditor),
        "presets": [_preset(one, now.consumer, now.business) for one in presets_of(creditor)],
        "own": _own_days(creditor),
        "waiting": waiting,
        "further": _further(),
        "versions": _versions(versions_of_flows(creditor)),
        "limits": Facts(limits(creditor), is_number=True),
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
            form.add_error(None, in_words(no))
        else:
            return decided(whose.creditor)
    return page(request, "automation.html", {"form": form}, tenant_id=tenant_id, here="policies",
                status=422 if request.method == "POST" else 200)  # fmt: skip


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
    to = Action(_("Try it"), reverse("creditor_flow", args=[one.name]), "secondary",
                spoken=f"{_('Try it')}: {PRESET_WORDS[one.name]}")  # fmt: skip
    return {"title": PRESET_WORDS[one.name], "is_now": is_now, "steps": _steps(flow(one.consumer)),
            "act": None if is_now else to}  # fmt: skip


def _further() -> Choices:
    """What else is decided on pages of its own."""
    return Choices(
        _("More that you decide"),
        (
            Choice("court", _("Decision policy"), _("What follows after the last letter."),
                   reverse("creditor_decision")),
            Choice("letter", _("Texts"), _("Every letter, and words of your own."),
                   reverse("creditor_texts")),
            Choice("task", _("Your start"), _("Company data, agreement and going live."),
                   reverse("creditor_start")),
        ),
    )  # fmt: skip


def _steps(one: Flow) -> Facts:
    """When each letter may leave at the earliest."""
    return Facts(tuple(
        Fact(letter_word(step.name), _("%(days)s days after %(what)s at the earliest") % {
            "days": number_text(step.after_due_days or step.after_deadline_days),
            "what": _("the due day") if step.after_due_days else _("the last letter's time"),
        })
        for step in one.steps
    ))  # fmt: skip


def _own_days(creditor: Creditor) -> list[dict[str, Any]]:
    """The flow in force for each kind of debtor, and the way to its single days."""
    return [
        {
            "title": f"{word} · {flow_word(creditor.flow_for(kind))}",
            "steps": _steps(flow(creditor.flow_for(kind))),
            "act": Action(
                _("Change single days"), reverse("creditor_days", args=[kind]), "secondary",
                spoken=f"{_('Change single days')}: {word}",
            ),
        }
        for kind, word in KIND_WORDS.items()
    ]  # fmt: skip


def _versions(found: Sequence[FlowVersion]) -> Table:
    """Which flow counted since when, and who decided it."""
    columns = (Column(_("Flow"), "name"), Column(_("For"), "key"), Column(_("From"), "text"),
               Column(_("Decided by"), "text"), Column(_("Open cases"), "number"))  # fmt: skip
    rows = tuple(
        (
            Cell(flow_word(one.flow_after), under=_("before: %(flow)s") % {
                "flow": flow_word(one.flow_before)}),
            Cell(str(KIND_WORDS[one.debtor_kind])),
            Cell(day_text(one.from_on)),
            Cell(one.decided_by, under=day_text(one.decided_on)),
            Cell(number_text(one.cases_moved) if one.open_cases and one.cases_moved is not None
                 else _("too") if one.open_cases else "–"),
        )
        for one in found
    )  # fmt: skip
    none = EmptyState(_("The flow was not changed since the beginning"), icon="flow")
    return Table(_("Versions"), columns, rows, if_none=none)
