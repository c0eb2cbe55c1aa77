"""The pages in a real browser: without errors, without scrolling sideways, by keyboard alone."""

import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from tests.people import cookies
from tests.web.conftest import case_numbers

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = (320, 768, 1440)

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *told) -> None:
        pass


@pytest.fixture
def address(office):
    """The pages on this machine, served as in daily use."""
    from django.core.wsgi import get_wsgi_application

    served = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture
def chromium(address, monkeypatch, browser):
    """Debian's browser, which asks nobody outside, with a handler signed in."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; our own queries are as synchronous as ever.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        plain = opened.new_context

        def with_handler(**more):
            context = plain(**more)
            context.add_cookies(cookies(browser, address))
            return context

        opened.new_context = with_handler
        yield opened
        opened.close()


def _listen(page) -> list[str]:
    """Everything that the page complains of."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_open_without_errors_and_without_scrolling_sideways(
    chromium, address, office, scheme
):
    number = case_numbers(office)[0]
    for width in WIDTHS:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, locale="sv-SE"
        )
        page = context.new_page()
        told = _listen(page)
        for place in (
            "/office/cases/",
            f"/office/cases/{number}/",
            "/office/tasks/",
            "/office/cases/?stage=closed",
        ):
            page.goto(address + place)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{place} at {width} is {wide} px too wide"
        assert not told
        context.close()


def test_a_case_is_found_and_its_letter_opened_without_scripts(chromium, address, office):
    number = case_numbers(office)[0]
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(address)
    page.get_by_label("Search").fill("Lindgren")
    page.get_by_role("button", name="Search").click()
    assert page.url == f"{address}/office/search/"
    page.get_by_role("link", name=number, exact=True).click()
    assert "Vera Lindgren" in page.get_by_role("heading", level=1).inner_text()
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


def test_a_page_is_small_and_asks_for_few_files(chromium, address, office):
    page = chromium.new_context().new_page()
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(f"{address}/office/cases/{case_numbers(office)[0]}/", wait_until="networkidle")
    assert len(sizes) <= 6 and sum(sizes) <= 120_000
    page.close()
