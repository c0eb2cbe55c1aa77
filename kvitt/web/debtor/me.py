"""What the debtor decides about itself: how we write, who may help, and what is held on it."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from kvitt.application.change_contact import change_contact, contact_now
from kvitt.application.debtor_case import DebtorCase
from kvitt.application.export_person import export_person
from kvitt.application.open_debtor_access import (
    ADVISER,
    end_adviser_access,
    new_code,
    secret_of_codes,
)
from kvitt.domain.contact import REMIND_DAYS, NewContact
from kvitt.domain.plan_state import REMIND_DAYS as REMINDED_DAYS
from kvitt.kernel.refusal import Refusal
from kvitt.store.cases import CaseKey
from kvitt.web.business_day import business_day
from kvitt.web.debtor.frame import case_of, kindly, only_the_debtor, page
from kvitt.web.debtor.told import told_of
from kvitt.web.design import Fact, Notice
from kvitt.web.signin.guards import for_debtor

SAVED = "contact_saved"
"""The session's key of what the next page says once: that it is saved."""
LANGUAGES = [("", "–"), ("sv", "Svenska"), ("nb", "Norsk bokmål"), ("en", "English")]
ADVISER_CODE = "adviser_code"
"""The session's key of a code that was just made: it is shown once, and in no address."""


class ContactForm(forms.Form):
    """How the debtor wants to be written to; what is left empty stays as it is."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters"), choices=LANGUAGES, required=False
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("We write by"), required=False,
        choices=[("", "–"), ("email", gettext_lazy("E-mail")), ("letter", gettext_lazy("Letter"))],
    )  # fmt: skip
    remind_days = forms.IntegerField(
        label=gettext_lazy("Days before a part of a plan that we remind you"), required=False,
        min_value=REMIND_DAYS[0], max_value=REMIND_DAYS[1],
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Phone"), required=False, max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip


@require_safe
@for_debtor
@kindly
def debtor_me(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """The ways of contact, the adviser's code, and what is held."""
    only_the_debtor(request)
    return _me(request, case_of(key), ContactForm())


@sensitive_post_parameters("email", "phone")
@require_POST
@for_debtor
@kindly
def debtor_contact(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Keeps how the debtor wants to be written to."""
    debtor, case = only_the_debtor(request), case_of(key)
    form = ContactForm(request.POST)
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            change_contact(
                case.creditor, key.case_id, NewContact(**told), today=case.today,
                actor=debtor.actor,
            )  # fmt: skip
            request.session[SAVED] = True
            return redirect("debtor_me", key.number)
        except Refusal as no:
            form.add_error(None, told_of(no))
    return _me(request, case, form, status=422)


@require_POST
@for_debtor
@kindly
def debtor_adviser(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Makes a code with which an adviser opens this case; an older one ends."""
    debtor = only_the_debtor(request)
    code = new_code(
        key, reader=ADVISER, secret=secret_of_codes(), today=business_day(), by=debtor.actor,
        ends_older=True,
    )  # fmt: skip
    request.session[ADVISER_CODE] = code
    return redirect("debtor_me", key.number)


@require_POST
@for_debtor
@kindly
def debtor_adviser_end(request: HttpRequest, *, key: CaseKey) -> HttpResponse:
    """Takes the adviser's codes back: what they opened is closed at once."""
    debtor = only_the_debtor(request)
    end_adviser_access(key, today=business_day(), by=debtor.actor)
    return redirect("debtor_me", key.number)


@require_POST
@for_debtor
@kindly
def debtor_export(request: HttpRequest) -> HttpResponse:
    """What is held on the person, as one file; for whoever signed in with an identity."""
    debtor = only_the_debtor(request)
    if debtor.by != "identity":
        raise Http404
    day = business_day()
    packed = export_person(debtor.cases, today=day, actor=debtor.actor)
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{day.isoformat()}.zip"'
    return answer


def _now(case: DebtorCase) -> tuple[Fact, ...]:
    """How we write now; never an address, for a code opens this page, too."""
    contact = contact_now(case.creditor, case.key.case_id)
    ways = {"email": _("E-mail"), "letter": _("Letter")}
    days = contact.remind_days or REMINDED_DAYS
    return (
        Fact(_("We write by"), ways.get(contact.channel or "", _("E-mail, else letter"))),
        Fact(_("Language of letters"), dict(LANGUAGES).get(contact.language, contact.language)),
        Fact(_("We remind you"), _("%(days)s days before each part") % {"days": days}),
    )


def _me(
    request: HttpRequest, case: DebtorCase, form: ContactForm, status: int = 200
) -> HttpResponse:
    debtor = only_the_debtor(request)
    code = request.session.pop(ADVISER_CODE, "")
    facts = (Fact(_("Case number"), case.key.number), Fact(_("Code"), code)) if code else ()
    saved = Notice(_("Saved. That is how we write from now on."), tone="good")
    shown = {"form": form, "code": facts, "may_export": debtor.by == "identity",
             "now": _now(case), "saved": saved if request.session.pop(SAVED, False) else None,
             "return_to": reverse("debtor_me", args=[case.key.number])}  # fmt: skip
    return page(request, "me.html", shown, case=case, status=status)
