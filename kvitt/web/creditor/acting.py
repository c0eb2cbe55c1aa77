"""How an act on a case becomes pages: a form, where it matters a page that asks again, and back.

What the reader typed stays where something refuses it, and the refusal stands above it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kvitt.application.case_view import CaseView
from kvitt.application.in_words import in_words
from kvitt.application.show_case import show_case
from kvitt.domain.roles import WORK_CASES
from kvitt.kernel.money import parse_amount
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.creditor.frame import View, at, calmly, own_case, page
from kvitt.web.design import Action, ConfirmStep, Fact, Link
from kvitt.web.signin.guards import for_creditor

CONFIRMED = "confirmed"
LONGEST_REASON = 500
LONGEST_TEXT = 4_000


class DayInput(forms.DateInput):
    """A day chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MoneyField(forms.CharField):
    """An amount as people write it; whole minor units come out."""

    def clean(self, value: Any) -> int | None:
        """The amount. An empty one is None where it is not required."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        try:
            return parse_amount(text)
        except Refusal as no:
            raise forms.ValidationError(_("Write an amount, such as 1 250,50.")) from no


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day."""
    return forms.DateField(
        label=label, help_text=help_text, widget=DayInput(), required=required,
        input_formats=["%Y-%m-%d"],
    )  # fmt: skip


def reason_field(label: Any = None, help_text: Any = "") -> forms.CharField:
    """A reason that goes to the history."""
    return forms.CharField(
        label=label or gettext_lazy("Why?"),
        help_text=help_text or gettext_lazy("It stands in the case's history."),
        max_length=LONGEST_REASON,
    )


class ActForm(forms.Form):
    """A form about one case; it may fit itself to the case and the creditor."""

    def fit(self, case: CaseView, creditor: Creditor, today: date) -> None:
        """Fills in what the case decides, such as choices and limits."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What an act gets: where, what was asked for, and by whom."""

    creditor: Creditor
    case: CaseView
    wanted: Mapping[str, Any]
    today: date
    actor: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that the creditor does with a case."""

    name: str
    title: Callable[[], str]
    button: Callable[[], str]
    form: type[ActForm]
    carry_out: Callable[[Doing], object]
    sentences: Callable[[], tuple[str, ...]] = tuple
    asks_again: Callable[[Doing], tuple[Fact, ...]] | None = None
    """What the page before the act shows; None: the act follows at once."""


def act_view(act: Act) -> View:
    """The pages of an act."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @for_creditor(WORK_CASES)
    @calmly
    def view(request: HttpRequest, number: str, *, tenant_id: int) -> HttpResponse:
        own_case(tenant_id, number)
        today, whose = business_day(), at(request, tenant_id)
        case = show_case(number, today=today)
        is_posted = request.method == "POST"
        form = act.form(request.POST or None, request.FILES or None)
        form.fit(case, whose.creditor, today)
        if is_posted and form.is_valid():
            doing = Doing(whose.creditor, case, form.cleaned_data, today, whose.name)
            if act.asks_again is not None and CONFIRMED not in request.POST:
                asked = {"step": _asked_again(act, doing, request.POST), "case": case}
                return page(request, "confirm.html", asked, tenant_id=tenant_id, here="cases")
            try:
                act.carry_out(doing)
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                return redirect(f"{reverse('creditor_case', args=[number])}?done={act.name}")
        shown = {"form": form, "case": case, "title": act.title(), "button": act.button(),
                 "sentences": act.sentences()}  # fmt: skip
        return page(request, "act.html", shown, tenant_id=tenant_id, here="cases",
                    status=422 if is_posted else 200)  # fmt: skip

    return view


def _asked_again(act: Act, doing: Doing, posted: QueryDict) -> ConfirmStep:
    kept = tuple(
        (name, value)
        for name in posted
        if name != "csrfmiddlewaretoken"
        for value in posted.getlist(name)
    )
    here = reverse(f"creditor_{act.name}", args=[doing.case.number])
    return ConfirmStep(
        act.title(),
        Action(act.button(), here, is_post=True, fields=(*kept, (CONFIRMED, "yes"))),
        Link(_("Back without doing it"), reverse("creditor_case", args=[doing.case.number])),
        act.sentences(),
        act.asks_again(doing) if act.asks_again else (),
    )
