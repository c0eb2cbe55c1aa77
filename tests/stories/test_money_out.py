"""Money out: what was collected is paid out once, and every öre of it is accounted for."""

import os
from datetime import date

import pytest
from lxml import etree

from kvitt.application.add_creditor import set_agency
from kvitt.application.run_cases import run_cases
from kvitt.application.settle_creditors import settle_creditors
from kvitt.bank.pain import UnwritablePaymentOrder
from kvitt.store.session import query, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money

DUE = date(2026, 1, 30)
pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def agency():
    set_agency(
        name="Lyckans Inkasso",
        organisation_number="5560360793",
        client_accounts={"SE": money.bankgiro(), "NO": money.konto()},
        address_lines=("Torget 1", "352 30 Växjö"),
        email="post@lyckan.example",
    )


def collected_with_fee(creditor):
    """1 000 with a reminder fee of 60, paid in full by 1 061.00 on 1 March or thereabouts."""
    case = money.owes(creditor, 1000_00, DUE)
    run_cases(creditor.tenant_id, today=date(2026, 2, 5))
    money.letter_left(creditor, case, on=date(2026, 2, 5), deadline_on=date(2026, 2, 13))
    money.wake(creditor, case, on=date(2026, 2, 16))
    run_cases(creditor.tenant_id, today=date(2026, 2, 16))
    money.letter_left(creditor, case, on=date(2026, 2, 16), deadline_on=date(2026, 2, 26))
    money.bank_brings(
        money.paid(creditor, 1060_00, date(2026, 2, 25), case=case), today=date(2026, 2, 26)
    )
    return case


def settle(creditor, folder, today=date(2026, 3, 2)):
    return settle_creditors(today=today, out_folder=folder, creditors=[creditor])


def transfers(done):
    """Reference and amount of each transfer in the payment order."""
    (path,) = (path for path in done.files if path.suffix == ".xml")
    tree = etree.fromstring(path.read_bytes())
    found = tree.iter("{*}CdtTrfTxInf")
    return [(t.findtext("{*}PmtId/{*}EndToEndId"), t.findtext("{*}Amt/{*}InstdAmt")) for t in found]


@pytest.mark.usefixtures("agency")
def test_principal_and_interest_go_to_the_creditor_and_fees_to_the_agency(tmp_path):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 2, 25), case=case), today=date(2026, 2, 26)
    )
    (done,) = settle(creditor, tmp_path)
    assert (done.to_creditor_minor, done.to_agency_minor) == (1000_00, 0)
    assert done.payment_reference == f"KVITT S{creditor.tenant_id}-1"
    assert transfers(done) == [(done.payment_reference, "1000.00")]
    assert {path.suffix for path in done.files} == {".pdf", ".csv", ".xml"}
    assert money.owed(creditor, "owed_to_creditor") == 0
    money.the_books_hold(creditor)


@pytest.mark.usefixtures("agency")
def test_a_fee_that_was_collected_is_the_agencys_income(tmp_path):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case = money.owes(creditor, 1000_00, DUE)
    today = date(2026, 2, 5)
    for on in (today, date(2026, 2, 16), date(2026, 3, 9), date(2026, 4, 1)):
        money.wake(creditor, case, on=on)
        run_cases(creditor.tenant_id, today=on)
        money.letter_left(creditor, case, on=on, deadline_on=date.fromordinal(on.toordinal() + 8))
    costs = money.open_minor(creditor, case)[2]
    assert costs > 0
    before = agency_income()
    money.bank_brings(
        money.paid(creditor, 5000_00, date(2026, 4, 2), case=case), today=date(2026, 4, 3)
    )
    (done,) = settle(creditor, tmp_path, date(2026, 4, 7))
    assert done.to_agency_minor == costs
    assert agency_income() - before == costs
    assert money.owed(creditor, "owed_to_agency") == 0
    assert money.owed(creditor, "owed_to_debtor") == 5000_00 - done.collected_minor
    money.the_books_hold(creditor)


def agency_income():
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        return query_value(
            "select coalesce(sum(amount_minor), 0)::bigint from posting"
            " where tenant_id = %s and credit = 'own_fee_income'", (agency_id,),
        )  # fmt: skip


