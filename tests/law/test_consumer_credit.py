"""Consumer credit in Sweden: caps, early payment, extension, and the act that may replace it."""

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from kvitt.law.book import LawBook, LawNotKnown, law_book, law_texts, whole_law_book
from kvitt.law.consumer_credit import (
    CreditActNotRead,
    CreditNotUnderstood,
    CreditTerms,
    rate_cap,
    setup_fee_cap,
    total_cost_room,
    within_total_cost,
)
from kvitt.law.credit_acceleration import (
    AccelerationNotAllowed,
    Arrear,
    ExtensionNotAllowed,
    ends_on,
    is_cured,
    may_accelerate,
    may_extend,
)
from kvitt.law.plain_yaml import read_plain_yaml

SE = law_book("SE")
ON = date(2026, 3, 1)
LOAN = CreditTerms(date(2025, 3, 10), 4_000_00)


def day(text: str) -> date:
    return date.fromisoformat(text)


def examples(question: str) -> list[Any]:
    text = files("kvitt.law").joinpath("examples/se_credit.yaml").read_text(encoding="utf-8")
    found = [
        one
        for one in read_plain_yaml(text, name="se_credit.yaml")["examples"]
        if one["question"] == question
    ]
    assert found
    return [pytest.param(one, id=f"{one['id']}: {one['title']}") for one in found]


@pytest.mark.parametrize("example", examples("credit_cost"))
def test_a_cost_gets_the_room_that_the_cap_leaves(example: dict[str, Any]) -> None:
    given = example["given"]
    terms = CreditTerms(**{**given, "agreed_on": day(given["agreed_on"])})
    counted_minor = example["counted_minor"]
    for cost in example["costs"]:
        found = within_total_cost(
            SE,
            terms,
            kind=cost["kind"],
            amount_minor=cost["amount_minor"],
            counted_minor=counted_minor,
            on=day(example["on"]),
        )
        assert found.amount_minor == cost["expect_minor"]
        assert found.amount_minor + found.left_out_minor == cost["amount_minor"]
        assert (found.because is not None) or not found.left_out_minor
        if not cost["kind"].startswith("payment_order"):
            counted_minor += found.amount_minor


@pytest.mark.parametrize("example", examples("acceleration"))
def test_the_whole_credit_falls_due_only_when_enough_is_late(example: dict[str, Any]) -> None:
    given = {**example["given"], "on": day(example["given"]["on"])}
    given["arrears"] = [Arrear(day(one["due_on"]), one["open_minor"]) for one in example["arrears"]]
    if example["expect"] == "allowed":
        assert may_accelerate(SE, **given).reference == "konsumentkreditlagen (2010:1846) 33 §"
    else:
        with pytest.raises(AccelerationNotAllowed) as no:
            may_accelerate(SE, **given)
        assert no.value.allowed_from is None


@pytest.mark.parametrize(
    ("agreed", "is_high_cost", "on", "cap_bp"),
    [
        ("2018-08-31", True, "2018-12-31", None),
        ("2018-09-01", True, "2018-12-31", 39_50),
        ("2018-09-01", False, "2018-12-31", None),
        ("2025-02-28", True, "2025-06-30", 43_00),
        ("2025-02-28", True, "2026-06-30", 42_00),
        ("2025-02-28", False, "2025-06-30", None),
        ("2025-03-01", True, "2025-06-30", 23_00),
        ("2025-03-01", False, "2025-06-30", 23_00),
        ("2025-03-01", False, "2025-07-01", 22_00),
        ("2026-11-01", False, "2026-11-19", 22_00),
    ],
)
def test_the_rate_cap_goes_by_the_agreement_and_the_reference_rate_by_the_day(
    agreed: str, is_high_cost: bool, on: str, cap_bp: int | None
) -> None:
    found = rate_cap(SE, CreditTerms(day(agreed), 10_000_00, "loan", is_high_cost), on=day(on))
    assert (found.rate_bp if found else None) == cap_bp
    assert found is None or "19 a §" in found.because.reference


def test_the_rate_cap_is_not_guessed_past_the_last_known_half_year() -> None:
    with pytest.raises(LawNotKnown, match="reference_rate"):
        rate_cap(SE, LOAN, on=date(2027, 1, 1))


def test_the_room_is_never_less_than_nothing() -> None:
    for counted_minor, room_minor in ((3_999_99, 1), (4_000_00, 0), (4_000_01, 0)):
        room = total_cost_room(SE, LOAN, counted_minor=counted_minor, on=ON)
        assert room is not None and room.amount_minor == room_minor
        assert "19 b §" in room.because.reference


