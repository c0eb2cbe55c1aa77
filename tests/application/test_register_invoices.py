"""Invoices are registered once; what comes back changed is shown, never swallowed."""

from datetime import date

from kvitt.application.register_invoices import register_invoices
from kvitt.intake.invoice import RowError
from kvitt.store.session import query, query_value, tenant_scope
from tests.portfolio import creditor_with, invoice

DUE = date(2026, 3, 27)


def register(creditor, rows, day, **more):
    return register_invoices(creditor, rows, source="invoices.csv", today=day, **more)


def test_the_same_file_again_registers_nothing(db, day):
    creditor = creditor_with(today=day)
    rows = [invoice("1", due_on=DUE), invoice("2", due_on=DUE)]
    assert register(creditor, rows, day).invoices == 2
    again = register(creditor, rows, day)
    assert (again.invoices, again.known, again.differences) == (0, 2, [])
    with tenant_scope(creditor.tenant_id):
        assert query_value("select count(*) from claim") == 2


def test_an_invoice_that_comes_back_changed_is_shown_and_nothing_is_changed(db, day):
    creditor = creditor_with([invoice("1", due_on=DUE)], today=day)
    report = register(creditor, [invoice("1", due_on=DUE, amount_minor=900_00)], day)
    assert report.invoices == 0
    assert "invoice 1 is registered with other content" in report.differences[0]
    with tenant_scope(creditor.tenant_id):
        assert query_value("select principal_minor from claim") == 1_000_00


def test_a_dry_run_tells_and_does_nothing(db, day):
    creditor = creditor_with(today=day)
    report = register(creditor, [invoice("1", due_on=DUE)], day, dry_run=True)
    assert (report.invoices, report.total_minor) == (1, 1_000_00)
    with tenant_scope(creditor.tenant_id):
        assert query_value("select count(*) from party") == 0


def test_rows_in_error_are_told_and_the_others_are_registered(db, day):
    creditor = creditor_with(today=day)
    rows = [
        invoice("1", due_on=DUE),
        RowError(3, "payable", "abc", "not an amount"),
        invoice("2", due_on=DUE, country="NO"),
        invoice("3", due_on=DUE)._replace(due_on=None),
    ]
    report = register(creditor, rows, day)
    assert report.invoices == 1
    assert [error.field for error in report.errors] == ["payable", "currency", "due_on"]


def test_one_debtor_has_one_row_whose_address_follows_the_newest_invoice(db, day):
    creditor = creditor_with([invoice("1", due_on=DUE, customer="77")], today=day)
    moved = invoice("2", due_on=DUE, customer="77")
    moved = moved._replace(debtor=moved.debtor._replace(address=("Nygatan 9",), city="Nystad"))
    register(creditor, [moved], day)
    with tenant_scope(creditor.tenant_id):
        assert query("select address_lines, city from party") == [(["Nygatan 9"], "Nystad")]
        assert query_value("select count(distinct debtor_id) from collection_case") == 1


def test_a_due_day_on_a_weekend_moves_to_the_next_bank_day(db, day):
    creditor = creditor_with([invoice("1", due_on=date(2026, 3, 28))], today=day)
    with tenant_scope(creditor.tenant_id):
        assert query("select invoice_due_on, due_on, interest_through_on from claim") == [
            (date(2026, 3, 28), date(2026, 3, 30), date(2026, 3, 30))
        ]


def test_each_new_case_sleeps_until_its_first_step_also_where_that_day_has_passed(db, day):
    rows = [invoice("1", due_on=DUE), invoice("2", due_on=date(2026, 1, 5))]
    creditor = creditor_with(rows, today=day)
    asked = (
        "select c.wake_on from collection_case c join claim k on k.case_id = c.id"
        " order by k.invoice_number"
    )
    with tenant_scope(creditor.tenant_id):
        assert query(asked) == [(date(2026, 4, 1),), (date(2026, 1, 10),)]


def test_an_invoice_without_a_reference_is_given_one_with_a_check_digit(db, day):
    from kvitt.kernel.reference import is_kid, is_ocr

    for country, is_right in (("SE", is_ocr), ("NO", is_kid)):
        creditor = creditor_with(
            [invoice("1", due_on=DUE, country=country)], country=country, today=day
        )
        with tenant_scope(creditor.tenant_id):
            assert is_right(query_value("select payment_reference from claim"))
