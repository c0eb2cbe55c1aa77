"""What happened cannot be changed or removed, by the app or by the owner of the tables."""

import psycopg
import pytest
from django.db import connections, transaction

from kvitt.store.session import execute, query_value, tenant_scope
from tests.portfolio import creditor_with, invoice

ADDED_ONLY = [
    "posting",
    "history",
    "history_link",
    "night",
    "booking",
    "document",
    "payment",
    "allocation",
    "bank_file",
    "law_version",
    "dispute_claim",
    "dispute_file",
    "write_off",
    "message",
    "attachment",
    "received_mail",
    "settlement",
    "settlement_line",
    "settlement_acknowledged",
    "invoice_file",
]


@pytest.mark.parametrize("table", [*ADDED_ONLY, "claim_item"])
def test_the_app_may_not_delete(db, table):
    assert not query_value("select has_table_privilege(current_user, %s, 'delete')", (table,))
    assert not query_value("select has_table_privilege(current_user, %s, 'truncate')", (table,))


@pytest.mark.parametrize("table", ADDED_ONLY)
def test_the_app_may_not_change_any_column(db, table):
    assert not query_value("select has_any_column_privilege(current_user, %s, 'update')", (table,))


def test_of_a_claim_item_only_what_is_open_may_change(db, day):
    creditor = creditor_with([invoice(due_on=day)], today=day)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), tenant_scope(creditor.tenant_id):
        execute("update claim_item set amount_minor = 1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), tenant_scope(creditor.tenant_id):
        execute("update claim_item set because = '{}'")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("posting", "update posting set amount_minor = 1"),
        ("posting", "delete from posting"),
        ("history", "update history set given = '{\"a\": 1}'"),
        ("history", "delete from history"),
        ("claim_item", "update claim_item set because = '{}'"),
        ("claim_item", "delete from claim_item"),
        ("posting", "truncate posting cascade"),
        ("history", "truncate history"),
    ],
)
def test_not_even_the_owner_of_the_tables_changes_history(live_db, day, table, change):
    creditor = creditor_with([invoice(due_on=day)], today=day)
    owner = connections["owner"]
    with pytest.raises(Exception, match="only ever added"), transaction.atomic(using="owner"):
        with owner.cursor() as cursor:
            cursor.execute(
                "select set_config('kvitt.tenants', %s, true)", [f"{{{creditor.tenant_id}}}"]
            )
            cursor.execute(change)


def test_a_posting_cannot_be_out_of_balance(db, day):
    creditor = creditor_with(today=day)
    book = "insert into booking (tenant_id, booked_on, kind) values (%s, %s, 'x') returning id"
    post = (
        "insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on)"
        " values (%s, %s, %s, %s, %s, %s)"
    )
    for debit, credit, amount in (
        ("client_bank", "suspense", 0),
        ("client_bank", "suspense", -5),
        ("suspense", "suspense", 5),
    ):
        with pytest.raises(psycopg.errors.CheckViolation), tenant_scope(creditor.tenant_id):
            booking = query_value(book, (creditor.tenant_id, day))
            execute(post, (creditor.tenant_id, booking, debit, credit, amount, day))


@pytest.mark.parametrize("column", ["wake_on", "next_on", "next_owner", "next_what"])
def test_an_open_case_cannot_be_without_a_next_action_its_day_and_its_owner(db, day, column):
    creditor = creditor_with([invoice(due_on=day)], today=day)
    refused = (psycopg.errors.CheckViolation, psycopg.errors.NotNullViolation)
    with pytest.raises(refused), tenant_scope(creditor.tenant_id):
        execute(f"update collection_case set {column} = null")


def test_nobody_unknown_has_the_next_move(db, day):
    creditor = creditor_with([invoice(due_on=day)], today=day)
    with pytest.raises(psycopg.errors.CheckViolation), tenant_scope(creditor.tenant_id):
        execute("update collection_case set next_owner = 'somebody'")