def test_an_account_mainly_for_purchases_has_no_cap_on_the_total() -> None:
    account = CreditTerms(date(2026, 1, 15), 50_000_00, "purchase_account")
    assert total_cost_room(SE, account, counted_minor=90_000_00, on=ON) is None
    loan = CreditTerms(date(2026, 1, 15), 1_184_00)
    assert total_cost_room(SE, loan, counted_minor=0, on=ON) is not None


@pytest.mark.parametrize(
    ("agreed", "limit_minor"),
    [("2025-03-01", 1_176_00), ("2025-12-31", 1_176_00), ("2026-01-01", 1_184_00)],
)
def test_a_small_purchase_is_two_hundredths_of_its_years_price_base_amount(
    agreed: str, limit_minor: int
) -> None:
    for credit_minor, is_capped in (
        (limit_minor - 1, False),
        (limit_minor, False),
        (limit_minor + 1, True),
    ):
        terms = CreditTerms(day(agreed), credit_minor, "purchase")
        assert (total_cost_room(SE, terms, counted_minor=0, on=ON) is not None) == is_capped


@pytest.mark.parametrize(
    ("agreed", "most_minor"),
    [("2025-02-28", None), ("2025-03-01", 588_00), ("2025-12-31", 588_00), ("2026-01-01", 592_00)],
)
def test_the_fee_for_setting_up_is_a_hundredth_of_the_price_base_amount(
    agreed: str, most_minor: int | None
) -> None:
    found = setup_fee_cap(SE, CreditTerms(day(agreed), 10_000_00))
    assert (found.amount_minor if found else None) == most_minor
    with pytest.raises(LawNotKnown, match="price_base"):
        setup_fee_cap(SE, CreditTerms(date(2027, 1, 1), 10_000_00))


@pytest.mark.parametrize("kind", ["sms", "late_fee", "late_payment_compensation"])
def test_a_cost_that_no_consumer_credit_carries_is_refused(kind: str) -> None:
    with pytest.raises(CreditNotUnderstood, match=kind):
        within_total_cost(SE, LOAN, kind=kind, amount_minor=1, counted_minor=0, on=ON)


@pytest.mark.parametrize(
    ("terms", "counted_minor"),
    [
        (CreditTerms(ON, 0), 0),
        (CreditTerms(ON, -1), 0),
        (CreditTerms(ON, 1_00, "lease"), 0),
        (LOAN, -1),
    ],
)
def test_impossible_terms_are_refused(terms: CreditTerms, counted_minor: int) -> None:
    with pytest.raises(CreditNotUnderstood):
        total_cost_room(SE, terms, counted_minor=counted_minor, on=ON)


LATE = [Arrear(date(2026, 1, 31), 2_000_01)]
CLAIM: dict[str, Any] = {"credit_claim_minor": 20_000_00, "is_reserved": True}


def test_an_instalment_counts_when_it_is_late_for_more_than_a_month() -> None:
    with pytest.raises(AccelerationNotAllowed) as no:
        may_accelerate(SE, arrears=LATE, on=date(2026, 2, 28), **CLAIM)
    assert no.value.allowed_from == date(2026, 3, 1)
    assert "10 %" in no.value.sentence and "5 %" in no.value.sentence
    assert may_accelerate(SE, arrears=LATE, on=date(2026, 3, 1), **CLAIM)


def test_the_day_that_would_help_counts_the_instalments_that_become_late_enough() -> None:
    two = [Arrear(date(2026, 1, 31), 999_99), Arrear(date(2026, 2, 28), 2)]
    with pytest.raises(AccelerationNotAllowed) as no:
        may_accelerate(SE, arrears=two, on=date(2026, 3, 1), **CLAIM)
    assert no.value.allowed_from == date(2026, 3, 29)
    assert may_accelerate(SE, arrears=two, on=date(2026, 3, 29), **CLAIM).given["instalments"] == 2


def test_nothing_falls_due_early_unless_the_contract_says_so() -> None:
    not_reserved = {**CLAIM, "is_reserved": False}
    for ground in ("", "evasion"):
        with pytest.raises(AccelerationNotAllowed, match="contract"):
            may_accelerate(SE, arrears=LATE, on=ON, other_ground=ground, **not_reserved)


