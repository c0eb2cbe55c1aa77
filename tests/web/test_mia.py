"""Mia's way through her pages in a real browser: on a phone, by keyboard alone, without scripts.

How often she presses is counted from the page behind her sign-in: two until a payment is begun, at
most five until a plan is agreed, at most four until an objection is sent.
"""

from datetime import timedelta

import pytest

from kvitt.simulators.payment_service import PaymentServices
from tests.web import pictures
from tests.web.browsing import CHROMIUM, barriers, listen, served, too_wide
from tests.web.conftest import DUE, TODAY
from tests.web.debtors import code_of, holds
from tests.web.pictures import picture

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
LETTER_ON = DUE + timedelta(days=7)
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


@pytest.fixture
def site(mia, monkeypatch):
    """The pages as in daily use, with simulated payment services that forms may lead to."""
    from django.conf import settings

    with PaymentServices() as services:
        for name, value in services.settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(settings, "KVITT_FORM_TARGETS", [services.address])
        with served() as place:
            yield place


class Walk:
    """One visit: presses are counted, and each page is looked at for barriers."""

    def __init__(
        self, browser, site: str, *, locale: str = "en-GB", screen: dict = PHONE, **more
    ) -> None:
        if screen is PHONE:
            more |= pictures.SCALE
        self.context = browser.new_context(viewport=screen, locale=locale, **more)
        self.page = self.context.new_page()
        self.site, self.told, self.presses = site, listen(self.page), 0
        self.found: list[str] = []

    def enter(self, number: str, *, looks: bool = False) -> None:
        """Signs in with the code of the letter; from here presses are counted."""
        self.page.goto(f"{self.site}/my/enter/")
        if looks:
            self.look()
        fields = self.page.locator("main form.form input:not([type=hidden])")
        fields.nth(0).fill(number)
        fields.nth(1).fill(code_of(number, day=TODAY))
        self.page.locator("main form.form button").click()
        if looks:
            self.look()
        self.presses = 0

    def press(self, name: str, role: str = "link") -> None:
        """Presses what has that name, once."""
        self.page.get_by_role(role, name=name).first.click()
        self.presses += 1

    def look(self) -> None:
        """Nothing is in the way on the page, light or dark, and nothing scrolls sideways."""
        is_phone = self.page.viewport_size == PHONE  # from a desk the same page is only measured
        for scheme in ("light", "dark") if is_phone else ():
            self.page.emulate_media(color_scheme=scheme)
            self.found += [
                f"{self.page.url} {scheme}: {one}"
                for one in barriers(self.page, easy="/my/cases/" in self.page.url)
            ]
        if (wide := too_wide(self.page)) > 0:
            self.found.append(f"{self.page.url}: {wide} px too wide")

    def end(self) -> None:
        """The visit was without barriers and without complaints."""
        self.context.close()
        assert self.found == []
        assert [one for one in self.told if "responded with a status of" not in one] == []


def test_mia_pays_with_two_presses(launched, site, hers):
    walk = Walk(launched, site)
    finds_the_letter_genuine(walk, hers)
    walk.enter(hers, looks=True)
    picture(walk.page, "mia-2-case", height=1280)
    hero = walk.page.locator("h1").bounding_box()
    button = walk.page.get_by_role("link", name="Pay now").bounding_box()
    assert hero["y"] < button["y"] + button["height"] < PHONE["height"], "all in the first screen"
    walk.press("Pay now")
    walk.look()
    picture(walk.page, "mia-3-pay")
    walk.press("Pay with Swish", "button")
    assert "Simulated payment" in walk.page.inner_text("h1") and walk.presses == 2
    walk.page.get_by_role("button", name="Pay").click()
    assert walk.page.inner_text("h1") == "Thank you, the payment is made"
    walk.look()
    walk.press("To the case")
    assert "We are waiting for your payment" in walk.page.inner_text("main")
    assert [kind for kind, _ in holds(hers)] == ["payment_announced"]
    walk.end()


def finds_the_letter_genuine(walk: Walk, number: str) -> None:
    """She asks the page before she types her code."""
    walk.page.goto(f"{walk.site}/my/genuine/")
    walk.page.get_by_label("Case number").fill(number)
    walk.page.locator("main [name=on]").fill(LETTER_ON.isoformat())
    walk.press("Check", "button")
    assert "Yes, we sent a letter" in walk.page.inner_text("main [role=status]")
    walk.look()
    picture(walk.page, "mia-1-genuine")


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_mia_agrees_on_a_plan_with_three_presses_and_moves_a_part(launched, site, hers, screen):
    walk = Walk(launched, site, screen=screen)
    walk.enter(hers)
    if screen is DESK:
        picture(walk.page, "mia-2-case-at-a-desk")
    walk.press("Split the sum")
    walk.look()
    if screen is PHONE:
        picture(walk.page, "mia-4-split")
    walk.press("6 ×")
    walk.look()
    if screen is PHONE:
        picture(walk.page, "mia-4-offer", height=1100)
    walk.press("Agree on this plan", "button")
    assert walk.page.inner_text("h1") == "The plan is agreed" and walk.presses <= 5
    walk.look()
    if screen is PHONE:
        picture(walk.page, "mia-4-agreed")
    with walk.page.expect_download() as saved:
        walk.press("Put the days in my calendar")
    assert saved.value.suggested_filename == f"{hers}.ics"
    walk.press("Show the plan")
    walk.look()
    walk.press("Move the day")
    walk.look()
    walk.page.get_by_label("New day").fill("2026-04-14")
    walk.press("Move", "button")
    assert "moved from" in walk.page.inner_text("main")
    assert walk.page.get_by_text("Next instalment").count() == 0
    assert [kind for kind, _ in holds(hers)] == ["plan"]
    walk.end()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_mia_objects_with_three_presses_and_sees_when_she_is_answered(launched, site, hers, screen):
    walk = Walk(launched, site, locale="sv-SE", screen=screen)
    walk.enter(hers)
    walk.press("Kravet stämmer inte")
    walk.look()
    walk.press("Summan är fel", "radio")
    if screen is DESK:  # in her own words too, and with the page that shows it
        walk.page.get_by_label("Berätta mer").fill("Jag har sagt upp avtalet i januari.")
        walk.page.locator("input[type=file]").set_input_files(
            {"name": "avtal.txt", "mimeType": "text/plain", "buffer": b"uppsagt 2026-01-10"}
        )
    walk.press("Skicka", "button")
    assert walk.page.inner_text("h1") == "Vi har fått ditt meddelande" and walk.presses <= 4
    assert "Du får svar senast den 1 apr" in walk.page.inner_text("main")
    walk.look()
    assert [kind for kind, _ in holds(hers)] == ["dispute"]
    if screen is PHONE:
        picture(walk.page, "mia-7-objection")
    walk.press("Till ärendet")
    told = walk.page.inner_text("main")
    assert "1 apr" in told, "the case shows that it waits, and until when"
    walk.look()
    walk.end()


