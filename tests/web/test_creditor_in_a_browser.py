"""Kari's weekday in a real browser: suggestions, calls, a split, a file, the month's end.

On the way every page is looked at: nothing in the way of a reader, nothing that its policy stops.
"""

from datetime import date
from typing import Any, NamedTuple

import pytest

from tests.people import cookies
from tests.portfolio import creditor_with, invoice
from tests.stories import money
from tests.web import pictures
from tests.web.browsing import CHROMIUM, SignedIn, barriers, listen, said, too_wide
from tests.web.conftest import DUE, REGISTERED, TODAY, case_numbers
from tests.web.pictures import picture
from tests.web.test_creditor_policies import proven
from tests.web.test_creditor_portal import asked_creditor, visitor

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
HOUSE = "Lillstads Elhandel AB"
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


class Desk(NamedTuple):
    """Kari's window, her house, and the numbers of its three late cases."""

    page: Any
    creditor: Any
    numbers: list[str]


@pytest.fixture
def window(launched, letters, address):
    """Opens a window of the creditor's office, on a screen of that size."""
    opened = []

    def opens(creditor, screen=DESK):
        kari = proven(visitor(creditor, "creditor_admin"))
        more = pictures.SCALE if screen is PHONE else {}
        context = SignedIn(launched, cookies(kari, address)).new_context(
            locale="en-GB", viewport=screen, **more
        )
        opened.append(context)
        page = context.new_page()
        page.goto(f"{address}/creditor/")
        return page

    yield opens
    for one in opened:
        one.close()


def house():
    """A creditor with three late cases, and two invoices that are not due yet."""
    late = (("Vera Lindgren", 1_480_00), ("Bo Ek", 2_260_00), ("Nils Lund", 1_000_00))
    to_come = (("Eva Sand", 3_120_00), ("Café Norrsken", 8_450_00))
    return asked_creditor(
        *(invoice(f"10{n}", due_on=DUE, name=name, amount_minor=sum_)
          for n, (name, sum_) in enumerate(late)),
        *(invoice(f"11{n}", due_on=date(2026, 4, 7), name=name, amount_minor=sum_)
          for n, (name, sum_) in enumerate(to_come)),
        name=HOUSE, account=money.bankgiro(),
    )  # fmt: skip


@pytest.fixture
def desk(window):
    """Kari at her desk."""
    creditor = house()
    return Desk(window(creditor), creditor, case_numbers(creditor)[:3])


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def screen(request, window):
    """Kari at her desk, and once more with a phone on a train."""
    creditor = house()
    return Desk(window(creditor, request.param), creditor, case_numbers(creditor)[:3])


@pytest.fixture
def first_day(window):
    """Kari on her first day: two open invoices, and nothing is sent yet."""
    bills = [invoice(f"20{n}", due_on=DUE, name=name) for n, name in enumerate(("Eva Ny", "Bo Ek"))]
    creditor = creditor_with(bills, today=REGISTERED, shadow_since=REGISTERED, name=HOUSE)
    return window(creditor)


def looked_at(page) -> None:
    """Nothing is in the way here, light and dark, at a desk and on a phone."""
    if page.viewport_size == PHONE:  # the same page was looked at from the desk
        assert too_wide(page) <= 0, page.url
        return
    for scheme, width in (("light", 1440), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert barriers(page) == [], page.url
        assert too_wide(page) <= 0, page.url
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)


def press(page, name: str, kind: str = "button") -> None:
    page.get_by_role(kind, name=name, exact=True).first.click()


def test_the_days_suggestions_are_answered_in_four_presses(desk):
    page, creditor, (vera, _, _) = desk
    told = listen(page)
    looked_at(page)
    picture(page, "kari-overview")
    page.get_by_role("link", name="See: Letters that wait for your yes: 3").click()
    looked_at(page)
    letter = page.get_by_role("link", name="Letter").first.get_attribute("href")
    preview = page.request.get(page.url.partition("/creditor/")[0] + letter)
    assert preview.body().startswith(b"%PDF-")
    page.get_by_label("Bo Ek").uncheck()
    picture(page, "kari-2-suggestions")
    press(page, "Accept what is ticked")
    assert "Letters that leave with the next run: 2" in page.inner_text("main")
    assert "Bo Ek" in page.inner_text("main") and "Vera" not in page.inner_text("main")
    press(page, "Not now", "link")
    page.get_by_label("Not before the day after").fill("2026-04-10")
    page.get_by_label("Why?").fill("ligger på sjukhus")
    press(page, "Keep it back")
    press(page, "Late but not proposed: why?", "link")
    assert "Somebody said no to the letter" in page.inner_text("main")
    looked_at(page)
    picture(page, "kari-2-why-not")
    closes_a_case_whose_letter_lies_for_printing(page, creditor, vera)
    assert told == []


