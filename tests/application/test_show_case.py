"""A case explained: each amount with its ground, now and as it stood on a day."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from tests.portfolio import creditor_with, invoice

REGISTERED = date(2026, 1, 8)
DUE = date(2026, 2, 2)
LAST = date(2026, 4, 10)
MORNING = datetime(2026, 4, 10, 6, tzinfo=UTC)


def days(first: date, last: date):
    """Every day from the first through the last."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


@pytest.fixture
def office(live_db, letters):
    """A Swedish creditor with one unpaid invoice, lived through its letters."""
    from kvitt.application.run_day import run_day

    creditor = creditor_with([invoice(due_on=DUE)], today=REGISTERED)
    for day in days(DUE, LAST):
        run_day(today=day, tenant_ids=[creditor.tenant_id])
    return creditor


def shown(creditor, **when):
    """The creditor's one case."""
    from kvitt.application.show_case import show_case
    from kvitt.store.session import query_value, tenant_scope

    with tenant_scope(creditor.tenant_id):
        case_id = query_value("select id from collection_case")
    return show_case(f"{creditor.tenant_id}-{case_id}", today=LAST, **when)


def test_each_amount_names_its_ground_and_its_inputs(office):
    case = shown(office)
    why = {item.kind: item.because for item in case.items}
    assert set(why) == {"principal", "reminder", "interest", "collection_demand"}
    assert why["principal"].startswith("Invoice 1001 of ")
    assert "1981:739" in why["reminder"] and "1981:739" in why["collection_demand"]
    assert "1,000.00 × 10.0\u00a0% × 31/365 days" in why["interest"]
    assert "räntelagen" in why["interest"]


def test_the_sum_is_the_items_and_the_interest_since_the_last_letter(office):
    case = shown(office)
    assert case.balance_minor == sum(item.open_minor for item in case.items) == 1_248_49
    accrued = next(i for i in case.items if i.kind == "interest").until
    exact = 1_000_00 * 1000 * (LAST - accrued + timedelta(days=1)).days / 3_650_000
    assert abs(case.interest_accrued_minor - exact) <= 1
    assert case.to_pay_minor == case.balance_minor + case.interest_accrued_minor


def test_scripts_find_the_agreed_keys(office):
    answer = shown(office).as_json()
    assert answer["stage"] == "awaiting_decision"
    assert set(answer["next"]) == {"what", "on", "owner"}
    assert {"kind", "amount_minor", "open_minor", "because"} <= set(answer["items"][0])
    assert answer["holds"] == [] and answer["history"][0]["kind"] == "invoice_registered"
    assert {"to_pay_minor", "balance_minor", "payments", "letters", "tasks"} <= set(answer)


@pytest.mark.parametrize(
    ("on", "stage", "balance_minor", "next_on"),
    [
        (date(2026, 2, 2), "not_due", 1_000_00, date(2026, 2, 7)),
        (date(2026, 2, 3), "overdue", 1_000_00, date(2026, 2, 7)),
        (date(2026, 2, 7), "reminded_friendly", 1_000_00, None),
        (date(2026, 3, 5), "demanded", 1_248_49, None),
    ],
)
def test_a_case_is_shown_as_it_stood_on_a_day(office, on, stage, balance_minor, next_on):
    case = shown(office, on=on)
    assert (case.stage, case.balance_minor) == (stage, balance_minor)
    assert next_on in (None, case.next_on)
    assert all(event.on <= on for event in case.history)
    assert all(letter["made_on"] <= on.isoformat() for letter in case.letters)


def test_the_last_day_replayed_is_the_case_as_it_is(office):
    now, replayed = shown(office), shown(office, on=LAST)
    assert replayed.as_json() == now.as_json()


def test_a_day_before_the_case_was_opened_is_refused(office):
    from kvitt.application.show_case import CaseNotOpened

    with pytest.raises(CaseNotOpened, match="began on 2026-01-08"):
        shown(office, on=date(2026, 1, 7))


def test_interest_of_an_unknown_half_year_is_unknown_and_not_zero(office):
    case = shown(office, on=date(2027, 3, 1))
    assert case.interest_accrued_minor is None and case.to_pay_minor is None
    assert "2027-01-01" in case.interest_unknown_because
    assert case.balance_minor == 1_248_49


def test_a_part_payment_is_shown_with_what_it_was_used_for(office):
    from kvitt.application.receive_payments import receive_payments
    from kvitt.simulators.bank import BankPayment, write_bgmax

    before = shown(office)
    payment = BankPayment("9912346", 300_00, LAST, before.invoices[0]["payment_reference"])
    received = receive_payments(
        write_bgmax([payment], created_at=MORNING), name="bg.txt", today=LAST
    )
    assert received.booked == 1
    after = shown(office)
    assert after.balance_minor == before.to_pay_minor - 300_00
    (paid,) = after.payments
    assert sum(minor for _, minor in paid.allocations) == 300_00
    assert dict(paid.allocations)["reminder"] == 60_00
    (event,) = [event for event in after.history if event.kind == "payment_received"]
    assert "Used for: fees SEK\u00a0240.00" in event.sentence
    assert shown(office, on=LAST - timedelta(days=1)).balance_minor == before.balance_minor
    assert shown(office, on=LAST).balance_minor == after.balance_minor


def test_an_invoice_number_that_two_creditors_use_is_refused_with_the_cases(live_db):
    from kvitt.application.show_case import CaseAmbiguous, CaseNotFound, show_case

    number = f"same-{uuid4()}"
    for _ in range(2):
        creditor_with([invoice(number, due_on=DUE)], today=REGISTERED)
    with pytest.raises(CaseAmbiguous) as no:
        show_case(number, today=REGISTERED)
    assert len(no.value.given["cases"]) == 2
    for key in no.value.given["cases"]:
        assert show_case(key, today=REGISTERED).number == key
    with pytest.raises(CaseNotFound, match="no case is called “nothing”"):
        show_case("nothing", today=REGISTERED)


def test_a_payment_reference_finds_its_case_with_or_without_blanks(live_db):
    from kvitt.application.show_case import show_case

    reference = f"77{uuid4().int % 10**15:015d}"
    creditor = creditor_with([invoice(due_on=DUE, reference=reference)], today=REGISTERED)
    spaced = f"{reference[:4]} {reference[4:]}"
    assert show_case(spaced, today=REGISTERED).tenant_id == creditor.tenant_id
