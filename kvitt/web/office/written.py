"""What creditors write and decide by: texts, conditions, policies; seen, tried, approved."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.approve_text import approve_text
from kvitt.application.case_words import word
from kvitt.application.decision_words import OUTCOMES, VERDICTS
from kvitt.application.edit_condition import (
    CONDITION,
    all_conditions,
    approve_condition,
    preview_condition,
)
from kvitt.application.edit_text import TEXT, all_texts
from kvitt.application.in_words import in_words
from kvitt.application.keep_versions import VersionNotFound
from kvitt.application.money_and_days import day_text, money_text, number_text, rate_text
from kvitt.application.preview_text import preview_text
from kvitt.application.set_decision_policy import adopt_policy, policies
from kvitt.domain.roles import EDIT_POLICIES, EDIT_TEXTS, SEE_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.store.tenants import CreditorNotFound
from kvitt.store.versions import Version
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, EmptyState, Fact, Facts, Table, Tag
from kvitt.web.design.part import Tone
from kvitt.web.office.fields import DayField
from kvitt.web.office.words import LANGUAGES, POLICY_RULES
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

SHOWN = 8
"""Filled texts that the page shows beside all that were refused."""
PURPOSE_WORDS = {
    "side_letter": gettext_noop("Paragraph of a letter"),
    "message": gettext_noop("Message"),
    "reminder_tone": gettext_noop("Greeting of a reminder"),
}
KINDS_NAMED = {
    **VERDICTS, "consumer": gettext_noop("Consumers"), "business": gettext_noop("Businesses"),
}  # fmt: skip
"""By what a policy tells its rules apart."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a version gives for one case."""

    case: str
    text: str
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A kind of thing that creditors write: how it is found, tried and approved."""

    title: str
    found: Callable[[Creditor, int], Any]
    content: str
    """The name of what was written."""
    preview: Callable[..., list[Tried]]
    approve: Callable[..., Any]


def _texts_tried(creditor: Creditor, number: int, **who: Any) -> list[Tried]:
    return [
        Tried(one.case, in_words(one.refused) or one.text, bool(one.refused))
        for one in preview_text(creditor, number, **who).filled
    ]


def _conditions_tried(creditor: Creditor, number: int, **who: Any) -> list[Tried]:
    answers = preview_condition(creditor, number, **who).answers
    words = {True: _("Yes"), False: _("No")}
    return [
        Tried(case, said if isinstance(said, str) else words[said], isinstance(said, str))
        for case, said in answers.items()
    ]


KINDS = {
    "texts": Written(gettext_noop("Text"), TEXT.found, "body", _texts_tried, approve_text),
    "conditions": Written(
        gettext_noop("Condition"), CONDITION.found, "source", _conditions_tried, approve_condition
    ),
}


class ApproveForm(forms.Form):
    """From which day it is used."""

    from_on = DayField(gettext_lazy("Used from"))


@require_safe
@for_staff(SEE_CASES)
@calmly
def written(request: HttpRequest, tenant_id: int) -> HttpResponse:
    """Every version of the creditor's texts and conditions, and its decision policies."""
    creditor = _creditor(tenant_id)
    texts = [
        (one, " · ".join((word(PURPOSE_WORDS, one.purpose), LANGUAGES[one.language])))
        for one in all_texts(creditor)
    ]
    conditions = [(one, "") for one in all_conditions(creditor)]
    shown = {
        "creditor": creditor,
        "texts": _versions(creditor, "texts", texts, _("Texts")),
        "conditions": _versions(creditor, "conditions", conditions, _("Conditions")),
        "policies": _policies(creditor),
    }
    return page(request, "office/written.html", shown, here="creditors")


def _versions(creditor: Creditor, kind: str, found: list[tuple[Any, str]], title: str) -> Table:
    columns = (
        Column(_("Name"), "name"), Column(_("Version"), "number"), Column(_("State"), "tag"),
        Column(_("Proposed"), "text"), Column(_("Approved"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.name, reverse("written_version", args=[creditor.tenant_id, kind, one.id]),
                 under=under),
            Cell(number_text(one.number)), Cell("", tag=_state(one)),
            Cell(day_text(one.proposed_on), under=one.proposed_by),
            Cell(day_text(one.approved_on) or "–", under=one.approved_by or ""),
        )
        for one, under in found
    )  # fmt: skip
    return Table(title, columns, rows, if_none=EmptyState(_("Nothing was written yet.")))


def _state(one: Version) -> Tag:
    tone: Tone = "good" if one.from_on else "warm"
    if one.from_on:
        return Tag(_("Used from %(day)s") % {"day": day_text(one.from_on)}, tone)
    return Tag(_("Waits for approval"), tone)


