"""Money comes in: what it pays, what stays owed, and what it stops."""

from datetime import date

import pytest

from kvitt.application.assign_payment import (
    PaymentNotAssignable,
    assign_payment,
    set_aside_payment,
)
from kvitt.application.receive_payments import receive_payments
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.law.book import law_book
from kvitt.law.interest import late_interest
from kvitt.store.session import execute, query_named, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money
from tests.stories.small_office import tasks

DUE = date(2026, 1, 30)
pytestmark = pytest.mark.usefixtures("live_db")


def agency_line(creditor, outcome):
    """The creditor's latest bank line with that outcome."""
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        return query_named(
            "select * from bank_line where account = %s and outcome = %s order by id desc",
            (creditor.pay_to_number, outcome),
        )[0]


def night(creditor, on):
    return run_cases(creditor.tenant_id, today=on)


def test_900_of_1_000_paid_unmatched_nothing_is_sent_above_100_fee_on_the_rest():
    """Acceptance row 4: while the money waits nothing is sent; placed, only the rest is owed."""
    creditor = money.creditor_of_its_own("NO")
    case = money.owes(creditor, 1000_00, DUE, name="Kari Lunde")
    today = date(2026, 2, 10)
    received = money.bank_brings(
        money.paid(creditor, 900_00, date(2026, 2, 9), text="2001", reference=""),
        today=today, format="camt",
    )  # fmt: skip
    assert len(received.unmatched) == 1
    assert night(creditor, today).planned == 0
    line = agency_line(creditor, "unmatched")
    assign_payment(line.id, creditor=creditor, case_id=case, today=date(2026, 2, 11), actor="Mona")
    principal, interest, costs = money.open_minor(creditor, case)
    assert (principal, costs) == (100_00 + interest_paid(creditor, case), 0)
    assert interest == 0
    assert night(creditor, date(2026, 2, 13)).planned == 1
    with tenant_scope(creditor.tenant_id):
        stated = query_value(
            "select principal_minor from notice where tenant_id = %s and state = 'planned'",
            (creditor.tenant_id,),
        )
    assert stated == principal
    money.the_books_hold(creditor)


def interest_paid(creditor, case):
    return sum(minor for kind, minor in money.allocated(creditor, case) if kind == "interest")


def test_principal_paid_without_interest_interest_remains_claimable_never_silently_lost():
    """Acceptance row 15."""
    creditor = money.creditor_of_its_own("NO", agreement={
        "allocation": ["cost", "principal", "interest"],
        "waive_interest_up_to_minor": 0})  # fmt: skip
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 4, 15), case=case), today=date(2026, 4, 16),
        format="camt",
    )  # fmt: skip
    owed = late_interest(
        law_book("NO"), principal_minor=1000_00, due_on=DUE, until_on=date(2026, 4, 15)
    )
    assert money.open_minor(creditor, case) == (0, owed.interest_minor, 0)
    assert money.case(creditor, case).closed_on is None
    assert money.case(creditor, case).wake_on <= date(2026, 4, 16)
    money.the_books_hold(creditor)


