"""The pictures of README and tour: each that is named is there, each that is there is shown."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
LARGEST = 60_000
_NAMED = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def shown() -> dict[Path, list[str]]:
    """Each picture that a page shows, with what is said instead to whom cannot see it."""
    found: dict[Path, list[str]] = {}
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for words, place in _NAMED.findall(page.read_text("utf-8")):
            found.setdefault((page.parent / place).resolve(), []).append(words)
    return found


def test_every_picture_that_is_named_is_there_and_said_in_words():
    named = shown()
    assert len(named) > 30
    for picture, words in named.items():
        assert picture.is_file(), picture
        assert all(words), picture


def test_every_picture_is_shown_small_and_taken_by_a_story():
    stories = "\n".join(one.read_text("utf-8") for one in (ROOT / "tests/web").glob("test_*.py"))
    for picture in PICTURES.iterdir():
        assert picture.resolve() in shown(), picture
        assert picture.stat().st_size <= LARGEST, picture
        assert f'"{picture.stem}"' in stories, picture
