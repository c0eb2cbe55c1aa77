"""Flows: a preset or own days within the law, seen as a calendar and tried before it counts."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kvitt.application.case_words import letter_word
from kvitt.application.change_flow import change_flow
from kvitt.application.in_words import in_words
from kvitt.application.list_presets import presets_of
from kvitt.application.money_and_days import (
    day_text,
    money_text,
    number_text,
    tenths_text,
)
from kvitt.application.preview_flow import FlowCalendar, preview_flow
from kvitt.application.simulate_flow import Simulated, simulate_flow
from kvitt.domain.flow import Flow, FlowDays, days_of, flow, packaged_of, with_days
from kvitt.domain.flow_comparison import FIRST_LETTER
from kvitt.domain.flow_days import AFTER_DEADLINE, AFTER_DUE, PAY_WITHIN, PLACES, day_limits
from kvitt.domain.roles import EDIT_POLICIES
from kvitt.domain.simulation import Totals
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.creditor.acting import CONFIRMED, day_field
from kvitt.web.creditor.frame import At, at, calmly, decided, page
from kvitt.web.creditor.words import KIND_WORDS, PRESET_WORDS
from kvitt.web.design import Action, Cell, Chip, Column, Filters, Table
from kvitt.web.signin.guards import for_creditor

TRIED_DAYS = 365
"""A flow is tried on the invoices of the last year. Recommended."""
TRIED_HERE = 5_000
"""The newest so many invoices and cases: 100,000 take 36 s, longer than anybody waits. Policy."""
DECISION = "decision"


class FlowForm(forms.Form):
    """From when a flow counts, and for which cases."""

    from_on = day_field(gettext_lazy("From"))
    open_cases = forms.BooleanField(
        label=gettext_lazy("Also open cases, from where they stand"), required=False
    )


class DaysForm(forms.Form):
    """Every number of days of a flow; its name is the law's limit's."""

    def __init__(self, *args: Any, of: Flow, **named: Any) -> None:
        super().__init__(*args, **named)
        self.of = of
        labels = {
            AFTER_DUE: _("Days after the due day, at the earliest"),
            AFTER_DEADLINE: _("Days after the last letter's time"),
            PAY_WITHIN: _("Days to pay"),
        }
        for one in day_limits(of):
            told = _("At least %(days)s: %(law)s") % {
                "days": number_text(one.least), "law": one.reference,
            }  # fmt: skip
            self.fields[one.name] = _days(labels[one.what], one.least, one.most,
                                          told if one.reference else "")  # fmt: skip
        self.fields[DECISION] = _days(labels[AFTER_DEADLINE], 1, 365)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by letter, and at last the decision."""
        made: dict[str, list[forms.BoundField]] = {}
        for one in day_limits(self.of):
            made.setdefault(letter_word(one.step), []).append(self[one.name])
        made[_("A person decides")] = [self[DECISION]]
        return list(made.items())

    def flow(self) -> Flow:
        """The flow with the days that were written. Raises FlowBreaksLaw."""
        wanted = self.cleaned_data
        steps = tuple(
            (wanted[f"{AFTER_DUE}_{place}"], wanted.get(f"{AFTER_DEADLINE}_{place}", 1),
             wanted[f"{PAY_WITHIN}_{place}"])
            for place in range(len(self.of.steps))
        )  # fmt: skip
        return with_days(packaged_of(self.of), FlowDays(steps, wanted[DECISION]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_flow(request: HttpRequest, name: str, *, tenant_id: int) -> HttpResponse:
    """Tries a preset on the creditor's own invoices; what was tried can be chosen from a day."""
    whose = at(request, tenant_id)
    preset = next((one for one in presets_of(whose.creditor) if one.name == name), None)
    if preset is None:
        return redirect("creditor_policies")
    wanted = {"consumer": flow(preset.consumer), "business": flow(preset.business)}
    title = str(PRESET_WORDS[name])
    return _try_and_choose(request, whose, wanted, title=title, kept=())


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_days(request: HttpRequest, kind: str, *, tenant_id: int) -> HttpResponse:
    """The days of a flow within the law, with the calendar that follows; tried when posted."""
    if kind not in KIND_WORDS:
        raise Http404
    whose, today = at(request, tenant_id), business_day()
    now = flow(whose.creditor.flow_for(kind))
    presets = {one.name: flow(getattr(one, kind)) for one in presets_of(whose.creditor)}
    asked = request.POST if request.method == "POST" else request.GET
    form = DaysForm(asked if DECISION in asked else _written(now), of=now)
    title = str(KIND_WORDS[kind])
    wanted = _wanted(form, presets)
    if request.method == "POST" and wanted is not None:
        kept = tuple((name, str(form.cleaned_data[name])) for name in form.fields)
        return _try_and_choose(request, whose, {kind: wanted}, title=title, kept=kept)
    shown: dict[str, Any] = {"form": form, "title": title, "starts": _starts(presets)}
    if wanted is not None:
        calendar = preview_flow(whose.creditor, wanted, today=today)
        before = preview_flow(whose.creditor, now, today=today)
        shown |= _calendar(calendar, before, whose.creditor.currency)
        if wanted != now:
            fields = tuple((name, str(form.cleaned_data[name])) for name in form.fields)
            to = reverse("creditor_days", args=[kind])
            shown["act"] = Action(_("Try it on your invoices"), to, is_post=True, fields=fields)
    return page(request, "days.html", shown, tenant_id=tenant_id, here="policies",
                status=422 if form.errors else 200)  # fmt: skip


def _days(label: str, least: int, most: int, told: str = "") -> forms.IntegerField:
    """A number of days; below the law's limit its paragraph is the answer."""
    few = told or _("At least a day.")
    many = _("At most %(days)s days.") % {"days": number_text(most)}
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, help_text=told,
        error_messages={"min_value": few, "max_value": many},
    )  # fmt: skip


def _wanted(form: DaysForm, presets: Mapping[str, Flow]) -> Flow | None:
    """The flow that was written, a preset where it has these days; or None: the form says why."""
    if not form.is_valid():
        return None
    try:
        made = form.flow()
    except Refusal as no:
        form.add_error(None, in_words(no))
        return None
    return next((one for one in presets.values() if days_of(one) == days_of(made)), made)


def _written(one: Flow) -> dict[str, int]:
    """The days of a flow as its form has them."""
    days = days_of(one)
    values = {
        f"{what}_{at}": step[place]
        for at, step in enumerate(days.steps)
        for place, what in enumerate(PLACES)
    }
    return values | {DECISION: days.decision_after}


def _starts(presets: Mapping[str, Flow]) -> Filters:
    """The presets to begin from."""
    chips = tuple(
        Chip(str(PRESET_WORDS[name]), f"?{urlencode(_written(one))}")
        for name, one in presets.items()
    )
    return Filters(_("Begin from"), chips)


def _calendar(then: FlowCalendar, now: FlowCalendar, currency: str) -> dict[str, Any]:
    """What leaves on which day, beside the day by the present flow."""
    before = {one.step: one.days_late for one in now.days}
    columns = (
        Column(_("What"), "name"), Column(_("Days late"), "sum"), Column(_("Day"), "text"),
        Column(_("Fee"), "number"), Column(_("Days to pay"), "number"), Column(_("Now"), "number"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(letter_word(one.step) if one.step else _("A person decides")),
            Cell(number_text(one.days_late)),
            Cell(day_text(one.on)),
            Cell(money_text(one.cost_minor, currency) if one.cost_minor else "–"),
            Cell(number_text(one.pay_within_days) if one.pay_within_days else "–"),
            Cell(number_text(before[one.step]) if one.step in before else "–"),
        )
        for one in then.days
    )
    example = _("An invoice of %(sum)s that fell due on %(day)s and that nobody pays.")
    fees = _("Fees in all: %(sum)s") % {"sum": money_text(then.cost_minor, currency)}
    return {
        "calendar": Table(_("What leaves and when"), columns, rows, foot=fees),
        "example": example
        % {"sum": money_text(then.principal_minor, currency), "day": day_text(then.due_on)},
        "is_cut": bool(then.stopped_because),
    }


def _try_and_choose(
    request: HttpRequest, whose: At, wanted: Mapping[str, Flow], *, title: str,
    kept: tuple[tuple[str, str], ...],
) -> HttpResponse:  # fmt: skip
    """The page on which flows are tried, and the form that chooses what was tried from a day."""
    creditor, today = whose.creditor, business_day()
    changed = {kind: one for kind, one in wanted.items() if one.name != creditor.flow_for(kind)}
    form = FlowForm(request.POST if CONFIRMED in request.POST else {"from_on": today})
    shown: dict[str, Any] = {"form": form, "title": title, "kept": kept}
    if request.method == "POST" and CONFIRMED in request.POST and form.is_valid():
        try:
            change_flow(
                creditor, **{kind: one.name for kind, one in changed.items()},
                from_on=form.cleaned_data["from_on"], open_cases=form.cleaned_data["open_cases"],
                by=whose.name, today=today,
            )  # fmt: skip
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            return decided(creditor)
    if request.method == "POST":
        shown["tried"] = [
            _tried(_played(creditor, one, today, whose.name), str(KIND_WORDS[kind]), creditor)
            for kind, one in changed.items()
        ]
    return page(request, "flow.html", shown, tenant_id=creditor.tenant_id, here="policies",
                status=422 if form.errors else 200)  # fmt: skip


def _played(creditor: Creditor, changed: Flow, today: date, by: str) -> Simulated:
    return simulate_flow(creditor, changed, since=today - timedelta(days=TRIED_DAYS),
                         today=today, by=by, most=TRIED_HERE)  # fmt: skip


def _tried(done: Simulated, kind: str, creditor: Creditor) -> dict[str, Any]:
    """What both flows would have done to the same invoices."""
    columns = (Column(_("What"), "name"), Column(_("Now"), "number"), Column(_("Then"), "number"))
    now, then = done.totals_now, done.totals_changed
    rows = tuple(
        (Cell(label), Cell(shown(now)), Cell(shown(then)))
        for label, shown in _measures(creditor.currency)
    )
    return {"kind": kind, "table": Table(kind, columns, rows), "told": _moves(done)}


def _moves(done: Simulated) -> list[str]:
    """What would have gone another way, and what would for the cases that are open."""
    told = [_("Invoices that would have gone another way: %(count)s")
            % {"count": number_text(done.difference_count)}]  # fmt: skip
    if done.newest is not None:
        told.insert(0, _("Only the newest %(count)s invoices and cases were tried here.")
                    % {"count": number_text(done.newest)})  # fmt: skip
    first = done.expected_days.get(FIRST_LETTER)
    if first and first["days_moved"]:
        later = first["days_moved"] > 0
        words = (
            _("First letters would have left %(days)s days later on average.")
            if later
            else _("First letters would have left %(days)s days sooner on average.")
        )
        told.append(words % {"days": tenths_text(abs(round(first["average_days"] * 10)))})
    told.append(_("Debtors who would have borne more fees: %(more)s, and fewer: %(less)s.") % {
        "more": number_text(done.by_debtor["pay_more"]),
        "less": number_text(done.by_debtor["pay_less"]),
    })  # fmt: skip
    by_days = done.open_cases["moved"]["by_days"]
    moved = sum(count for days, count in by_days.items() if days != "0")
    told.append(_("Open cases whose next step would move: %(moved)s of %(all)s.") % {
        "moved": number_text(moved), "all": number_text(done.open_cases["cases"]),
    })  # fmt: skip
    return told


def _measures(currency: str) -> tuple[tuple[str, Callable[[Totals], str]], ...]:
    """What is compared: its words, and how it is written."""
    return (
        (_("Invoices"), lambda one: number_text(one.invoices)),
        (_("Letters"), lambda one: number_text(sum(one.letters.values()))),
        (_("Fees"), lambda one: money_text(one.cost_minor, currency)),
        (_("Decisions by a person"), lambda one: number_text(one.decisions)),
    )
