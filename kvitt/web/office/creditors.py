"""Creditors: the list by name and search, a new one with its agreement, and what is agreed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.add_creditor import add_creditor
from kvitt.application.case_words import word
from kvitt.application.change_agreement import change_agreement
from kvitt.application.in_words import in_words
from kvitt.application.list_desks import DeskPage, list_creditors
from kvitt.application.list_presets import families_of
from kvitt.application.money_and_days import day_text, money_text
from kvitt.domain.agreement import rules_shown
from kvitt.domain.roles import EDIT_POLICIES, SEE_CASES
from kvitt.kernel.refusal import Refusal
from kvitt.store.creditors import Creditor, own_creditor
from kvitt.store.tenants import CreditorNotFound
from kvitt.web.business_day import business_day
from kvitt.web.design import Cell, Column, EmptyState, Fact, Facts, Paging, Table
from kvitt.web.office.fields import LONGEST_LINE, BecauseField, DayField, PickField, SumField
from kvitt.web.office.words import COUNTRIES
from kvitt.web.pages import calmly, page
from kvitt.web.signin.guards import for_staff, visitor_on

LONGEST_SEARCH = 100
HIGHEST = 2**31 - 1
SHARES = {"agency": gettext_noop("The agency's"), "creditor": gettext_noop("The creditor's own")}
FAMILY_WORDS = {
    "own": gettext_noop("In the creditor's name"),
    "own-calm": gettext_noop("In the creditor's name, calm"),
    "agency": gettext_noop("In the agency's name"),
    "agency-calm": gettext_noop("In the agency's name, calm"),
}


class NewCreditorForm(forms.Form):
    """Who the creditor is, where it is paid, and what is agreed to begin with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    organisation_number = forms.CharField(label=gettext_lazy("Organisation number"), max_length=20)
    account = forms.CharField(
        label=gettext_lazy("Account to be paid to"), max_length=40,
        help_text=gettext_lazy("Bankgiro, plusgiro, account number or IBAN."),
    )  # fmt: skip
    payout_reference = forms.CharField(
        label=gettext_lazy("Reference on pay-outs"), max_length=30, required=False
    )
    address = forms.CharField(
        label=gettext_lazy("Address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=400,
        help_text=gettext_lazy("A line each; it stands on letters."),
    )  # fmt: skip
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=30, required=False)
    website = forms.CharField(
        label=gettext_lazy("Website"), max_length=LONGEST_LINE, required=False
    )
    family = forms.ChoiceField(label=gettext_lazy("Letters"))
    fees_agreed = forms.BooleanField(
        label=gettext_lazy("Its terms agree on a reminder fee"), required=False, initial=True
    )
    fees_to = PickField(gettext_lazy("Collected fees are"), SHARES)
    interest_to = PickField(gettext_lazy("Collected interest is"), SHARES)
    with_vat = forms.BooleanField(
        label=gettext_lazy("It cannot deduct VAT on fees (Norway)"), required=False
    )
    shadow_since = DayField(
        gettext_lazy("Show first what would have been sent since"), required=False,
        help_text=gettext_lazy("Nothing goes to its debtors before that list is approved."),
    )  # fmt: skip

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["country"].choices = [(one, word(COUNTRIES, one)) for one in COUNTRIES]
        self.fields["interest_to"].initial = "creditor"
        self.fields["family"].initial = "se-agency"
        self.fields["family"].choices = [
            (family, " · ".join((family[:2].upper(), word(FAMILY_WORDS, family[3:]))))
            for family in families_of()
        ]

    @property
    def asked(self) -> dict[str, Any]:
        """What the use case is asked."""
        given = self.cleaned_data
        terms: dict[str, Any] = {"fees_agreed": given["fees_agreed"], "fees_to": given["fees_to"],
                                 "interest_to": given["interest_to"]}  # fmt: skip
        if given["with_vat"]:
            terms["fees_with_vat"] = True
        contact = {name: given[name] or None for name in
                   ("email", "phone", "website", "payout_reference")}  # fmt: skip
        lines = (line.strip() for line in given["address"].splitlines())
        return {
            "name": given["name"], "country": given["country"],
            "organisation_number": given["organisation_number"], "account": given["account"],
            "flows": (given["family"],), "shadow_since": given["shadow_since"],
            "address_lines": tuple(filter(None, lines)), "agreement": terms, **contact,
        }  # fmt: skip


class AgreementForm(forms.Form):
    """What of an agreement is changed here; the plans and deferrals have rules of their own."""

    small_balance = SumField(
        gettext_lazy("A rest up to this sum is given up"), required=False,
        help_text=gettext_lazy("When a case has been paid."),
    )  # fmt: skip
    escalate_to = forms.CharField(
        label=gettext_lazy("Late questions go to"), max_length=120, required=False
    )
    because = BecauseField()


@require_safe
@for_staff(SEE_CASES)
@calmly
def creditors(request: HttpRequest) -> HttpResponse:
    """The creditors by name, page by page."""
    after = request.GET.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and int(after) < HIGHEST else None
    found = list_creditors(after=place)
    paging = Paging(
        reverse("creditors") if place else "", _("From the beginning"),
        f"?after={found.more}" if found.more else "", _("More creditors"),
    )  # fmt: skip
    return _list(request, found, paging)


