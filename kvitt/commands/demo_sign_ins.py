"""The demo's sign-ins: one for each portal, with the second factor set up."""

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kvitt.store.creditors import Creditor

PASSWORD = "Kvitt shows its sums"
"""Of the demo's own users: its folder is made anew each time and listens on this machine alone."""
OFFICE = ("ada@office.example", "Ada Lund", "agency_admin")
CREDITOR = ("kari@creditor.example", "Kari Moen", "creditor_admin")
PERSON = "191212121212"
"""The identity number that the authorities themselves use for trials: nobody's."""
WANTED = ("demanded", "awaiting_decision", "reminded", "reminded_friendly", "overdue")
"""Which case the debtor's sign-in opens: the one with most to tell."""


def sign_ins(*, today: date) -> list[dict[str, Any]]:
    """Makes the users and the code; what each portal asks for, by portal."""
    from kvitt.store.creditors import all_creditors
    from kvitt.store.tenants import agency_tenant_id

    first, *_, newcomer = all_creditors()
    return [
        {"portal": "office", **_user(OFFICE, agency_tenant_id(), today=today)},
        {
            "portal": "creditor",
            "creditor": first.name,
            "in_shadow": newcomer.name,
            **_user(CREDITOR, first.tenant_id, newcomer.tenant_id, today=today),
        },
        {"portal": "debtor", **_debtor(first, today=today)},
    ]


def _user(who: tuple[str, str, str], *tenant_ids: int, today: date) -> dict[str, Any]:
    from allauth.account.models import EmailAddress
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from kvitt.application.manage_people import give_role
    from kvitt.web.signin.models import User

    email, name, role = who
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).generate_codes()
    for tenant_id in tenant_ids:
        give_role(tenant_id, user_id=user.pk, role=role, today=today, by="demo")
    return {
        "email": email, "password": PASSWORD, "role": role, "authenticator_secret": secret,
        "codes": list(codes),
    }  # fmt: skip


def _debtor(creditor: "Creditor", *, today: date) -> dict[str, Any]:
    """A person's case with most to tell, the code on its letters, and an identity for trials."""
    from kvitt.application.list_cases import list_cases
    from kvitt.application.note_identity import note_identity
    from kvitt.application.open_debtor_access import code_on_letters
    from kvitt.application.show_case import show_case
    from kvitt.store.cases import CaseKey

    listed = (
        one.case.key
        for stage in WANTED
        for one in list_cases(today=today, creditor=creditor.tenant_id, stage=stage).cases
    )
    shown = (show_case(key.number, today=today) for key in listed)
    case = next(one for one in shown if one.debtor_kind == "consumer")
    note_identity(
        creditor, case.case_id, number=PERSON, because="made up for the demo", today=today,
        actor="demo",
    )  # fmt: skip
    code = code_on_letters(CaseKey(creditor.tenant_id, case.case_id), today=today)
    return {"case": case.number, "code": code, "name": case.debtor, "identity": PERSON}