def test_partial_payments_on_three_dates_interest_by_segment_on_the_actual_balance():
    """Acceptance row 16: equals the calculator's interest on each balance."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 10_000_00, DUE)
    law, rest_minor, since, paid_interest = law_book("SE"), 10_000_00, DUE, 0
    for amount_minor, on in (
        (3_000_00, date(2026, 2, 20)),
        (2_000_00, date(2026, 4, 1)),
        (1_000_00, date(2026, 7, 15)),
    ):
        money.bank_brings(money.paid(creditor, amount_minor, on, case=case), today=on)
        interest = late_interest(law, principal_minor=rest_minor, due_on=since, until_on=on)
        assert abs(interest_paid(creditor, case) - paid_interest - interest.interest_minor) <= 1
        paid_interest = interest_paid(creditor, case)
        rest_minor, since = money.open_minor(creditor, case)[0], on
    segments = money.items(creditor, case, "interest")
    assert (segments[0].from_on, segments[0].base_minor) == (date(2026, 1, 31), 10_000_00)
    assert sum(s.amount_minor for s in segments) == paid_interest
    assert rest_minor == 10_000_00 - 6_000_00 + paid_interest
    money.the_books_hold(creditor)


def test_payment_allocated_costs_interest_principal_by_country_and_agreement_and_shown():
    """Acceptance row 17."""
    for agreement, expected in (
        ({}, ["interest", "principal"]),
        ({"allocation": ["principal", "cost", "interest"]}, ["principal"]),
    ):
        creditor = money.creditor_of_its_own("NO", agreement=agreement)
        case = money.owes(creditor, 1000_00, DUE)
        money.bank_brings(
            money.paid(creditor, 500_00, date(2026, 3, 2), case=case), today=date(2026, 3, 2),
            format="camt",
        )  # fmt: skip
        assert [kind for kind, _ in money.allocated(creditor, case)] == expected
        with tenant_scope(creditor.tenant_id):
            told = query_value(
                "select because::text from payment where tenant_id = %s and case_id = %s",
                (creditor.tenant_id, case),
            )
        assert '"order"' in told and '"law"' in told


def test_our_own_pay_out_seen_as_incoming_is_not_booked_as_a_debtors_payment(tmp_path):
    """Acceptance row 27."""
    from kvitt.application.add_creditor import set_agency
    from kvitt.application.settle_creditors import settle_creditors

    ours = money.bankgiro()
    set_agency(
        name="Lyckans Inkasso", organisation_number="5560360793", client_accounts={"SE": ours}
    )
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 1, 20), case=case), today=date(2026, 1, 21)
    )
    (done,) = settle_creditors(today=date(2026, 1, 22), out_folder=tmp_path, creditors=[creditor])
    assert done.paid_out
    own = money.creditor_of_its_own()
    echo = money.paid(own, 1000_00, date(2026, 1, 23), text=f"Avräkning {done.payment_reference}")
    received = money.bank_brings(echo, today=date(2026, 1, 24))
    assert len(received.echoes) == 1
    assert received.booked == 0
    another = money.paid(own, 999_00, date(2026, 1, 23), text=done.payment_reference)
    assert len(money.bank_brings(another, today=date(2026, 1, 25)).unmatched) == 1
    money.the_books_hold(creditor, own)


def test_payment_reversed_event_balance_and_letter_state_corrected_discoverable_by_polling():
    """Acceptance row 28."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    night(creditor, date(2026, 2, 5))
    money.letter_left(creditor, case, on=date(2026, 2, 5), deadline_on=date(2026, 2, 13))
    money.wake(creditor, case, on=date(2026, 2, 16))
    night(creditor, date(2026, 2, 16))
    assert money.open_minor(creditor, case)[2] == 60_00
    payment = money.paid(creditor, 1100_00, date(2026, 2, 16), case=case)
    money.bank_brings(payment, today=date(2026, 2, 17), format="camt")
    assert money.case(creditor, case).closed_because == "paid"
    assert money.open_minor(creditor, case) == (0, 0, 0)
    back = money.paid(creditor, 1100_00, date(2026, 3, 20), case=case, is_reversal=True)
    received = money.bank_brings(back, today=date(2026, 3, 21), format="camt")
    assert (received.reversed, received.reopened_cases) == (1, 1)
    reopened = money.case(creditor, case)
    assert (reopened.closed_on, reopened.wake_on) == (None, date(2026, 3, 21))
    principal, interest, costs = money.open_minor(creditor, case)
    assert (principal, costs) == (1000_00, 0)
    assert (
        interest
        == late_interest(
            law_book("SE"), principal_minor=1000_00, due_on=DUE, until_on=date(2026, 2, 16)
        ).interest_minor
    )
    assert money.claim(creditor, case).interest_through_on == date(2026, 3, 20)
    assert money.owed(creditor, "owed_to_debtor") == 0
    assert money.events(creditor, case)[-3:] == [
        "case_closed", "payment_reversed", "case_reopened",
    ]  # fmt: skip
    money.the_books_hold(creditor)


def test_a_payment_and_its_reversal_in_one_file_leave_the_claim_as_it_was():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    received = money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 1, 20), case=case),
        money.paid(creditor, 1000_00, date(2026, 1, 21), case=case, is_reversal=True),
        today=date(2026, 1, 22), format="camt",
    )  # fmt: skip
    assert (received.booked, received.reversed) == (2, 1)
    assert money.open_minor(creditor, case) == (1000_00, 0, 0)
    assert money.case(creditor, case).closed_on is None
    money.the_books_hold(creditor)