def test_another_ground_is_one_that_the_act_names() -> None:
    for ground in ("substantial_delay", "security_lost", "evasion"):
        found = may_accelerate(SE, arrears=[], on=ON, other_ground=ground, **CLAIM)
        assert found.given["ground"] == ground
    with pytest.raises(CreditNotUnderstood, match="evasion"):
        may_accelerate(SE, arrears=[], on=ON, other_ground="annoyance", **CLAIM)


@pytest.mark.parametrize(
    ("paid", "paid_minor", "cured_before", "cured"),
    [
        ("2026-03-29", 500_00, 0, True),
        ("2026-03-30", 500_00, 0, False),
        ("2026-03-29", 499_99, 0, False),
        ("2026-03-29", 500_01, 0, True),
        ("2026-03-29", 500_00, 1, False),
    ],
)
def test_paying_what_is_late_within_four_weeks_undoes_the_notice_once(
    paid: str, paid_minor: int, cured_before: int, cured: bool
) -> None:
    asked: dict[str, Any] = {
        "notice_sent_on": ON,
        "paid_on": day(paid),
        "owed_minor": 500_00,
        "paid_minor": paid_minor,
        "cured_before": cured_before,
    }
    assert is_cured(SE, **asked) is cured
    assert is_cured(SE, **asked, last_day_on=date(2026, 3, 15)) is cured


def test_a_notice_that_gives_longer_can_be_cured_for_as_long() -> None:
    paid: dict[str, Any] = {"paid_on": date(2026, 4, 10), "cured_before": 0}
    paid |= {"owed_minor": 1, "paid_minor": 1}
    assert not is_cured(SE, notice_sent_on=ON, last_day_on=date(2026, 4, 9), **paid)
    assert is_cured(SE, notice_sent_on=ON, last_day_on=date(2026, 4, 10), **paid)


def test_a_credit_is_extended_once_at_the_consumers_cost() -> None:
    assert may_extend(SE, on=date(2025, 2, 28), extended_before=5) is None
    for extended_before in (0, 1, 2):
        free = may_extend(SE, on=ON, extended_before=extended_before, is_free=True)
        assert free is not None and "36 a §" in free.reference
        assert may_extend(SE, on=ON, extended_before=extended_before, has_repayment_plan=True)
    assert may_extend(SE, on=date(2025, 3, 1), extended_before=0)
    with pytest.raises(ExtensionNotAllowed) as no:
        may_extend(SE, on=date(2025, 3, 1), extended_before=1)
    assert "36 a §" in no.value.reference


def test_an_open_ended_credit_ends_two_months_after_the_creditors_notice() -> None:
    assert ends_on(SE, notice_sent_on=date(2026, 3, 1)) == date(2026, 5, 1)
    assert ends_on(SE, notice_sent_on=date(2025, 12, 31)) == date(2026, 2, 28)


@pytest.fixture(scope="module")
def switched() -> LawBook:
    """The Swedish book as it would be with the proposed act in force from its proposed day."""
    texts = law_texts("SE")
    name = "kvitt/law/se/regimes.yaml"
    assert texts[name].count("amount: not set") == 1
    texts[name] = texts[name].replace("amount: not set", "amount: 2026-11-20")
    return whole_law_book("SE", texts)


@pytest.mark.parametrize(
    "ask",
    [
        lambda book, on: rate_cap(book, LOAN, on=on),
        lambda book, on: total_cost_room(book, LOAN, counted_minor=0, on=on),
        lambda book, on: within_total_cost(
            book, LOAN, kind="interest", amount_minor=1, counted_minor=0, on=on
        ),
        lambda book, on: setup_fee_cap(book, CreditTerms(on, 1_000_00)),
        lambda book, on: may_accelerate(book, arrears=LATE, on=on, **CLAIM),
        lambda book, on: may_extend(book, on=on, extended_before=0),
        lambda book, on: ends_on(book, notice_sent_on=on),
        lambda book, on: is_cured(
            book, notice_sent_on=on, paid_on=on, owed_minor=1, paid_minor=1, cured_before=0
        ),
    ],
)
def test_once_a_new_act_is_set_the_old_one_answers_no_more(
    switched: LawBook, ask: Callable[[LawBook, date], object]
) -> None:
    assert ask(switched, date(2026, 11, 19))
    with pytest.raises(CreditActNotRead, match="2026-11-20") as no:
        ask(switched, date(2026, 11, 20))
    assert "2025/26:223" in no.value.reference
    assert ask(SE, date(2026, 11, 20))
