"""Legal steps in Norway: multiples of R by the day of filing, the demand before, lost costs."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from kvitt.law.book import LawNotKnown
from kvitt.law.costs_norway import (
    COURT_KINDS,
    LEGAL_STEPS,
    OTHER_COURT_FEES,
    UnknownLoss,
    court_fee,
    lost_costs,
)
from kvitt.law.fees import Circumstances, EarlierFee, FeeNotAllowed, fee
from kvitt.law.livelihood import (
    UnfoundedShares,
    UnknownHousehold,
    livelihood_minor,
    shares_of_attachment,
)
from kvitt.law.regimes import regime_on, review_flag
from tests.law.norwegian import NO, norwegian_cases
from tests.law.worked_cases import with_days

DUE = date(2025, 6, 2)
DEMAND = EarlierFee("payment_demand", date(2025, 8, 31), date(2025, 9, 15), 0)
STEPS = sorted(LEGAL_STEPS)


def ask(kind: str, on: date, earlier: list[EarlierFee], **special: Any) -> int:
    granted = fee(
        NO,
        kind,
        due_on=DUE,
        sent_on=on,
        debtor_kind="consumer",
        earlier=earlier,
        circumstances=Circumstances(**special),
    )
    return granted.amount_minor


@pytest.mark.parametrize("example", norwegian_cases("court_fees"))
def test_legal_steps_cost_the_worked_multiples_all_year(example: dict[str, Any]) -> None:
    days = with_days(example["given"])
    for day in (days["from_on"], days["through_on"]):
        for kind, expect in example["expect"].items():
            if kind == "court_unit":
                assert NO.value("fees.court_unit", on=day).amount == expect
                continue
            asked = {"due_on": day - timedelta(days=1), "debtor_kind": "consumer"}
            if expect == "unknown":
                with pytest.raises(LawNotKnown, match="not confirmed"):
                    fee(NO, kind, sent_on=day, **asked)
            else:
                assert fee(NO, kind, sent_on=day, **asked).amount_minor == expect, (kind, day)


@pytest.mark.parametrize("example", norwegian_cases("lost_costs"))
def test_an_objection_takes_costs_away(example: dict[str, Any]) -> None:
    earlier = [
        EarlierFee(
            one["kind"],
            date.fromisoformat(one["sent_on"]),
            date.fromisoformat(one["deadline_on"]) if "deadline_on" in one else None,
            one["amount_minor"],
        )
        for one in example["earlier"]
    ]
    lost = lost_costs(NO, earlier=earlier, **with_days(example["given"]))
    assert lost.lost_minor == example["expect"]["lost_minor"]
    assert example["expect"]["reference"] in lost.because.reference


@pytest.mark.parametrize("example", norwegian_cases("livelihood"))
def test_a_household_keeps_the_worked_sum(example: dict[str, Any]) -> None:
    asked = with_days(example["given"])
    if example["expect_minor"] == "unknown":
        with pytest.raises(LawNotKnown):
            livelihood_minor(NO, **asked)
    else:
        assert livelihood_minor(NO, **asked) == example["expect_minor"]


@pytest.mark.parametrize("example", norwegian_cases("attachment_shares"))
def test_claims_of_one_class_share_by_size(example: dict[str, Any]) -> None:
    shares = shares_of_attachment(**example["given"])
    assert list(shares) == example["expect_minor"]
    assert sum(shares) == example["given"]["paid_minor"]


def test_no_share_is_an_oere_or_more_from_its_part_and_none_is_lost() -> None:
    claims = (3_33, 3_33, 3_34, 1, 999_99)
    for paid_minor in range(400):
        shares = shares_of_attachment(paid_minor, claims)
        assert sum(shares) == paid_minor
        for share, claim in zip(shares, claims, strict=True):
            assert abs(share - Fraction(paid_minor * claim, sum(claims))) < 1
    for paid_minor, wrong in ((1, ()), (1, (0, 0)), (-1, (5,)), (1, (5, -1))):
        with pytest.raises(UnfoundedShares):
            shares_of_attachment(paid_minor, wrong)


@pytest.mark.parametrize("kind", STEPS)
def test_a_legal_step_comes_after_the_deadline_and_within_six_months(kind: str) -> None:
    for early in (date(2025, 8, 31), date(2025, 9, 15)):
        with pytest.raises(FeeNotAllowed) as no:
            ask(kind, early, [DEMAND])
        assert no.value.allowed_from == date(2025, 9, 16)
        assert "§ 11" in no.value.reference
    assert ask(kind, date(2025, 9, 16), [DEMAND])
    assert ask(kind, date(2026, 2, 28), [DEMAND])
    with pytest.raises(FeeNotAllowed, match="2026-02-28") as no:
        ask(kind, date(2026, 3, 1), [DEMAND])
    assert no.value.allowed_from is None
    assert "§ 11" in no.value.reference


def test_a_creditors_own_demand_carries_a_legal_step_too() -> None:
    own = EarlierFee("payment_demand_own", date(2025, 8, 31), date(2025, 9, 15), 105_00)
    assert ask("conciliation_application", date(2025, 9, 16), [own]) == 2_023_00


@pytest.mark.parametrize(
    "demand",
    [
        EarlierFee("payment_demand", date(2025, 8, 31), date(2025, 9, 13), 0),
        EarlierFee("payment_demand", date(2025, 8, 31), None, 0),
    ],
)
def test_a_demand_with_too_little_time_carries_no_legal_step(demand: EarlierFee) -> None:
    with pytest.raises(FeeNotAllowed) as no:
        ask("attachment_application", date(2025, 10, 1), [demand])
    assert "§ 10" in no.value.reference


def test_a_second_application_of_a_kind_needs_a_reason() -> None:
    first = EarlierFee("attachment_application", date(2025, 10, 1), None, 906_00)
    with pytest.raises(FeeNotAllowed, match="recorded reason"):
        ask("attachment_application", date(2026, 2, 2), [DEMAND, first])
    again = ask("attachment_application", date(2026, 2, 2), [DEMAND, first], reason="new employer")
    assert again == 928_00


def test_a_reason_does_not_make_an_old_demand_young() -> None:
    with pytest.raises(FeeNotAllowed):
        ask("attachment_application", date(2026, 3, 1), [DEMAND], reason="called for")
    exception = ask("attachment_application", date(2026, 3, 1), [DEMAND], reason="debtor_evades")
    assert exception == 928_00


@pytest.mark.parametrize("kind", sorted(COURT_KINDS))
def test_no_legal_step_costs_anything_before_the_claim_is_overdue(kind: str) -> None:
    with pytest.raises(FeeNotAllowed) as no:
        ask(kind, DUE, [])
    assert no.value.allowed_from == DUE + timedelta(days=1)


def test_help_with_a_conciliation_that_was_not_applied_for_costs_nothing() -> None:
    with pytest.raises(FeeNotAllowed, match="nothing to help"):
        ask("conciliation_representation", date(2025, 10, 1), [DEMAND])
    applied = EarlierFee("conciliation_application", date(2025, 10, 1), None, 2_023_00)
    assert ask("conciliation_representation", date(2026, 6, 1), [DEMAND, applied]) == 672_50


@pytest.mark.parametrize(
    ("kind", "last_on", "old_minor", "new_minor"),
    [
        ("conciliation_application", "2018-12-31", 1_130_00, 1_322_00),
        ("conciliation_application", "2021-12-31", 1_378_00, 1_345_00),
        ("conciliation_application", "2024-06-30", 1_404_00, 1_966_00),
        ("attachment_application", "2020-12-31", 1_992_00, 1_498_00),
        ("attachment_application", "2021-12-31", 1_498_00, 1_479_00),
        ("attachment_application", "2025-06-30", 906_00, 906_00),
        ("attachment_application", "2025-12-31", 906_00, 928_00),
        ("court_application", "2025-12-31", 6_570_00, 6_725_00),
        ("small_claims_application", "2025-12-31", 4_599_00, 4_707_00),
    ],
)
def test_the_day_of_filing_selects_unit_and_multiple(
    kind: str, last_on: str, old_minor: int, new_minor: int
) -> None:
    last = date.fromisoformat(last_on)
    assert court_fee(NO, kind, filed_on=last).amount_minor == old_minor
    assert court_fee(NO, kind, filed_on=last + timedelta(days=1)).amount_minor == new_minor


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        ("attachment_application", "2015-12-31"),
        ("attachment_application", "2024-01-01"),
        ("attachment_application", "2024-12-31"),
        ("conciliation_application", "2014-12-31"),
        ("conciliation_application", "2027-01-01"),
        ("court_application", "2027-01-01"),
        ("money_claim_sale", "2025-12-31"),
    ],
)
def test_an_unconfirmed_multiple_or_unit_is_refused(kind: str, day: str) -> None:
    with pytest.raises(LawNotKnown):
        court_fee(NO, kind, filed_on=date.fromisoformat(day))


def test_the_first_half_of_2025_is_our_setting_and_not_the_law() -> None:
    spring = NO.value("fees.attachment_application", on=date(2025, 6, 30))
    autumn = NO.value("fees.attachment_application", on=date(2025, 7, 1))
    assert (spring.kind, autumn.kind) == ("setting", "law")


def test_the_other_fees_of_the_courts_are_known_for_2026() -> None:
    amounts = {
        kind: court_fee(NO, kind, filed_on=date(2026, 5, 4)).amount_minor
        for kind in OTHER_COURT_FEES
    }
    assert amounts == {
        "conciliation_reopening": 672_00,
        "conciliation_decision_appeal": 2_690_00,
        "enforcement_complaint": 1_345_00,
        "money_claim_sale": 538_00,
        "bankruptcy_demand_service": 672_00,
    }


def test_the_arithmetic_can_be_repeated_by_hand() -> None:
    granted = fee(
        NO, "conciliation_application", due_on=DUE, sent_on=date(2026, 3, 2), debtor_kind="consumer"
    )
    given = granted.because.given
    assert given["arithmetic"] == "1.54 × 1345.00 = 2071.30, rounded down to 2071.00"
    assert (given["court_unit_minor"], given["multiplier_hundredths"]) == (1_345_00, 154)


@pytest.mark.parametrize("kind", ["sms", "call", "visit", "administration"])
def test_messages_calls_visits_and_administration_are_never_charged(kind: str) -> None:
    for debtor_kind in ("consumer", "business"):
        with pytest.raises(FeeNotAllowed) as no:
            fee(NO, kind, due_on=DUE, sent_on=date(2026, 3, 2), debtor_kind=debtor_kind)
        assert "§ 4 b" in no.value.reference
        assert no.value.allowed_from is None


def test_payment_in_time_takes_the_agencys_costs_and_leaves_the_letters() -> None:
    earlier = [
        EarlierFee("reminder", date(2026, 1, 2), None, 38_00),
        EarlierFee("collection_fee", date(2026, 2, 2), None, 600_00),
        EarlierFee("instalment_plan", date(2026, 2, 3), None, 1_125_00),
        EarlierFee("attachment_application", date(2026, 3, 3), None, 928_00),
    ]

    def lost(reason: str) -> list[str]:
        found = lost_costs(NO, reason, earlier, on=date(2026, 3, 4))
        assert "§ 17" in found.because.reference
        return [one.kind for one in found.measures]

    assert lost("payment_in_time") == ["collection_fee", "instalment_plan"]
    assert lost("breach") == lost("objection") == ["reminder", "collection_fee", "instalment_plan"]
    with pytest.raises(UnknownLoss, match="payment_in_time"):
        lost_costs(NO, "a bad mood", earlier, on=date(2026, 3, 4))


def test_the_youngest_children_from_the_fourth_person_bear_the_reduction() -> None:
    on = date(2026, 3, 2)

    def keeps(household: str, *ages: int, **more: Any) -> int:
        return livelihood_minor(NO, on=on, household=household, child_ages=ages, **more)

    assert keeps("single") == 11_046_00
    assert keeps("single", 0, 5) == 11_046_00 + 2 * 3_535_00
    assert keeps("single", 5, 6, 11) == 11_046_00 + 5_919_00 + 4_690_00 + 2_828_00
    assert keeps("supporting_spouse", 10) == 18_708_00 + 4_690_00
    assert keeps("married_or_cohabiting", 15, 14) == 9_354_00 + 6_809_00 + 4_735_20
    visits = [(4, 3), (1, 16), (2, 7)]
    assert keeps("single", visits=visits) == 11_046_00 + 656_00 + 1_553_00 + 1_540_00


def test_what_the_rates_of_a_day_do_not_hold_is_refused() -> None:
    with pytest.raises(LawNotKnown, match="child_15"):
        livelihood_minor(NO, on=date(2023, 6, 30), household="single", child_ages=(15,))
    assert livelihood_minor(NO, on=date(2023, 7, 1), household="single", child_ages=(15,))
    for day in ("2019-06-30", "2022-07-01", "2022-12-31", "2026-07-01"):
        with pytest.raises(LawNotKnown):
            livelihood_minor(NO, on=date.fromisoformat(day), household="single")
    on = date(2026, 3, 2)
    for wrong in (
        {"household": "castle"},
        {"household": "single", "child_ages": (-1,)},
        {"household": "single", "visits": [(5, 3)]},
        {"household": "single", "visits": [(1, -3)]},
    ):
        with pytest.raises(UnknownHousehold):
            livelihood_minor(NO, on=on, **wrong)


def test_the_act_of_2026_is_not_in_force_and_decisions_after_the_review_are_flagged() -> None:
    assert not regime_on(NO, "collection_act", date(2027, 6, 1))
    assert review_flag(NO, "fees", date(2026, 10, 6)) == ""
    assert "2026-10-06" in review_flag(NO, "fees", date(2026, 10, 7))
    coming = [name for name in NO.names() if name.startswith("new_act.")]
    assert len(coming) >= 14
    for name in coming:
        entry = NO.series[name].entries[0]
        assert entry.kind == "setting"
        assert entry.sentence.startswith("Not in force.")
