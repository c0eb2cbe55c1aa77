"""What the sign-in library asks of the house: nobody signs up alone, debtors come by identity."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, render

from kvitt.application.open_debtor_access import access_by_identity
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.web.signin.visitor import keep_debtor

COUNTRIES = ("SE", "NO")


class Accounts(DefaultAccountAdapter):
    """Users come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation makes the user."""
        return False


def display(user: Any) -> str:
    """How a user is named on pages."""
    return str(user.name)


class Identities(DefaultSocialAccountAdapter):
    """An electronic identity opens a debtor's own cases; it makes no user."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: a debtor is not a user."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The identity number that the provider vouches for is the key; nothing else counts."""
        told = sociallogin.account.extra_data
        claims = {**told.get("id_token", {}), **told.get("userinfo", {})}
        number = _normal(str(claims.get(settings.KVITT_OIDC_IDENTITY_CLAIM, "")))
        if number is None:
            refused = render(request, "signin/no_identity.html", status=422)
            raise ImmediateHttpResponse(refused)
        keep_debtor(request, access_by_identity(number))
        raise ImmediateHttpResponse(redirect("debtor_home"))


def _normal(written: str) -> str | None:
    """The number as the house keeps it, where it is a person's of a country of ours."""
    for country in COUNTRIES:
        try:
            found = parse_identity(country, written)
        except InvalidIdentity:
            continue
        if found.kind == "person":
            return found.number
    return None
