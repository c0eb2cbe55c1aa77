"""The guided start: from company data to the first letter; nothing is sent before one goes live."""

from collections.abc import Mapping
from typing import Any, Literal

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvitt.application.change_profile import MOST_CHARACTERS, MOST_LINES, change_profile
from kvitt.application.guided_start import (
    AGREEMENT,
    AUTOMATION,
    COMPANY,
    FLOW,
    INVOICES,
    LIST,
    LOOKED_AT,
    STEPS,
    Start,
    find_step_right,
    start_of,
)
from kvitt.application.in_words import in_words
from kvitt.application.money_and_days import day_text, number_text
from kvitt.domain.roles import EDIT_POLICIES, SEE_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor
from kvitt.web.business_day import business_day
from kvitt.web.creditor.agreement import agreed
from kvitt.web.creditor.frame import at, calmly, may, page
from kvitt.web.creditor.words import flow_word
from kvitt.web.design import Action, Fact, Facts, Notice, Progress
from kvitt.web.signin.guards import for_creditor

Look = Literal["primary", "secondary", "tertiary"]
PAGES = {
    COMPANY: "creditor_company",
    INVOICES: "creditor_upload",
    FLOW: "creditor_policies",
    AUTOMATION: "creditor_automation",
    AGREEMENT: "creditor_agreement",
    LIST: "creditor_shadow",
}
"""Where each step is done."""


class CompanyForm(forms.Form):
    """How the creditor is reached."""

    address = forms.CharField(
        label=gettext_lazy("Address"), widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_LINES * MOST_CHARACTERS,
        help_text=gettext_lazy("As letters print it: street, then postcode and place."),
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=40)
    website = forms.CharField(label=gettext_lazy("Website"), required=False, max_length=80)


