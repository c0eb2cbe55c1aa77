"""The entrances: the first page, the debtor's code, an invitation, and the way out."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvitt.application.invite_person import (
    InvitationEnded,
    accept_invitation,
    open_invitation,
)
from kvitt.application.open_debtor_access import (
    TooManyTries,
    WrongCode,
    access_by_code,
    secret_of_codes,
)
from kvitt.store.people import Invited
from kvitt.web.business_day import business_day
from kvitt.web.signin.guards import CHOSEN, for_everyone, visitor_on
from kvitt.web.signin.models import User
from kvitt.web.signin.visitor import DEBTOR, keep_debtor, network_of

LONGEST_NAME = 120
INVITATION = "invitation"
"""The session's key: the link's secret leaves the address at once."""


class CodeForm(forms.Form):
    """What stands on the letter."""

    number = forms.CharField(max_length=30, label=gettext_lazy("Case number"))
    code = forms.CharField(max_length=20, label=gettext_lazy("Code"))


@require_safe
@for_everyone
def front(request: HttpRequest) -> HttpResponse:
    """Leads each visitor to the own pages; who is nobody chooses an entrance."""
    visitor = visitor_on(request)
    if visitor.debtor is not None:
        return redirect("debtor_home")
    if visitor.is_staff:
        return redirect("my_day")
    if visitor.creditor_ids:
        return redirect("creditor_home")
    return debtor_entrance(request)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def debtor_entrance(request: HttpRequest) -> HttpResponse:
    """The debtor's way in: an electronic identity, or case number and code from the letter."""
    form = CodeForm(request.POST or None)
    told, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                access = access_by_code(
                    form.cleaned_data["number"], form.cleaned_data["code"],
                    network=network_of(request), secret=secret_of_codes(), today=business_day(),
                )  # fmt: skip
            except WrongCode:
                told = _(
                    "The case number and the code do not belong together, or the code has ended."
                    " Both stand on your latest letter."
                )
            except TooManyTries:
                told = _("Too many wrong codes. Wait a quarter of an hour and try again.")
            else:
                return redirect(keep_debtor(request, access))
    shown = {"form": form, "told": told, "identity": settings.KVITT_OIDC_NAME}
    return render(request, "signin/debtor.html", shown, status=status)


@require_POST
@for_everyone
def debtor_leave(request: HttpRequest) -> HttpResponse:
    """Ends a debtor's visit; nothing of it stays in the browser."""
    if DEBTOR in request.session:
        request.session.flush()
    return redirect("debtor_entrance")


class JoinForm(forms.Form):
    """A new user's name and password."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        label=gettext_lazy("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        """The house's rules for passwords."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


@require_safe
@for_everyone
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the secret out of the address before anything is shown."""
    request.session[INVITATION] = token
    return redirect("join")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def join(request: HttpRequest) -> HttpResponse:
    """An invited person becomes a user, or a user gets one more role."""
    token = request.session.get(INVITATION, "")
    try:
        invited = open_invitation(token, today=business_day())
    except InvitationEnded:
        return render(request, "signin/invitation_ended.html", status=410)
    known = User.objects.filter(email=invited.email).first()
    if known is not None:
        return _join_again(request, token, known)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _join(request, token, invited, form)
    shown = {"form": form, "email": invited.email}
    return render(request, "signin/join.html", shown, status=422 if form.errors else 200)


@require_POST
@for_everyone
def choose_creditor(request: HttpRequest) -> HttpResponse:
    """Whose pages are shown, for those who work for several creditors."""
    chosen = request.POST.get("creditor", "")
    if chosen.isdecimal() and int(chosen) in visitor_on(request).creditor_ids:
        request.session[CHOSEN] = int(chosen)
    return redirect("creditor_home")


def _join(request: HttpRequest, token: str, invited: Invited, form: JoinForm) -> HttpResponse:
    from allauth.account.internal.flows.login import record_authentication
    from allauth.account.models import EmailAddress
    from django.contrib.auth import login
    from django.db import transaction

    name = form.cleaned_data["name"]
    with transaction.atomic():
        user = User.objects.create_user(invited.email, form.cleaned_data["password"], name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        accept_invitation(token, user_id=user.pk, name=name, today=business_day())
    request.session.flush()
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_authentication(request, user, method="password", reauthenticated=True)
    return redirect("mfa_activate_totp")


def _join_again(request: HttpRequest, token: str, known: User) -> HttpResponse:
    """A user takes a further role, signed in as that user and nobody else."""
    user = cast(Any, request.user)
    if not user.is_authenticated or user.pk != known.pk:
        return redirect("account_login")
    accept_invitation(token, user_id=known.pk, name=known.name, today=business_day())
    request.session.pop(INVITATION, None)
    return redirect("front")
