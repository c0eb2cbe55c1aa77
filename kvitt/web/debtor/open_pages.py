"""What everyone may ask without signing in: is this letter genuine, and who gives free advice."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kvitt.application.check_letter import is_our_letter
from kvitt.application.open_debtor_access import TooManyTries, secret_of_codes
from kvitt.store.creditors import agency_or_none
from kvitt.web.business_day import business_day
from kvitt.web.debtor.frame import page, posted
from kvitt.web.design import Link, Notice
from kvitt.web.signin.guards import for_everyone
from kvitt.web.signin.visitor import network_of

ADVICE_LINKS = (
    ("SE", gettext_lazy("Sweden: budget and debt advice in your municipality"),
     "https://www.konsumentverket.se/"),
    ("NO", gettext_lazy("Norway: Nav's advice on economy and debt"), "https://www.nav.no/"),
)  # fmt: skip


class LetterForm(forms.Form):
    """What stands on the letter."""

    number = forms.CharField(label=gettext_lazy("Case number on the letter"), max_length=30)
    on = forms.DateField(
        label=gettext_lazy("Date on the letter"), widget=forms.DateInput(attrs={"type": "date"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def debtor_genuine(request: HttpRequest) -> HttpResponse:
    """Whether a letter is ours: yes, or call us; never more."""
    form = LetterForm(*posted(request))
    told: Notice | None = None
    if request.method == "POST" and form.is_valid():
        told = _answer(request, form.cleaned_data["number"], form.cleaned_data["on"])
    status = 422 if form.errors else 200
    return page(request, "genuine.html", {"form": form, "told": told}, status=status)


def _answer(request: HttpRequest, number: str, on: date) -> Notice:
    try:
        is_ours = is_our_letter(number, on, network=network_of(request), secret=secret_of_codes())
    except TooManyTries:
        return Notice(
            _("Please wait"),
            (_("That were many questions. Wait a quarter of an hour and ask again."),),
        )
    if is_ours and on <= business_day():
        return Notice(
            _("Yes, we sent a letter with that number on that day"),
            (_("Pay only to the account that stands there and on the page of the case."),), "good",
        )  # fmt: skip
    agency = agency_or_none()
    phone = agency.phone if agency else ""
    call = _("Call us at %(phone)s before you pay.") % {"phone": phone} if phone else _(
        "Look up our telephone number yourself, and call us before you pay."
    )  # fmt: skip
    return Notice(
        _("We cannot say that this letter is ours"),
        (call, _("Check that you wrote the number and the date as they stand on the letter.")),
        "warm",
    )


@require_safe
@for_everyone
def debtor_advice(request: HttpRequest) -> HttpResponse:
    """Free advice that is not from us."""
    links = tuple(Link(str(label), href) for _country, label, href in ADVICE_LINKS)
    return page(request, "advice.html", {"links": links})
