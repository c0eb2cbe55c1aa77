"""The creditor's own letters in Norway: fractions, waits, rounds, and the compensation."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.law.book import LawNotKnown
from kvitt.law.fees import (
    COMPENSATION,
    FEE_KINDS,
    Circumstances,
    EarlierFee,
    FeeNotAllowed,
    UnknownFee,
    fee,
)
from tests.law.norwegian import NO

DUE = date(2026, 1, 2)
LETTERS = ("reminder", "collection_notice", "payment_demand_own")


def ask(kind: str, on: date, earlier: list[EarlierFee] | None = None, **more: Any) -> int:
    asked: dict[str, Any] = {"due_on": DUE, "debtor_kind": "consumer", **more}
    return fee(NO, kind, sent_on=on, earlier=earlier or [], **asked).amount_minor


@pytest.mark.parametrize(
    ("due_on", "sent_on", "reminder_minor", "own_demand_minor"),
    [
        ("2015-01-02", "2015-12-31", 65_00, 195_00),
        ("2015-01-02", "2016-01-01", 67_00, 201_00),
        ("2015-01-02", "2016-12-31", 67_00, 201_00),
        ("2015-01-02", "2017-01-01", 70_00, 210_00),
        ("2020-09-30", "2020-10-14", 70_00, 210_00),
        ("2020-10-01", "2020-10-15", 35_00, 105_00),
        ("2020-10-01", "2025-12-31", 35_00, 105_00),
        ("2020-10-01", "2026-01-01", 38_00, 113_00),
        ("2020-09-30", "2026-01-01", 75_00, 225_00),
    ],
)
def test_the_due_day_selects_the_fraction_and_the_day_of_sending_the_rate(
    due_on: str, sent_on: str, reminder_minor: int, own_demand_minor: int
) -> None:
    due, sent = date.fromisoformat(due_on), date.fromisoformat(sent_on)
    assert ask("reminder", sent, due_on=due) == reminder_minor
    assert ask("collection_notice", sent, due_on=due) == reminder_minor
    assert ask("payment_demand_own", sent, due_on=due) == own_demand_minor


@pytest.mark.parametrize(
    ("kind", "paragraph"),
    [("reminder", "§ 1-2"), ("collection_notice", "§ 9"), ("payment_demand_own", "§ 10")],
)
def test_a_letter_that_lacks_a_required_element_costs_nothing(kind: str, paragraph: str) -> None:
    incomplete = Circumstances(letter_complete=False)
    with pytest.raises(FeeNotAllowed, match="lacks something") as no:
        ask(kind, date(2026, 2, 2), circumstances=incomplete)
    assert no.value.reference.endswith(paragraph)
    assert ask(kind, date(2026, 2, 2))


@pytest.mark.parametrize(
    ("last_on", "refused_on"),
    [
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2025, 8, 28), date(2026, 2, 28)),
        (date(2025, 9, 1), date(2026, 3, 1)),
        (date(2025, 12, 31), date(2026, 6, 30)),
    ],
)
def test_a_new_round_begins_the_day_after_six_months(last_on: date, refused_on: date) -> None:
    first = EarlierFee(
        "reminder", last_on - timedelta(days=30), last_on - timedelta(days=16), 35_00
    )
    last = EarlierFee("reminder", last_on, last_on + timedelta(days=14), 35_00)
    earlier, due_on = [first, last], date(2025, 6, 2)
    with pytest.raises(FeeNotAllowed) as no:
        ask("reminder", refused_on, earlier, due_on=due_on)
    assert no.value.allowed_from == refused_on + timedelta(days=1)
    assert ask("reminder", refused_on + timedelta(days=1), earlier, due_on=due_on) == 38_00


def test_a_free_letter_does_not_prolong_the_round() -> None:
    charged = [
        EarlierFee("reminder", date(2026, 1, 20), date(2026, 2, 3), 38_00),
        EarlierFee("collection_notice", date(2026, 2, 10), date(2026, 2, 24), 38_00),
        EarlierFee("reminder", date(2026, 6, 1), date(2026, 6, 15), 0),
    ]
    assert ask("reminder", date(2026, 8, 11), charged) == 38_00


def test_a_letter_that_the_compensation_covered_counts_as_charged() -> None:
    earlier = [
        EarlierFee(COMPENSATION, date(2026, 1, 3), None, 460_00),
        EarlierFee("reminder", date(2026, 1, 20), date(2026, 2, 3), 0, 38_00),
        EarlierFee("collection_notice", date(2026, 2, 10), date(2026, 2, 24), 0, 38_00),
    ]
    with pytest.raises(FeeNotAllowed, match="2 reminders or notices"):
        ask("reminder", date(2026, 3, 2), earlier, debtor_kind="business")


@pytest.mark.parametrize(
    ("due_on", "amount_minor"),
    [
        ("2022-12-30", 400_00),
        ("2022-12-31", 410_00),
        ("2023-06-29", 410_00),
        ("2023-06-30", 460_00),
        ("2023-12-31", 470_00),
        ("2024-06-30", 460_00),
        ("2024-12-31", 470_00),
        ("2025-06-29", 470_00),
        ("2025-06-30", 460_00),
        ("2025-12-31", 460_00),
        ("2026-06-29", 460_00),
        ("2026-06-30", 430_00),
    ],
)
def test_the_compensation_is_that_of_the_first_claimable_day(
    due_on: str, amount_minor: int
) -> None:
    due = date.fromisoformat(due_on)
    for wait in (1, 40):
        on = due + timedelta(days=wait)
        assert ask(COMPENSATION, on, due_on=due, debtor_kind="business") == amount_minor
    with pytest.raises(FeeNotAllowed, match="consumer"):
        ask(COMPENSATION, due + timedelta(days=1), due_on=due)


@pytest.mark.parametrize(
    "due_on", ["2013-10-01", "2014-06-30", "2015-12-30", "2017-06-30", "2018-06-30", "2021-02-01"]
)
def test_a_compensation_without_a_source_is_refused(due_on: str) -> None:
    due = date.fromisoformat(due_on)
    with pytest.raises(LawNotKnown):
        ask(COMPENSATION, date(2021, 6, 30), due_on=due, debtor_kind="business")


def test_the_kinds_of_norway_are_named_and_others_are_unknown() -> None:
    assert set(FEE_KINDS["NO"]) >= {
        *LETTERS,
        COMPENSATION,
        "collection_fee",
        "instalment_plan",
        "conciliation_application",
        "attachment_application",
    }
    for kind in ("payment_order_application", "collection_demand"):
        with pytest.raises(UnknownFee, match="collection_fee"):
            ask(kind, date(2026, 3, 2))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(LETTERS), st.integers(0, 80), st.integers(7, 30)), max_size=14
    )
)
def test_no_six_months_hold_more_than_two_reminders_and_one_demand(
    letters: list[tuple[str, int, int]],
) -> None:
    due_on, day = date(2024, 3, 1), date(2024, 3, 1)
    earlier: list[EarlierFee] = []
    for kind, wait, time_to_pay in letters:
        day = min(day + timedelta(days=wait), date(2026, 12, 31))
        deadline_on = day + timedelta(days=time_to_pay)
        try:
            amount_minor = ask(kind, day, earlier, due_on=due_on)
        except FeeNotAllowed as no:
            assert no.allowed_from is None or no.allowed_from > day
            amount_minor = 0
        earlier.append(EarlierFee(kind, day, deadline_on, amount_minor))
    charged = [one for one in earlier if one.amount_minor]
    assert all(one.sent_on >= due_on + timedelta(days=14) for one in charged)
    for first in charged:
        in_half_year = [one for one in charged if 0 <= (one.sent_on - first.sent_on).days <= 180]
        kinds = [one.kind for one in in_half_year]
        demands = kinds.count("payment_demand_own")
        assert demands <= 1
        assert len(kinds) - demands <= 2
