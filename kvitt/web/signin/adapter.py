"""What the sign-in library asks of the house: nobody signs up alone, debtors come by identity."""

import logging
from email.headerregistry import Address
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kvitt.application.open_debtor_access import access_by_identity
from kvitt.channels.email import one_line
from kvitt.kernel.identity import InvalidIdentity, parse_identity
from kvitt.store.creditors import agency_or_none
from kvitt.web.signin.visitor import keep_debtor

COUNTRIES = ("SE", "NO")


RESET = "account/email/password_reset_key"
"""How the sign-in library calls the mail with which a new password is chosen."""
_LOG = logging.getLogger(__name__)


class Accounts(DefaultAccountAdapter):
    """Users come by invitation only, and get mail from the agency in its own words."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an invitation makes the user."""
        return False

    def get_from_email(self) -> str:
        """The agency, whom people know; else the house's own address."""
        agency = agency_or_none()
        if agency is None or not agency.email:
            return str(settings.DEFAULT_FROM_EMAIL)
        return str(Address(one_line(agency.name), addr_spec=agency.email))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends it; a server that is down changes no answer, for answers tell who is a user."""
        try:
            if template_prefix == RESET:
                link = str(context["password_reset_url"])
                EmailMessage(_("Choose a new password"), _reset_words(link), self.get_from_email(),
                             [email]).send()  # fmt: skip
            else:
                super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as problem:
            _LOG.warning("a mail to a user was not sent: %s", type(problem).__name__)


def _reset_words(link: str) -> str:
    return "\n\n".join(
        (
            _("Somebody asked for a new password at Kvitt. Open this address to choose it:"),
            link,
            _("Was it not you? Then do nothing: your password stays as it is."),
        )
    )


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
        place = keep_debtor(request, access_by_identity(number))
        raise ImmediateHttpResponse(redirect(place))


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
