"""Debian's browser, which asks nobody outside, and what tests ask of a page in it."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

CHROMIUM = Path("/usr/bin/chromium")
AXE = (Path(__file__).parent / "vendor" / "axe.js").read_text("utf-8")
_SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ASK = """async ([rules, easy]) => {
  const asked = {runOnly: rules, resultTypes: ['violations'], preload: false, iframes: false};
  if (easy) asked.rules = {'color-contrast-enhanced': {enabled: true}};
  const found = await axe.run(document, asked);
  return found.violations.flatMap(one => one.nodes.map(node =>
    `${one.id}: ${node.target} ${(node.any[0] || {}).message || ''}`));
}"""


class _Server(ThreadingMixIn, WSGIServer):
    """Two hands that stay, as workers do, and with them their connections to the database."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.hands = ThreadPoolExecutor(2)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.hands.submit(self.process_request_thread, request, client_address)

    def server_close(self) -> None:
        super().server_close()
        for _ in range(2):
            self.hands.submit(_leave)
        self.hands.shutdown()


def _leave() -> None:
    from django.db import connections

    connections.close_all()
    time.sleep(0.01)  # so that the other hand takes the other leave


class _Quiet(WSGIRequestHandler):
    def log_message(self, *told) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The pages on this machine, as in daily use; their address."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def opened() -> Iterator[object]:
    """The browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_SWITCHES)
        yield browser
        browser.close()


class SignedIn:
    """A browser whose windows all belong to one visitor."""

    def __init__(self, browser, cookies: list[dict[str, str]]) -> None:
        self.browser = browser
        self.cookies = cookies

    def new_context(self, **more):
        """A window of its own."""
        context = self.browser.new_context(**more)
        context.add_cookies(self.cookies)
        return context


def listen(page, told: list[str] | None = None) -> list[str]:
    """Everything that the page complains of, from now on: faults and what its policy stopped."""
    told = [] if told is None else told
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


def said(page, words: str) -> str:
    """The words as the page says them in its language."""
    from django.utils.translation import gettext, override

    language = _once_there(page, lambda: page.evaluate("document.documentElement.lang"))
    with override(language):
        return gettext(words)


def barriers(page, *, easy: bool = False) -> list[str]:
    """What axe-core finds in the way of a reader; ``easy`` asks for a contrast of 7:1 as well."""

    def ask() -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)  # spoken to the page by the browser itself: its policy stays as is
        return page.evaluate(_ASK, [_RULES, easy])

    return _once_there(page, ask)


def too_wide(page) -> int:
    """By how much the page must be scrolled sideways, once it is there as a whole."""
    return _once_there(
        page, lambda: page.evaluate("document.documentElement.scrollWidth - innerWidth")
    )


def _once_there(page, ask):
    """The answer of the page that a press has led to, where it came only while it was asked."""
    from playwright.sync_api import Error

    page.wait_for_load_state()
    try:
        return ask()
    except Error:
        page.wait_for_load_state()
        return ask()
