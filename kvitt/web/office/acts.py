"""What a handler can do on a case: each act is a form, a page to check where it weighs, a use case.

An act is told in the history with the handler's name. The same form sent twice acts once.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvitt.application.case_view import CaseView
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, money_text
from kvitt.application.once import once
from kvitt.application.show_case import show_case
from kvitt.domain.roles import WORK_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import Fact, Facts
from kvitt.web.office.fields import DayField, SumField
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

SURE, AGAIN = "sure", "again"
"""The buttons of the page to check."""
REFUSED = 422


class CaseForm(forms.Form):
    """A form about one case: what it offers may depend on the case."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, case: CaseView, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.case = case
        self.fields["key"].initial = secrets.token_urlsafe(16)
        self.offer(case)

    def offer(self, case: CaseView) -> None:
        """Fills what depends on the case."""


class Deed(NamedTuple):
    """Who does what on which case."""

    creditor: Creditor
    case: CaseView
    given: Mapping[str, Any]
    today: date
    actor: str

    @property
    def case_id(self) -> int:
        """The number of the case at its creditor."""
        return self.case.case_id

    @property
    def who(self) -> dict[str, Any]:
        """What nearly every use case asks for."""
        return {"today": self.today, "actor": self.actor}


@dataclass(frozen=True, slots=True)
class CaseAct:
    """An act: its word on the button, its form, the use case, and when it can be chosen."""

    name: str
    label: str
    form: type[CaseForm]
    do: Callable[[Deed], str]
    """Does it; answers with the sentence that is shown afterwards."""
    hint: str = ""
    sure: str = ""
    """What the page to check says; without it there is none."""
    may: Callable[[CaseView], bool] = lambda case: case.closed_on is None
    icon: str = "note"
    asks_outside: bool = False
    """Its use case commits its question before it asks, and refuses the same question again."""


def act_page(acts: Mapping[str, CaseAct]) -> Callable[..., HttpResponse]:
    """The page of the acts of that name; one view, because they differ in data only."""

    @require_http_methods(["GET", "POST"])
    @for_staff(WORK_CASES)
    @calmly
    def act_on_case(request: HttpRequest, number: str, name: str) -> HttpResponse:
        act = acts.get(name)
        case = show_case(number, today=business_day())
        if act is None or case.number != number:
            raise Http404
        if not act.may(case):
            return redirect("case", number)
        if request.method != "POST":
            wanted = {one: request.GET[one] for one in request.GET if one in act.form.base_fields}
            return _asked(request, case, act, act.form(case, initial=wanted))
        form = act.form(case, request.POST, request.FILES)
        if AGAIN in request.POST or not form.is_valid():
            status = 200 if AGAIN in request.POST else REFUSED
            return _asked(request, case, act, form, status=status)
        if act.sure and SURE not in request.POST:
            return _to_check(request, case, act, form)
        return _done(request, case, act, form)

    return act_on_case


def _asked(
    request: HttpRequest, case: CaseView, act: CaseAct, form: CaseForm, *, status: int = 200
) -> HttpResponse:
    shown = {
        "case": case, "act": act, "form": form, "label": _(act.label),
        "hint": _(act.hint) if act.hint else "", "button": _(act.label),
        "has_files": form.is_multipart(), "hidden": form.hidden_fields(),
        "visible": form.visible_fields(),
    }  # fmt: skip
    return page(request, "office/act.html", shown, status=status)


def _to_check(request: HttpRequest, case: CaseView, act: CaseAct, form: CaseForm) -> HttpResponse:
    facts = [Fact(_("Debtor"), case.debtor), *told(form, case.currency)]
    shown = {
        "case": case, "form": form, "label": _(act.label), "sentence": _(act.sure),
        "facts": Facts(tuple(facts)),
    }  # fmt: skip
    return page(request, "office/act_check.html", shown)


def _done(request: HttpRequest, case: CaseView, act: CaseAct, form: CaseForm) -> HttpResponse:
    given = dict(form.cleaned_data)
    key = given.pop("key")
    creditor = own_creditor(case.tenant_id)
    deed = Deed(creditor, case, given, business_day(), visitor_on(request).name)
    asked = {"act": act.name, "case": case.number, "given": _plain(given)}
    try:
        done = {"told": act.do(deed)} if act.asks_outside else once(
            case.tenant_id, key=f"office:{key}", request=asked, act=lambda: {"told": act.do(deed)},
            today=deed.today,
        )  # fmt: skip
    except Refusal as no:
        form.add_error(None, in_words(no))
        return _asked(request, case, act, form, status=REFUSED)
    messages.success(request, done["told"], extra_tags="told")
    return redirect("case", case.number)


def told(form: forms.Form, currency: str) -> list[Fact]:
    """What was typed into a form, as people read it."""
    facts = []
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name)
        if value not in (None, "", [], False):
            facts.append(Fact(str(bound.label), _shown(bound.field, value, currency)))
    return facts


def _shown(field: forms.Field, value: Any, currency: str) -> str:
    if isinstance(field, SumField):
        return money_text(value, currency)
    if isinstance(field, DayField):
        return day_text(value)
    if isinstance(field, forms.MultipleChoiceField):
        words = dict(field.choices)
        return ", ".join(str(words.get(one, one)) for one in value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return _("Yes") if value is True else str(value)


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, for comparing requests: a file by its name and its digest."""
    return {name: _digests(value) if _are_files(value) else value for name, value in given.items()}


def _are_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], tuple)


def _digests(files: Sequence[tuple[str, bytes]]) -> list[list[str]]:
    return [[name, hashlib.sha256(content).hexdigest()] for name, content in files]