def _policies(creditor: Creditor) -> Table:
    columns = (
        Column(_("Policy"), "name"), Column(_("State"), "tag"), Column(_("Tried"), "text"),
        Column(_("Adopted"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(_("Policy %(number)s") % {"number": one.number},
                 reverse("written_policy", args=[creditor.tenant_id, one.number])),
            Cell("", tag=Tag(_("Adopted"), "good") if one.adopted_on else Tag(_("Tried"))),
            Cell(day_text(one.tried_on), under=one.tried_by),
            Cell(day_text(one.adopted_on) or "–", under=one.adopted_by or ""),
        )
        for one in policies(creditor)
    )  # fmt: skip
    none = EmptyState(_("No policy was tried yet: a person decides each case."))
    return Table(_("Decision policies"), columns, rows, if_none=none)


@require_http_methods(["GET", "POST"])
@for_staff(EDIT_TEXTS)
@calmly
def version(request: HttpRequest, tenant_id: int, kind: str, version_id: int) -> HttpResponse:
    """One version: what it says, what it gives for the creditor's own cases, its approval."""
    creditor, what = _creditor(tenant_id), KINDS.get(kind)
    if what is None:
        raise Http404
    try:
        what.found(creditor, version_id)
    except VersionNotFound as no:
        raise Http404 from no
    who = {"by": visitor_on(request).name, "today": business_day()}
    form, tried, status = ApproveForm(initial={"from_on": business_day()}), None, 200
    if request.method == "POST" and "preview" in request.POST:
        tried = what.preview(creditor, version_id, **who)
    elif request.method == "POST":
        form, status = ApproveForm(request.POST), 422
        if form.is_valid():
            try:
                what.approve(creditor, version_id, from_on=form.cleaned_data["from_on"], **who)
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                messages.success(request, _("The version is approved."), extra_tags="told")
                return redirect("written", tenant_id)
    found = what.found(creditor, version_id)
    shown = {
        "creditor": creditor, "version": found, "title": _(what.title), "state": _state(found),
        "content": getattr(found, what.content), "form": form, "tried": _cut(tried),
        "count": len(tried or ()), "facts": _facts(found),
    }  # fmt: skip
    return page(request, "office/version.html", shown, here="creditors", status=status)


def _cut(tried: list[Tried] | None) -> list[Tried] | None:
    """All that were refused, and the first of the others."""
    if tried is None:
        return None
    well = [one for one in tried if not one.is_refused]
    return [*(one for one in tried if one.is_refused), *well[:SHOWN]]


def _facts(found: Version) -> Facts:
    facts = [Fact(_("Proposed"), day_text(found.proposed_on), found.proposed_by)]
    if found.previewed_on is not None:
        given = {"cases": number_text(found.cases or 0), "refused": number_text(found.refused or 0)}
        told = _("%(cases)s cases, refused for %(refused)s") % given
        facts.append(Fact(_("Previewed"), day_text(found.previewed_on), told))
    if found.approved_on is not None:
        facts.append(Fact(_("Approved"), day_text(found.approved_on), found.approved_by or ""))
    return Facts(tuple(facts))


@require_http_methods(["GET", "POST"])
@for_staff(EDIT_POLICIES)
@calmly
def policy(request: HttpRequest, tenant_id: int, number: int) -> HttpResponse:
    """One decision policy: its rules, what it would have done, and its adoption."""
    creditor = _creditor(tenant_id)
    found = [one for one in policies(creditor) if one.number == number]
    if not found:
        raise Http404
    refusal, status = "", 200
    if request.method == "POST":
        try:
            adopt_policy(creditor, number, today=business_day(), by=visitor_on(request).name)
        except Refusal as no:
            refusal, status = in_words(no), 422
        else:
            told = _("Policy %(number)s decides from now on.") % {"number": number}
            messages.success(request, told, extra_tags="told")
            return redirect("written", tenant_id)
    (one,) = found
    outcomes = [
        Fact(word(OUTCOMES, name), number_text(count),
             money_text(one.result["open_minor"][name], creditor.currency))
        for name, count in sorted(one.result["outcomes"].items())
    ]  # fmt: skip
    shown = {
        "creditor": creditor, "policy": one, "refusal": refusal,
        "outcomes": Facts(tuple(outcomes)) if outcomes else None,
        "rules": Facts(tuple(
            Fact(word(POLICY_RULES, name), _rule(name, told, creditor.currency))
            for name, told in sorted(one.policy.items()))),
    }  # fmt: skip
    return page(request, "office/policy.html", shown, here="creditors", status=status)


def _rule(name: str, told: Any, currency: str) -> str:
    """A rule of a policy as people read it: sums as money, basis points as per cent."""
    if isinstance(told, bool):
        return _("Yes") if told else _("No")
    if isinstance(told, dict):
        said = (f"{word(KINDS_NAMED, one)} {_rule(name, value, currency)}"
                for one, value in told.items())  # fmt: skip
        return ", ".join(said) or "–"
    if isinstance(told, list | tuple):
        return ", ".join(_rule(name, one, currency) for one in told) or "–"
    if isinstance(told, int) and name.endswith("_minor"):
        return money_text(told, currency)
    if isinstance(told, int) and name.endswith("_bp"):
        return rate_text(told)
    return str(told) if told not in ("", None) else "–"


def _creditor(tenant_id: int) -> Creditor:
    try:
        return own_creditor(tenant_id)
    except CreditorNotFound as no:
        raise Http404 from no
