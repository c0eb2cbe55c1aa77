"""Mail to users, a forgotten password and an invitation, by the server that letters leave by."""

import re

import pytest
from django.test import Client

from kvitt.application.add_creditor import set_agency
from kvitt.simulators.mailbox import Mailbox
from kvitt.store.session import execute, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.people import PASSWORD, member, signed_in, user
from tests.web.conftest import TODAY
from tests.web.test_creditor_policies import proven
from tests.web.test_pages import text_of

NEW = "another battery staple horse"


@pytest.fixture
def agency(live_db):
    """The agency as mail names it."""
    yield set_agency(name="Fjällrand Inkasso", email="hej@fjallrand.example")
    with tenant_scope(agency_tenant_id()):
        execute("update agency set email = null")


@pytest.fixture
def mailbox(agency, monkeypatch):
    """A mail server on this machine, set up as an installation would."""
    from django.conf import settings

    with Mailbox() as opened:
        monkeypatch.setenv("KVITT_SMTP_URL", opened.url)
        for name, value in settings_from(opened.url).items():
            monkeypatch.setattr(settings, name, value)
        yield opened


def settings_from(url: str, **more: str) -> dict[str, object]:
    """Django's settings as a program reads them that starts with that server."""
    import json
    import os
    import subprocess
    import sys

    told = (
        "import json; from kvitt.site import mailing as m;"
        " print(json.dumps({name: getattr(m, name) for name in m.__all__}))"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True,
                         env=os.environ | {"KVITT_SMTP_URL": url} | more)  # fmt: skip
    return json.loads(ran.stdout)


def link_in(mail, path: str) -> str:
    return re.search(rf"http://127\.0\.0\.1({path}\S+)", mail.text)[1]


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(mailbox, stranger):
    who = user(password=PASSWORD)
    asked = stranger.post("/account/password/reset/", {"email": who.email})
    assert asked.status_code == 302
    (mail,) = mailbox.kept
    assert mail.recipient == who.email and "Choose a new password" in mail.message["Subject"]
    assert mail.message["From"] == "Fjällrand Inkasso <hej@fjallrand.example>"
    link = link_in(mail, "/account/password/reset/key/")
    led = stranger.get(link)["Location"]
    done = stranger.post(led, {"password1": NEW, "password2": NEW})
    assert done.status_code == 302
    who.refresh_from_db()
    assert who.check_password(NEW) and not who.check_password(PASSWORD)
    fresh = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
    again = fresh.get(link, follow=True)
    assert b'name="password1"' not in again.content
    in_again = fresh.post("/account/login/", {"login": who.email, "password": NEW})
    assert in_again["Location"].startswith("/account/2fa/authenticate/"), "the factor still counts"


def test_who_is_no_user_gets_no_mail_and_the_same_answer(mailbox, stranger):
    who = user(password=PASSWORD)
    other = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
    known = stranger.post("/account/password/reset/", {"email": who.email}, follow=True)
    unknown = other.post("/account/password/reset/", {"email": "x@nobody.example"}, follow=True)
    assert text_of(known) == text_of(unknown) and len(mailbox.kept) == 1


def test_a_server_that_is_down_changes_no_answer(mailbox, stranger, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr(settings, "EMAIL_PORT", 9)
    who = user(password=PASSWORD)
    assert stranger.post("/account/password/reset/", {"email": who.email}).status_code == 302


def test_without_a_mail_server_no_page_promises_a_mail(stranger):
    page = text_of(stranger.get("/account/password/reset/"))
    assert "No mail server is set up here" in page and "Mail me the link" not in page


@pytest.mark.parametrize(("url", "told"), [
    ("smtp+starttls://ada:s%20t@mail.example", ("mail.example", 587, "ada", "s t", True, False)),
    ("smtps://mail.example:4650", ("mail.example", 4650, "", "", False, True)),
    ("not a server", ("", 25, "", "", False, False)),
])  # fmt: skip
def test_the_servers_address_is_read_as_for_letters(url, told):
    found = settings_from(url, KVITT_MAIL_FROM="post@mail.example")
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(found[f"EMAIL_{name}"] for name in names) == told
    assert found["KVITT_SENDS_MAIL"] == ("example" in url)
    assert found["DEFAULT_FROM_EMAIL"] == "post@mail.example"


def administrators(office):
    """The office's and the creditor's administrator with the page where they invite."""
    for tenant, role, place, told in (
        (agency_tenant_id(), "agency_admin", "/office/people/", {"role": "handler"}),
        (office.tenant_id, "creditor_admin", "/creditor/people/", {"role": "creditor_user"}),
    ):
        client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="sv")
        made = member(tenant, role, today=TODAY, name="Ada Lund")
        proven(signed_in(client, made))
        yield client, place, told | {"at": str(tenant)}


def test_an_invitation_is_mailed_in_the_inviters_language_and_opens(mailbox, office):
    for number, (client, place, told) in enumerate(administrators(office)):
        email = f"ny{number}.{office.tenant_id}@office.example"
        page = text_of(client.post(place, told | {"email": email}))
        assert "mejlats till personen" in page
        mail = mailbox.kept[-1]
        assert mail.recipient == email and "Ada Lund bjuder in dig" in mail.text
        assert mail.message["Subject"] == "Din inbjudan till Kvitt"
        fresh = Client(HTTP_HOST="127.0.0.1")
        assert fresh.get(link_in(mail, "/invitation/"))["Location"] == "/join/"
        assert email in fresh.get("/join/").content.decode()


def test_where_the_mail_cannot_leave_the_link_is_handed_over(mailbox, office):
    mailbox.refuse.add("no@office.example")
    for client, place, told in administrators(office):
        page = text_of(client.post(place, told | {"email": "no@office.example"}))
        assert "mejlats" not in page and "/invitation/" in page
    assert mailbox.kept == []
