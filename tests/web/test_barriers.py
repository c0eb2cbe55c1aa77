"""Every page, light and dark, on a phone, a small phone and a desk, in every language: no barrier.

What a program finds is only a part; the tests by keyboard and the words themselves are the rest.
Here each page is seen once, every one in another width, light and language; ``make barriers`` sees
each in all of them.
"""

import logging
import os
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from kvitt.simulators.payment_service import PaymentServices
from tests.web.address_book import every_route
from tests.web.browsing import AXE, CHROMIUM, barriers, listen, served, too_wide
from tests.web.every_page import NO_PAGES, SHOWN, Page, every_page
from tests.web.whole_house import TODAY, built

WIDTHS = (320, 390, 1440)
SCHEMES = ("light", "dark")
LOCALES = {"sv": "sv-SE", "nb": "nb-NO", "en": "en-GB"}
ALL = os.environ.get("KVITT_BARRIERS") == "all"
"""Whether each page is seen in every width, light and language."""
SHARES = 4 if ALL else 1
"""So many parts of the pages are tests of their own, and can be seen beside each other."""
A_DAY = 86_400
DEBTOR = "/gallery/debtor/"
DESIGN = ("/gallery/portal/", DEBTOR)
BARE = ("/gallery/broken/", "/gallery/ask/", "/gallery/done/", "/nothing-here/")
_OPENED = """() => {
  document.querySelectorAll('main details').forEach(one => one.open = true);
  return [location.pathname + location.search, document.documentElement.lang];
}"""
_SENT = """([action, typed]) => {
  const form = [...document.forms].find(
    one => one.method === 'post' && new URL(one.action).pathname.endsWith(action));
  for (const [name, value] of Object.entries(typed)) {
    const field = form.elements[name];
    if (field.type === 'checkbox') field.checked = true; else field.value = value;
  }
  form.submit();
}"""
"""Sends the form as it is, without the browser's own check of its fields."""
NO_SUCCESS = "the server responded with a status of"
"""The browser itself notes each answer that is no success."""

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


class Swept(NamedTuple):
    """The pages, what could not be found, and where they are served."""

    pages: list[Page]
    nowhere: list[str]
    address: str


@pytest.fixture(scope="module")
def swept(empty_database, launched, tmp_path_factory) -> Iterator[Swept]:
    """A whole house in a database of its own, with the galleries beside it."""
    from django.conf import settings
    from django.urls import clear_url_caches

    from kvitt.site.home import Home

    home = Home(tmp_path_factory.mktemp("house") / "home").create()
    with (
        pytest.MonkeyPatch.context() as patch,
        PaymentServices() as services,
        empty_database("swept"),
    ):
        for name, value in services.settings.items():
            patch.setenv(name, value)
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        for name in ("ACCOUNT_LOGIN_TIMEOUT", "ACCOUNT_LOGIN_BY_CODE_TIMEOUT"):
            patch.setattr(settings, name, A_DAY, raising=False)  # who is half in stays so
        patch.setenv("KVITT_TODAY", TODAY.isoformat())
        patch.setattr(settings, "HOME", home)
        patch.setattr(settings, "ROOT_URLCONF", "tests.web.gallery")
        clear_url_caches()
        pages, nowhere = every_page(built(home), every_case=ALL)
        nobody = next(page.client for page in pages if page.name == "front")
        pages += [Page(place, place, nobody) for place in BARE]
        with served() as address:
            yield Swept(pages, nowhere, address)
    clear_url_caches()


