"""Fees: preconditions, the edges of days and amounts, and what must hold for any letters."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.fees import (
    COMPENSATION,
    FEE_KINDS,
    Circumstances,
    EarlierFee,
    FeeNotAllowed,
    UnknownFee,
    fee,
    fee_answer,
)

SE, NO = law_book("SE"), law_book("NO")
DUE = date(2026, 1, 15)


def test_nothing_is_charged_before_the_claim_is_overdue() -> None:
    for kind in FEE_KINDS["SE"][:4]:
        with pytest.raises(FeeNotAllowed) as no:
            fee(SE, kind, due_on=DUE, sent_on=DUE, debtor_kind="business")
        assert no.value.allowed_from == date(2026, 1, 16)
        assert no.value.reference
        fee(SE, kind, due_on=DUE, sent_on=date(2026, 1, 16), debtor_kind="business")


@pytest.mark.parametrize("kind", ["reminder", "collection_notice", "payment_demand_own"])
def test_a_norwegian_letter_is_charged_from_the_fourteenth_day(kind: str) -> None:
    with pytest.raises(FeeNotAllowed) as no:
        fee(NO, kind, due_on=DUE, sent_on=date(2026, 1, 28), debtor_kind="consumer")
    assert no.value.allowed_from == date(2026, 1, 29)
    assert "2026-01-29" in no.value.sentence
    assert fee(NO, kind, due_on=DUE, sent_on=date(2026, 1, 29), debtor_kind="consumer")


@pytest.mark.parametrize(
    ("sent_on", "ceiling_minor"),
    [("2003-07-01", 50_00), ("2013-03-15", 50_00), ("2013-03-16", 60_00), ("2026-11-21", 60_00)],
)
def test_the_swedish_ceiling_goes_by_the_day_of_sending(sent_on: str, ceiling_minor: int) -> None:
    granted = fee(
        SE,
        "reminder",
        due_on=date(2003, 6, 1),
        sent_on=date.fromisoformat(sent_on),
        debtor_kind="consumer",
    )
    assert granted.amount_minor == ceiling_minor
    assert granted.because.rule == "se.fees.reminder"
    assert granted.because.given["sent_on"] == sent_on


@pytest.mark.parametrize(
    ("sent_on", "fee_minor"),
    [
        ("2015-06-01", 65_00),
        ("2016-01-01", 67_00),
        ("2016-12-31", 67_00),
        ("2017-01-01", 70_00),
        ("2025-12-31", 70_00),
        ("2026-01-01", 75_00),
    ],
)
def test_the_norwegian_base_rate_goes_by_the_day_of_sending(sent_on: str, fee_minor: int) -> None:
    granted = fee(
        NO,
        "reminder",
        due_on=date(2015, 1, 5),
        sent_on=date.fromisoformat(sent_on),
        debtor_kind="consumer",
    )
    assert granted.amount_minor == fee_minor


@pytest.mark.parametrize("sent_on", ["2012-06-01", "2014-06-01", "2027-01-01"])
def test_a_letter_in_a_year_without_a_known_base_rate_is_refused(sent_on: str) -> None:
    with pytest.raises(LawNotKnown, match=r"fees\.base_rate"):
        fee(
            NO,
            "reminder",
            due_on=date(2010, 1, 5),
            sent_on=date.fromisoformat(sent_on),
            debtor_kind="consumer",
        )


def test_a_disputed_compensation_is_refused_and_not_printed_as_zero() -> None:
    with pytest.raises(LawNotKnown, match="400 and 430"):
        fee_answer(
            NO,
            COMPENSATION,
            due_on=date(2021, 2, 1),
            sent_on=date(2021, 3, 1),
            debtor_kind="business",
        )


def test_the_answer_to_a_person_says_why_and_from_when() -> None:
    answer = fee_answer(
        NO, "reminder", due_on=DUE, sent_on=date(2026, 1, 20), debtor_kind="consumer"
    )
    assert (answer.amount_minor, answer.allowed_from) == (0, date(2026, 1, 29))
    assert "14 days" in answer.sentence
    assert answer.reference == answer.because.reference
    allowed = fee_answer(
        NO, "reminder", due_on=DUE, sent_on=date(2026, 1, 29), debtor_kind="consumer"
    )
    assert (allowed.amount_minor, allowed.sentence, allowed.allowed_from) == (38_00, "", None)


def test_an_unknown_fee_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFee, match="collection_demand"):
        fee(SE, "collection_notice", due_on=DUE, sent_on=DUE, debtor_kind="consumer")


def test_a_swedish_reminder_without_agreement_stays_free_on_any_day() -> None:
    with pytest.raises(FeeNotAllowed) as no:
        fee(
            SE,
            "reminder",
            due_on=DUE,
            sent_on=date(2026, 2, 1),
            debtor_kind="consumer",
            agreed=False,
        )
    assert no.value.allowed_from is None


def test_a_second_swedish_reminder_needs_a_reason() -> None:
    earlier = [EarlierFee("reminder", date(2026, 1, 20), date(2026, 1, 30), 60_00)]
    asked = {"due_on": DUE, "sent_on": date(2026, 2, 9), "debtor_kind": "consumer"}
    with pytest.raises(FeeNotAllowed, match="reason"):
        fee(SE, "reminder", **asked, earlier=earlier)
    again = fee(
        SE,
        "reminder",
        **asked,
        earlier=earlier,
        circumstances=Circumstances(reason="the first came back"),
    )
    assert again.amount_minor == 60_00


def test_a_free_reminder_does_not_use_up_the_charged_one() -> None:
    free = [EarlierFee("reminder", date(2026, 1, 29), date(2026, 2, 5), 0)]
    for book in (SE, NO):
        assert fee(
            book,
            "reminder",
            due_on=DUE,
            sent_on=date(2026, 2, 6),
            debtor_kind="consumer",
            earlier=free,
        ).amount_minor


def test_a_free_notice_still_holds_the_payment_demand_back() -> None:
    notice = [EarlierFee("collection_notice", date(2026, 1, 29), date(2026, 2, 12), 0)]
    asked = {"due_on": DUE, "debtor_kind": "consumer", "earlier": notice}
    with pytest.raises(FeeNotAllowed) as no:
        fee(NO, "payment_demand_own", sent_on=date(2026, 2, 12), **asked)
    assert no.value.allowed_from == date(2026, 2, 13)
    granted = fee(NO, "payment_demand_own", sent_on=date(2026, 2, 13), **asked)
    assert granted.amount_minor == 113_00


def test_an_authority_pays_the_compensation_like_a_business() -> None:
    for book, minor in ((SE, 450_00), (NO, 460_00)):
        granted = fee(
            book, COMPENSATION, due_on=DUE, sent_on=date(2026, 2, 1), debtor_kind="authority"
        )
        assert granted.amount_minor == minor


def test_norwegian_letters_before_the_compensation_are_deducted_from_it() -> None:
    letters = [EarlierFee("reminder", date(2026, 1, 29), date(2026, 2, 12), 38_00)]
    granted = fee(
        NO,
        COMPENSATION,
        due_on=DUE,
        sent_on=date(2026, 2, 20),
        debtor_kind="business",
        earlier=letters,
    )
    assert granted.amount_minor == 460_00 - 38_00
    assert granted.because.given["charged_before_minor"] == 38_00


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["SE", "NO"]),
    st.sampled_from(["consumer", "business"]),
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 60), st.integers(0, 30)), max_size=9),
)
def test_no_life_of_a_claim_is_charged_more_than_the_larger_of_both(
    country: str, debtor_kind: str, measures: list[tuple[int, int, int]]
) -> None:
    book, kinds = law_book(country), FEE_KINDS[country]
    due_on = date(2025, 1, 7)
    day, earlier = due_on, list[EarlierFee]()
    for number, wait, time_to_pay in measures:
        day = min(day + timedelta(days=wait), date(2026, 12, 31))
        kind = kinds[number % len(kinds)]
        try:
            granted = fee(
                book,
                kind,
                due_on=due_on,
                sent_on=day,
                debtor_kind=debtor_kind,
                earlier=earlier,
                circumstances=Circumstances(reason="called for"),
            )
        except FeeNotAllowed as no:
            assert no.reference
            assert no.allowed_from is None or no.allowed_from > day
            continue
        deadline_on = day + timedelta(days=time_to_pay)
        earlier.append(
            EarlierFee(kind, day, deadline_on, granted.amount_minor, granted.covered_minor)
        )
    lump = 450_00 if country == "SE" else 470_00
    letters = sum(one.counted_minor for one in earlier if one.kind != COMPENSATION)
    total = sum(one.amount_minor for one in earlier)
    claimed = any(one.kind == COMPENSATION for one in earlier)
    assert total == (max(lump, letters) if claimed else letters)
    assert not (claimed and debtor_kind == "consumer")
