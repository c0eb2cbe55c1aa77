"""Coming in: users with two factors, debtors with a code or an identity, and nobody else."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from kvitt.application.invite_person import invite_person
from kvitt.application.manage_people import LastAdministrator, end_membership, list_members
from kvitt.application.open_debtor_access import end_adviser_access, new_code
from kvitt.domain.roles import ROLES
from kvitt.simulators.identity_provider import IdentityProvider
from kvitt.store.cases import case_key
from kvitt.store.tenants import agency_tenant_id
from tests.people import PASSWORD, member, signed_in, user
from tests.portfolio import creditor_with, invoice
from tests.web.conftest import DUE, REGISTERED, TODAY, case_numbers
from tests.web.test_creditor_policies import proven
from tests.web.test_pages import text_of

MIA = "199003132389"


def six_figures(secret: str) -> str:
    """What an authenticator app shows now."""
    from allauth.mfa.totp.internal.auth import (
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def secret_of_debtors() -> bytes:
    from django.conf import settings

    return settings.HOME.secret("debtor_codes").encode()


def code_of(number: str, *, reader: str = "debtor", day=TODAY, **more) -> str:
    return new_code(
        case_key(number), reader=reader, secret=secret_of_debtors(), today=day, by="test", **more
    )


def of_person(bill, number: str):
    return bill._replace(debtor=bill.debtor._replace(identity=number))


def enter(client, number: str, code: str):
    return client.post("/my/enter/", {"number": number, "code": code})


def test_an_invited_person_chooses_a_password_and_a_second_factor_before_seeing_anything(stranger):
    agency = agency_tenant_id()
    token = invite_person(
        agency, email="Omar@office.example", role="handler", today=TODAY, by="Ada"
    )
    assert stranger.get(f"/invitation/{token}/")["Location"] == "/join/"
    assert "omar@office.example" in stranger.get("/join/").content.decode()
    short = stranger.post("/join/", {"name": "Omar", "password": "short"})
    assert short.status_code == 422 and "12" in short.content.decode()
    joined = stranger.post("/join/", {"name": "Omar", "password": PASSWORD})
    assert joined["Location"] == "/account/2fa/totp/activate/"
    assert stranger.get("/office/cases/")["Location"] == "/account/2fa/totp/activate/"
    page = stranger.get("/account/2fa/totp/activate/").content.decode()
    assert "<svg" in page and "data:" not in page
    secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
    assert (
        stranger.post("/account/2fa/totp/activate/", {"code": six_figures(secret)}).status_code
        == 302
    )
    assert stranger.get("/office/cases/").status_code == 200


def test_a_link_works_once_and_not_after_its_days(stranger, monkeypatch):
    agency = agency_tenant_id()
    token = invite_person(
        agency, email="once@office.example", role="finance", today=TODAY, by="Ada"
    )
    stranger.get(f"/invitation/{token}/")
    stranger.post("/join/", {"name": "Once", "password": PASSWORD})
    again = Client(HTTP_HOST="127.0.0.1")
    again.get(f"/invitation/{token}/")
    assert again.get("/join/").status_code == 410
    late = invite_person(agency, email="late@office.example", role="finance", today=TODAY, by="Ada")
    monkeypatch.setenv("KVITT_TODAY", (TODAY + timedelta(days=8)).isoformat())
    again.get(f"/invitation/{late}/")
    assert again.get("/join/").status_code == 410


def test_a_password_alone_opens_nothing(stranger):
    who = user(password=PASSWORD)
    answer = stranger.post("/account/login/", {"login": who.email, "password": PASSWORD})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert stranger.get("/office/cases/")["Location"].startswith("/account/login/")


def test_every_page_of_the_own_account_answers(stranger):
    who = user(password=PASSWORD)
    proven(signed_in(stranger, who))
    for place in (
        "2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/generate/", "2fa/webauthn/",
        "2fa/webauthn/add/", "sessions/", "password/change/", "password/reset/",
        "password/reset/done/", "password/reset/key/done/", "reauthenticate/",
    ):  # fmt: skip
        answer = stranger.get(f"/account/{place}", follow=True)
        assert answer.status_code == 200, place
    page = text_of(stranger.get("/account/sessions/"))
    assert "Where you are signed in" in page and "this browser" in page


def test_nobody_signs_up_without_an_invitation(stranger):
    page = stranger.get("/account/signup/")
    assert "<form" not in page.content.decode().split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_sees_its_own_pages_and_the_others_are_not_there(role, live_db, today, office):
    seat = ROLES[role].seat
    tenant = agency_tenant_id() if seat == "agency" else office.tenant_id
    client = signed_in(Client(HTTP_HOST="127.0.0.1"), member(tenant, role, today=TODAY))
    office_page, creditor_page = client.get("/office/cases/"), client.get("/creditor/")
    seen, hidden = (
        (office_page, creditor_page) if seat == "agency" else (creditor_page, office_page)
    )
    assert seen.status_code == 200 and hidden.status_code == 404
    assert client.get("/my/")["Location"] == "/my/enter/"


def test_a_member_whose_role_ended_sees_nothing_more(browser, office, today):
    assert browser.get("/office/cases/").status_code == 200
    agency = agency_tenant_id()
    for one in list_members(agency):
        if one.role == "handler":
            end_membership(agency, one.id, today=TODAY, by="Ada")
    assert browser.get("/office/cases/").status_code == 404


def test_the_last_administrator_of_a_creditor_stays(live_db, office):
    member(office.tenant_id, "creditor_admin", today=TODAY)
    (only,) = list_members(office.tenant_id)
    with pytest.raises(LastAdministrator):
        end_membership(office.tenant_id, only.id, today=TODAY, by="Ada")


def test_the_code_on_the_letter_opens_that_case_alone(stranger, office):
    number = case_numbers(office)[0]
    other = case_numbers(creditor_with([invoice("7", due_on=DUE)], today=REGISTERED))[0]
    typed = code_of(number).lower().replace("-", " ")
    assert enter(stranger, number, typed)["Location"] == "/my/"
    assert stranger.get("/my/")["Location"] == f"/my/cases/{number}/"
    assert stranger.get(f"/my/cases/{number}/").status_code == 200
    assert stranger.get(f"/my/cases/{other}/").status_code == 404
    assert stranger.get("/office/cases/").status_code == 302
    stranger.post("/my/leave/")
    assert stranger.get(f"/my/cases/{number}/")["Location"] == "/my/enter/"


def test_wrong_ended_and_unknown_are_told_apart_by_nobody(stranger, office):
    number = case_numbers(office)[0]
    ended = code_of(number, day=TODAY - timedelta(days=366))
    answers = [
        enter(stranger, *tried).content
        for tried in ((number, "AAAAA-AAAAA"), (number, ended), ("2-999999", ended))
    ]
    plain = {re.sub(rb'value="[^"]*"', b"", answer) for answer in answers}
    assert len(plain) == 1 and b"do not belong together" in plain.pop()


def test_after_five_wrong_codes_even_the_right_one_waits(stranger, office):
    number = case_numbers(office)[0]
    right = code_of(number)
    for _ in range(5):
        enter(stranger, number, "AAAAA-AAAAA")
    answer = enter(stranger, number, right)
    assert answer.status_code == 422 and b"quarter of an hour" in answer.content


def test_an_advisers_code_is_taken_back_and_closes_what_it_opened(stranger, office):
    number = case_numbers(office)[0]
    code = code_of(number, reader="adviser")
    enter(stranger, number, code)
    assert stranger.get(f"/my/cases/{number}/").status_code == 200
    end_adviser_access(case_key(number), today=TODAY, by="debtor")
    assert stranger.get(f"/my/cases/{number}/")["Location"] == "/my/enter/"


def test_an_identity_opens_all_cases_of_the_person_and_of_nobody_else(stranger, settings_of):
    mine = [
        creditor_with([of_person(invoice(str(n), due_on=DUE), MIA)], today=REGISTERED)
        for n in (1, 2)
    ]
    other = case_numbers(creditor_with([invoice("3", due_on=DUE)], today=REGISTERED))[0]
    with IdentityProvider() as broker:
        settings_of(broker)
        by_identity(stranger, broker, MIA)
        page = stranger.get("/my/").content.decode()
        for creditor in mine:
            assert f"/my/cases/{case_numbers(creditor)[0]}/" in page
        assert other not in page
        assert stranger.get(f"/my/cases/{other}/").status_code == 404


def test_an_identity_without_cases_sees_none_and_one_without_a_number_is_refused(
    stranger, settings_of
):
    with IdentityProvider() as broker:
        settings_of(broker)
        by_identity(stranger, broker, "193107319018")
        assert b"You have no case with us" in stranger.get("/my/").content
        again = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
        assert by_identity(again, broker, "no number").status_code == 422
        assert again.get("/my/")["Location"] == "/my/enter/"


@pytest.fixture
def settings_of(monkeypatch):
    """Points the sign-in at a broker."""

    def point(broker: IdentityProvider) -> None:
        from django.conf import settings

        app = {
            "provider_id": "identity", "name": "BankID", "client_id": broker.client_id,
            "secret": broker.client_secret, "settings": {"server_url": broker.issuer},
        }  # fmt: skip
        told = {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": [app]}
        monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": told})
        monkeypatch.setattr(settings, "KVITT_OIDC_NAME", "BankID")

    return point


def by_identity(client, broker: IdentityProvider, number: str):
    """Goes to the broker and back, as the browser does."""
    led = client.post(oidc_address())["Location"]
    assert led.startswith(f"{broker.issuer}/authorize")
    asked = dict(parse_qsl(urlsplit(led).query))
    code = broker.code_for(asked | {"pid": number})
    back = urlsplit(asked["redirect_uri"]).path
    return client.get(back, {"code": code, "state": asked["state"]})


def oidc_address() -> str:
    from django.urls import reverse

    return reverse("openid_connect_login", kwargs={"provider_id": "identity"})
