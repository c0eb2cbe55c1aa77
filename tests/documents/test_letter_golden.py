"""Each letter's words, whole, beside the test. UPDATE_GOLDEN=1 rewrites them; review the diff."""

import os
from pathlib import Path

import pytest

from kvitt.documents.letter import Letter, letter_subject, letter_text
from tests.documents.claim_letters import eight_claims, several_claims
from tests.documents.letters import EVERY_LETTER, LANGUAGES, letter, long_letter

GOLDEN = Path(__file__).with_name("golden")


def compare(name: str, made: Letter) -> None:
    text = f"Subject: {letter_subject(made)}\n\n{letter_text(made)}".replace("\u00a0", " ")
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: run with UPDATE_GOLDEN=1 and review it"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_LETTER)
def test_the_letter_says_what_was_reviewed(country: str, kind: str, language: str) -> None:
    compare(f"{country}-{kind}-{language}", letter(country, kind, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_a_monitoring_letter_over_eight_claims_says_what_was_reviewed(
    country: str, language: str
) -> None:
    compare(f"{country}-monitoring_letter-eight_claims-{language}", eight_claims(country, language))


@pytest.mark.parametrize(
    ("country", "kind", "language"),
    [
        ("SE", "reminder", "sv"),
        ("SE", "collection_demand", "sv"),
        ("NO", "collection_notice", "nb"),
        ("NO", "payment_demand", "nb"),
        ("NO", "payment_demand", "en"),
    ],
)
def test_a_letter_over_three_claims_says_what_was_reviewed(
    country: str, kind: str, language: str
) -> None:
    compare(f"{country}-{kind}-three_claims-{language}", several_claims(country, kind, language))


def test_a_demand_with_many_interest_periods_explains_each() -> None:
    compare("SE-collection_demand-many_periods-sv", long_letter())


@pytest.mark.parametrize(("country", "kind", "language"), EVERY_LETTER)
def test_the_subject_tells_nothing_of_debt_or_person(
    country: str, kind: str, language: str
) -> None:
    made = letter(country, kind, language)
    subject = letter_subject(made).replace(made.sender.name, "").lower()
    assert made.debtor.name.lower() not in subject
    for word in ("inkasso", "skuld", "gjeld", "krav", "debt", "kr", "purring", "påminn", "remind"):
        assert word not in subject
