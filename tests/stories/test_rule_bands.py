"""Acceptance 26: rule bands overlap or have a hole → refused."""

import pytest

from kvitt.law.book import LawFileBroken, law_texts, whole_law_book

FEES = "kvitt/law/no/fees.yaml"
BASE_RATE = "{applies_from: 2026-01-01, applies_until: 2027-01-01, amount: 75000,"


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        ("2025-12-01", "fees.base_rate has an overlap between 2026-01-01 and 2025-12-01"),
        ("2026-02-01", "fees.base_rate has a gap between 2026-01-01 and 2026-02-01"),
    ],
)
def test_rule_bands_that_overlap_or_have_a_hole_are_refused_by_name(begins, said):
    texts = law_texts("NO")
    assert BASE_RATE in texts[FEES]
    moved = BASE_RATE.replace("2026-01-01", begins)
    with pytest.raises(LawFileBroken) as refused:
        whole_law_book("NO", texts | {FEES: texts[FEES].replace(BASE_RATE, moved)})
    assert said in refused.value.sentence


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_bands_as_they_stand_are_whole(country):
    assert whole_law_book(country, law_texts(country)).names()
