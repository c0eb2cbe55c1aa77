"""Mia's way through her pages in a real browser: on a phone, by keyboard alone, without scripts."""

from datetime import date, timedelta

import pytest

from kvitt.application.run_day import run_day
from kvitt.simulators.mailbox import Mailbox
from kvitt.simulators.payment_service import PaymentServices
from kvitt.store.plans import instalments_of
from kvitt.store.session import query, tenant_scope
from tests.stories import money, small_office
from tests.web.browsing import CHROMIUM, barriers, listen, served, too_wide
from tests.web.conftest import DUE, TODAY
from tests.web.debtors import code_of, holds

PHONE = {"width": 390, "height": 844}
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

    def __init__(self, browser, site: str, *, locale: str = "en-GB", **more) -> None:
        self.context = browser.new_context(viewport=PHONE, locale=locale, **more)
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
        for scheme in ("light", "dark"):
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
    walk.enter(hers, looks=True)
    hero = walk.page.locator("h1").bounding_box()
    button = walk.page.get_by_role("link", name="Pay now").bounding_box()
    assert hero["y"] < button["y"] + button["height"] < PHONE["height"], "all in the first screen"
    walk.press("Pay now")
    walk.look()
    walk.press("Pay with Swish", "button")
    assert "Simulated payment" in walk.page.inner_text("h1") and walk.presses == 2
    walk.page.get_by_role("button", name="Pay").click()
    assert walk.page.inner_text("h1") == "Thank you, the payment is made"
    walk.look()
    walk.press("To the case")
    assert "We are waiting for your payment" in walk.page.inner_text("main")
    assert [kind for kind, _ in holds(hers)] == ["payment_announced"]
    walk.end()


def test_mia_agrees_on_a_plan_with_three_presses_and_moves_a_part(launched, site, hers):
    walk = Walk(launched, site)
    walk.enter(hers)
    walk.press("Split the sum")
    walk.look()
    walk.press("6 ×")
    walk.look()
    walk.press("Agree on this plan", "button")
    assert walk.page.inner_text("h1") == "The plan is agreed" and walk.presses <= 5
    walk.look()
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


def test_mia_objects_with_three_presses_and_sees_when_she_is_answered(launched, site, hers):
    walk = Walk(launched, site, locale="sv-SE")
    walk.enter(hers)
    walk.press("Kravet stämmer inte")
    walk.look()
    walk.press("Summan är fel", "radio")
    walk.press("Skicka", "button")
    assert walk.page.inner_text("h1") == "Vi har fått ditt meddelande" and walk.presses <= 4
    assert "Du får svar senast den 1 apr" in walk.page.inner_text("main")
    walk.look()
    assert [kind for kind, _ in holds(hers)] == ["dispute"]
    walk.end()


def test_the_rest_of_the_pages_has_no_barrier_in_norwegian(launched, site, hers):
    walk = Walk(launched, site, locale="nb-NO")
    walk.enter(hers)
    for place in ("later/", "paid/", "talk/", "letters/", "me/"):
        walk.page.goto(f"{site}/my/cases/{hers}/{place}")
        walk.look()
    for place in ("/my/genuine/", "/my/advice/"):
        walk.page.goto(site + place)
        walk.look()
        assert walk.page.evaluate("document.documentElement.lang") == "nb"
    walk.page.set_viewport_size({"width": 320, "height": 700})
    for place in ("", "pay/", "split/", "later/", "letters/"):
        walk.page.goto(f"{site}/my/cases/{hers}/{place}")
        assert too_wide(walk.page) <= 0, place
    walk.end()


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


@pytest.fixture
def mailbox(letters, monkeypatch):
    """A mail server on this machine."""
    (letters / "in").mkdir(exist_ok=True)
    with Mailbox(bounces_to=letters / "in") as opened:
        monkeypatch.setenv("KVITT_SMTP_URL", opened.url)
        yield opened


@pytest.fixture
def owed(live_db, today):
    """A creditor that accepts plans without a fee, and Mia's case with it."""
    creditor = money.creditor_of_its_own(agreement={"plan": {"with_fee": False}})
    return creditor, money.owes(creditor, 1_500_00, DUE, name="Mia Berg")


