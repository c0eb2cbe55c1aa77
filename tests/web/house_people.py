"""The people of the house in which every page has something to show, signed in."""

import time
from collections.abc import Sequence
from typing import Any

from tests.people import PASSWORD, member, signed_in, user
from tests.web.conftest import TODAY, _client

KARI = "Kari Moen"
COLUMNS = "Fakturanummer;Fakturadatum;Förfallodatum;Belopp;Kundnamn"


def all_of(
    creditor: Any, shadowed: Any, *, told: int, paying: int, owed: Sequence[int]
) -> tuple[dict[str, list[Any]], dict[str, tuple[Any, str]]]:
    """Who opens the pages for each sort of reader, and who stands at a door, and before which.

    The debtor has all the cases ``owed``, has asked an adviser about ``told`` and has begun to pay
    ``paying``.
    """
    kari, odd = _kari(creditor), _kari(shadowed, "Nr;Dag;Sista;Kr;Vem")
    people = {
        "staff": [_boss()],
        "creditor": [kari, _kari(shadowed)],
        "debtor": [_debtor(creditor.tenant_id, told, paying, owed)],
        "everyone": [_client()],
    }
    look = "/creditor/invoices/check/"
    door = _at_the_door() | {"creditor_check": (kari, look), "creditor_check:columns": (odd, look)}
    return people, door


def _boss() -> Any:
    """A person who may do everything in the office."""
    from kvitt.application.manage_people import give_role
    from kvitt.domain.roles import AGENCY, roles_at
    from kvitt.store.tenants import agency_tenant_id

    agency = agency_tenant_id()
    who = member(agency, "agency_admin", today=TODAY, name="Ada Lund", password=PASSWORD)
    for role in roles_at(AGENCY):
        if role != "agency_admin":
            give_role(agency, user_id=who.pk, role=role, today=TODAY, by="test")
    _keyed(who)
    return _proven(signed_in(_client(), who))


def _keyed(who: Any) -> None:
    """Gives the person recovery codes and a passkey."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from fido2 import webauthn
    from fido2.cose import ES256

    RecoveryCodes.activate(who)
    public = ES256({1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32})
    made = webauthn.AttestedCredentialData.create(webauthn.Aaguid(bytes(16)), b"a key", public)
    flags = webauthn.AuthenticatorData.FLAG.UP | webauthn.AuthenticatorData.FLAG.AT
    told = webauthn.AuthenticatorData.create(bytes(32), flags, 0, made)
    answer = webauthn.AuthenticatorAttestationResponse(
        client_data=webauthn.CollectedClientData.create(
            "webauthn.create", b"asked", "http://localhost"
        ),
        attestation_object=webauthn.AttestationObject.create("none", told, {}),
    )
    kept = dict(webauthn.RegistrationResponse(raw_id=b"a key", response=answer))
    Authenticator.objects.create(
        user=who, type=Authenticator.Type.WEBAUTHN, data={"name": "Nyckel", "credential": kept}
    )


def _kari(creditor: Any, head: str = COLUMNS) -> Any:
    """The administrator of a creditor, who has just uploaded a file of invoices."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    who = member(creditor.tenant_id, "creditor_admin", today=TODAY, name=KARI)
    kari = _proven(signed_in(_client(), who))
    text = f"{head}\n77;2026-03-01;2026-03-31;450,00;Eva Ek\n"
    file = SimpleUploadedFile("mars.csv", text.encode())
    assert kari.post(reverse("creditor_upload"), {"file": file}).status_code == 302
    return kari


def _debtor(tenant_id: int, told: int, paying: int, owed: Sequence[int]) -> Any:
    """A person to whom all those cases belong, and who has begun a payment of one of them."""
    from kvitt.application.open_debtor_access import new_code, secret_of_codes
    from kvitt.store.cases import CaseKey

    client = _client()
    session = client.session
    session["debtor"] = {
        "cases": [f"{tenant_id}-{number}" for number in owed],
        "reader": "debtor", "by": "identity", "number": "", "serial": 0,
    }  # fmt: skip
    session.save()
    client.cookies["sessionid"] = session.session_key
    key = CaseKey(tenant_id, told)
    new_code(key, reader="adviser", secret=secret_of_codes(), today=TODAY, by="debtor")
    place = f"/my/cases/{tenant_id}-{paying}/pay/start/"
    begun = client.post(place, {"service": "swish"})
    assert begun.status_code == 302, begun.content
    return client


def _proven(client: Any) -> Any:
    """The client, who shows again who it is at a time to come, so that it counts all along."""
    from allauth.account.internal.flows import login

    session = client.session
    record = {"method": "mfa", "at": time.time() + 36_000, "reauthenticated": True}
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = session["_auth_user_id"]
    session.save()
    return client


def passkeys() -> list[int]:
    from allauth.mfa.models import Authenticator

    kept = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    return list(kept.order_by("-pk").values_list("pk", flat=True))


def _at_the_door() -> dict[str, tuple[Any, str]]:
    """Who has come as far as some pages before the portals ask for, and where the page then is."""
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str
    from django.urls import reverse

    from kvitt.application.invite_person import invite_person
    from kvitt.store.tenants import agency_tenant_id

    half, invited, late, forgot, coded = (_client() for _ in range(5))
    who, bare, moving = user(password=PASSWORD), user(proven=False), user()
    half.post(reverse("account_login"), {"login": who.email, "password": PASSWORD})
    token = invite_person(
        agency_tenant_id(), email=f"new{who.pk}@office.example", role="finance", today=TODAY,
        by="Ada Lund",
    )  # fmt: skip
    invited.get(reverse("invitation", args=[token]))
    late.get(reverse("invitation", args=["never"]))
    wanted = [user_pk_to_url_str(who), default_token_generator.make_token(who)]
    reset = forgot.get(reverse("account_reset_password_from_key", args=wanted))
    signed_in(coded, who).post(
        reverse("account_request_reauthentication_code"), {"recipient": who.email}
    )
    address = EmailAddress.objects.create(user=moving, email=f"second{who.pk}@office.example")
    proof = EmailConfirmationHMAC(address).key
    return {
        "join": (invited, reverse("join")),
        "join:ended": (late, reverse("join")),
        "mfa_authenticate": (half, reverse("mfa_authenticate")),
        "mfa_activate_totp": (
            _proven(signed_in(_client(), bare)), reverse("mfa_activate_totp")
        ),
        "account_reset_password_from_key": (forgot, reset["Location"]),
        "account_confirm_email": (_client(), reverse("account_confirm_email", args=[proof])),
        "account_confirm_reauthentication_code": (
            coded, reverse("account_confirm_reauthentication_code")
        ),
        "account_set_password": (
            signed_in(_client(), user(proven=False)), reverse("account_set_password")
        ),
    }  # fmt: skip
