"""Money that debtors pay to the creditor itself, and payments that a person takes back."""

from datetime import date, timedelta

import pytest

from kvitt.application.assign_payment import (
    PaymentNotAssignable,
    assign_payment,
    set_aside_payment,
)
from kvitt.application.correct_payment import PaymentNotCorrected, correct_payment
from kvitt.application.place_hold import NoOpenCase
from kvitt.application.report_direct_payment import (
    DirectPaymentNotPossible,
    PossibleDuplicate,
    report_direct_payment,
)
from kvitt.application.run_cases import run_cases
from kvitt.application.settle_creditors import settle_creditors
from kvitt.application.show_case import show_case
from kvitt.domain.duplicates import DIRECT_NEAR_DAYS
from kvitt.store.session import query_named, query_value, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

pytestmark = pytest.mark.usefixtures("live_db")

DUE = date(2026, 1, 30)
PAID_ON = date(2026, 2, 16)
TOLD_ON = date(2026, 2, 20)


@pytest.fixture
def agency():
    from kvitt.application.add_creditor import set_agency

    set_agency(name="Inkasso Exempel AB", organisation_number="5560000167",
               client_accounts={"SE": money.bankgiro()})  # fmt: skip


def told(creditor, case_id, minor=400_00, *, paid_on=PAID_ON, today=TOLD_ON, **more):
    return report_direct_payment(
        creditor, case_id, amount_minor=minor, paid_on=paid_on, today=today, actor="Mona",
        because="the creditor wrote", **more,
    )  # fmt: skip


def payments(creditor):
    with tenant_scope(creditor.tenant_id):
        return query_named(
            "select id, amount_minor, is_direct, reverses_id, case_id from payment"
            " where tenant_id = %s order by id",
            (creditor.tenant_id,),
        )


def waiting_line(creditor):
    from kvitt.store.tenants import agency_tenant_id

    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        rows = query_named(
            "select id, outcome, because from bank_line where account = %s order by id desc",
            (creditor.pay_to_number,),
        )
    return rows[0]


def settled(creditor, tmp_path, *, on=date(2026, 2, 28)):
    return settle_creditors(today=on, out_folder=tmp_path, creditors=[creditor])


def test_a_direct_payment_is_divided_by_the_law_with_interest_through_its_day():
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    told(creditor, case_id)
    interest = money.items(creditor, case_id, "interest")
    assert [item.until_on - timedelta(days=1) for item in interest] == [PAID_ON]
    principal, open_interest, _ = money.open_minor(creditor, case_id)
    assert (principal + open_interest, open_interest) == (
        1000_00 + sum(item.amount_minor for item in interest) - 400_00, 0,
    )  # fmt: skip
    assert money.owed(creditor, "client_bank") == 0, "it is no client money"
    assert money.owed(creditor, "held_by_creditor") == -400_00
    money.the_books_hold(creditor)


def test_planned_letters_are_withdrawn_and_a_case_that_is_paid_closes():
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=TOLD_ON)
    assert [n.state for n in office.notices(creditor, case_id)] == ["planned"]
    booked = told(creditor, case_id, 1000_00, paid_on=DUE)
    assert booked.closed == [case_id]
    assert office.notices(creditor, case_id) == []
    assert money.case(creditor, case_id).closed_because == "paid"
    money.the_books_hold(creditor)


def test_a_fee_charged_after_the_day_of_a_payment_that_was_told_late_is_taken_back():
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    for number in range(25):
        today = DUE + timedelta(days=number)
        run_cases(creditor.tenant_id, today=today)
        money.letter_left(creditor, case_id, on=today, deadline_on=today + timedelta(days=10))
        money.wake(creditor, case_id, on=today + timedelta(days=1))
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    told(creditor, case_id, 1000_00, paid_on=DUE, today=DUE + timedelta(days=26))
    assert office.fees(creditor, case_id) == []
    assert money.case(creditor, case_id).closed_because == "paid"
    money.the_books_hold(creditor)