def test_a_reversal_of_an_unknown_payment_waits_for_a_person():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    other = money.paid(creditor, 500_00, date(2026, 1, 20), reference="4711")
    money.bank_brings(other, today=date(2026, 1, 20), format="camt")
    back = money.paid(creditor, 400_00, date(2026, 1, 21), case=case, is_reversal=True)
    received = money.bank_brings(back, today=date(2026, 1, 22), format="camt")
    assert len(received.unmatched) == 1
    assert money.open_minor(creditor, case) == (1000_00, 0, 0)


def test_money_that_still_waited_goes_back_with_its_reversal():
    creditor = money.creditor_of_its_own()
    money.bank_brings(
        money.paid(creditor, 500_00, date(2026, 1, 20), reference="4711"),
        today=date(2026, 1, 20), format="camt",
    )  # fmt: skip
    back = money.paid(creditor, 500_00, date(2026, 1, 21), reference="4711", is_reversal=True)
    received = money.bank_brings(back, today=date(2026, 1, 22), format="camt")
    assert received.unmatched == []
    assert agency_line(creditor, "returned").amount_minor == -500_00
    money.the_books_hold(creditor)


def test_the_same_file_again_registers_nothing():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    raw = money.in_a_file(
        money.paid(creditor, 400_00, date(2026, 1, 20), case=case), today=date(2026, 1, 20)
    )
    receive_payments(raw, name="one", today=date(2026, 1, 20))
    again = receive_payments(raw, name="two", today=date(2026, 1, 21))
    assert again.already_known
    assert money.open_minor(creditor, case)[0] == 600_00


def test_two_identical_lines_in_one_file_are_booked_twice():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    one = money.paid(creditor, 400_00, date(2026, 1, 20), case=case)
    assert money.bank_brings(one, one, today=date(2026, 1, 20)).booked == 2
    assert money.open_minor(creditor, case)[0] == 200_00


def test_the_same_payment_by_two_formats_is_booked_once():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    one = money.paid(creditor, 400_00, date(2026, 1, 20), case=case)
    money.bank_brings(one, today=date(2026, 1, 20))
    again = money.bank_brings(one, one, today=date(2026, 1, 21), format="camt")
    assert (len(again.duplicates), again.booked) == (1, 1)
    assert "bgmax" in again.duplicates[0]
    assert money.open_minor(creditor, case)[0] == 200_00
    near = money.paid(creditor, 400_00, date(2026, 1, 22), case=case)
    assert len(money.bank_brings(near, today=date(2026, 1, 23)).unmatched) == 1
    line = agency_line(creditor, "unmatched")
    set_aside_payment(line.id, because="the same payment", today=date(2026, 1, 24), actor="Mona")
    assert agency_line(creditor, "duplicate").id == line.id
    money.the_books_hold(creditor)


def test_an_overpayment_is_a_liability_to_the_debtor_and_proposed_for_refund():
    """SE-35: 1 100.00 on 1 043.20."""
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1043_20, DUE)
    money.bank_brings(
        money.paid(creditor, 1100_00, date(2026, 1, 20), case=case), today=date(2026, 1, 21)
    )
    assert money.owed(creditor, "owed_to_debtor") == 56_80
    (task,) = tasks(creditor, case)
    assert task.kind == "refund_overpayment"
    assert money.case(creditor, case).closed_because == "paid"
    more = money.paid(creditor, 50_00, date(2026, 1, 25), case=case)
    money.bank_brings(more, today=date(2026, 1, 26))
    assert money.owed(creditor, "owed_to_debtor") == 106_80
    money.the_books_hold(creditor)


def test_a_payment_withdraws_the_planned_letter_and_its_fee():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    night(creditor, date(2026, 2, 5))
    money.letter_left(creditor, case, on=date(2026, 2, 5), deadline_on=date(2026, 2, 13))
    money.wake(creditor, case, on=date(2026, 2, 16))
    night(creditor, date(2026, 2, 16))
    assert money.open_minor(creditor, case) == (1000_00, 0, 60_00)
    money.bank_brings(
        money.paid(creditor, 300_00, date(2026, 2, 13), case=case), today=date(2026, 2, 16)
    )
    principal, _, costs = money.open_minor(creditor, case)
    assert costs == 0
    assert principal == 700_00 + interest_paid(creditor, case)
    assert money.case(creditor, case).wake_on == date(2026, 2, 16)
    assert "notice_withdrawn" in money.events(creditor, case)
    money.the_books_hold(creditor)