class Eye:
    """Looks at pages in one language, as their visitors, and notes what is wrong."""

    def __init__(self, launched: Any, address: str, language: str) -> None:
        self.address, self.language = address, language
        self.found: list[str] = []
        self.combinations = 0
        self._client: Any = None
        self.context = launched.new_context(locale=LOCALES[language])
        self.context.add_init_script(AXE)
        self.page = self.context.new_page()
        self.told = listen(self.page)

    def look(self, page: Page, *views: tuple[int, str]) -> None:
        """Opens the page once, and sees it in these widths and lights."""
        window = self.page
        if page.client is not self._client:
            self._client = page.client
            self.context.clear_cookies()
            self.context.add_cookies(page.cookies(self.address))
        answer = window.goto(f"{self.address}{page.place}")
        where = f"{page.place} {self.language}"
        if page.form is not None:
            with window.expect_navigation() as answered:
                window.evaluate(_SENT, page.form)
            answer = answered.value
            where = f"answer to {page.form[0]} on {where}"
        shown, language = window.evaluate(_OPENED)
        is_there = page.form is not None or shown == page.place
        if not is_there or answer.status not in (*SHOWN, 404, 500):
            self.note(f"{where}: leads to {shown}, {answer.status}")
        if language != self.language:
            self.note(f"{where}: is in another language")
        for width, scheme in views:
            window.emulate_media(color_scheme=scheme)
            window.set_viewport_size({"width": width, "height": 900})
            self.combinations += 1
            seen = barriers(window, easy=page.place == DEBTOR)
            if (wide := too_wide(window)) > 0:
                seen.append(f"{wide} px too wide")
            for one in seen:
                self.note(f"{where} {width} {scheme}: {one}")

    def note(self, sentence: str) -> None:
        """Keeps what is wrong, and says it at once where that was asked for."""
        self.found.append(sentence)
        if ALL:
            say(sentence)

    @property
    def stopped(self) -> list[str]:
        """What the pages complained of; an answer that is no success is noted elsewhere."""
        self.context.close()
        return [line for line in self.told if NO_SUCCESS not in line]


def say(sentence: str) -> None:
    """Says how far it is, where pytest lets words through (``-s``)."""
    print(sentence, file=sys.stderr, flush=True)


def views(at: int, language: str) -> list[tuple[int, str]]:
    """The widths and lights in which the page of that number is seen in that language."""
    every = [(width, scheme) for scheme in SCHEMES for width in WIDTHS]
    if ALL:
        return every
    turn, of_language = divmod(at, len(LOCALES))
    return [every[turn % len(every)]] if list(LOCALES)[of_language] == language else []


def share_of(pages: list[Page], share: int) -> list[tuple[int, Page]]:
    """Some of the pages with their numbers, those of one visitor together."""
    mine = [(at, page) for at, page in enumerate(pages) if at % SHARES == share]
    return sorted(mine, key=lambda one: id(one[1].client))


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("language", LOCALES)
def test_no_page_has_a_barrier(swept, launched, record_property, language, share):
    eye = Eye(launched, swept.address, language)
    wanted = [(page, views(at, language)) for at, page in share_of(swept.pages, share)]
    wanted = [(page, seen) for page, seen in wanted if seen]
    for done, (page, seen) in enumerate(wanted, start=1):
        eye.look(page, *seen)
        if ALL and (done % 10 == 0 or done == len(wanted)):
            say(f"{language} {share + 1}/{SHARES}: {done} of {len(wanted)} pages,"
                f" {eye.combinations} times, {len(eye.found)} barriers")  # fmt: skip
    stopped = eye.stopped
    record_property("swept", (len(wanted), eye.combinations, len(eye.found), len(stopped)))
    assert eye.found == [] and stopped == []


def test_no_page_is_forgotten(swept):
    known = {route.name for route in every_route()}
    assert swept.nowhere == []
    assert set(NO_PAGES) <= known
    seen = {page.name for page in swept.pages}
    assert len(seen) > 130 and not seen & set(NO_PAGES)


def test_no_part_of_the_design_has_a_barrier(swept, launched):
    eye = Eye(launched, swept.address, "sv")
    nobody = swept.pages[-1].client
    for place in DESIGN:
        eye.look(
            Page(place, place, nobody), *((width, light) for light in SCHEMES for width in WIDTHS)
        )
    assert eye.found == [] and eye.stopped == []


def test_a_barrier_would_be_found(swept, launched):
    context = launched.new_context(locale="en-GB", color_scheme="light")
    page = context.new_page()
    told = listen(page)
    page.goto(f"{swept.address}/gallery/done/")
    assert barriers(page) == []
    page.evaluate("document.querySelector('h1').style.color = '#999'")
    page.evaluate("document.querySelector('main a').textContent = ''")
    page.evaluate("document.querySelector('main p').style.width = '120vw'")
    rules = {found.split(":")[0] for found in barriers(page)}
    assert rules == {"color-contrast", "link-name"}
    assert too_wide(page) > 0
    assert told == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<i style=\"color: red\">x</i>')")
    assert any("Content Security Policy" in line for line in told), told
    context.close()
