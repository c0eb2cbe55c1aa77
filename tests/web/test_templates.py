"""The templates as they are written: nothing inline, every form guarded, few attributes of htmx."""

import re

import pytest

from kvitt.web.translations import PACKAGE

PAGES = sorted(path for folder in PACKAGE.rglob("templates") for path in folder.rglob("*.html"))
NAMES = [path.relative_to(PACKAGE).as_posix() for path in PAGES]
HTMX = {"hx-get", "hx-post", "hx-target", "hx-select", "hx-swap", "hx-trigger", "hx-push-url"}
"""The only attributes of htmx that pages use: without scripts, its forms and links still work."""
OURS_ALREADY = {"totp_svg|safe"}
"""Markup that a library drew and no reader wrote."""
POSTED = re.compile(r"<form\b[^>]*\bmethod=[\"']?post.*?</form>", re.S | re.I)

written = pytest.mark.parametrize("page", PAGES, ids=NAMES)


@written
def test_nothing_is_written_into_a_page_that_its_policy_forbids(page):
    text = page.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|javascript:|\bjs:", text, re.I)
    for script in re.findall(r"<script\b[^>]*>", text, re.I):
        assert " src=" in script


@written
def test_nothing_is_fetched_from_elsewhere(page):
    text = page.read_text("utf-8")
    assert not re.search(r"(?:src|srcset|action)\s*=\s*[\"']?(?:https?:)?//", text)
    assert not re.search(r"<link\b[^>]*href=[\"'](?:https?:)?//", text)


@written
def test_only_seven_attributes_of_htmx_are_used_and_none_that_runs_code(page):
    text = page.read_text("utf-8")
    assert set(re.findall(r"\b(?:data-)?hx-[a-z:-]+(?=\s*=)", text)) <= HTMX
    for trigger in re.findall(r"hx-trigger=[\"']([^\"']*)", text):
        assert "[" not in trigger, "a filter in a trigger is code"
    assert "autoescape off" not in text
    assert set(re.findall(r"[\w.]+\|safe\b", text)) <= OURS_ALREADY


@written
def test_every_form_that_is_posted_has_its_guard(page):
    for form in POSTED.findall(page.read_text("utf-8")):
        assert "{% csrf_token %}" in form


@written
def test_every_word_on_a_page_can_be_translated(page):
    text = page.read_text("utf-8")
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.S)
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", text, flags=re.S)
    text = re.sub(r"<title>.*?</title>|<!doctype html>", " ", text, flags=re.S)
    words = re.findall(r"[A-Za-zÅÄÖåäöæøÆØ]{2,}", re.sub(r"<[^>]*>", " ", text))
    assert set(words) <= {"Kvitt", "OCR", "KID", "PDF", "nbsp"}
