"""What others made is here as it was fetched, with its licence, and nothing else beside it."""

import json

import pytest

from kvitt.web import vendored


@pytest.mark.parametrize("folder", [vendored.FOR_PAGES, vendored.FOR_TESTS], ids=["pages", "tests"])
def test_each_file_has_its_fingerprint_and_the_licences_are_there(folder):
    listed = (folder / vendored.FINGERPRINTS).read_text("utf-8")
    assert listed == vendored.fingerprints(folder)
    assert "LICENSES" in listed
    told = (folder / "LICENSES").read_text("utf-8")
    for path in folder.iterdir():
        if path.name not in (vendored.FINGERPRINTS, "LICENSES"):
            assert path.name in told, f"{path.name} has no licence"


def test_the_lock_names_versions_and_fingerprints_but_no_place():
    lock = json.loads((vendored.REPOSITORY / "package-lock.json").read_text("utf-8"))
    named = json.loads((vendored.REPOSITORY / "package.json").read_text("utf-8"))
    assert lock["packages"][""]["devDependencies"] == named["devDependencies"]
    for path, package in lock["packages"].items():
        assert "resolved" not in package
        assert not path or package.get("integrity") or package.get("inBundle"), path


def test_the_styles_hold_no_picture_and_fetch_nothing():
    for path in vendored.FOR_PAGES.glob("*.css"):
        text = path.read_text("utf-8")
        assert "data:" not in text and "url(" not in text and "@import" not in text
