"""Registering bank files: quarantine, references with zeros, several references, queries."""

from datetime import date

import psycopg
import pytest

from kvitt.application.receive_payments import receive_payments
from kvitt.store.session import query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money

DUE = date(2026, 1, 30)
ON = date(2026, 1, 20)
pytestmark = pytest.mark.usefixtures("live_db")


def test_a_file_whose_sums_are_wrong_books_nothing_and_asks_a_person():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    raw = money.in_a_file(money.paid(creditor, 400_00, ON, case=case), today=ON)
    broken = raw.replace(b"000000000000040000", b"000000000000040001", 1)
    received = receive_payments(broken, name="broken.bgmax", today=ON)
    assert received.booked == 0
    assert received.quarantined
    assert money.open_minor(creditor, case)[0] == 1000_00
    agency_id = agency_tenant_id()
    with tenant_scope(agency_id):
        asked = query_value(
            "select count(*) from task where kind = 'bank_record_quarantined'"
            " and sentence like %s", ("broken.bgmax%",),
        )  # fmt: skip
        kept = query_value("select content from bank_file where name = 'broken.bgmax'")
    assert asked >= 1
    assert bytes(kept) == broken


def test_leading_zeros_are_looked_past_where_one_claim_has_the_number():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE, reference="7312345674")
    padded = money.paid(creditor, 1000_00, ON, reference="0007312345674")
    assert money.bank_brings(padded, today=ON).closed_cases == 1
    assert money.case(creditor, case).closed_because == "paid"


def test_one_reference_for_two_claims_of_a_debtor_is_solved_by_the_amount():
    creditor = money.creditor_of_its_own()
    first = money.owes(creditor, 1000_00, DUE, reference="731234567", customer="C1")
    second = money.owes(creditor, 300_00, DUE, number="2002", reference="731234567", customer="C1")
    payment = money.paid(creditor, 1300_00, ON, reference="731234567")
    assert money.bank_brings(payment, today=ON).closed_cases == 2
    assert money.open_minor(creditor, first) == money.open_minor(creditor, second) == (0, 0, 0)
    money.the_books_hold(creditor)


def test_two_payments_on_one_case_in_one_file_follow_each_other():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    received = money.bank_brings(
        money.paid(creditor, 700_00, date(2026, 3, 2), case=case),
        money.paid(creditor, 700_00, date(2026, 2, 16), case=case),
        today=date(2026, 3, 3),
    )
    assert (received.booked, received.closed_cases) == (2, 1)
    segments = money.items(creditor, case, "interest")
    assert [s.from_on for s in segments] == [date(2026, 1, 31), date(2026, 2, 17)]
    assert segments[1].base_minor < 400_00
    assert money.owed(creditor, "owed_to_debtor") > 0
    money.the_books_hold(creditor)


def test_a_payment_on_a_case_closed_by_a_person_still_pays_and_leaves_it_closed():
    from kvitt.application.close_case import close_case

    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    close_case(creditor, case, because="given up", today=ON, actor="Mona")
    money.bank_brings(money.paid(creditor, 400_00, ON, case=case), today=ON)
    assert money.open_minor(creditor, case)[0] == 600_00
    assert money.case(creditor, case).closed_because == "given up"
    money.the_books_hold(creditor)


def test_a_payment_past_the_known_interest_rates_waits_with_the_missing_value_named():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    on = date(2035, 1, 20)
    received = money.bank_brings(money.paid(creditor, 400_00, on, case=case), today=on)
    assert len(received.unmatched) == 1
    assert "interest" in received.unmatched[0]
    money.the_books_hold(creditor)


def test_the_number_of_queries_does_not_grow_with_the_number_of_payments(monkeypatch):
    creditor = money.creditor_of_its_own()
    cases = [money.owes(creditor, 100_00, DUE, number=f"3{n:03d}") for n in range(40)]
    counts = []
    plain = psycopg.Cursor.execute
    asked = []

    def counted(self, statement, *rest, **told):
        asked.append(statement)
        return plain(self, statement, *rest, **told)

    for some in (cases[:4], cases[4:]):
        payments = [money.paid(creditor, 100_00, ON, case=case) for case in some]
        raw = money.in_a_file(*payments, today=ON)
        asked.clear()
        with monkeypatch.context() as patched:
            patched.setattr(psycopg.Cursor, "execute", counted)
            assert receive_payments(raw, name="x", today=ON).closed_cases == len(some)
        counts.append(len([s for s in asked if "analyze" not in str(s)]))
    assert counts[0] == counts[1]