@pytest.mark.usefixtures("agency")
def test_the_settlement_accounts_for_it_pays_the_rest_out_and_deducts_the_agencys_part(tmp_path):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case_id = money.owes(creditor, 1000_00, DUE)
    other = money.owes(creditor, 800_00, DUE, number="2002", customer="C9")
    for number in range(40):
        today = DUE + timedelta(days=number)
        run_cases(creditor.tenant_id, today=today)
        money.letter_left(creditor, case_id, on=today, deadline_on=today + timedelta(days=10))
        money.letter_left(creditor, other, on=today, deadline_on=today + timedelta(days=10))
        money.wake(creditor, case_id, on=today + timedelta(days=1))
        money.wake(creditor, other, on=today + timedelta(days=1))
    on = DUE + timedelta(days=41)
    costs = sum(money.open_minor(creditor, case_id)[1:])
    told(creditor, case_id, 500_00, paid_on=on, today=on)
    alone = settled(creditor, tmp_path, on=on)
    assert costs > 0
    assert [(done.number, done.paid_out) for done in alone] == [(0, False)], "it is carried over"
    money.bank_brings(money.paid(creditor, 600_00, on, case=other), today=on, format="camt")
    (done,) = settled(creditor, tmp_path, on=on)
    assert (done.collected_minor, done.held_minor, done.paid_out) == (1100_00, 500_00, True)
    payout = done.to_creditor_minor - done.held_minor
    assert payout == 600_00 - done.to_agency_minor
    assert f"{payout // 100}.{payout % 100:02d}" in done.sentence
    (order,) = (path for path in done.files if path.suffix == ".xml")
    assert f">{payout / 100:.2f}<".encode() in order.read_bytes()
    assert money.owed(creditor, "held_by_creditor") == 0
    assert money.owed(creditor, "owed_to_creditor") == 0
    money.the_books_hold(creditor)
    assert settled(creditor, tmp_path, on=on) == []


@pytest.mark.usefixtures("agency")
def test_what_the_creditor_had_received_itself_is_never_paid_out(tmp_path):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case_id = money.owes(creditor, 1000_00, DUE)
    told(creditor, case_id, 500_00, paid_on=DUE, today=TOLD_ON)
    (done,) = settled(creditor, tmp_path)
    assert (done.collected_minor, done.held_minor, done.paid_out) == (500_00, 500_00, False)
    assert "received its part itself" in done.sentence
    assert {path.suffix for path in done.files} == {".pdf", ".csv"}
    money.the_books_hold(creditor)


def test_the_same_payment_in_a_bank_file_waits_for_a_person_as_a_possible_duplicate():
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    told(creditor, case_id)
    got = money.bank_brings(
        money.paid(creditor, 400_00, PAID_ON + timedelta(days=3), case=case_id),
        today=PAID_ON + timedelta(days=4), format="camt",
    )  # fmt: skip
    assert (got.booked, len(got.unmatched)) == (0, 1)
    line = waiting_line(creditor)
    assert "2026-02-16 that the creditor told of itself" in line.because
    assert len(payments(creditor)) == 1
    set_aside_payment(line.id, because="the same", today=TOLD_ON, actor="Mona")
    assert money.owed(creditor, "held_by_creditor") == -400_00
    money.the_books_hold(creditor)


def test_a_person_who_sees_that_it_is_another_payment_books_it():
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    told(creditor, case_id)
    money.bank_brings(
        money.paid(creditor, 400_00, PAID_ON, case=case_id), today=TOLD_ON, format="camt"
    )
    assign_payment(waiting_line(creditor).id, creditor=creditor, case_id=case_id, today=TOLD_ON,
                   actor="Mona")  # fmt: skip
    assert [p.amount_minor for p in payments(creditor)] == [400_00, 400_00]
    money.the_books_hold(creditor)


@pytest.mark.parametrize("days", [DIRECT_NEAR_DAYS + 1, -DIRECT_NEAR_DAYS - 1])
def test_an_instalment_of_the_same_sum_some_weeks_apart_is_booked(days):
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    told(creditor, case_id)
    on = PAID_ON + timedelta(days=days)
    got = money.bank_brings(
        money.paid(creditor, 400_00, on, case=case_id), today=date(2026, 3, 2), format="camt"
    )
    assert (got.booked, got.unmatched) == (1, [])


