"""The pages in a real browser: without errors, without scrolling sideways, by keyboard alone."""

from datetime import timedelta

import pytest

from tests.portfolio import creditor_with, invoice
from tests.web.browsing import CHROMIUM, listen
from tests.web.conftest import DUE, REGISTERED, case_numbers

MOST_FILES, MOST_BYTES = 6, 120_000
"""What a page may ask for and what it may weigh on its way, before anything is kept."""

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


def test_a_case_is_found_and_its_letter_opened_without_scripts(chromium, address, letters):
    from kvitt.application.run_day import run_day

    bill = invoice(due_on=DUE, name="Vera Granlindh")  # a name that no other test has
    creditor = creditor_with([bill], today=REGISTERED)
    run_day(today=DUE + timedelta(days=5), tenant_ids=[creditor.tenant_id])
    (number,) = case_numbers(creditor)
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Search").fill("Granlindh")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{address}/office/search/"
    page.get_by_role("link", name=number, exact=True).click()
    assert "Vera Granlindh" in page.get_by_role("heading", level=1).inner_text()
    letter = page.get_by_role("link", name="PDF").first.get_attribute("href")
    answer = context.request.get(address + letter)
    assert answer.ok and answer.body().startswith(b"%PDF-")
    context.close()


def test_the_keyboard_reaches_the_content_first(chromium, address):
    page = chromium.new_context(locale="en-GB").new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
    page.close()


def test_htmx_swaps_a_part_of_a_page_under_the_strict_policy(chromium, address):
    page = chromium.new_context(locale="en-GB").new_page()
    told = listen(page)
    page.goto(f"{address}/gallery/swap/")
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("Fetched as a fragment").wait_for()
    assert page.evaluate("htmx.version").startswith("4.") and told == []
    page.close()


def test_a_page_is_small_and_asks_for_few_files(chromium, address, office):
    for place in (f"/office/cases/{case_numbers(office)[0]}/", "/gallery/debtor/"):
        page = chromium.new_context().new_page()
        asked: list[object] = []
        page.on("requestfinished", lambda one, asked=asked: asked.append(one))
        page.goto(address + place, wait_until="networkidle")
        sizes = [one.sizes() for one in asked]
        sent = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)
        assert 4 <= len(sizes) <= MOST_FILES and 60_000 < sent <= MOST_BYTES, (place, sizes)
        page.close()
