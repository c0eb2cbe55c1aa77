"""Visitors for tests: users with roles and two factors, debtors with codes."""

from datetime import date
from itertools import count
from typing import Any

_NUMBERS = count(1)
PASSWORD = "correct horse battery staple"


def user(*, name: str = "Omar Haddad", proven: bool = True, password: str | None = None) -> Any:
    """A user; proven means with a second factor. Without a password only tests sign in so."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from kvitt.web.signin.models import User

    made = User.objects.create_user(f"user{next(_NUMBERS)}@office.example", password, name=name)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    if proven:
        TOTP.activate(made, generate_totp_secret())
    return made


def member(tenant_id: int, role: str, *, today: date, **more: Any) -> Any:
    """A user who has that role there."""
    from kvitt.application.manage_people import give_role

    made = user(**more)
    give_role(tenant_id, user_id=made.pk, role=role, today=today, by="test")
    return made


def signed_in(client: Any, who: Any) -> Any:
    """The client, signed in as that user."""
    client.force_login(who)
    return client


def cookies(client: Any, address: str) -> list[dict[str, str]]:
    """The client's session for a real browser."""
    return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