def test_the_rest_of_the_pages_has_no_barrier_in_norwegian(launched, site, hers):
    walk = Walk(launched, site)
    walk.page.goto(f"{site}/my/enter/")
    walk.page.locator(".languages summary").click()
    walk.press("Norsk", "button")
    walk.enter(hers)
    for place in ("later/", "paid/", "talk/", "letters/", "me/"):
        walk.page.goto(f"{site}/my/cases/{hers}/{place}")
        walk.look()
    for place in ("/my/genuine/", "/my/advice/"):
        walk.page.goto(site + place)
        walk.look()
        assert walk.page.evaluate("document.documentElement.lang") == "nb"
    asks_takes_a_later_day_and_says_that_it_is_paid(walk, hers)
    walk.page.set_viewport_size({"width": 320, "height": 700})
    for place in ("", "pay/", "split/", "later/", "letters/"):
        walk.page.goto(f"{site}/my/cases/{hers}/{place}")
        assert too_wide(walk.page) <= 0, place
    walk.end()


def asks_takes_a_later_day_and_says_that_it_is_paid(walk: Walk, number: str) -> None:
    """A question, one of the days that are offered, and a receipt for what was paid already."""
    page, place = walk.page, f"{walk.site}/my/cases/{number}/"
    send = page.locator("main form.form button.ds-button")
    receipt = {"name": "kvittering.txt", "mimeType": "text/plain", "buffer": b"betalt 20. mars"}
    page.goto(f"{place}talk/")
    page.locator("main textarea").fill("Kan jeg betale fra utlandet?")
    send.click()
    assert "Kan jeg betale fra utlandet?" in page.inner_text("main")
    page.goto(f"{place}later/")
    page.locator("main [type=radio]").first.check()
    picture(page, "mia-3-later")
    send.click()
    page.wait_for_url(f"{place}later/done/")
    assert "2026" in page.inner_text("h1")
    page.goto(f"{place}paid/")
    page.locator("main [name=paid_on]").fill("2026-03-20")
    page.locator("main [type=file]").set_input_files(receipt)
    send.click()
    page.wait_for_url(f"{place}disagree/done/")
    assert {kind for kind, _ in holds(number)} == {"deferral", "dispute"}


def to(page, name: str) -> None:
    """Goes on with the tabulator until what has that name is reached, then presses enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.innerText || ''").strip()
        if here.startswith(name):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard does not reach “{name}” on {page.url}")


def test_the_keyboard_alone_signs_in_splits_objects_pays_and_signs_out(launched, site, mia, hers):
    walk = Walk(launched, site)
    page = walk.page
    page.goto(f"{site}/my/enter/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "number":
            break
    page.keyboard.type(hers)
    page.keyboard.press("Tab")
    page.keyboard.type(code_of(hers, day=TODAY))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    to(page, "Pay now")
    to(page, "I have paid in my bank")
    assert "We are waiting for your payment" in page.inner_text("main")
    to(page, "Split the sum")
    to(page, "3 ×")
    to(page, "Agree on this plan")
    assert page.inner_text("h1") == "The plan is agreed"
    to(page, "To the case")
    to(page, "I disagree")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "reason":
            break
    page.keyboard.press("Space")
    to(page, "Send")
    assert page.inner_text("h1") == "We have your message"
    assert {kind for kind, _ in holds(hers)} >= {"payment_announced", "plan", "dispute"}
    to(page, "Sign out")
    page.goto(f"{site}/my/cases/{hers}/")
    assert page.url == f"{site}/my/enter/"
    walk.end()


def test_without_scripts_the_page_reads_and_weighs_little(launched, site, hers):
    walk = Walk(launched, site, java_script_enabled=False)
    page = walk.page
    page.goto(f"{site}/my/enter/")
    fields = page.locator("main form.form input:not([type=hidden])")
    fields.nth(0).fill(hers)
    fields.nth(1).fill(code_of(hers, day=TODAY))
    page.locator("main form.form button").click()
    fresh = launched.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB")
    fresh.add_cookies(walk.context.cookies())
    sizes: list[int] = []
    cold = fresh.new_page()
    cold.on(
        "response", lambda answer: sizes.append(int(answer.request.sizes()["responseBodySize"]))
    )
    cold.goto(f"{site}/my/cases/{hers}/", wait_until="networkidle")
    assert "This is what you pay for" in cold.inner_text("main")
    assert len(sizes) <= 6 and sum(sizes) <= 120_000, sizes
    fresh.close()
    walk.context.close()
