"""The gate of charges: another act in force, and days after the law was last reviewed."""

from datetime import date

import pytest

from kvitt.law.book import LawNotKnown, law_book, law_texts, whole_law_book
from kvitt.law.fees import LAW_REVIEWED_THROUGH, fee

DUE = date(2026, 9, 1)


def with_switch(day):
    """The Norwegian book with the day of the new act set."""
    texts = law_texts("NO")
    name = next(name for name, text in texts.items() if "\n  collection_act_from:" in text)
    before, after = texts[name].split("\n  collection_act_from:", 1)
    assert "amount: not set" in after
    texts[name] = (
        f"{before}\n  collection_act_from:{after.replace('amount: not set', f'amount: {day}', 1)}"
    )
    return whole_law_book("NO", texts)


def reminder(book, sent_on):
    return fee(book, "reminder", due_on=DUE, sent_on=sent_on, debtor_kind="consumer")


def test_a_fee_decided_after_the_last_review_is_marked_and_one_before_it_is_not():
    book = law_book("NO")
    assert LAW_REVIEWED_THROUGH not in reminder(book, date(2026, 10, 6)).because.given
    late = reminder(book, date(2026, 10, 7))
    assert late.because.given[LAW_REVIEWED_THROUGH] == "2026-10-06"
    assert late.amount_minor == 38_00


def test_from_the_day_of_the_new_act_nothing_is_charged_by_the_old_one():
    book = with_switch("2026-12-01")
    assert reminder(book, date(2026, 11, 30)).amount_minor == 38_00
    for day in (date(2026, 12, 1), date(2026, 12, 2)):
        with pytest.raises(LawNotKnown, match="2026-12-01") as no:
            reminder(book, day)
        assert "LOV-2026-05-22-19" in no.value.reference


def test_while_the_day_is_not_set_the_act_of_1988_rules():
    assert reminder(law_book("NO"), date(2026, 12, 30)).amount_minor == 38_00
