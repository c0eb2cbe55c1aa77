"""What Sweden lets a debtor be charged: preconditions, authorities' costs, both sides of edges."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from kvitt.law import fees_sweden
from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.costs_sweden import COSTS
from kvitt.law.fees import COMPENSATION, Circumstances, EarlierFee, Fee, FeeNotAllowed, fee
from kvitt.law.interest import late_interest
from kvitt.law.plain_yaml import read_plain_yaml
from kvitt.law.unfounded_sweden import ClaimedCost, CostNotUnderstood, refused_by_authority

SE = law_book("SE")
DUE = date(2026, 2, 27)
FILED = date(2026, 4, 20)
DEMAND = EarlierFee("collection_demand", date(2026, 3, 23), date(2026, 4, 2), 180_00)
APPLICATION = EarlierFee("payment_order_application", FILED, None, 300_00)


def day(text: str) -> date:
    return date.fromisoformat(text)


def asked(kind: str, on: date, *earlier: EarlierFee, **special: Any) -> Fee:
    given: dict[str, Any] = {"due_on": DUE, "debtor_kind": "consumer", "principal_minor": 1_000_00}
    given["circumstances"] = Circumstances(reason=special.pop("reason", ""))
    return fee(SE, kind, sent_on=on, earlier=earlier, **{**given, **special})


def refusal(kind: str, on: date, *earlier: EarlierFee, **special: Any) -> FeeNotAllowed:
    with pytest.raises(FeeNotAllowed) as no:
        asked(kind, on, *earlier, **special)
    assert no.value.reference
    return no.value


def examples(question: str) -> list[Any]:
    text = files("kvitt.law").joinpath("examples/se_costs.yaml").read_text(encoding="utf-8")
    pages = read_plain_yaml(text, name="se_costs.yaml")["examples"]
    found = [one for one in pages if one["question"] == question]
    assert found
    return [pytest.param(one, id=f"{one['id']}: {one['title']}") for one in found]


@pytest.mark.parametrize("example", examples("claimed_at_filing"))
def test_what_is_claimed_comes_to_the_worked_sum(example: dict[str, Any]) -> None:
    given, expect = example["given"], example["expect"]
    costs = [
        ClaimedCost(one["kind"], day(one["dated_on"]), one["amount_minor"])
        for one in example["costs"]
    ]
    interest = late_interest(
        SE,
        principal_minor=given["principal_minor"],
        due_on=day(given["due_on"]),
        until_on=day(given["filed_on"]),
    )
    assert interest.interest_minor == expect["interest_minor"]
    claimed = given["principal_minor"] + interest.interest_minor
    claimed += sum(one.amount_minor for one in costs)
    assert claimed == expect["total_minor"]
    found = refused_by_authority(
        SE,
        costs,
        due_on=day(given["due_on"]),
        debtor_kind=given["debtor_kind"],
        principal_minor=given["principal_minor"],
    )
    assert [(one.kind, one.most_minor) for one in found] == [
        (one["kind"], one["most_minor"]) for one in expect["unfounded"]
    ]
    for one, told in zip(found, expect["unfounded"], strict=True):
        assert told["reference"] in one.reference
        assert one.sentence.endswith(".")


@pytest.mark.parametrize("kind", fees_sweden.ORDINARY)
def test_an_incomplete_letter_is_never_charged(kind: str) -> None:
    no = refusal(kind, FILED, circumstances=Circumstances(letter_complete=False))
    assert no.allowed_from is None
    assert asked(kind, FILED).amount_minor > 0


@pytest.mark.parametrize(
    ("kind", "before_minor", "from_minor"),
    [
        ("reminder", 50_00, 60_00),
        ("collection_demand", 160_00, 180_00),
        ("instalment_plan", 150_00, 170_00),
    ],
)
def test_the_older_ceilings_end_with_15_march_2013(
    kind: str, before_minor: int, from_minor: int
) -> None:
    due_on = date(2013, 1, 31)
    assert asked(kind, date(2013, 3, 15), due_on=due_on).amount_minor == before_minor
    assert asked(kind, date(2013, 3, 16), due_on=due_on).amount_minor == from_minor
    with pytest.raises(LawNotKnown):
        asked(kind, date(2003, 6, 30), due_on=date(2003, 1, 31))


@pytest.mark.parametrize("kind", fees_sweden.NEVER)
def test_what_the_act_does_not_list_is_refused_on_any_day(kind: str) -> None:
    no = refusal(kind, FILED)
    assert "5 § första stycket" in no.reference
    assert no.allowed_from is None


@pytest.mark.parametrize("kind", COSTS)
def test_no_authority_is_paid_for_a_claim_that_is_not_overdue(kind: str) -> None:
    no = refusal(kind, DUE)
    assert no.allowed_from == date(2026, 2, 28)
    assert asked(kind, date(2026, 2, 28)).amount_minor > 0


@pytest.mark.parametrize(
    ("kind", "received", "most_minor"),
    [
        ("payment_order_representation", "2003-10-01", 340_00),
        ("payment_order_representation", "2013-12-31", 340_00),
        ("payment_order_representation", "2014-01-01", 380_00),
        ("assistance_representation", "2013-12-31", 375_00),
        ("assistance_representation", "2014-01-01", 420_00),
        ("payment_order_application", "2014-12-31", 300_00),
        ("payment_order_application", "2015-01-01", 300_00),
        ("assistance_application", "2026-11-21", 300_00),
        ("enforcement_base_fee", "2017-06-30", 600_00),
        ("enforcement_base_fee", "2017-07-01", 600_00),
        ("eviction_base_fee", "2017-07-01", 300_00),
    ],
)
def test_an_authority_costs_what_its_day_says(kind: str, received: str, most_minor: int) -> None:
    granted = asked(kind, day(received), due_on=date(2003, 1, 31))
    assert granted.amount_minor == most_minor
    assert granted.because.rule == f"se.fees.{kind}"


@pytest.mark.parametrize(
    ("kind", "on"),
    [
        ("payment_order_representation", "2003-09-30"),
        ("payment_order_application", "2009-12-31"),
        ("assistance_representation", "2009-12-31"),
        ("enforcement_base_fee", "2009-12-31"),
        ("eviction_base_fee", "2017-06-30"),
        ("court_application", "2024-04-30"),
        ("court_transfer", "2024-04-30"),
        ("court_application", "2027-01-01"),
    ],
)
def test_a_day_that_the_book_does_not_reach_is_refused(kind: str, on: str) -> None:
    with pytest.raises(LawNotKnown):
        asked(kind, day(on), due_on=date(2003, 1, 31))


def test_a_payment_order_and_assistance_asked_for_together_cost_one_application() -> None:
    for second in ("assistance_application", "payment_order_application"):
        assert "1 §" in refusal(second, FILED, DEMAND, APPLICATION).reference
        again = asked(second, FILED, DEMAND, APPLICATION, reason="the first case was dismissed")
        assert again.amount_minor == 300_00


def test_an_agent_is_paid_once_for_a_case() -> None:
    agent = EarlierFee("payment_order_representation", FILED, None, 380_00)
    assert refusal("assistance_representation", FILED, DEMAND, APPLICATION, agent)
    assert asked("payment_order_representation", FILED, DEMAND, APPLICATION).amount_minor == 380_00


def test_nothing_is_filed_before_the_demands_time_has_gone_by() -> None:
    for kind in ("payment_order_application", "assistance_application", "court_application"):
        no = refusal(kind, date(2026, 4, 2), DEMAND)
        assert (no.reference, no.allowed_from) == (
            "inkassolagen (1974:182) 6 och 7 §§",
            date(2026, 4, 3),
        )
        assert asked(kind, date(2026, 4, 3), DEMAND).amount_minor > 0
        assert asked(kind, date(2026, 4, 2), DEMAND, reason="the debtor evades").amount_minor > 0


def test_nothing_is_filed_without_a_demand_or_with_one_whose_last_day_is_unknown() -> None:
    reminder = EarlierFee("reminder", date(2026, 3, 9), date(2026, 3, 19), 60_00)
    assert "Send a demand first" in refusal("payment_order_application", FILED, reminder).sentence
    endless = EarlierFee("collection_demand", date(2026, 3, 23), None, 180_00)
    assert "say it" in refusal("payment_order_application", FILED, endless).sentence
    free = EarlierFee("collection_demand", date(2026, 3, 23), date(2026, 4, 2), 0)
    assert asked("payment_order_application", FILED, reminder, free).amount_minor == 300_00


@pytest.mark.parametrize(
    ("last", "too_early", "next_year"),
    [
        ("2025-03-03", "2026-03-02", "2026-03-03"),
        ("2025-02-28", "2026-02-27", "2026-02-28"),
        ("2024-02-29", "2025-02-28", "2025-03-01"),
    ],
)
def test_a_base_fee_comes_again_after_a_whole_year(
    last: str, too_early: str, next_year: str
) -> None:
    first = EarlierFee("enforcement_base_fee", day(last), None, 600_00)
    given = {"due_on": date(2023, 1, 31), "principal_minor": 100_00}
    no = refusal("enforcement_base_fee", day(too_early), first, reason="again", **given)
    assert no.allowed_from == day(next_year)
    assert asked("enforcement_base_fee", day(next_year), first, **given).amount_minor == 600_00


@pytest.mark.parametrize("unpaid_minor", [0, 99_99])
def test_too_little_unpaid_carries_no_base_fee(unpaid_minor: int) -> None:
    no = refusal("enforcement_base_fee", FILED, principal_minor=unpaid_minor)
    assert "100 kronor" in no.sentence
    for enough_minor in (100_00, 100_01):
        assert asked("enforcement_base_fee", FILED, principal_minor=enough_minor)


def test_an_eviction_never_costs_more_than_the_applicants_3000_kronor() -> None:
    def charged(amount_minor: int) -> EarlierFee:
        return EarlierFee("eviction_base_fee", date(2026, 3, 1), None, amount_minor)

    assert refusal("eviction_base_fee", FILED, charged(300_00))
    again = {"reason": "a second party"}
    for before_minor, granted_minor in ((2_700_00, 300_00), (2_700_01, 299_99), (2_999_99, 1)):
        granted = asked("eviction_base_fee", FILED, charged(before_minor), **again)
        assert granted.amount_minor == granted_minor
    assert "15 a §" in refusal("eviction_base_fee", FILED, charged(3_000_00), **again).reference


@pytest.mark.parametrize(
    ("filed", "half_minor"),
    [
        ("2024-05-01", 28_650_00),
        ("2024-12-31", 28_650_00),
        ("2025-01-01", 29_400_00),
        ("2025-12-31", 29_400_00),
        ("2026-01-01", 29_600_00),
        ("2026-12-31", 29_600_00),
    ],
)
def test_the_court_is_cheaper_up_to_half_a_price_base_amount_of_its_year(
    filed: str, half_minor: int
) -> None:
    for kind, small_minor, other_minor in (
        ("court_application", 900_00, 2_800_00),
        ("court_transfer", 600_00, 2_500_00),
    ):
        for principal_minor, expected in (
            (half_minor - 1, small_minor),
            (half_minor, small_minor),
            (half_minor + 1, other_minor),
        ):
            granted = asked(
                kind, day(filed), due_on=date(2024, 1, 31), principal_minor=principal_minor
            )
            assert granted.amount_minor == expected


def test_a_court_fee_shows_the_sum_by_which_its_size_was_chosen() -> None:
    for principal_minor, told in (
        (29_600_00, "29600.00 ≤ 50 % × 59200.00 = 29600.00"),
        (29_600_01, "29600.01 > 50 % × 59200.00 = 29600.00"),
    ):
        granted = asked("court_transfer", FILED, principal_minor=principal_minor)
        assert granted.because.given["arithmetic"] == told


def test_a_court_fee_needs_to_know_what_the_claim_is_worth() -> None:
    assert "say the principal" in refusal("court_transfer", FILED, principal_minor=0).sentence


def test_a_transfer_follows_an_application_and_comes_once() -> None:
    assert asked("court_transfer", FILED, DEMAND, APPLICATION).amount_minor == 600_00
    assert "no application" in refusal("court_transfer", FILED, DEMAND).sentence
    transfer = EarlierFee("court_transfer", FILED, None, 600_00)
    assert refusal("court_transfer", FILED, APPLICATION, transfer)
    assert refusal("court_application", FILED, APPLICATION, transfer)


def test_a_written_off_payment_order_is_not_paid_beside_the_courts_own_fee() -> None:
    no = refusal("court_application", date(2026, 9, 1), DEMAND, APPLICATION)
    assert "HD 2024" in no.reference
    taken_back = EarlierFee("payment_order_application", FILED, None, 0)
    assert asked("court_application", date(2026, 9, 1), DEMAND, taken_back).amount_minor == 900_00


def test_an_authoritys_cost_has_no_part_in_what_the_compensation_covers() -> None:
    letters = (
        EarlierFee(COMPENSATION, date(2026, 2, 28), None, 450_00),
        EarlierFee("reminder", date(2026, 3, 9), None, 0, 60_00),
        EarlierFee("collection_demand", date(2026, 3, 23), date(2026, 4, 2), 0, 180_00),
        EarlierFee("collection_demand", date(2026, 5, 4), date(2026, 5, 14), 0, 180_00),
    )
    on, business = date(2026, 5, 18), {"debtor_kind": "business"}
    alone = asked("instalment_plan", on, *letters, **business)
    with_costs = asked("instalment_plan", on, *letters, APPLICATION, **business)
    assert (alone.amount_minor, alone.covered_minor) == (140_00, 30_00)
    assert with_costs == alone


def test_a_stop_also_stops_what_an_authority_costs() -> None:
    for stop in ("objection", "deferral", "plan", "minor"):
        assert refusal(
            "payment_order_application", FILED, circumstances=Circumstances(stopped_by=stop)
        )


def claimed(*costs: tuple[str, str, int], **special: Any) -> list[tuple[str, int]]:
    given: dict[str, Any] = {"due_on": DUE, "debtor_kind": "consumer", "principal_minor": 1_000_00}
    found = refused_by_authority(
        SE, [ClaimedCost(kind, day(on), minor) for kind, on, minor in costs], **{**given, **special}
    )
    return [(one.kind, one.most_minor) for one in found]


def test_a_reminder_fee_that_was_never_agreed_is_unfounded() -> None:
    reminder = ("reminder", "2026-03-09", 60_00)
    assert claimed(reminder) == []
    assert claimed(reminder, agreed=False) == [("reminder", 0)]


def test_of_compensation_and_letters_only_the_larger_is_founded() -> None:
    letters = [
        ("reminder", "2026-03-09", 60_00),
        ("collection_demand", "2026-03-23", 180_00),
    ]
    late = (COMPENSATION, "2026-04-20", 210_00)
    assert claimed(*letters, late, debtor_kind="business") == []
    more = (COMPENSATION, "2026-04-20", 210_01)
    assert claimed(*letters, more, debtor_kind="business") == [(COMPENSATION, 210_00)]
    first = (COMPENSATION, "2026-02-28", 450_00)
    assert claimed(first, *letters, debtor_kind="authority") == [
        ("reminder", 0),
        ("collection_demand", 0),
    ]
    assert claimed(late) == [(COMPENSATION, 0)]


def test_a_second_letter_is_judged_by_its_amount_and_a_second_application_is_not_paid() -> None:
    demand = ("collection_demand", "2026-03-23", 180_00)
    assert claimed(demand, ("collection_demand", "2026-04-07", 180_00)) == []
    application = ("payment_order_application", "2026-04-20", 300_00)
    both = claimed(demand, application, ("assistance_application", "2026-04-20", 300_00))
    assert both == [("assistance_application", 0)]


def test_a_cost_below_zero_is_not_understood() -> None:
    with pytest.raises(CostNotUnderstood):
        claimed(("reminder", "2026-03-09", -1))


def test_every_kind_of_charge_has_a_value_of_its_own() -> None:
    for kind in fees_sweden.KINDS:
        assert f"fees.{kind}" in SE.names()
    assert len(set(fees_sweden.KINDS)) == len(fees_sweden.KINDS)
