"""The agency's fee in Norway: every bracket and edge, once for a claim, and never too early."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.law.book import LawNotKnown
from kvitt.law.collection_fee import (
    collection_fee,
    collection_fee_minor,
    heavy_from,
    hundredths_text,
    plan_fee,
)
from kvitt.law.fees import COMPENSATION, Circumstances, EarlierFee, FeeNotAllowed, fee
from tests.law.norwegian import NO, norwegian_cases, play
from tests.law.worked_cases import with_days

DUE = date(2025, 12, 10)
NOTICE = EarlierFee("collection_notice", date(2026, 1, 16), date(2026, 1, 30), 38_00)
DEMAND = EarlierFee("payment_demand", date(2026, 2, 2), date(2026, 2, 16), 0)
HEAVY = Circumstances(is_heavy=True)
ASKED: dict[str, Any] = {"due_on": DUE, "debtor_kind": "consumer", "principal_minor": 8_450_00}
COLUMNS = list(product(("consumer", "business"), (False, True), (False, True)))


@pytest.mark.parametrize("example", norwegian_cases("collection_fee"))
def test_the_fee_of_a_size_of_claim_is_the_worked_sum(example: dict[str, Any]) -> None:
    asked = with_days(example["given"])
    for principal, amounts in example["expect_minor"].items():
        for (debtor_kind, with_vat, is_heavy), amount_minor in zip(COLUMNS, amounts, strict=False):
            found = collection_fee_minor(
                NO,
                principal_minor=int(principal),
                is_heavy=is_heavy,
                with_vat=with_vat,
                debtor_kind=debtor_kind,
                **asked,
            )
            assert found == amount_minor, (principal, debtor_kind, with_vat, is_heavy)
        assert len(amounts) in (4, 8)


@pytest.mark.parametrize("example", norwegian_cases("fee_chain"))
def test_a_chain_of_measures_costs_what_the_worked_case_says(example: dict[str, Any]) -> None:
    play(example)


@pytest.mark.parametrize("example", norwegian_cases("heavy_from"))
def test_the_fee_turns_heavy_more_than_28_days_after_the_demand(example: dict[str, Any]) -> None:
    assert heavy_from(NO, **with_days(example["given"])).isoformat() == example["expect"]


def test_a_heavy_fee_one_day_early_is_refused_with_its_paragraph_and_day() -> None:
    earlier = [NOTICE, DEMAND]
    with pytest.raises(FeeNotAllowed) as no:
        fee(
            NO,
            "collection_fee",
            sent_on=date(2026, 3, 16),
            earlier=earlier,
            circumstances=HEAVY,
            **ASKED,
        )
    assert no.value.allowed_from == date(2026, 3, 17)
    assert "§§ 2-2 og 2-3" in no.value.reference
    assert "28 days" in no.value.sentence
    granted = fee(
        NO, "collection_fee", sent_on=date(2026, 3, 17), earlier=earlier, circumstances=HEAVY,
        **ASKED,
    )  # fmt: skip
    assert granted.amount_minor == 1_200_00
    assert granted.because.given["arithmetic"] == "0.8 × 750.00 × 2 = 1200.00"


def test_without_a_demand_of_the_agency_the_fee_is_never_heavy() -> None:
    own = EarlierFee("payment_demand_own", date(2026, 2, 2), date(2026, 2, 16), 113_00)
    for earlier in ([NOTICE], [NOTICE, own]):
        with pytest.raises(FeeNotAllowed, match="not heavy") as no:
            fee(
                NO, "collection_fee", sent_on=date(2026, 9, 1), earlier=earlier,
                circumstances=HEAVY, **ASKED,
            )  # fmt: skip
        assert no.value.allowed_from is None


def test_a_person_who_names_no_letters_is_told_the_heavy_fee() -> None:
    asked = fee(
        NO, "collection_fee", sent_on=date(2026, 1, 2), circumstances=HEAVY, **ASKED
    ).amount_minor
    assert asked == 1_200_00


def test_a_demand_sent_again_in_time_gives_new_time_and_one_sent_later_does_not() -> None:
    again = EarlierFee("payment_demand", date(2026, 3, 16), date(2026, 3, 30), 0)
    late = EarlierFee("payment_demand", date(2026, 3, 17), date(2026, 3, 31), 0)
    for second, first_day in ((again, date(2026, 4, 28)), (late, date(2026, 3, 17))):
        asked = {**ASKED, "earlier": [NOTICE, DEMAND, second], "circumstances": HEAVY}
        assert fee(NO, "collection_fee", sent_on=first_day, **asked).amount_minor == 1_200_00
        with pytest.raises(FeeNotAllowed) as no:
            fee(NO, "collection_fee", sent_on=first_day - timedelta(days=1), **asked)
        assert no.value.allowed_from == first_day


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ([EarlierFee("reminder", date(2026, 1, 2), date(2026, 1, 16), 38_00)], "No collection no"),
        ([EarlierFee("collection_notice", DUE, date(2026, 1, 30), 0)], "after the due day"),
        (
            [EarlierFee("collection_notice", date(2026, 1, 16), date(2026, 1, 29), 38_00)],
            "at least 14 days",
        ),
        ([EarlierFee("collection_notice", date(2026, 1, 16), None, 38_00)], "No collection no"),
        (
            [NOTICE, EarlierFee("collection_notice", date(2026, 2, 10), None, 0)],
            "names no last day",
        ),
        (
            [NOTICE, EarlierFee("payment_demand", date(2026, 1, 30), date(2026, 2, 16), 0)],
            "before the deadline",
        ),
        (
            [NOTICE, EarlierFee("payment_demand", date(2026, 2, 2), date(2026, 2, 15), 0)],
            "less than 14 days",
        ),
    ],
)
def test_a_breach_of_the_letters_takes_the_fee_with_it(
    earlier: list[EarlierFee], said: str
) -> None:
    with pytest.raises(FeeNotAllowed, match=said) as no:
        fee(NO, "collection_fee", sent_on=date(2026, 6, 1), earlier=earlier, **ASKED)
    assert "inkassoloven" in no.value.reference
    assert no.value.allowed_from is None


def test_the_day_after_the_notice_is_the_first_day_of_the_fee() -> None:
    with pytest.raises(FeeNotAllowed) as no:
        fee(NO, "collection_fee", sent_on=date(2026, 1, 30), earlier=[NOTICE], **ASKED)
    assert no.value.allowed_from == date(2026, 1, 31)
    assert "§ 17 tredje ledd" in no.value.reference
    granted = fee(NO, "collection_fee", sent_on=date(2026, 1, 31), earlier=[NOTICE], **ASKED)
    assert granted.amount_minor == 600_00


def test_a_second_notice_with_time_left_holds_the_fee_back() -> None:
    second = EarlierFee("collection_notice", date(2026, 2, 10), date(2026, 2, 24), 38_00)
    with pytest.raises(FeeNotAllowed) as no:
        fee(NO, "collection_fee", sent_on=date(2026, 2, 20), earlier=[NOTICE, second], **ASKED)
    assert no.value.allowed_from == date(2026, 2, 25)


def test_an_incomplete_letter_carries_no_fee_of_the_agency() -> None:
    with pytest.raises(FeeNotAllowed) as no:
        fee(
            NO, "collection_fee", sent_on=date(2026, 3, 2), earlier=[NOTICE],
            circumstances=Circumstances(letter_complete=False), **ASKED,
        )  # fmt: skip
    assert "§ 17" in no.value.reference or "17 fjerde ledd" in no.value.reference


def test_a_claim_without_a_size_bears_no_fee() -> None:
    with pytest.raises(FeeNotAllowed, match="size of the claim"):
        fee(NO, "collection_fee", due_on=DUE, sent_on=date(2026, 3, 2), debtor_kind="consumer")


def test_a_light_fee_of_last_year_grows_with_the_base_rate_of_the_day_of_covering() -> None:
    notice = EarlierFee("collection_notice", date(2025, 11, 3), date(2025, 11, 17), 35_00)
    light = EarlierFee("collection_fee", date(2025, 12, 1), None, 560_00)
    asked = {**ASKED, "due_on": date(2025, 10, 1), "earlier": [notice, light]}
    with pytest.raises(FeeNotAllowed, match="bears one"):
        fee(NO, "collection_fee", sent_on=date(2025, 12, 31), **asked)
    granted = fee(NO, "collection_fee", sent_on=date(2026, 1, 1), **asked)
    assert granted.amount_minor == 40_00
    assert granted.because.given["arithmetic"] == (
        "0.8 × 750.00 = 600.00, less 560.00 charged before = 40.00"
    )


def test_what_the_compensation_covers_is_told_in_the_arithmetic() -> None:
    covered = EarlierFee(NOTICE.kind, NOTICE.sent_on, NOTICE.deadline_on, 0, 38_00)
    earlier = [EarlierFee(COMPENSATION, date(2026, 1, 15), None, 460_00), covered]
    granted = fee(
        NO, "collection_fee", sent_on=date(2026, 3, 2), earlier=earlier, due_on=DUE,
        debtor_kind="business", principal_minor=8_450_00,
    )  # fmt: skip
    assert (granted.amount_minor, granted.covered_minor) == (478_00, 422_00)
    assert granted.because.given["arithmetic"] == (
        "0.8 × 750.00 × 1.5 = 900.00, less 422.00 that the compensation covers = 478.00"
    )
    assert "§ 3 a" in granted.because.reference


def test_a_court_fee_has_no_part_in_what_the_compensation_covers() -> None:
    compensation = EarlierFee(COMPENSATION, date(2026, 1, 16), None, 460_00)
    court = EarlierFee("conciliation_application", date(2026, 2, 20), None, 2_071_00)
    asked = {**ASKED, "debtor_kind": "business", "sent_on": date(2026, 3, 2)}
    without = fee(NO, "collection_fee", earlier=[compensation, NOTICE], **asked)
    beside = fee(NO, "collection_fee", earlier=[compensation, NOTICE, court], **asked)
    assert without.amount_minor == beside.amount_minor
    letter = fee(NO, "collection_notice", earlier=[compensation, court], **asked)
    assert (letter.amount_minor, letter.covered_minor) == (0, 38_00)


def test_an_authority_owes_the_fee_of_a_business() -> None:
    amounts = {
        kind: collection_fee_minor(
            NO, principal_minor=500_00, due_on=DUE, covered_on=date(2026, 3, 2), is_heavy=False,
            with_vat=False, debtor_kind=kind,
        )
        for kind in ("consumer", "business", "authority")
    }  # fmt: skip
    assert amounts == {"consumer": 187_50, "business": 281_25, "authority": 281_25}


@pytest.mark.parametrize(
    ("due_on", "covered_on"),
    [
        (date(2009, 12, 31), date(2015, 6, 1)),
        (date(2012, 6, 1), date(2012, 12, 1)),
        (date(2013, 6, 1), date(2014, 12, 31)),
        (date(2026, 6, 1), date(2027, 1, 1)),
    ],
)
def test_a_day_without_a_known_table_or_base_rate_is_refused(
    due_on: date, covered_on: date
) -> None:
    with pytest.raises(LawNotKnown):
        collection_fee(
            NO, principal_minor=500_00, due_on=due_on, covered_on=covered_on, is_heavy=False,
            with_vat=False, debtor_kind="consumer",
        )  # fmt: skip


def test_a_plan_bears_its_fee_once_and_not_after_a_legal_step() -> None:
    five = Circumstances(instalments=5)
    asked = {"due_on": DUE, "debtor_kind": "consumer", "circumstances": five}
    plan = fee(NO, "instalment_plan", sent_on=date(2026, 3, 2), earlier=[NOTICE], **asked)
    assert plan.amount_minor == 1_125_00
    assert plan.because.given["arithmetic"] == "1.5 × 750.00 = 1125.00"
    for kind in (
        "conciliation_application",
        "attachment_application",
        "court_application",
        "small_claims_application",
    ):
        step = EarlierFee(kind, date(2026, 2, 20), None, 2_071_00)
        with pytest.raises(FeeNotAllowed, match="legal step") as no:
            fee(NO, "instalment_plan", sent_on=date(2026, 3, 2), earlier=[NOTICE, step], **asked)
        assert "§ 2-4" in no.value.reference
    before = EarlierFee("instalment_plan", date(2026, 3, 2), None, 1_125_00)
    with pytest.raises(FeeNotAllowed, match="another plan is free"):
        fee(NO, "instalment_plan", sent_on=date(2026, 5, 4), earlier=[NOTICE, before], **asked)


def test_a_plan_within_the_deadline_of_the_notice_is_free() -> None:
    five = Circumstances(instalments=5)
    asked = {"due_on": DUE, "debtor_kind": "consumer", "circumstances": five}
    with pytest.raises(FeeNotAllowed) as no:
        fee(NO, "instalment_plan", sent_on=date(2026, 1, 30), earlier=[NOTICE], **asked)
    assert no.value.allowed_from == date(2026, 1, 31)


def test_the_fee_of_a_plan_takes_the_base_rate_of_its_day() -> None:
    amounts = [
        plan_fee(NO, agreed_on=day, with_vat=with_vat).amount_minor
        for day in (date(2017, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
        for with_vat in (False, True)
    ]
    assert amounts == [1_050_00, 1_312_50, 1_050_00, 1_312_50, 1_125_00, 1_406_25]


def test_a_factor_is_written_as_a_person_would() -> None:
    assert [hundredths_text(part) for part in (25, 80, 100, 125, 160, 720)] == [
        "0.25", "0.8", "1", "1.25", "1.6", "7.2",
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 400_000_00),
    st.sampled_from([date(2020, 9, 30), date(2020, 10, 1), date(2025, 5, 1)]),
    st.sampled_from([date(2025, 12, 31), date(2026, 1, 1)]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_every_fee_is_what_the_formula_of_the_regulation_gives(
    principal_minor: int,
    due_on: date,
    covered_on: date,
    is_heavy: bool,
    with_vat: bool,
    is_business: bool,
) -> None:
    kroner = Fraction(principal_minor, 100)
    if due_on <= date(2020, 9, 30):
        limits = [(2500, "0.5"), (10000, "1"), (50000, "2"), (250000, "4"), (None, "8")]
    else:
        limits = [
            (500, "0.25"), (1000, "0.35"), (2500, "0.4"), (10000, "0.8"), (50000, "1.6"),
            (250000, "3.6"), (None, "7.2"),
        ]  # fmt: skip
    multiplier = next(part for limit, part in limits if limit is None or kroner <= limit)
    exact = Fraction(multiplier) * (700 if covered_on.year < 2026 else 750) * 100
    exact *= (2 if is_heavy else 1) * (Fraction(3, 2) if is_business else 1)
    exact *= Fraction(5, 4) if with_vat else 1
    found = collection_fee_minor(
        NO,
        principal_minor=principal_minor,
        due_on=due_on,
        covered_on=covered_on,
        is_heavy=is_heavy,
        with_vat=with_vat,
        debtor_kind="business" if is_business else "consumer",
    )
    assert found == (exact + Fraction(1, 2)).__floor__()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.booleans()), max_size=8),
    st.sampled_from(["consumer", "business"]),
    st.integers(1, 60_000_00),
    st.booleans(),
)
def test_however_often_it_is_asked_for_a_claim_bears_one_fee(
    asks: list[tuple[int, bool, bool]], debtor_kind: str, principal_minor: int, compensated: bool
) -> None:
    earlier, day = [NOTICE, DEMAND], date(2026, 2, 2)
    if compensated and debtor_kind == "business":
        earlier.insert(0, EarlierFee(COMPENSATION, date(2025, 12, 11), None, 460_00))
    most_minor = 0
    for wait, is_heavy, with_vat in asks:
        day = min(day + timedelta(days=wait), date(2026, 12, 31))
        special = Circumstances(is_heavy=is_heavy, with_vat=with_vat)
        try:
            granted = fee(
                NO,
                "collection_fee",
                due_on=DUE,
                sent_on=day,
                debtor_kind=debtor_kind,
                principal_minor=principal_minor,
                earlier=earlier,
                circumstances=special,
            )
        except FeeNotAllowed as no:
            assert no.reference
            assert no.allowed_from is None or no.allowed_from > day
            continue
        assert not is_heavy or day >= date(2026, 3, 17)
        most_minor = max(
            most_minor,
            collection_fee_minor(
                NO,
                principal_minor=principal_minor,
                due_on=DUE,
                covered_on=day,
                is_heavy=is_heavy,
                with_vat=with_vat,
                debtor_kind=debtor_kind,
            ),
        )
        earlier.append(
            EarlierFee("collection_fee", day, None, granted.amount_minor, granted.covered_minor)
        )
    of_it = [one for one in earlier if one.kind == "collection_fee"]
    assert sum(one.counted_minor for one in of_it) == most_minor
    if compensated and debtor_kind == "business" and of_it:
        letters_minor = sum(one.amount_minor for one in earlier if one.kind != "payment_demand")
        assert letters_minor == max(460_00 + 38_00, 38_00 + most_minor)
