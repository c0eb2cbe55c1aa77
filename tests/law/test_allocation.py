"""Allocation: the order that law and creditor leave, what it comes to, what always holds."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.domain.allocation import OpenItem, allocate
from kvitt.kernel.refusal import Refusal
from kvitt.law.allocation import (
    ITEM_KINDS,
    OrderNotAllowed,
    UnknownManner,
    allocation_order,
)
from kvitt.law.book import law_book
from kvitt.law.interest import late_interest
from tests.law.worked_cases import with_days, worked_cases

DAY = date(2026, 3, 1)
CHOICES = st.one_of(st.none(), st.permutations(ITEM_KINDS))


def covered(
    paid_minor: int, owed: dict[str, int], order: tuple[str, ...]
) -> tuple[dict[str, int], int]:
    """What is left of each kind, and what is left of the money."""
    items = [
        OpenItem(number, kind, minor, minor, DAY)
        for number, (kind, minor) in enumerate(owed.items())
    ]
    parts, surplus = allocate(paid_minor, [(1, items)], order)
    return {
        kind: minor - sum(part.amount_minor for part in parts if part.kind == kind)
        for kind, minor in owed.items()
    }, surplus


@pytest.mark.parametrize("example", worked_cases("allocation.yaml", "allocation_outcome"))
def test_a_payment_leaves_what_the_worked_case_says(example: dict[str, Any]) -> None:
    book, told = law_book(example["country"]), with_days(example["given"])
    paid_minor, owed = told.pop("paid_minor"), told.pop("owed")
    if "refused" in example:
        with pytest.raises(Refusal) as no:
            allocation_order(book, "consumer", **told)
        assert example["refused"] in no.value.reference
        return
    order = allocation_order(book, "consumer", **told)
    assert order.because.reference
    left, surplus_minor = covered(paid_minor, owed, order.kinds)
    assert left == example["expect"]["left"]
    assert surplus_minor == example["expect"]["surplus_minor"]


@pytest.mark.parametrize("example", worked_cases("allocation.yaml", "payoff"))
def test_the_order_decides_what_pays_the_rest(example: dict[str, Any]) -> None:
    told, book = with_days(example["given"]), law_book(example["country"])
    order = allocation_order(book, "consumer", on=told["paid_on"], **example["order"])
    before = late_interest(
        book,
        principal_minor=told["principal_minor"],
        due_on=told["due_on"],
        until_on=told["paid_on"],
    )
    owed = {
        "cost": told["costs_minor"],
        "interest": before.interest_minor,
        "principal": told["principal_minor"],
    }
    left, surplus_minor = covered(told["paid_minor"], owed, order.kinds)
    later = late_interest(
        book,
        principal_minor=left["principal"],
        due_on=told["paid_on"],
        until_on=told["settled_on"],
    )
    payoff_minor = sum(left.values()) + later.interest_minor
    assert surplus_minor == 0
    assert {
        "interest_at_payment_minor": before.interest_minor,
        "principal_left_minor": left["principal"],
        "later_interest_minor": later.interest_minor,
        "payoff_minor": payoff_minor,
        "total_minor": told["paid_minor"] + payoff_minor,
    } == example["expect"]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["SE", "NO"]),
    CHOICES,
    st.integers(1, 10**9),
    st.lists(st.integers(0, 10**9), min_size=3, max_size=3),
)
def test_whatever_the_order_no_money_is_lost_and_none_is_made(
    country: str, chosen: list[str] | None, paid_minor: int, sums: list[int]
) -> None:
    owed = dict(zip(ITEM_KINDS, sums, strict=True))
    try:
        order = allocation_order(law_book(country), "consumer", on=DAY, chosen=chosen)
    except OrderNotAllowed:
        assert country == "SE"
        return
    left, surplus_minor = covered(paid_minor, owed, order.kinds)
    assert sum(owed.values()) - sum(left.values()) + surplus_minor == paid_minor
    assert surplus_minor == 0 or not any(left.values())
    if country == "SE" and left["interest"]:
        assert left["principal"] == owed["principal"]


@pytest.mark.parametrize("debtor_kind", ["consumer", "business", "authority"])
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_default_is_a_setting_with_its_reason(country: str, debtor_kind: str) -> None:
    book = law_book(country)
    group = "consumer" if debtor_kind == "consumer" else "business"
    value = book.value(f"allocation.order_{group}", on=DAY)
    assert allocation_order(book, debtor_kind, on=DAY).kinds == ("cost", "interest", "principal")
    assert value.kind == "setting"
    assert value.confidence != "high"
    assert len(value.sentence) > 60


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_order_that_spares_the_debtor_is_one_that_the_creditor_may_choose(country: str) -> None:
    book = law_book(country)
    kinds = book.value("allocation.order_debtor_friendly", on=DAY).amount
    assert allocation_order(book, "consumer", on=DAY, chosen=kinds).kinds == kinds
    owed = {"cost": 240_00, "interest": 100_00, "principal": 1000_00}
    friendly, _ = covered(500_00, owed, kinds)
    usual, _ = covered(500_00, owed, allocation_order(book, "consumer", on=DAY).kinds)
    assert friendly["principal"] < usual["principal"]


def test_in_norway_every_order_may_be_chosen_and_in_sweden_only_interest_first() -> None:
    orders = [
        ("cost", "interest", "principal"),
        ("interest", "cost", "principal"),
        ("interest", "principal", "cost"),
        ("principal", "interest", "cost"),
        ("principal", "cost", "interest"),
        ("cost", "principal", "interest"),
    ]
    for place, chosen in enumerate(orders):
        allocation_order(law_book("NO"), "business", on=DAY, chosen=chosen)
        if place < 3:
            allocation_order(law_book("SE"), "business", on=DAY, chosen=chosen)
            continue
        with pytest.raises(OrderNotAllowed, match="before the interest") as no:
            allocation_order(law_book("SE"), "business", on=DAY, chosen=chosen)
        assert no.value.reference == "handelsbalken 9 kap. 5 §"


@pytest.mark.parametrize("chosen", [("cost",), ("cost", "cost", "interest"), ("fee", "interest")])
def test_an_order_names_every_kind_once(chosen: tuple[str, ...]) -> None:
    with pytest.raises(OrderNotAllowed, match="once each"):
        allocation_order(law_book("NO"), "consumer", on=DAY, chosen=chosen)


def test_money_comes_by_payment_or_by_attachment() -> None:
    with pytest.raises(UnknownManner, match="voluntary or attachment"):
        allocation_order(law_book("NO"), "consumer", on=DAY, manner="gift")