def closes_a_case_whose_letter_lies_for_printing(page, creditor, number: str) -> None:
    """The letter is called back, and the page says so."""
    from kvitt.application.run_day import run_day

    run_day(today=TODAY, tenant_ids=[creditor.tenant_id])
    page.goto(page.url.partition("/suggestions/")[0] + f"/cases/{number}/")
    press(page, "Close the case", "link")
    page.get_by_label("We withdraw the claim").check()
    page.get_by_label("In your own words").fill("vårt misstag")
    press(page, "Close it")
    looked_at(page)
    with pictures.of_the_next(page, "kari-7-closed"):
        press(page, "Close it")
    assert said(page, "The case is closed.") in page.inner_text("main")
    words = said(page, "Called back before it was posted: %(what)s.").partition(" %")[0]
    assert words in page.inner_text("main")
    assert page.get_by_role("link", name="Give more time").count() == 0


def test_calls_are_answered_from_the_case_and_a_split_is_seen_before_it_is_agreed(screen):
    page, _, (vera, bo, _) = screen
    is_phone, told = page.viewport_size == PHONE, listen(page)
    page.get_by_label("Search").fill("Lindgren")
    press(page, "Search")
    press(page, vera, "link")
    looked_at(page)
    picture(page, "kari-case-on-a-phone" if is_phone else "kari-3-case")
    press(page, "Payment announced", "link")
    page.get_by_label("What was said?").fill("paid yesterday")
    press(page, "Wait for the bank")
    assert "Nothing is sent until the bank has told." in page.inner_text("main")
    press(page, "Give more time", "link")
    page.get_by_label("New last day to pay").fill("2026-04-10")
    page.get_by_label("Why?").fill("betalar när hon är hemma")
    assert "At the latest" in page.inner_text("main")
    press(page, "Give the time")
    assert "10 Apr 2026" in page.inner_text("main")
    looked_at(page)
    letter = page.get_by_role("link", name="Look at it first").get_attribute("href")
    preview = page.request.get(page.url.partition("/creditor/")[0] + letter)
    assert preview.body().startswith(b"%PDF-")
    if not is_phone:
        picture(page, "kari-4-more-time")
    press(page, "Give the time")
    assert "More time is given" in page.inner_text("main")
    page.goto(page.url.split("/cases/")[0] + f"/cases/{bo}/plan/")
    page.get_by_label("Months").fill("4")
    page.get_by_label("First instalment").focus()  # the preview follows without a reload
    page.get_by_role("button", name="4 × SEK").wait_for()
    assert "?" not in page.url
    looked_at(page)
    page.get_by_role("button", name="4 × SEK").click()
    looked_at(page)
    picture(page, "kari-5-plan-on-a-phone" if is_phone else "kari-5-plan")
    press(page, "Agree on the plan")
    assert "The plan is agreed" in page.inner_text("main")
    assert told == []