@require_http_methods(["POST"])
@for_staff(SEE_CASES)
@calmly
def found_creditors(request: HttpRequest) -> HttpResponse:
    """Those whose name or organisation number holds what is sought; posted, as every search is."""
    sought = request.POST.get("sought", "")[:LONGEST_SEARCH].strip()
    if not sought:
        return redirect("creditors")
    found = list_creditors(sought=sought)
    return _list(request, found, Paging(reverse("creditors"), _("All creditors")), sought)


def _list(request: HttpRequest, found: DeskPage, paging: Paging, sought: str = "") -> HttpResponse:
    columns = (
        Column(_("Creditor"), "name"), Column(_("Organisation number"), "key"),
        Column(_("Country"), "text"), Column(_("Letters in whose name"), "text"),
        Column(_("Since"), "text"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(one.name, reverse("agreement", args=[one.tenant_id])),
            Cell(one.organisation_number), Cell(one.country),
            Cell(_("The creditor's own") if one.collection == "own" else _("The agency's")),
            Cell(day_text(one.added_on)),
        )
        for one in found.rows
    )  # fmt: skip
    none = EmptyState(_("Nothing found") if sought else _("No creditor yet."), icon="building")
    foot = _("There are more: write more of the name.") if sought and found.more else ""
    shown = {
        "table": Table(_("Creditors"), columns, rows, paging, none, foot), "sought": sought,
        "may_add": visitor_on(request).may_in_office(EDIT_POLICIES),
        "return_to": reverse("creditors"),
    }  # fmt: skip
    return page(request, "office/creditors.html", shown, here="creditors")


@require_http_methods(["GET", "POST"])
@for_staff(EDIT_POLICIES)
@calmly
def new_creditor(request: HttpRequest) -> HttpResponse:
    """Adds a creditor with what is agreed to begin with; then its agreement is shown."""
    form, status = NewCreditorForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = add_creditor(
                    today=business_day(), actor=visitor_on(request).name, **form.asked
                )
            except Refusal as no:
                form.add_error(None, in_words(no))
            else:
                told = _("%(creditor)s is a creditor from now on.") % {"creditor": made.name}
                messages.success(request, told, extra_tags="told")
                return redirect("agreement", made.tenant_id)
    return page(request, "office/creditor_new.html", {"form": form}, here="creditors",
                status=status)  # fmt: skip


@require_safe
@for_staff(SEE_CASES)
@calmly
def agreement(request: HttpRequest, tenant_id: int) -> HttpResponse:
    """What is in force between the house and one creditor."""
    return _agreement_page(request, _creditor(tenant_id), None)


@require_http_methods(["POST"])
@for_staff(EDIT_POLICIES)
@calmly
def change(request: HttpRequest, tenant_id: int) -> HttpResponse:
    """Changes a part of the agreement; what it was goes to the history."""
    creditor, form = _creditor(tenant_id), AgreementForm(request.POST)
    if not form.is_valid():
        return _agreement_page(request, creditor, form, 422)
    given = form.cleaned_data
    changes = {
        "small_balance_minor": given["small_balance"] or 0,
        "escalate_to": given["escalate_to"],
    }
    try:
        change_agreement(creditor, changes, because=given["because"], today=business_day(),
                         actor=visitor_on(request).name)  # fmt: skip
    except Refusal as no:
        form.add_error(None, in_words(no))
        return _agreement_page(request, creditor, form, 422)
    messages.success(request, _("The agreement is changed."), extra_tags="told")
    return redirect("agreement", tenant_id)


def _creditor(tenant_id: int) -> Creditor:
    try:
        return own_creditor(tenant_id)
    except CreditorNotFound as no:
        raise Http404 from no


def _agreement_page(
    request: HttpRequest, creditor: Creditor, form: AgreementForm | None, status: int = 200
) -> HttpResponse:
    rules = rules_shown(creditor.agreement)
    may_change = visitor_on(request).may_in_office(EDIT_POLICIES)
    if form is None and may_change:
        small = rules["small_balance_minor"]
        form = AgreementForm(initial={
            "small_balance": f"{small / 100:.2f}" if small else "",
            "escalate_to": rules["escalate_to"],
        })  # fmt: skip
    shown = {
        "creditor": creditor, "form": form,
        "groups": [(word({}, name), Facts(tuple(_rules(creditor, told))))
                   for name, told in rules.items() if isinstance(told, dict)],
        "plain": Facts(tuple(_rules(creditor, {
            name: told for name, told in rules.items() if not isinstance(told, dict)}))),
    }  # fmt: skip
    return page(request, "office/agreement.html", shown, here="creditors", status=status)


def _rules(creditor: Creditor, rules: dict[str, Any]) -> list[Fact]:
    facts = []
    for name, told in rules.items():
        if name.endswith("_minor") and isinstance(told, int):
            text = money_text(told, creditor.currency)
        elif isinstance(told, bool):
            text = _("Yes") if told else _("No")
        elif isinstance(told, list | tuple):
            text = ", ".join(map(str, told))
        else:
            text = str(told) if told not in ("", None) else "–"
        facts.append(Fact(word({}, name.removesuffix("_minor")), text))
    return facts
