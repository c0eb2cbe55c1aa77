"""A passkey in a real browser, with its own simulated authenticator: set up, then used."""

import pytest

from tests.people import PASSWORD, cookies, member, signed_in
from tests.web.browsing import CHROMIUM, barriers, listen, served
from tests.web.conftest import TODAY, _client

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


@pytest.fixture
def site(live_db, today):
    """The pages by the name of this machine: a browser keeps no passkey for a bare number."""
    with served() as place:
        yield place.replace("127.0.0.1", "localhost")


def test_a_passkey_is_set_up_and_opens_the_office_without_a_password(launched, site):
    from kvitt.store.tenants import agency_tenant_id

    who = member(agency_tenant_id(), "handler", today=TODAY, password=PASSWORD)
    context = launched.new_context(locale="en-GB")
    context.add_cookies(cookies(signed_in(_client(), who), site))
    page = context.new_page()
    told = listen(page)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kept = device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{site}/account/2fa/webauthn/add/")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    assert page.url.startswith(f"{site}/account/2fa/webauthn/add/")
    assert barriers(page) == []
    page.locator("input[name=name]").fill("Omar's telephone")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    found = device.send("WebAuthn.getCredentials", {"authenticatorId": kept["authenticatorId"]})
    assert [one["rpId"] for one in found["credentials"]] == ["localhost"]
    page.goto(f"{site}/account/2fa/webauthn/")
    assert "Omar's telephone" in page.inner_text("main") and barriers(page) == []
    for act in ("Rename", "Remove"):
        page.get_by_role("link", name=act).click()
        assert page.locator("main form button").count() >= 1
        page.goto(f"{site}/account/2fa/webauthn/")
    context.clear_cookies()
    page.goto(f"{site}/office/cases/")
    assert page.url.startswith(f"{site}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/office/cases/")
    # The browser's own advice on forms is no fault of the page.
    assert [line for line in told if not line.startswith("[DOM]")] == []
    context.close()


def test_somebody_elses_authenticator_opens_nothing(launched, site):
    context = launched.new_context(locale="en-GB")
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_timeout(500)
    assert page.url.startswith(f"{site}/account/login/")
    page.goto(f"{site}/office/cases/")
    assert page.url.startswith(f"{site}/account/login/")
    context.close()
