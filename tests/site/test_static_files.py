"""The files beside the pages: gathered once, named by their content, sent small, kept for good."""

import gzip
import re

import pytest


@pytest.fixture
def home(tmp_path):
    """A home of this test alone, with one more file to gather."""
    from django.test import override_settings

    from kvitt.site.home import Home

    home = Home(tmp_path / "home").create()
    own = tmp_path / "own"
    own.mkdir()
    (own / "note.css").write_text("p { margin: 0 }")
    with override_settings(STATIC_ROOT=home.static, STATICFILES_DIRS=[own]):
        yield home


def test_files_are_gathered_only_when_something_has_changed(home, tmp_path):
    from kvitt.site.static_files import gather_static_files

    assert gather_static_files(home)
    assert not gather_static_files(home)
    assert (home.static / "note.css").read_text() == "p { margin: 0 }"
    (tmp_path / "own" / "note.css").write_text("p { margin: 1px }")
    assert gather_static_files(home)
    assert (home.static / "note.css").read_text() == "p { margin: 1px }"


def test_a_lost_folder_is_gathered_again(home):
    from kvitt.site.static_files import gather_static_files

    assert gather_static_files(home)
    (home.static / "staticfiles.json").unlink()
    assert gather_static_files(home)


def test_a_page_names_its_files_by_content_and_browsers_keep_them(live_db):
    from django.test import Client

    browser = Client(HTTP_HOST="127.0.0.1")
    page = browser.get("/nothing-here/")
    named = re.findall(r'"(/static/[^"]+)"', page.content.decode())
    assert len(named) == 4
    for address in named:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", address)
        answer = browser.get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        assert "immutable" in answer["Cache-Control"]
        if not address.endswith(".woff2"):
            assert answer["Content-Encoding"] == "gzip"


def test_a_page_is_compressed_and_not_kept(live_db):
    from django.test import Client

    answer = Client(HTTP_HOST="127.0.0.1").get("/my/enter/", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip" and "no-store" in answer["Cache-Control"]
    assert b"</html>" in gzip.decompress(answer.content)
