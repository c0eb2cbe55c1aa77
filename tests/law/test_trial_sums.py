"""What a change of the law does to an example claim: only what differs is told."""

from datetime import date

from kvitt.law.book import LawBook, law_texts, read_law_book
from kvitt.law.trial_sums import trial_sums


def changed(country: str, file: str, good: str, bad: str) -> tuple[LawBook, LawBook]:
    texts = law_texts(country)
    name = f"kvitt/law/{country.lower()}/{file}"
    assert texts[name].count(good) == 1
    old = read_law_book(country, texts)
    return old, read_law_book(country, {**texts, name: texts[name].replace(good, bad)})


def test_a_book_against_itself_tells_nothing() -> None:
    old, new = changed("NO", "interest.yaml", "area: interest", "area: interest   # a remark")
    assert trial_sums(old, new, date(2026, 7, 1), date(2027, 1, 1)) == ()


def test_a_half_year_that_was_not_known_gives_the_sum_that_it_makes_possible() -> None:
    known = "- {applies_from: 2026-07-01, applies_until: 2027-01-01, amount: 1225,"
    longer = known.replace("2027-01-01", "2027-07-01")
    old, new = changed("NO", "interest.yaml", known, longer)
    (told,) = trial_sums(old, new, date(2027, 1, 1), date(2027, 7, 1))
    # 10 000 × 12.25 % × (59 + 181) / 365, from the day after 2 November through 30 June
    assert told == (
        "late interest on 10 000.00 due 2026-11-02 until 2027-06-30: not known → 805.48"
    )


def test_a_compensation_that_consumers_never_owe_is_told_for_businesses_only() -> None:
    known = "- {applies_from: 2026-07-01, applies_until: 2027-01-01, amount: 43000}"
    old, new = changed("NO", "fees.yaml", known, known.replace("43000", "44000"))
    told = trial_sums(old, new, date(2026, 7, 1), date(2027, 1, 1))
    assert any(
        one.startswith("late payment compensation on 2026-08-30 for 10 000.00 due 2026-07-01")
        and one.endswith("430.00 → 440.00 (business only)")
        for one in told
    )
    assert not any("consumer" in one for one in told)
