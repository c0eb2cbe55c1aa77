"""Kari's weekday in a real browser: suggestions, a phone call, a split, a file, the month's report.

On the way every page is looked at: nothing in the way of a reader, nothing that its policy stops.
"""

import pytest

from tests.people import cookies
from tests.portfolio import creditor_with, invoice
from tests.web.browsing import CHROMIUM, SignedIn, barriers, listen, too_wide
from tests.web.conftest import DUE, REGISTERED, case_numbers
from tests.web.test_creditor_policies import proven
from tests.web.test_creditor_portal import asked_creditor, visitor

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


@pytest.fixture
def desk(launched, live_db, letters, today, address):
    """Kari at her desk: her window, and the numbers of three late cases."""
    names = ("Vera Lindgren", "Bo Ek", "Nils Lund")
    creditor = asked_creditor(
        *(invoice(f"10{n}", due_on=DUE, name=name) for n, name in enumerate(names))
    )
    kari = proven(visitor(creditor, "creditor_admin"))
    window = SignedIn(launched, cookies(kari, address)).new_context(
        locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    page = window.new_page()
    page.goto(f"{address}/creditor/")
    yield page, case_numbers(creditor)
    window.close()


@pytest.fixture
def first_day(launched, live_db, letters, today, address):
    """Kari on her first day: two open invoices, and nothing is sent yet."""
    bills = [invoice(f"20{n}", due_on=DUE, name=name) for n, name in enumerate(("Eva Ny", "Bo Ek"))]
    creditor = creditor_with(bills, today=REGISTERED, shadow_since=REGISTERED)
    kari = proven(visitor(creditor, "creditor_admin"))
    window = SignedIn(launched, cookies(kari, address)).new_context(
        locale="en-GB", viewport={"width": 1440, "height": 900}
    )
    page = window.new_page()
    page.goto(f"{address}/creditor/")
    yield page
    window.close()


def looked_at(page) -> None:
    """Nothing is in the way here, light and dark, at a desk and on a phone."""
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page) == [], page.url
        assert too_wide(page) <= 0, page.url
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})


def press(page, name: str, kind: str = "button") -> None:
    page.get_by_role(kind, name=name, exact=True).first.click()


def test_the_days_suggestions_are_answered_in_four_presses(desk):
    page, _ = desk
    told = listen(page)
    looked_at(page)
    page.get_by_role("link", name="See: Letters that wait for your yes: 3").click()
    looked_at(page)
    page.get_by_label("Bo Ek").uncheck()
    press(page, "Accept what is ticked")
    assert "Letters that leave with the next run: 2" in page.inner_text("main")
    assert "Bo Ek" in page.inner_text("main") and "Vera" not in page.inner_text("main")
    press(page, "Not now", "link")
    page.get_by_label("Not before the day after").fill("2026-04-10")
    page.get_by_label("Why?").fill("he is in hospital")
    press(page, "Keep it back")
    press(page, "Late but not proposed: why?", "link")
    assert "Somebody said no to the letter" in page.inner_text("main")
    looked_at(page)
    assert told == []


def test_calls_are_answered_from_the_case_and_a_split_is_seen_before_it_is_agreed(desk):
    page, (vera, bo, _) = desk
    told = listen(page)
    page.get_by_label("Search").fill("Lindgren")
    press(page, "Search")
    press(page, vera, "link")
    looked_at(page)
    press(page, "Payment announced", "link")
    page.get_by_label("What was said?").fill("paid yesterday")
    press(page, "Wait for the bank")
    assert "Nothing is sent until the bank has told." in page.inner_text("main")
    press(page, "Give more time", "link")
    page.get_by_label("New last day to pay").fill("2026-04-10")
    page.get_by_label("Why?").fill("paid when she is home")
    press(page, "Give the time")
    assert "10 Apr 2026" in page.inner_text("main")
    looked_at(page)
    press(page, "Give the time")
    assert "More time is given" in page.inner_text("main")
    page.goto(page.url.split("/cases/")[0] + f"/cases/{bo}/plan/")
    page.get_by_label("Months").fill("4")
    page.get_by_label("First instalment").focus()  # the preview follows without a reload
    page.get_by_role("button", name="4 × SEK").wait_for()
    assert "?" not in page.url
    looked_at(page)
    page.get_by_role("button", name="4 × SEK").click()
    press(page, "Agree on the plan")
    assert "The plan is agreed" in page.inner_text("main")
    press(page, "Close the case", "link")
    page.get_by_label("We withdraw the claim").check()
    page.get_by_label("In your own words").fill("a mistake of ours")
    press(page, "Close it")
    press(page, "Close it")
    assert "The case is closed." in page.inner_text("main")
    assert told == []


def test_a_file_comes_in_and_the_months_report_goes_out(desk):
    page, _ = desk
    told = listen(page)
    press(page, "Invoices", "link")
    press(page, "Send in a file", "link")
    text = (
        "Fakturanr;Fakturadatum;Förfallodatum;Att betala;Namn\n77;2026-03-01;2026-03-31;450;Eva\n"
    )
    page.get_by_label("File").set_input_files(
        {"name": "mars.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    press(page, "Look at it")
    looked_at(page)
    press(page, "Register")
    assert "Invoices registered: 1" in page.inner_text("main")
    for place in ("Settlements", "Questions", "Policies", "Users", "Reports"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
        looked_at(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Outstanding by age, XLSX").click()
    assert kept.value.suggested_filename == "ageing-2026-03-25.xlsx"
    assert [line for line in told if "favicon" not in line] == []


def test_the_first_day_leads_from_company_data_to_the_first_letter(first_day):
    page, told = first_day, listen(first_day)
    press(page, "Go on with the start", "link")
    looked_at(page)
    press(page, "Open: Your company", "link")
    page.get_by_label("Phone").fill("010-22 33 44")
    looked_at(page)
    press(page, "Save")
    press(page, "It is right as it is: How your customers are reminded")
    press(page, "Open: The agreement", "link")
    looked_at(page)
    press(page, "I have read it and it is right: The agreement")
    press(page, "Open: What would have been sent, and go live", "link")
    press(page, "Draw up the list")
    assert "Letters since then" in page.inner_text("main")
    looked_at(page)
    press(page, "Go live …")
    assert "nothing is made up for" in page.inner_text("main")
    press(page, "Go live")
    assert "You are live" in page.inner_text("main")
    assert told == []


def test_days_are_chosen_with_the_calendar_in_view_and_texts_and_decisions_are_read(desk):
    page, _ = desk
    told = listen(page)
    press(page, "Policies", "link")
    press(page, "Change single days: Consumers", "link")
    last = page.get_by_role("group", name="Collection demand")
    last.get_by_label("Days after the due day").fill("45")
    last.get_by_label("Days to pay").focus()  # the calendar follows without a reload
    page.locator("#calendar").get_by_text("45", exact=True).wait_for()
    assert "?" not in page.url
    looked_at(page)
    press(page, "Try it on your invoices")
    looked_at(page)
    press(page, "Choose it")
    assert "Own days" in page.inner_text("main")
    page.get_by_role("link", name="Decision policy").click()
    looked_at(page)
    press(page, "Try another policy", "link")
    press(page, "Try it")
    looked_at(page)
    press(page, "Let it decide from now on")
    assert "In force: policy 1" in page.inner_text("main")
    press(page, "Policies", "link")
    page.get_by_role("link", name="Texts").click()
    looked_at(page)
    assert told == []