def test_a_creditor_who_tells_of_what_the_bank_has_brought_is_asked_whether_it_is_another():
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 400_00, PAID_ON, case=case_id), today=PAID_ON, format="camt"
    )
    with pytest.raises(PossibleDuplicate, match="came by the bank"):
        told(creditor, case_id)
    told(creditor, case_id, is_another=True)
    with pytest.raises(PossibleDuplicate):
        told(creditor, case_id)
    assert len(payments(creditor)) == 2
    money.the_books_hold(creditor)


@pytest.mark.parametrize(
    ("minor", "paid_on"), [(0, PAID_ON), (-1, PAID_ON), (1_00, TOLD_ON + timedelta(days=1))]
)
def test_a_payment_of_nothing_or_of_tomorrow_is_refused(minor, paid_on):
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    with pytest.raises(DirectPaymentNotPossible):
        told(creditor, case_id, minor, paid_on=paid_on)
    assert payments(creditor) == []


def test_a_payment_that_was_told_of_wrongly_is_taken_back_and_its_case_opens_again():
    """Acceptance row 28 for payments of no bank line: event, balance and state corrected."""
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    told(creditor, case_id, 1000_00, paid_on=DUE)
    (payment,) = payments(creditor)
    correct_payment(payment.id, because="it was another customer", today=TOLD_ON, actor="Mona")
    assert money.open_minor(creditor, case_id) == (1000_00, 0, 0)
    assert money.case(creditor, case_id).closed_on is None
    assert money.owed(creditor, "held_by_creditor") == 0
    assert money.events(creditor, case_id)[-2:] == ["payment_corrected", "case_reopened"]
    money.the_books_hold(creditor)
    with pytest.raises(PaymentNotCorrected):
        correct_payment(payment.id, because="again", today=TOLD_ON, actor="Mona")


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_payment_on_the_wrong_case_waits_again_and_goes_to_the_right_one(by_hand):
    creditor = money.creditor_of_its_own()
    wrong = money.owes(creditor, 1000_00, DUE)
    right = money.owes(creditor, 400_00, DUE, number="2002", customer="C9")
    given = {"reference": "4711"} if by_hand else {"case": wrong}
    money.bank_brings(money.paid(creditor, 400_00, DUE, **given), today=TOLD_ON, format="camt")
    line = waiting_line(creditor).id
    if by_hand:
        assign_payment(line, creditor=creditor, case_id=wrong, today=TOLD_ON, actor="Mona")
    (payment,) = payments(creditor)
    assert correct_payment(payment.id, because="mixed up", today=TOLD_ON, actor="Mona") == (
        creditor.tenant_id, wrong,
    )  # fmt: skip
    assert money.open_minor(creditor, wrong) == (1000_00, 3_45, 0), "on 600 that stayed open"
    assert waiting_line(creditor).outcome == "unmatched"
    money.the_books_hold(creditor)
    with pytest.raises(PaymentNotAssignable, match="another's"):
        assign_payment(line, creditor=creditor, case_id=wrong, today=TOLD_ON, actor="Mona")
    assign_payment(line, creditor=creditor, case_id=right, today=TOLD_ON, actor="Mona")
    assert money.case(creditor, right).closed_because == "paid"
    money.the_books_hold(creditor)


def test_a_payment_that_is_not_there_is_not_taken_back():
    with pytest.raises(PaymentNotCorrected):
        correct_payment(9_999_999, because="x", today=TOLD_ON, actor="Mona")


def test_no_creditor_tells_of_a_payment_on_another_ones_case():
    mine, other = money.creditor_of_its_own(), money.creditor_of_its_own()
    case_id = money.owes(mine, 1000_00, DUE)
    with pytest.raises(NoOpenCase):
        told(other, case_id)
    assert payments(mine) == payments(other) == []


def test_the_case_shows_that_the_creditor_told_of_it():
    creditor = money.creditor_of_its_own()
    case_id = money.owes(creditor, 1000_00, DUE)
    told(creditor, case_id)
    view = show_case(f"{creditor.tenant_id}-{case_id}", today=TOLD_ON)
    assert [p.amount_minor for p in view.payments] == [400_00]
    assert "direct_payment_told" in money.events(creditor, case_id)
    with tenant_scope(creditor.tenant_id):
        assert query_value(
            "select bank_line_id is null and is_direct from payment where tenant_id = %s",
            (creditor.tenant_id,),
        )
