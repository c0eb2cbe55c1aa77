"""Deadlines and days of sending, the order of allocation, and what a flow may not break."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvitt.kernel.days import add_bank_days, is_bank_day
from kvitt.law.allocation import OrderNotAllowed, allocation_order
from kvitt.law.book import LawBook, law_book
from kvitt.law.deadlines import (
    LETTER_KINDS,
    NoticeMissing,
    UnknownLetter,
    earliest_sending,
    least_deadline,
    paid_in_time,
    shift_due_day,
)
from kvitt.law.fees import EarlierFee
from kvitt.law.limits import FlowStep, flow_refusals

SE, NO = law_book("SE"), law_book("NO")
DUE = date(2026, 1, 15)
TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))


@settings(deadline=None)
@given(st.sampled_from(["SE", "NO"]), DAYS)
def test_every_deadline_is_a_bank_day_and_none_is_too_short(country: str, sent_on: date) -> None:
    for kind in LETTER_KINDS[country]:
        deadline = least_deadline(law_book(country), kind, sent_on=sent_on)
        assert is_bank_day(country, deadline.day)
        assert deadline.because.reference
        least_days = {"NO": 14, "SE": 8 if kind == "collection_demand" else 0}[country]
        if kind != "friendly_reminder":
            assert deadline.day >= sent_on + timedelta(days=least_days)
    if country == "SE":
        received_on = add_bank_days("SE", sent_on, 2)
        demand = least_deadline(SE, "collection_demand", sent_on=sent_on)
        assert demand.day >= add_bank_days("SE", received_on, 4)


@settings(deadline=None)
@given(st.sampled_from(["SE", "NO"]), DAYS)
def test_a_due_day_never_moves_backwards(country: str, due_on: date) -> None:
    shifted = shift_due_day(law_book(country), due_on)
    assert shifted >= due_on
    assert is_bank_day(country, shifted)
    assert shift_due_day(law_book(country), shifted) == shifted


def test_a_letter_goes_out_the_day_after_the_due_day_at_the_earliest() -> None:
    assert earliest_sending(SE, "collection_demand", due_on=DUE).day == date(2026, 1, 16)
    assert earliest_sending(NO, "friendly_reminder", due_on=DUE).day == date(2026, 1, 16)
    charged = earliest_sending(NO, "reminder", due_on=DUE, with_fee=True)
    assert charged.day == date(2026, 1, 29)
    assert charged.because.rule == "no.fees.wait_days_after_due"


def test_no_letter_goes_out_while_the_debtor_still_has_time() -> None:
    earlier = [EarlierFee("reminder", date(2026, 1, 20), date(2026, 2, 5), 60_00)]
    first = earliest_sending(SE, "collection_demand", due_on=DUE, earlier=earlier)
    assert first.day == date(2026, 2, 6)
    assert first.because.given["earlier_deadline_on"] == "2026-02-05"


def test_a_norwegian_payment_demand_needs_a_collection_notice() -> None:
    with pytest.raises(NoticeMissing, match="collection notice"):
        earliest_sending(NO, "payment_demand", due_on=DUE)
    notice = [EarlierFee("collection_notice", date(2026, 1, 29), date(2026, 2, 12), 0)]
    first = earliest_sending(NO, "payment_demand", due_on=DUE, earlier=notice)
    assert first.day == date(2026, 2, 13)
    assert "§ 10" in first.because.reference


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_the_move_of_a_last_day_can_be_read_as_on_or_off(country: str) -> None:
    book = law_book(country)
    saturday = date(2026, 5, 16)
    assert shift_due_day(book, saturday, shift=False) == saturday
    assert shift_due_day(book, saturday, shift=True) == shift_due_day(book, saturday)
    sent_on = date(2026, 5, 2)
    kind = {"SE": "reminder", "NO": "collection_notice"}[country]
    off = least_deadline(book, kind, sent_on=sent_on, shift=False)
    on = least_deadline(book, kind, sent_on=sent_on, shift=True)
    assert off.day == sent_on + timedelta(days={"SE": 0, "NO": 14}[country])
    assert on == least_deadline(book, kind, sent_on=sent_on) != off


def test_even_without_the_move_a_swedish_demand_leaves_four_bank_days() -> None:
    day = least_deadline(SE, "collection_demand", sent_on=date(2026, 12, 21), shift=False).day
    assert day == date(2027, 1, 4)


@settings(deadline=None)
@given(DAYS, st.integers(0, 10))
def test_a_slower_post_never_takes_time_from_the_debtor(sent_on: date, bank_days: int) -> None:
    usual = least_deadline(SE, "collection_demand", sent_on=sent_on)
    slow = least_deadline(SE, "collection_demand", sent_on=sent_on, delivery_bank_days=bank_days)
    assert slow.day >= usual.day
    if bank_days <= 2:
        assert slow == usual


@pytest.mark.parametrize(
    ("book", "kind"), [(NO, "collection_notice"), (NO, "payment_demand"), (SE, "reminder")]
)
def test_a_payment_is_in_time_when_the_bank_received_the_order_in_time(
    book: LawBook, kind: str
) -> None:
    last = date(2026, 2, 12)
    late = paid_in_time(book, kind, deadline_on=last, booked_on=date(2026, 2, 13))
    assert (late.is_in_time, late.counted_on) == (False, date(2026, 2, 13))
    told = paid_in_time(book, kind, deadline_on=last, booked_on=date(2026, 2, 16), ordered_on=last)
    assert (told.is_in_time, told.counted_on) == (True, last)
    assert not paid_in_time(
        book, kind, deadline_on=last, booked_on=date(2026, 2, 16), ordered_on=date(2026, 2, 13)
    ).is_in_time


def test_by_a_collection_notice_the_order_to_the_bank_counts_by_the_act_itself() -> None:
    notice, demand = (
        paid_in_time(NO, kind, deadline_on=DUE, booked_on=DUE).because
        for kind in ("collection_notice", "payment_demand")
    )
    assert notice.rule == "no.deadlines.collection_notice_paid_by"
    assert notice.reference.endswith("§ 9")
    assert demand.rule == "no.deadlines.paid_by"


def test_an_unknown_letter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownLetter, match="collection_demand"):
        least_deadline(SE, "collection_notice", sent_on=DUE)


def test_in_sweden_no_order_puts_the_principal_before_the_interest() -> None:
    with pytest.raises(OrderNotAllowed) as no:
        allocation_order(SE, "consumer", on=DUE, chosen=("cost", "principal", "interest"))
    assert no.value.reference == "handelsbalken 9 kap. 5 §"
    kinds = ("interest", "principal", "cost")
    assert allocation_order(SE, "consumer", on=DUE, chosen=kinds).kinds == kinds


def test_in_norway_the_creditor_may_choose_any_order_of_the_three() -> None:
    kinds = ("principal", "cost", "interest")
    assert allocation_order(NO, "consumer", on=DUE, chosen=kinds).kinds == kinds
    with pytest.raises(OrderNotAllowed, match="once each"):
        allocation_order(NO, "consumer", on=DUE, chosen=("cost", "cost", "principal"))


LAWFUL_NORWEGIAN = (
    FlowStep("friendly", "friendly_reminder", 3, 7),
    FlowStep("reminder", "reminder", 14, 14, ("reminder",)),
    FlowStep("notice", "collection_notice", 29, 14, ("collection_notice",)),
    FlowStep("demand", "payment_demand", 44, 14, ("payment_demand_own",)),
)
LAWFUL_SWEDISH = (
    FlowStep("friendly", "friendly_reminder", 3, 5),
    FlowStep("reminder", "reminder", 10, 10, ("reminder",)),
    FlowStep("demand", "collection_demand", 21, 8, ("collection_demand",)),
)


def changed(steps: tuple[FlowStep, ...], step: FlowStep) -> tuple[FlowStep, ...]:
    return tuple(step if step.name == one.name else one for one in steps)


def test_lawful_flows_pass() -> None:
    assert flow_refusals(NO, LAWFUL_NORWEGIAN, debtor_kind="consumer", on=TODAY) == ()
    assert flow_refusals(SE, LAWFUL_SWEDISH, debtor_kind="consumer", on=TODAY) == ()
    lump = FlowStep("reminder", "reminder", 10, 10, ("late_payment_compensation", "reminder"))
    business = changed(LAWFUL_SWEDISH, lump)
    assert flow_refusals(SE, business, debtor_kind="business", on=TODAY) == ()


@pytest.mark.parametrize(
    ("step", "words", "reference"),
    [
        (FlowStep("reminder", "reminder", 13, 14, ("reminder",)), "14 days after", "§ 1-2"),
        (FlowStep("reminder", "reminder", 14, 13, ("reminder",)), "at least 14", "§ 1-2"),
        (FlowStep("notice", "collection_notice", 28, 14), "29 is the earliest", "§ 9"),
        (FlowStep("demand", "payment_demand", 43, 14), "44 is the earliest", "§ 10"),
        (FlowStep("friendly", "friendly_reminder", 3, 7, ("reminder",)), "cannot charge", ""),
        (FlowStep("notice", "collection_demand", 29, 14), "knows no letter", ""),
        (
            FlowStep("reminder", "reminder", 14, 14, ("late_payment_compensation",)),
            "consumer never owes",
            "§ 3 a",
        ),
    ],
)
def test_a_norwegian_flow_that_breaks_the_law_is_told_the_paragraph(
    step: FlowStep, words: str, reference: str
) -> None:
    refusals = flow_refusals(NO, changed(LAWFUL_NORWEGIAN, step), debtor_kind="consumer", on=TODAY)
    assert any(
        one.step == step.name and words in one.sentence and reference in one.reference
        for one in refusals
    )


def test_a_third_norwegian_reminder_fee_is_one_too_many() -> None:
    third = FlowStep("third", "reminder", 44, 14, ("reminder",))
    refusals = flow_refusals(NO, (*LAWFUL_NORWEGIAN[:3], third), debtor_kind="consumer", on=TODAY)
    assert [one.step for one in refusals] == ["third"]
    assert "new round" in refusals[0].sentence


def test_a_payment_demand_without_a_notice_is_refused() -> None:
    without = LAWFUL_NORWEGIAN[:2] + LAWFUL_NORWEGIAN[3:]
    refusals = flow_refusals(NO, without, debtor_kind="consumer", on=TODAY)
    assert {(one.step, "§ 10" in one.reference) for one in refusals} == {("demand", True)}


def test_a_swedish_demand_with_seven_days_to_pay_is_refused() -> None:
    short = FlowStep("demand", "collection_demand", 21, 7, ("collection_demand",))
    refusals = flow_refusals(SE, changed(LAWFUL_SWEDISH, short), debtor_kind="consumer", on=TODAY)
    assert len(refusals) == 1
    assert "god inkassosed" in refusals[0].reference