def test_a_file_comes_in_and_the_months_report_goes_out(desk):
    page, creditor, (vera, bo, nils) = desk
    told = listen(page)
    press(page, "Invoices", "link")
    press(page, "Send in a file", "link")
    text = (
        "Fakturanr;Typ;Krediterar;Fakturadatum;Förfallodatum;Att betala;Namn\n"
        "77;faktura;;2026-03-01;2026-03-31;450;Eva\n"
        "K1;kreditfaktura;101;2026-03-24;;2260;Bo Ek\n"
    )
    page.get_by_label("File").set_input_files(
        {"name": "mars.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    press(page, "Look at it")
    looked_at(page)
    picture(page, "kari-6-file")
    press(page, "Register")
    assert "Invoices registered: 2" in page.inner_text("main")
    page.goto(page.url.partition("/invoices/")[0] + f"/cases/{bo}/")
    assert "Closed" in page.inner_text("main"), "its invoice was credited in full"
    asks_a_specialist(page, creditor, vera)
    books_the_settlement(page, creditor, nils)
    for place in ("Policies", "Users", "Reports"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
        looked_at(page)
    picture(page, "kari-10-report")
    for ending in ("PDF", "CSV", "XLSX"):
        with page.expect_download() as kept:
            page.get_by_role("link", name=f"Outstanding by age, {ending}").click()
        assert kept.value.suggested_filename == f"ageing-2026-03-25.{ending.lower()}"
    assert [line for line in told if "favicon" not in line] == []


def asks_a_specialist(page, creditor, number: str) -> None:
    """A question on the case, whose answer names who gave it."""
    from kvitt.application.list_threads import list_threads
    from kvitt.application.write_message import write_message
    from kvitt.domain.messages import AGENCY, Reader

    page.goto(page.url.partition("/cases/")[0] + f"/cases/{number}/")
    press(page, "Ask a specialist", "link")
    page.get_by_label("Subject").fill("Ny adress?")
    page.get_by_label("Your question").fill("Brevet kom tillbaka. Vet ni vart hon har flyttat?")
    press(page, "Send the question")
    omar = Reader(AGENCY, "Omar Haddad")
    (asked,) = list_threads(omar, creditor=creditor)
    write_message(creditor, asked["thread"], body="Ja, till Växjö. Vi skriver dit.", author=omar,
                  today=TODAY)  # fmt: skip
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()
    assert "Answer by" in page.inner_text("main")
    looked_at(page)
    press(page, "Ny adress?", "link")
    assert "Omar Haddad" in page.inner_text("main")
    looked_at(page)
    picture(page, "kari-9-question")


def books_the_settlement(page, creditor, number: str) -> None:
    """A customer has paid, the agency settles, and Kari says when it is in her books."""
    from django.conf import settings

    from kvitt.application.settle_creditors import settle_creditors

    case_id = int(number.partition("-")[2])
    paid = money.paid(creditor, 1_000_00, TODAY, case=case_id)
    assert money.bank_brings(paid, today=TODAY).booked == 1
    settle_creditors(today=TODAY, out_folder=settings.HOME.settlements, creditors=[creditor])
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Settlements").click()
    looked_at(page)
    picture(page, "kari-8-settlement")
    press(page, "Mark as booked: Settlement 1")
    assert "Booked 25 Mar 2026 by Kari Nordmann" in page.inner_text("main")


def test_the_first_day_leads_from_company_data_to_the_first_letter(first_day):
    page, told = first_day, listen(first_day)
    press(page, "Go on with the start", "link")
    looked_at(page)
    press(page, "Open it: Your company", "link")
    page.get_by_label("Phone").fill("010-22 33 44")
    looked_at(page)
    press(page, "Save")
    chooses_a_flow_and_what_goes_by_itself(page)
    press(page, "Open it: The agreement", "link")
    looked_at(page)
    press(page, "I have read it and it is right: The agreement")
    picture(page, "kari-1-start")
    press(page, "Open it: What would have been sent, and go live", "link")
    press(page, "Draw up the list")
    assert "Letters since then" in page.inner_text("main")
    looked_at(page)
    picture(page, "kari-1-list")
    press(page, "Go live …")
    assert "nothing is made up for" in page.inner_text("main")
    press(page, "Go live")
    assert "You are live" in page.inner_text("main")
    assert told == []


def chooses_a_flow_and_what_goes_by_itself(page) -> None:
    """The calm days for the customers, and letters that leave without a yes."""
    press(page, "Open it: How your customers are reminded", "link")
    press(page, "Try it: Calm", "link")
    looked_at(page)
    press(page, "Try it")
    looked_at(page)
    picture(page, "kari-1-flow")
    press(page, "Choose it")
    page.goto(page.url.partition("/creditor/")[0] + "/creditor/start/")
    press(page, "Open it: What may go by itself", "link")
    page.get_by_label("By itself", exact=True).check()
    page.get_by_label("Why?").fill("vi litar på dagarna")
    press(page, "Change")
    assert "4 of 6" in page.inner_text("main")


def test_days_are_chosen_with_the_calendar_in_view_and_texts_and_decisions_are_read(desk):
    page, _, _ = desk
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
