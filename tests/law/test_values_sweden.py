"""Swedish law values that no function decides by yet: each on both sides of the day it changes."""

from datetime import date
from typing import Any

import pytest

from kvitt.law.book import LawNotKnown, law_book
from kvitt.law.fees_sweden import ORDINARY

SE = law_book("SE")


def amount(name: str, on: str) -> Any:
    try:
        return SE.value(name, on=date.fromisoformat(on)).amount
    except LawNotKnown:
        return None


@pytest.mark.parametrize(
    ("name", "day_before", "before", "from_", "after"),
    [
        ("practice.supervisor", "2020-12-31", "datainspektionen", "2021-01-01",
         "integritetsskyddsmyndigheten"),
        ("practice.supervisor", "2023-12-31", "integritetsskyddsmyndigheten", "2024-01-01",
         "finansinspektionen"),
        ("records.case_file", "2024-04-14", 36, "2024-04-15", 36),
        ("records.bookkeeping", "2024-06-30", 7, "2024-07-01", 7),
        ("credit_servicer.licence", "2023-12-31", None, "2024-01-01", False),
        ("credit_servicer.licence", "2024-06-29", False, "2024-06-30", True),
        ("credit_servicer.complaints_are_free", "2023-12-31", None, "2024-01-01", True),
        ("credit.alternatives_before_enforcement", "2023-12-31", None, "2024-01-01", True),
        ("credit.late_fees_beside_interest", "2025-02-28", None, "2025-03-01", False),
        ("credit.high_cost_rate_margin", "2018-08-31", None, "2018-09-01", 4000),
        ("credit.high_cost_rate_margin", "2025-02-28", 4000, "2025-03-01", None),
        ("credit.rate_margin", "2025-02-28", None, "2025-03-01", 2000),
        ("credit.only_credit_institutions_lend", "2025-06-30", None, "2025-07-01", True),
        ("conditions.compensation_waiver_is_void", "2013-03-15", None, "2013-03-16", True),
        ("amounts.price_base", "2022-12-31", None, "2023-01-01", 52_500_00),
        ("amounts.price_base", "2023-12-31", 52_500_00, "2024-01-01", 57_300_00),
        ("amounts.price_base", "2024-12-31", 57_300_00, "2025-01-01", 58_800_00),
        ("amounts.price_base", "2025-12-31", 58_800_00, "2026-01-01", 59_200_00),
        ("amounts.price_base", "2026-12-31", 59_200_00, "2027-01-01", None),
        ("fees.eviction_total_most", "2017-06-30", None, "2017-07-01", 3_000_00),
        ("authority.investigation_fee", "2017-06-30", None, "2017-07-01", 5_000_00),
    ],
)  # fmt: skip
def test_a_value_changes_on_its_day_and_not_before(
    name: str, day_before: str, before: Any, from_: str, after: Any
) -> None:
    assert amount(name, day_before) == before
    assert amount(name, from_) == after


def test_what_is_not_law_is_a_setting_that_says_so() -> None:
    for name in (
        "practice.contact_hours",
        "practice.language",
        "practice.days_between_reminder_and_demand",
        "fees.instalment_notice",
        "conditions.value_added_tax_on_costs",
        "regimes.consumer_credit_act_from",
    ):
        value = SE.value(name, on=date(2026, 11, 21))
        assert (value.kind, value.confidence) == ("setting", "low")


def test_what_was_only_remembered_of_the_base_fee_is_a_setting_of_low_confidence() -> None:
    for name in ("enforcement_base_fee", "enforcement_year_months", "enforcement_least_unpaid"):
        remembered = SE.value(f"fees.{name}", on=date(2017, 6, 30))
        read = SE.value(f"fees.{name}", on=date(2017, 7, 1))
        assert (remembered.kind, remembered.confidence) == ("setting", "low")
        assert (read.kind, read.confidence) == ("law", "high")


@pytest.mark.parametrize("kind", ORDINARY)
def test_every_letter_that_costs_says_what_it_takes(kind: str) -> None:
    words = SE.value(f"conditions.{kind}", on=date(2026, 11, 21))
    assert {"written", "sent", "called_for"} <= set(words.amount)
    assert "lag (1981:739)" in words.reference


def test_a_demand_takes_all_that_5_asks_for_and_no_agreement() -> None:
    words = SE.value("conditions.collection_demand", on=date(2026, 11, 21)).amount
    assert "agreed_at_origin" not in words
    assert {"not_disputed", "no_plan_or_deferral", "overdue", "creditor_named"} <= set(words)
    assert "agreed_at_origin" in SE.value("conditions.reminder", on=date(2026, 11, 21)).amount


def test_the_clients_money_is_apart_and_moves_without_delay() -> None:
    on = "2026-11-21"
    assert amount("client_money.kept_apart", on) is True
    assert amount("client_money.banked", on) == "without_delay"
    assert amount("client_money.accounted_for", on) == "without_delay"


def test_an_objection_does_not_stop_what_the_court_itself_costs() -> None:
    named = amount("fees.charged_in_spite_of_objection", "2026-11-21")
    assert named == ("court_application", "court_transfer")
    assert amount("fees.stopped_by_payment", "2026-11-21") is True
