"""What an authority took: what it kept, what it passed on, and which claims that covers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.domain.allocation import OpenItem
from kvitt.domain.distribution import (
    EVENTS,
    PAYERS,
    KeptUnclear,
    Taken,
    bare,
    counts_from,
    divide,
    goes_by_its_order,
    is_payer,
)
from kvitt.domain.enforcement import KINDS
from kvitt.law.allocation import allocation_order
from kvitt.law.book import law_book
from tests.law.worked_cases import with_days, worked_cases

DAY = date(2026, 3, 2)
SWEDEN = allocation_order(law_book("SE"), "consumer", on=DAY, manner="attachment").kinds
NORWAY = allocation_order(law_book("NO"), "consumer", on=DAY, manner="attachment").kinds
TAKEN = [
    example
    for (example,) in (
        case.values for case in worked_cases("allocation.yaml", "allocation_outcome")
    )
    if example["given"].get("manner") == "attachment" and "expect" in example
]


def item(number, kind, minor):
    is_authoritys = kind == "enforcement_cost"
    shown = "cost" if kind in ("enforcement_cost", "fee") else kind
    return OpenItem(number, shown, minor, minor, DAY, is_authoritys=is_authoritys)


def owed(claim_id, **kinds):
    return claim_id, [
        item(claim_id * 10 + n, k, minor) for n, (k, minor) in enumerate(kinds.items())
    ]


def covered(parts):
    """Claim, kind and sum of each part, in the order in which they were covered."""
    return [(part.claim_id, part.kind, part.amount_minor) for part in parts]


@pytest.mark.parametrize("example", TAKEN, ids=lambda example: example["id"])
def test_the_worked_cases_of_what_an_authority_took(example):
    """The authority keeps its own costs of the sum; in Norway fees are costs like the others."""
    told = with_days(example["given"])
    book = law_book(example["country"])
    order = allocation_order(book, "consumer", on=told["on"], manner="attachment").kinds
    claim = owed(1, **told["owed"])
    kept_minor = told["owed"].get("enforcement_cost", 0)
    kept, parts, left_minor = divide(
        Taken(kept_minor), told["paid_minor"] - kept_minor, [claim], order
    )
    assert sum(part.amount_minor for part in kept) == kept_minor
    paid = {part.item_id: part.amount_minor for part in (*kept, *parts)}
    left = {
        kind: minor - paid.get(10 + n, 0) for n, (kind, minor) in enumerate(told["owed"].items())
    }
    assert left == example["expect"]["left"]
    assert left_minor == example["expect"]["surplus_minor"]


def test_there_are_worked_cases_of_both_countries():
    assert {example["country"] for example in TAKEN} == {"SE", "NO"}


def test_a_kind_is_covered_on_every_claim_before_the_next_kind():
    claims = [owed(1, principal=100_00, interest=10_00), owed(2, principal=50_00, interest=5_00)]
    _, parts, left_minor = divide(Taken(), 100_00, claims, SWEDEN)
    assert covered(parts) == [
        (1, "interest", 10_00), (2, "interest", 5_00), (1, "principal", 85_00),
    ]  # fmt: skip
    _, parts, left_minor = divide(Taken(), 160_00, claims, NORWAY)
    assert covered(parts) == [
        (1, "principal", 100_00), (2, "principal", 50_00), (1, "interest", 10_00),
    ]  # fmt: skip
    assert left_minor == 0


def test_what_the_authority_states_for_a_claim_goes_to_it_and_the_rest_of_it_to_the_others():
    claims = [owed(1, principal=100_00), owed(2, principal=50_00)]
    _, parts, left_minor = divide(Taken(shares=((2, 70_00),)), 70_00, claims, SWEDEN)
    assert covered(parts) == [(2, "principal", 50_00), (1, "principal", 20_00)]
    assert left_minor == 0


def test_claims_that_were_not_put_to_it_get_nothing():
    claims = [owed(1, principal=100_00), owed(2, principal=50_00)]
    _, parts, left_minor = divide(Taken(claim_ids=(2,)), 70_00, claims, SWEDEN)
    assert (covered(parts), left_minor) == ([(2, "principal", 50_00)], 20_00)


@pytest.mark.parametrize(
    ("kept_minor", "order"), [(600_01, SWEDEN), (1, NORWAY), (1, ("cost", "interest", "principal"))]
)
def test_it_keeps_no_more_than_its_own_costs_that_are_known(kept_minor, order):
    with pytest.raises(KeptUnclear):
        divide(Taken(kept_minor), 0, [owed(1, enforcement_cost=600_00, cost=500_00)], order)


def test_a_fee_that_we_paid_ourselves_comes_back_first():
    claims = [owed(1, cost=180_00, enforcement_cost=600_00, principal=1_000_00)]
    _, parts, _ = divide(Taken(), 650_00, claims, SWEDEN)
    assert covered(parts) == [(1, "cost", 600_00), (1, "cost", 50_00)]
    assert parts[0].item_id == 11


sums = st.integers(0, 2_000_00)


@settings(max_examples=200, deadline=None)
@given(
    claims=st.lists(
        st.fixed_dictionaries(
            {"enforcement_cost": sums, "cost": sums, "interest": sums, "principal": sums}
        ),
        min_size=1, max_size=3,
    ),
    paid_minor=st.integers(0, 9_000_00),
    share=st.integers(0, 3_000_00),
    order=st.sampled_from([SWEDEN, NORWAY]),
)  # fmt: skip
def test_nothing_is_lost_and_no_kind_waits_for_a_later_one(claims, paid_minor, share, order):
    of = [owed(n, **kinds) for n, kinds in enumerate(claims, 1)]
    shares = ((1, share),) if 0 < share <= paid_minor else ()
    own_minor = sum(kinds["enforcement_cost"] for kinds in claims)
    kept_minor = own_minor // 2 if order is SWEDEN else 0
    kept, parts, left_minor = divide(Taken(kept_minor, shares=shares), paid_minor, of, order)
    assert sum(part.amount_minor for part in kept) == kept_minor
    assert sum(part.amount_minor for part in parts) + left_minor == paid_minor
    paid = {}
    for part in (*kept, *parts):
        assert part.amount_minor > 0
        paid[part.item_id] = paid.get(part.item_id, 0) + part.amount_minor
    open_minor = {
        one.item_id: one.open_minor - paid.get(one.item_id, 0) for _, items in of for one in items
    }
    assert min(open_minor.values()) >= 0
    if left_minor:
        assert not any(open_minor.values())
    if not shares and parts:
        last = order.index(_kind(of, parts[-1].item_id, order))
        for _, items in of:
            for one in items:
                if order.index(_kind(of, one.item_id, order)) < last:
                    assert open_minor[one.item_id] == 0


def _kind(claims, item_id, order):
    (one,) = [one for _, items in claims for one in items if one.item_id == item_id]
    return "enforcement_cost" if one.is_authoritys and "enforcement_cost" in order else one.kind


@pytest.mark.parametrize(
    ("withheld_on", "counts"),
    [(None, "2026-06-20"), (date(2026, 5, 25), "2026-05-01"), (date(2026, 6, 1), "2026-06-01")],
)
def test_wages_count_from_the_first_of_the_month_in_which_they_were_withheld(withheld_on, counts):
    assert counts_from(date(2026, 6, 20), withheld_on).isoformat() == counts


@pytest.mark.parametrize(
    ("country", "happened", "by_its_order"),
    [("SE", [], True), ("NO", ["presented", "pledge"], False), ("NO", ["pledge", "trekk"], True)],
)
def test_the_act_sets_the_order_where_the_law_says_so(country, happened, by_its_order):
    assert goes_by_its_order(country, happened) is by_its_order


@pytest.mark.parametrize(
    ("country", "name", "is_one"),
    [
        ("SE", "KRONOFOGDEMYNDIGHETEN", True), ("SE", "Åsa Öberg", False),
        ("NO", "Innkrevingsmyndigheten", True), ("NO", "Skatteetaten, innkreving", True),
        ("NO", "Kari Nordmann", False), ("SE", "Skatteetaten", False),
    ],
)  # fmt: skip
def test_an_authority_is_known_by_its_name(country, name, is_one):
    assert is_payer(country, name) is is_one


def test_a_case_number_is_compared_without_its_signs():
    assert bare("01-123456-26") == bare("01 123456/26") == "0112345626"


def test_the_event_that_brings_money_is_known_to_each_countrys_enforcement():
    assert set(EVENTS) == set(KINDS) == set(PAYERS)
    for country, event in EVENTS.items():
        known = [kind for kind in KINDS[country].values() if event in kind.events]
        assert len(known) >= 2
        assert all("distribution" in kind.events[event].effects for kind in known)
