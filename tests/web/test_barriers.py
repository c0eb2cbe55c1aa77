"""Every page, light and dark, on a phone, a small phone and a desk, in every language: no barrier.

What a program finds is only a part; the tests by keyboard and the words themselves are the rest.
"""

import pytest

from tests.people import cookies
from tests.web.browsing import CHROMIUM, barriers, listen, too_wide
from tests.web.conftest import case_numbers

WIDTHS = (320, 390, 1440)
SCHEMES = ("light", "dark")
LOCALES = {"sv": "sv-SE", "nb": "nb-NO", "en": "en-GB"}
DEBTOR = "/gallery/debtor/"

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="install Debian's chromium to open the pages in a browser"
)


def places(number: str) -> list[str]:
    """One page of each sort."""
    return [
        "/office/cases/",
        "/office/cases/?stage=closed",
        f"/office/cases/{number}/",
        f"/office/cases/{number}/?on=2026-02-10",
        f"/office/cases/{number}/?on=2025-01-01",
        "/office/tasks/",
        "/office/",
        "/office/house/",
        f"/office/cases/{number}/do/dispute/",
        f"/office/cases/{number}/plan/",
        "/nothing-here/",
        "/gallery/broken/",
        "/gallery/ask/",
        "/gallery/done/",
        "/account/2fa/",
        "/account/sessions/",
    ]


def entrances() -> list[str]:
    """The pages of somebody who is not signed in."""
    return ["/", "/account/login/", "/account/password/reset/"]


DEBTORS = (
    "", "pay/", "later/", "split/", "split/offer/?months=6&first=2026-04-10", "disagree/", "paid/",
    "talk/", "letters/", "me/",
)  # fmt: skip
"""The pages of a person in debt, under the case."""


def once(page, address: str, places: list[str], *, begin: int) -> list[str]:
    """What is in the way on pages that are seen in one width and light each: another every time."""
    found = []
    for turn, place in enumerate(places, start=begin):
        width, scheme = WIDTHS[turn % len(WIDTHS)], SCHEMES[turn % len(SCHEMES)]
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address + place)
        where = f"{place} {width} {scheme}"
        found += [f"{where}: {one}" for one in barriers(page, easy=True)]
        if (wide := too_wide(page)) > 0:
            found.append(f"{where}: {wide} px too wide")
    return found


def looked_at(page, address: str, place: str) -> list[str]:
    """What is in the way on a page at every width, light and dark; it is loaded once."""
    page.goto(address + place)
    for fold in page.query_selector_all("main details"):
        fold.evaluate("fold => fold.open = true")
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            where = f"{place} {width} {scheme}"
            found += [f"{where}: {one}" for one in barriers(page, easy=place == DEBTOR)]
            if (wide := too_wide(page)) > 0:
                found.append(f"{where}: {wide} px too wide")
    return found


@pytest.mark.parametrize("language", LOCALES)
def test_no_page_has_a_barrier(chromium, address, office, language):
    context = chromium.new_context(locale=LOCALES[language])
    page = context.new_page()
    told = listen(page)
    found = []
    for place in places(case_numbers(office)[0]):
        found += looked_at(page, address, place)
        assert page.evaluate("document.documentElement.lang") == language
    context.close()
    assert found == []
    # The browser itself notes each answer that is no success.
    assert [line for line in told if "the server responded with a status of" not in line] == []


@pytest.mark.parametrize("language", LOCALES)
def test_no_entrance_has_a_barrier(launched, address, language):
    context = launched.new_context(locale=LOCALES[language])
    page = context.new_page()
    told = listen(page)
    found = [one for place in entrances() for one in looked_at(page, address, place)]
    context.close()
    assert found == [] and told == []


def test_no_page_of_a_person_in_debt_has_a_barrier(launched, address, visit, hers):
    """Each page in one language, width and light of many: the others are walked by Mia."""
    places = [f"/my/cases/{hers}/{place}" for place in DEBTORS]
    places += ["/my/genuine/", "/my/advice/"]
    found, told = [], []
    for begin, (language, locale) in enumerate(LOCALES.items()):
        context = launched.new_context(locale=locale)
        context.add_cookies(cookies(visit, address))
        page = context.new_page()
        told.append(listen(page))
        found += once(page, address, places[begin :: len(LOCALES)], begin=begin)
        assert page.evaluate("document.documentElement.lang") == language
        context.close()
    assert found == [] and told == [[], [], []]


def test_no_part_of_the_design_has_a_barrier(chromium, address):
    context = chromium.new_context(locale="sv-SE")
    page = context.new_page()
    told = listen(page)
    found = [
        one for place in ("/gallery/portal/", DEBTOR) for one in looked_at(page, address, place)
    ]
    context.close()
    assert found == [] and told == []


def test_a_barrier_would_be_found(chromium, address):
    page = chromium.new_context(locale="en-GB", color_scheme="light").new_page()
    page.goto(f"{address}/gallery/done/")
    assert barriers(page) == []
    page.evaluate("document.querySelector('h1').style.color = '#999'")
    page.evaluate("document.querySelector('main a').textContent = ''")
    page.evaluate("document.querySelector('main p').style.width = '120vw'")
    rules = {found.split(":")[0] for found in barriers(page)}
    assert rules == {"color-contrast", "link-name"}
    assert too_wide(page) > 0
    page.close()
