"""What a person does with a proceeding beside filing and recording: take back, arrived, tell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from kvitt.application.apply_to_authority import note_arrived
from kvitt.application.case_words import item_word, word
from kvitt.application.decision_words import PROCEEDINGS
from kvitt.application.draft_proceeding import NoSuchProceeding, take_back_proceeding
from kvitt.application.in_words import in_words
from kvitt.application.list_proceedings import creditor_of_proceeding, show_proceeding
from kvitt.application.money_and_days import money_text
from kvitt.application.tell_authority import tell_authority
from kvitt.domain.roles import APPROVE_LEGAL
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.design import Action, Fact, Facts
from kvitt.web.office.fields import BecauseField
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

MESSAGES = {
    "reduction": gettext_noop("Less is owed"),
    "withdrawal": gettext_noop("Nothing is asked for any more"),
    "release": gettext_noop("What was attached is released"),
}
FILING = "filing"
OURS = ("draft", "approved")
"""States in which the authority knows nothing yet."""
Told = dict[str, Any]


class TakeBackForm(forms.Form):
    """Why it does not leave."""

    because = BecauseField()


class NeverArrivedForm(TakeBackForm):
    """Where nobody knows whether it left, somebody has asked."""

    never_arrived = forms.BooleanField(
        label=gettext_lazy("I have asked the authority: it does not have it"), required=True
    )


class ArrivedForm(forms.Form):
    """What the authority said."""

    number = forms.CharField(
        label=gettext_lazy("The authority's number"), max_length=60, required=False
    )
    was_asked = forms.BooleanField(
        label=gettext_lazy("I have asked the authority: it has it"), required=True
    )


class TellForm(forms.Form):
    """What is due leaves as it is; with a tick everything is withdrawn."""

    withdraws = forms.BooleanField(
        label=gettext_lazy("Withdraw: nothing is asked for any more"), required=False,
        help_text=gettext_lazy("Under a hold only a person withdraws."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProceedingAct:
    """An act on a proceeding: its word, its form, when it can be chosen, the use case."""

    label: str
    sentence: str
    form: Callable[[Told], type[forms.Form]]
    may: Callable[[Told], bool]
    do: Callable[[Creditor, int, Mapping[str, Any], str], str]


def _take_back(creditor: Creditor, number: int, given: Mapping[str, Any], by: str) -> str:
    take_back_proceeding(
        creditor, number, because=given["because"], today=business_day(), by=by,
        never_arrived=given.get("never_arrived", False),
    )  # fmt: skip
    return _("The application is taken back; what follows is asked anew.")


def _arrived(creditor: Creditor, number: int, given: Mapping[str, Any], by: str) -> str:
    note_arrived(creditor, number, number=given["number"], today=business_day(), by=by)
    return _("The application counts as filed on the day of its writing.")


def _tell(creditor: Creditor, number: int, given: Mapping[str, Any], by: str) -> str:
    told = tell_authority(
        creditor, number, today=business_day(), by=by, withdraws=given["withdraws"]
    )
    return _("The authority is told: %(reference)s.") % {"reference": told.reference}


ACTS = {
    "take-back": ProceedingAct(
        gettext_noop("Take the application back"),
        gettext_noop("It does not leave, and the case waits for a decision again."),
        lambda told: NeverArrivedForm if told["state"] == FILING else TakeBackForm,
        lambda told: told["state"] in (*OURS, FILING), _take_back,
    ),
    "arrived": ProceedingAct(
        gettext_noop("It has arrived"),
        gettext_noop("No answer came to what was sent. Its days and costs count from the sending."),
        lambda told: ArrivedForm, lambda told: told["state"] == FILING, _arrived,
    ),
    "tell": ProceedingAct(
        gettext_noop("Tell the authority"),
        gettext_noop("It leaves once, signed with your name."),
        lambda told: TellForm, lambda told: told["filed_on"] is not None, _tell,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_staff(APPROVE_LEGAL)
@calmly
def act_on_proceeding(request: HttpRequest, proceeding_id: int, name: str) -> HttpResponse:
    """The page of the act of that name: what it does, its form, and the refusal beside it."""
    act = ACTS.get(name)
    try:
        creditor = creditor_of_proceeding(proceeding_id)
    except NoSuchProceeding as no:
        raise Http404 from no
    if act is None:
        raise Http404
    told = show_proceeding(creditor, proceeding_id, today=business_day())
    if not act.may(told):
        return redirect("proceeding", proceeding_id)
    form, status = act.form(told)(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = act.do(creditor, proceeding_id, form.cleaned_data, visitor_on(request).name)
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                messages.success(request, done, extra_tags="told")
                return redirect("proceeding", proceeding_id)
    shown = {
        "proceeding": told, "form": form, "label": _(act.label), "sentence": _(act.sentence),
        "title": word(PROCEEDINGS, told["kind"]),
        "facts": _due(told, creditor.currency) if name == "tell" else None,
    }  # fmt: skip
    return page(request, "office/proceeding_act.html", shown, here="enforcement", status=status)


def _due(told: Told, currency: str) -> Facts:
    """What would be told now, by the books of the day."""
    due = told["to_tell"]
    if due is None:
        return Facts((Fact(_("To be told"), _("Nothing: the authority knows what we know")),))
    facts = [Fact(_("To be told"), word(MESSAGES, due["kind"]))]
    facts += [
        Fact(item_word(one["kind"]), money_text(-one["amount_minor"], currency), one["on_day"])
        for one in due["less"]
    ]
    return Facts(tuple(facts))


def proceeding_acts(told: Told) -> tuple[Action, ...]:
    """The acts that can be chosen on the proceeding now."""
    return tuple(
        Action(_(act.label), reverse("proceeding_act", args=[told["id"], name]), look="secondary")
        for name, act in ACTS.items()
        if act.may(told)
    )