@pytest.fixture
def morning(owed, monkeypatch):
    """The night before a day does its work, and the pages show the day."""

    def come(day: date) -> None:
        monkeypatch.setenv("KVITT_TODAY", day.isoformat())
        run_day(today=day, tenant_ids=[owed[0].tenant_id])

    return come


def agrees_and_says_how_to_be_reminded(walk: Walk) -> None:
    """From the case to a plan of six parts, then e-mail three days before each."""
    walk.press("Split the sum")
    walk.press("6 ×")
    walk.press("Agree on this plan", "button")
    walk.press("Choose how we remind you")
    walk.page.get_by_label("We write by").select_option("email")
    walk.page.get_by_label("Days before a part").fill("3")
    walk.page.locator("input[name=email]").fill("mia@example.com")
    walk.press("Save", "button")
    told = walk.page.inner_text("main")
    assert "Saved." in told and "3 days before each part" in told and "mia@" not in told


def letters_of(owed, kind: str) -> list[date]:
    """The days on which letters of that kind left."""
    sent = small_office.notices(*owed)
    return [one.sent_on for one in sent if one.kind == kind and one.state == "sent"]


def parts_of_the_plan(creditor) -> list:
    """The parts of the creditor's only plan."""
    with tenant_scope(creditor.tenant_id):
        (plan_id,) = {row[0] for row in query("select id from plan")}
        return list(instalments_of(creditor.tenant_id, plan_id))


def brings(creditor, parts, on: date) -> None:
    """The bank's file of the day brings these parts, each by its own reference."""
    paid = [
        money.paid(creditor, one.amount_minor, on, reference=one.payment_reference) for one in parts
    ]
    money.bank_brings(*paid, today=on)


def missed(owed, part, morning) -> date:
    """The days go by after a part's; the day on which the friendly letter left."""
    on = part.due_on
    while not letters_of(owed, "plan_missed") and on < part.due_on + timedelta(days=6):
        on += timedelta(days=1)
        morning(on)
    assert letters_of(owed, "plan_missed") == [on], "when the bank would have told"
    return on


def test_mia_keeps_her_plan_with_one_part_moved_and_is_debt_free(launched, mailbox, owed, morning):
    creditor, case = owed
    number = f"{creditor.tenant_id}-{case}"
    with served() as place:
        walk = Walk(launched, place)
        page = walk.page
        walk.enter(number)
        agrees_and_says_how_to_be_reminded(walk)
        parts = parts_of_the_plan(creditor)
        morning(TODAY)
        begun = len(mailbox.kept)
        morning(parts[0].due_on - timedelta(days=4))
        assert len(mailbox.kept) == begun
        morning(parts[0].due_on - timedelta(days=3))
        assert letters_of(owed, "plan_reminder") == [parts[0].due_on - timedelta(days=3)]
        assert [one.recipient for one in mailbox.kept[begun:]] == ["mia@example.com"]
        brings(creditor, parts[:1], parts[0].due_on)
        missed_on = missed(owed, parts[1], morning)
        page.goto(f"{place}/my/cases/{number}/plan/")
        told = page.inner_text("main")
        assert "1 of 6 parts paid" in told and "A part has not come" in told
        assert "You have time until" in told
        walk.look()
        page.get_by_role("link", name="Move the day").first.click()
        page.get_by_label("New day").fill((missed_on + timedelta(days=10)).isoformat())
        walk.press("Move", "button")
        told = page.inner_text("main")
        assert "A part has not come" not in told and "moved from" in told
        morning(missed_on + timedelta(days=6))
        assert [kind for kind, _ in holds(number)] == ["plan"], "it goes on past the days of grace"
        brings(creditor, parts[1:], missed_on + timedelta(days=8))
        morning(missed_on + timedelta(days=8))
        page.goto(f"{place}/my/cases/{number}/")
        assert page.inner_text("h1").startswith("You are debt-free to Kronlunds Rör")
        assert "is to be deleted after" in page.inner_text("main")
        walk.look()
        receipt = walk.context.request.get(f"{place}/my/cases/{number}/receipt/")
        assert receipt.body().startswith(b"%PDF-")
        beside = {"plan_agreement", "plan_reminder", "plan_missed"}
        assert {one.kind for one in small_office.notices(creditor, case)} <= beside, "no claim"
        walk.end()