@pytest.mark.usefixtures("agency")
def test_nothing_is_paid_twice_when_settled_again(tmp_path):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 400_00, date(2026, 1, 20), case=case), today=date(2026, 1, 20)
    )
    (first,) = settle(creditor, tmp_path)
    assert settle(creditor, tmp_path) == []
    money.bank_brings(
        money.paid(creditor, 600_00, date(2026, 1, 25), case=case), today=date(2026, 3, 2)
    )
    (second,) = settle(creditor, tmp_path)
    assert (first.to_creditor_minor, second.to_creditor_minor) == (400_00, 600_00)
    assert (first.number, second.number) == (1, 2)
    money.the_books_hold(creditor)


@pytest.mark.usefixtures("agency")
def test_what_was_taken_back_is_carried_over_and_set_off(tmp_path):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case = money.owes(creditor, 1000_00, DUE)
    pay = money.paid(creditor, 400_00, date(2026, 1, 20), case=case)
    money.bank_brings(pay, today=date(2026, 1, 20), format="camt")
    settle(creditor, tmp_path)
    back = money.paid(creditor, 400_00, date(2026, 3, 3), case=case, is_reversal=True)
    money.bank_brings(back, today=date(2026, 3, 3), format="camt")
    (carried,) = settle(creditor, tmp_path, date(2026, 3, 4))
    assert (carried.number, carried.paid_out, carried.files) == (0, False, ())
    money.bank_brings(
        money.paid(creditor, 900_00, date(2026, 3, 5), case=case), today=date(2026, 3, 5)
    )
    (done,) = settle(creditor, tmp_path, date(2026, 3, 6))
    assert done.to_creditor_minor == 500_00
    money.the_books_hold(creditor)


@pytest.mark.usefixtures("agency")
def test_what_came_and_was_taken_back_before_it_was_settled_leaves_nothing_to_book(tmp_path):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case = money.owes(creditor, 1000_00, DUE)
    for is_reversal in (False, True):
        line = money.paid(creditor, 400_00, date(2026, 1, 20), case=case, is_reversal=is_reversal)
        money.bank_brings(line, today=date(2026, 1, 20), format="camt")
    (done,) = settle(creditor, tmp_path)
    assert (done.number, done.to_creditor_minor, done.paid_out) == (1, 0, False)
    assert settle(creditor, tmp_path) == []
    money.the_books_hold(creditor)


@pytest.mark.usefixtures("agency")
def test_the_creditors_own_reference_is_the_structured_one(tmp_path):
    creditor = money.creditor_of_its_own(
        "NO", flows=("no-agency",), payout_reference="00001289",
        agreement={"interest_to": "agency", "waive_interest_up_to_minor": 0},
    )  # fmt: skip
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 1000_00, date(2026, 3, 1), case=case), today=date(2026, 3, 1),
        format="camt",
    )  # fmt: skip
    (done,) = settle(creditor, tmp_path)
    (order,) = (path for path in done.files if path.suffix == ".xml")
    assert b"<Ref>00001289</Ref>" in order.read_bytes()
    assert done.to_agency_minor > 0
    money.the_books_hold(creditor)


def test_money_on_the_creditors_own_account_is_accounted_for_and_not_paid_out(tmp_path):
    creditor = money.creditor_of_its_own()
    collected_with_fee(creditor)
    (done,) = settle(creditor, tmp_path)
    assert not done.paid_out
    assert "own account" in done.sentence
    assert done.to_creditor_minor == 1060_00
    assert {path.suffix for path in done.files} == {".pdf", ".csv"}
    money.the_books_hold(creditor)


@pytest.mark.usefixtures("agency")
def test_an_order_that_cannot_be_written_books_nothing(tmp_path, monkeypatch):
    creditor = money.creditor_of_its_own(flows=("se-agency",))
    case = money.owes(creditor, 1000_00, DUE)
    money.bank_brings(
        money.paid(creditor, 400_00, date(2026, 1, 20), case=case), today=date(2026, 1, 20)
    )

    def refuse(order):
        raise UnwritablePaymentOrder("no")

    with monkeypatch.context() as patched:
        patched.setattr("kvitt.application.settle_creditors.write_pain001", refuse)
        with pytest.raises(UnwritablePaymentOrder):
            settle(creditor, tmp_path)
    assert os.listdir(tmp_path) == []
    with tenant_scope(creditor.tenant_id):
        assert query("select 1 from settlement where tenant_id = %s", (creditor.tenant_id,)) == []
    assert len(settle(creditor, tmp_path)) == 1
