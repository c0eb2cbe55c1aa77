"""The texts of the three languages say the same things, calmly and in plain words."""

import re
import string
from typing import Any

import pytest

from kvitt.documents.letter import letter_text
from kvitt.documents.letter_parts import UnknownLetter
from kvitt.documents.wording import LANGUAGES, wording
from tests.documents.letters import EVERY_KIND, letter
from tests.documents.side_letters import EVERY_SIDE_KIND, side_letter


def flat(texts: dict[str, Any], above: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in texts.items():
        assert isinstance(key, str), f"{above}{key}: a bare NO, yes or on is no key"
        if isinstance(value, dict):
            found |= flat(value, f"{above}{key}.")
        else:
            found[above + key] = value
    return found


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    swedish, other = flat(wording("sv").texts), flat(wording(language).texts)
    assert swedish.keys() == other.keys()
    for key, text in other.items():
        if isinstance(text, str) and not key.startswith("formats."):
            assert places(text) == places(swedish[key]), key
            assert text.strip() or key == "own_country", key
        elif isinstance(text, list):
            assert len(text) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_shouts_or_threatens(language: str) -> None:
    for key, text in flat(wording(language).texts).items():
        if not isinstance(text, str) or key == "own_country":
            continue
        shouted = set(re.findall(r"\b[A-ZÅÄÖÆØ]{4,}\b", text)) - {"IBAN"}
        assert not shouted, key
        assert "!" not in text, key


@pytest.mark.parametrize("language", ["sv", "nb"])
@pytest.mark.parametrize(("country", "kind"), EVERY_KIND)
def test_a_letter_is_easy_to_read(country: str, kind: str, language: str) -> None:
    assert lix(letter_text(letter(country, kind, language))) <= 40


@pytest.mark.parametrize("language", ["sv", "nb"])
@pytest.mark.parametrize(("country", "kind"), EVERY_SIDE_KIND)
def test_a_letter_beside_the_flow_is_easy_to_read(country: str, kind: str, language: str) -> None:
    assert lix(letter_text(side_letter(country, kind, language))) <= 40


def lix(text: str) -> float:
    """Words per sentence plus percent of long words, of the running text."""
    prose = " ".join(line for line in text.split("\n") if not line.startswith("  "))
    prose = re.sub(r"\S+\.example|\d[\d\u00a0 ,.-]*", "1", prose)
    words = re.findall(r"\w+", prose)
    sentences = len(re.findall(r"[.?:]\s|\n\n", prose + " ")) + text.count("\n\n")
    long_words = sum(len(word) > 6 for word in words)
    return len(words) / sentences + 100 * long_words / len(words)


def test_a_language_that_kvitt_does_not_write_is_refused() -> None:
    with pytest.raises(UnknownLetter, match="sv, nb, en"):
        letter_text(letter("SE", "reminder", "de"))


def test_kr_is_written_only_where_it_can_mean_one_currency() -> None:
    assert wording("sv").money(1250_50, "SEK", country="SE") == "1\u00a0250,50\u00a0kr"
    assert wording("sv").money(1250_50, "NOK", country="NO") == "1\u00a0250,50\u00a0NOK"
    assert wording("nb").money(-5, "NOK", country="NO") == "\u22120,05\u00a0kr"
    assert wording("en").money(1234567_00, "SEK", country="SE") == "SEK\u00a01,234,567.00"