def test_the_fee_of_a_letter_that_found_no_way_to_the_debtor_is_not_paid_for(letters):
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    night(creditor, date(2026, 2, 5))
    money.letter_left(creditor, case, on=date(2026, 2, 5), deadline_on=date(2026, 2, 13))
    with tenant_scope(creditor.tenant_id):
        execute("update party set postcode = null, city = null, address_lines = '{}'")
    today = date(2026, 2, 16)
    money.wake(creditor, case, on=today)
    assert night(creditor, today).planned == 1
    assert send_notices(creditor.tenant_id, today=today).without_address == 1
    assert money.open_minor(creditor, case)[2] == 60_00
    money.bank_brings(money.paid(creditor, 1000_00, DUE, case=case), today=today)
    assert money.allocated(creditor, case) == [("principal", 1000_00)]
    assert money.case(creditor, case).closed_because == "paid"
    assert tasks(creditor, case) == []
    money.the_books_hold(creditor)


def test_an_unknown_account_and_another_currency_wait_with_a_sentence():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    foreign = money.paid(creditor, 100_00, date(2026, 1, 20), case=case, currency="EUR")
    strange = money.BankPayment(money.bankgiro(), 100_00, date(2026, 1, 20), reference="1")
    received = money.bank_brings(foreign, strange, today=date(2026, 1, 21))
    assert received.booked == 0
    assert any("EUR" in sentence for sentence in received.unmatched)
    assert any("no creditor's" in sentence for sentence in received.unmatched)
    money.the_books_hold(creditor)


def test_a_deduction_is_never_taken_for_a_reversal():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 400_00, date(2026, 1, 20), case=case), today=date(2026, 1, 20)
    )
    received = money.bank_brings(
        money.paid(creditor, 500_00, date(2026, 1, 21), case=case),
        money.paid(creditor, 400_00, date(2026, 1, 21), case=case, is_deduction=True),
        today=date(2026, 1, 22),
    )
    assert (received.booked, received.reversed, len(received.unmatched)) == (1, 0, 1)
    assert money.open_minor(creditor, case)[0] == 100_00


def test_money_in_the_queue_holds_the_proposed_case_until_a_person_has_answered():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE, name="Greta Sund")
    other = money.owes(creditor, 1000_00, DUE, number="2002", name="Nils Ek")
    today = date(2026, 2, 5)
    money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 1, 29), reference="", payer_name="Greta Sund"),
        today=today,
    )
    assert night(creditor, today).planned == 1
    assert money.case(creditor, case).next_what.startswith("nothing is sent")
    line = agency_line(creditor, "unmatched")
    with pytest.raises(PaymentNotAssignable):
        assign_payment(line.id, creditor=creditor, case_reference="none", today=today, actor="Mona")
    booked = assign_payment(
        line.id,
        creditor=creditor,
        case_reference=f"{creditor.tenant_id}-{case}",
        today=date(2026, 2, 6),
        actor="Mona",
    )
    assert booked.closed == [case]
    assert money.case(creditor, other).closed_on is None
    with pytest.raises(PaymentNotAssignable):
        assign_payment(line.id, creditor=creditor, case_id=case, today=today, actor="Mona")
    money.the_books_hold(creditor)


def test_a_creditor_may_waive_the_last_days_interest_of_whoever_pays_what_was_asked():
    creditor = money.creditor_of_its_own(agreement={"waive_interest_up_to_minor": 10_00})
    paid_in_full = money.owes(creditor, 1000_00, DUE)
    paid_less = money.owes(creditor, 1000_00, DUE, number="2002")
    money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 2, 9), case=paid_in_full),
        money.paid(creditor, 999_00, date(2026, 2, 9), case=paid_less),
        today=date(2026, 2, 10),
    )
    assert money.case(creditor, paid_in_full).closed_because == "paid"
    assert "interest_waived" in money.events(creditor, paid_in_full)
    assert money.open_minor(creditor, paid_less)[0] > 1_00
    money.the_books_hold(creditor)
