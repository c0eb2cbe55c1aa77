"""The markup and the look: strict headers, readable by everyone, in three languages."""

import re
from itertools import pairwise

import pytest
from lxml import html

from tests.web.conftest import case_numbers


@pytest.fixture
def pages(browser, office):
    """One page of each sort."""
    number = case_numbers(office)[0]
    return {
        "cases": browser.get("/office/cases/"),
        "case": browser.get(f"/office/cases/{number}/"),
        "as it stood": browser.get(f"/office/cases/{number}/?on=2026-02-10"),
        "tasks": browser.get("/office/tasks/"),
        "found": browser.post("/office/search/", {"sought": "lindgren"}),
        "nothing found": browser.post("/office/search/", {"sought": "no such name"}),
        "refused": browser.get(f"/office/cases/{number}/?on=2025-01-01"),
        "not found": browser.get("/office/cases/1-99999999/"),
    }


def test_no_page_needs_an_inline_style_or_a_script(pages):
    for name, page in pages.items():
        root = html.fromstring(page.content)
        assert not root.xpath("//@style | //style | //script[not(@src)] | //@onclick"), name
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert page["Cache-Control"] == "no-store"


def test_every_page_has_one_heading_one_main_part_and_a_language(pages):
    for name, page in pages.items():
        root = html.fromstring(page.content)
        assert len(root.xpath("//h1")) == 1 and len(root.xpath("//main")) == 1, name
        assert root.get("lang") == "en"
        assert root.xpath("string(//title)").endswith("· Kvitt")
        levels = [int(heading.tag[1]) for heading in root.xpath("//h1 | //h2 | //h3")]
        steps = pairwise(levels)
        assert all(after - before <= 1 for before, after in steps), name


def test_every_field_has_a_label_and_every_name_is_given_once(pages):
    for name, page in pages.items():
        root = html.fromstring(page.content)
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        for one in root.xpath("//input[@type != 'hidden'] | //select"):
            assert root.xpath(f"//label[@for = '{one.get('id')}']"), name
        for named in root.xpath("//@aria-labelledby | //@aria-describedby"):
            assert named in ids
        for picture in root.xpath("//svg"):
            assert picture.get("aria-hidden") == "true"
        assert all(link.text_content().strip() for link in root.xpath("//a"))


@pytest.mark.parametrize(
    ("accepted", "language", "word", "amount"),
    [
        ("sv-SE,sv;q=0.9", "sv", "Ärenden", "1 248,49 kr"),
        ("nb-NO,nb;q=0.9,no;q=0.8", "nb", "Saker", "1 248,49 SEK"),
        ("en-GB", "en", "Cases", "SEK 1,248.49"),
        ("tlh", "en", "Cases", "SEK 1,248.49"),
    ],
)
def test_pages_speak_the_language_that_the_browser_asks_for(
    browser, office, accepted, language, word, amount
):
    page = browser.get(
        f"/office/cases/?creditor={office.tenant_id}", headers={"accept-language": accepted}
    )
    root = html.fromstring(page.content)
    assert root.get("lang") == language
    assert root.xpath("string(//h1)") == word
    told = re.sub(r"\s", " ", root.text_content())
    assert amount in told.replace("\u2212", "-")


def test_a_chosen_language_stays(browser, office):
    answer = browser.post("/language/", {"language": "sv", "next": "/office/tasks/"})
    assert answer.status_code == 302 and answer["Location"] == "/office/tasks/"
    assert html.fromstring(browser.get("/office/tasks/").content).get("lang") == "sv"


PLACE = r"{(\w+)[^{}]*}"
"""An input of a sentence; its form may differ from language to language."""


def test_every_text_is_translated_with_the_same_places():
    from kvitt.web.translations import LANGUAGES, catalogue, messages_in_use

    used = messages_in_use()
    for language in LANGUAGES:
        known = catalogue(language)
        for text in used:
            message = known.get(text)
            assert message is not None and message.string, f"{language}: {text}"
            places = re.findall(r"%\(\w+\)s", text)
            assert sorted(re.findall(r"%\(\w+\)s", message.string)) == sorted(places), text
            assert set(re.findall(PLACE, message.string)) == set(re.findall(PLACE, text)), text
        gone = {message.id for message in known if message.id} - set(used)
        assert not gone, f"{language}: {gone} is not used any more"


def test_a_prepared_language_is_offered_only_when_it_is_complete():
    from django.conf import settings

    from kvitt.web.translations import LOCALE, PREPARED, catalogue, messages_in_use

    used = messages_in_use()
    offered = {code for code, _ in settings.LANGUAGES}
    assert {"sv", "nb", "en"} <= offered
    for language in PREPARED:
        known = catalogue(language)
        complete = all(known.get(text) and known.get(text).string for text in used)
        compiled_one = LOCALE / language / "LC_MESSAGES" / "django.mo"
        assert complete or not compiled_one.exists()
        assert (language in offered) == compiled_one.exists()


def test_no_translation_waits_for_a_second_look():
    from kvitt.web.translations import LANGUAGES, catalogue

    for language in LANGUAGES:
        assert [one.id for one in catalogue(language) if one.id and one.fuzzy] == []


def test_the_compiled_catalogues_are_those_in_the_text_files():
    from kvitt.web.translations import LANGUAGES, LOCALE, catalogue, compiled

    for language in LANGUAGES:
        shipped = (LOCALE / language / "LC_MESSAGES" / "django.mo").read_bytes()
        assert shipped == compiled(catalogue(language))
