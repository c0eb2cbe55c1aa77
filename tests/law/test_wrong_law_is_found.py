"""A law book with one wrong number is found out by the auditor: that is what the lives are worth.

Each value is made wrong by the least that matters, in the debtor's disfavour, and lives are played
by that book until the auditor objects by the rule that it must.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Any

import pytest

from kvitt.law.book import LawBook, law_book
from tests.law import gate_lives, played_case
from tests.law.auditor.auditor import audit
from tests.law.auditor.life import Life
from tests.law.gate_lives import gate_life
from tests.law.lives import random_life

MOST = 3000
"""So many lives are played before a wrong number counts as overlooked."""


def wrong(country: str, names: str, change: Callable[[Any], Any]) -> LawBook:
    """The country's book with every period of one value, or of several, changed."""
    book = law_book(country)
    changed = {}
    for name in names.split():
        series = book.series[name]
        entries = tuple(replace(one, amount=change(one.amount)) for one in series.entries)
        changed[name] = replace(series, entries=entries)
    return LawBook(country, "wrong", MappingProxyType({**book.series, **changed}))


def more(by: int) -> Callable[[int], int]:
    return lambda amount: amount + by if amount else 0


def never(amount: Any) -> bool:
    return False


def wider(table: Any) -> Any:
    """Every bracket's multiple a hundredth higher."""
    return tuple(MappingProxyType({**row, "amount": row["amount"] + 1}) for row in table)


GATE: list[tuple[str, str, Callable[[Any], Any], str]] = [
    ("SE", "fees.reminder", more(1), "fee_above_its_ceiling"),
    ("SE", "fees.collection_demand", more(1), "fee_above_its_ceiling"),
    ("SE", "fees.instalment_plan", more(1), "fee_above_its_ceiling"),
    ("SE", "fees.late_payment_compensation", more(1), "compensation_above_its_sum"),
    ("SE", "fees.paid_letters_of_a_kind", more(1), "second_measure_without_reason"),
    ("SE", "fees.stopped_by_objection", never, "charge_while_stopped"),
    ("SE", "fees.stopped_by_deferral", never, "charge_while_stopped"),
    ("SE", "fees.stopped_by_plan", never, "charge_while_stopped"),
    ("SE", "fees.stopped_by_minor", never, "collection_from_a_minor"),
    ("SE", "fees.payment_order_application", more(1), "authority_fee_above_its_sum"),
    ("SE", "fees.payment_order_representation", more(1), "authority_fee_above_its_sum"),
    ("SE", "fees.enforcement_year_months", more(-1), "authority_fee_twice"),
    ("SE", "fees.small_claim_share", more(-100), "authority_fee_above_its_sum"),
    ("SE", "fees.demand_before_legal_step", never, "legal_step_without_demand"),
    ("NO", "fees.base_rate", more(20_00), "fee_above_its_ceiling"),
    ("NO", "fees.collection_notice_twentieths", more(1), "fee_above_its_ceiling"),
    ("NO", "fees.payment_demand_own_twentieths", more(1), "fee_above_its_ceiling"),
    ("NO", "fees.wait_days_after_due", more(-1), "fee_too_early"),
    ("NO", "fees.first_letter_deadline_days", more(-1),
     "second_letter_before_the_first_was_missed"),
    ("NO", "fees.most_reminders_and_notices", more(1), "too_many_letters_charged"),
    ("NO", "fees.most_payment_demands_own", more(1), "too_many_letters_charged"),
    ("NO", "fees.reset_months", more(-1), "too_many_letters_charged"),
    ("NO", "fees.late_payment_compensation", more(1), "compensation_above_its_sum"),
    ("NO", "fees.collection_fee", wider, "heavy_salaer_too_early"),
    ("NO", "fees.collection_fee_heavy_factor", more(1), "salaer_above_its_table"),
    ("NO", "fees.collection_fee_heavy_after_days", more(-9), "heavy_salaer_too_early"),
    ("NO", "fees.collection_fee_business_factor", more(1), "heavy_salaer_too_early"),
    ("NO", "fees.collection_fee_vat_factor", more(1), "heavy_salaer_too_early"),
    ("NO", "fees.instalment_plan", more(1), "plan_fee_above_its_sum"),
    ("NO", "fees.instalment_plan_free_instalments", more(-1), "plan_fee_up_to_four_instalments"),
    ("NO", "fees.paid_instalment_plans", more(1), "plan_fee_twice"),
    ("NO", "fees.court_unit", more(1_00), "court_fee_above_its_sum"),
    ("NO", "fees.conciliation_application", more(1), "court_fee_above_its_sum"),
    ("NO", "fees.attachment_application", more(1), "court_fee_above_its_sum"),
    ("NO", "statutory.demand_age", more(1), "legal_step_on_an_old_demand"),
    ("NO", "fees.stopped_by_objection", never, "charge_while_stopped"),
    ("NO", "fees.stopped_by_plan", never, "charge_while_stopped"),
]  # fmt: skip
DAY_COUNT = "interest.day_count_consumer interest.day_count_business"
LIVES: list[tuple[str, str, Callable[[Any], Any], str]] = [
    ("SE", "interest.late_addition", more(1), "wrong_interest_rate"),
    ("SE", "interest.reference_rate", more(50), "interest_above_the_sum_of_its_days"),
    ("SE", "deadlines.shift_due_day_consumer", never, "interest_before_due"),
    ("SE", "deadlines.collection_demand_bank_days", more(-2), "deadline_too_short"),
    ("SE", "deadlines.delivery_bank_days", more(-1), "deadline_too_short"),
    ("SE", DAY_COUNT, lambda _: "30/360", "interest_above_the_sum_of_its_days"),
    ("NO", "interest.late_rate", more(1), "wrong_interest_rate"),
    (
        "NO",
        DAY_COUNT,
        lambda _: "act/365",
        "interest_above_the_sum_of_its_days",
    ),
    ("NO", "deadlines.shift_due_day_consumer", never, "interest_before_due"),
    ("NO", "fees.collection_fee_heavy_after_days", more(-1), "heavy_salaer_too_early"),
]


def named(part: Any) -> str:
    return part if isinstance(part, str) else "wrong"


def seen(lives: Any, rule: str) -> bool:
    return any(rule == one.rule for one in chain.from_iterable(map(audit, lives)))


@pytest.mark.parametrize(("country", "name", "change", "rule"), GATE, ids=named)
def test_a_wrong_number_at_the_gate_is_found(
    country: str,
    name: str,
    change: Callable[[Any], Any],
    rule: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = wrong(country, name, change)
    monkeypatch.setattr(gate_lives, "law_book", lambda _: book)
    lives = (gate_life(f"wrong {country} {number}", country) for number in range(MOST))
    assert seen(lives, rule)


@pytest.mark.parametrize(("country", "name", "change", "rule"), LIVES, ids=named)
def test_a_wrong_number_in_a_life_is_found(
    country: str,
    name: str,
    change: Callable[[Any], Any],
    rule: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = wrong(country, name, change)
    monkeypatch.setattr(played_case, "law_book", lambda _: book)

    def life(number: int) -> Life:
        return random_life(f"wrong {country} {number}", country).life

    assert seen(map(life, range(MOST)), rule)
