"""Mia's plan in a real browser, month by month: reminded, one part missed and moved, debt-free."""

from datetime import date, timedelta

import pytest

from kvitt.application.run_day import run_day
from kvitt.simulators.mailbox import Mailbox
from kvitt.store.plans import instalments_of
from kvitt.store.session import query, tenant_scope
from tests.stories import money, small_office
from tests.web.browsing import CHROMIUM, served
from tests.web.conftest import DUE, TODAY
from tests.web.debtors import holds
from tests.web.pictures import picture
from tests.web.test_mia import Walk

HOUSE = "Kronlunds Rör AB"
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


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
    creditor = money.creditor_of_its_own(name=HOUSE, agreement={"plan": {"with_fee": False}})
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
        picture(page, "mia-5-missed", height=1000)
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
        assert page.inner_text("h1").startswith(f"You are debt-free to {HOUSE}")
        assert "is to be deleted after" in page.inner_text("main")
        walk.look()
        picture(page, "mia-6-debt-free")
        receipt = walk.context.request.get(f"{place}/my/cases/{number}/receipt/")
        assert receipt.body().startswith(b"%PDF-")
        beside = {"plan_agreement", "plan_reminder", "plan_missed"}
        assert {one.kind for one in small_office.notices(creditor, case)} <= beside, "no claim"
        walk.end()