@require_safe
@for_creditor(SEE_CASES)
@calmly
def creditor_start(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Where the creditor is on the way to its first letter."""
    creditor = at(request, tenant_id).creditor
    start = start_of(creditor)
    may_edit = may(request, tenant_id, EDIT_POLICIES)
    shown = {
        "steps": [_step(creditor, start, step, may_edit) for step in STEPS],
        "progress": progress(start),
        "is_live": start.is_live,
        "standing": standing(start),
    }
    return page(request, "start.html", shown, tenant_id=tenant_id, here="overview")


@require_POST
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_right(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """Notes that a step is right as it is."""
    whose = at(request, tenant_id)
    step = request.POST.get("step", "")
    if step not in LOOKED_AT:
        raise Http404
    find_step_right(whose.creditor, step, today=business_day(), by=whose.name)
    return redirect("creditor_start")


@require_http_methods(["GET", "HEAD", "POST"])
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_company(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """How the creditor is reached; saved, the step is done."""
    whose, today = at(request, tenant_id), business_day()
    form = CompanyForm(request.POST or _reached(whose.creditor))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            change_profile(
                whose.creditor, address_lines=wanted["address"].splitlines(),
                email=wanted["email"], phone=wanted["phone"], website=wanted["website"],
                today=today, by=whose.name,
            )  # fmt: skip
            find_step_right(whose.creditor, COMPANY, today=today, by=whose.name)
        except Refusal as no:
            form.add_error(None, in_words(no))
        else:
            return redirect("creditor_start")
    shown = {"form": form, "facts": _company(whose.creditor)}
    is_wrong = request.method == "POST" and bool(form.errors)
    return page(request, "company.html", shown, tenant_id=tenant_id, here="overview",
                status=422 if is_wrong else 200)  # fmt: skip


@require_safe
@for_creditor(EDIT_POLICIES)
@calmly
def creditor_agreement(request: HttpRequest, *, tenant_id: int) -> HttpResponse:
    """The agreement as it stands."""
    creditor = at(request, tenant_id).creditor
    shown: dict[str, Any] = {"parts": agreed(creditor, today=business_day())}
    if AGREEMENT not in start_of(creditor).done:
        shown["act"] = _right(AGREEMENT, _("I have read it and it is right"), "primary")
    return page(request, "agreement.html", shown, tenant_id=tenant_id, here="overview")


def standing(start: Start) -> Notice | None:
    """For the overview: where the start is left; None where letters leave already."""
    if start.is_live:
        return None
    number = STEPS.index(start.next_step) + 1 if start.next_step else len(STEPS)
    told = _("Step %(number)s of %(all)s: %(step)s.") % {
        "number": number_text(number), "all": number_text(len(STEPS)),
        "step": step_words()[start.next_step or LIST],
    }  # fmt: skip
    return Notice(_("You are not live yet: nothing is sent"), (told,))


def progress(start: Start) -> Progress:
    """How many steps are done."""
    done, of = len(start.done), len(STEPS)
    told = _("%(done)s of %(of)s steps are done") % {
        "done": number_text(done), "of": number_text(of),
    }  # fmt: skip
    return Progress(_("Your start"), done, of, told)


def step_words() -> Mapping[str, str]:
    """What the steps are called."""
    return {
        COMPANY: _("Your company"),
        INVOICES: _("Invoices in"),
        FLOW: _("How your customers are reminded"),
        AUTOMATION: _("What may go by itself"),
        AGREEMENT: _("The agreement"),
        LIST: _("What would have been sent, and go live"),
    }


def _step(creditor: Creditor, start: Start, step: str, may_edit: bool) -> dict[str, Any]:
    """One step with what it is about, and what can be done about it."""
    told = {
        COMPANY: _("Name, address and how debtors reach you: it stands on every letter."),
        INVOICES: _("Send in a file with the open invoices. It is looked at before it counts."),
        FLOW: _("Now: %(consumer)s for consumers, %(business)s for businesses.") % {
            "consumer": flow_word(creditor.consumer_flow),
            "business": flow_word(creditor.business_flow),
        },
        AUTOMATION: _("Which letters leave by themselves, and for which you are asked first."),
        AGREEMENT: _("Who gets what, and the limits for more time, plans and small rests."),
        LIST: _("Every letter that would have left, and which invoices look paid already."),
    }  # fmt: skip
    is_done = step in start.done
    acts = []
    if may_edit:
        open_it = _("Look again") if is_done else _("Open it")
        if not (step == LIST and start.is_live):
            acts.append(Action(open_it, reverse(PAGES[step]), _look(start, step),
                               spoken=f"{open_it}: {step_words()[step]}"))  # fmt: skip
        if step in LOOKED_AT - {COMPANY, AGREEMENT} and not is_done:
            acts.append(_right(step, _("It is right as it is"), "tertiary"))
    return {"title": step_words()[step], "told": told[step], "is_done": is_done, "acts": acts,
            "is_next": step == start.next_step}  # fmt: skip


def _look(start: Start, step: str) -> Look:
    if step in start.done:
        return "tertiary"
    return "primary" if step == start.next_step else "secondary"


def _right(step: str, label: str, look: Look) -> Action:
    return Action(label, reverse("creditor_right"), look, is_post=True, fields=(("step", step),),
                  spoken=f"{label}: {step_words()[step]}")  # fmt: skip


def _reached(creditor: Creditor) -> dict[str, str]:
    return {
        "address": "\n".join(creditor.address_lines), "email": creditor.email or "",
        "phone": creditor.phone or "", "website": creditor.website or "",
    }  # fmt: skip


def _company(creditor: Creditor) -> Facts:
    """What only the agency changes."""
    countries = {"SE": _("Sweden"), "NO": _("Norway")}
    return Facts((
        Fact(_("Name"), creditor.name),
        Fact(_("Organisation number"), creditor.organisation_number),
        Fact(_("Country and currency"), f"{countries[creditor.country]}, {creditor.currency}"),
        Fact(_("Debtors pay to"), creditor.pay_to_number),
        Fact(_("Your money is paid out to"), creditor.payout_number),
        Fact(_("Customer since"), day_text(creditor.added_on)),
    ))  # fmt: skip
