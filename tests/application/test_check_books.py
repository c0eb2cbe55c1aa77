"""`kvitt check` finds what was forged, rule by rule, and names the row."""

from contextlib import contextmanager
from datetime import date

import psycopg
import pytest

from kvitt.application.check_books import check_books
from kvitt.application.run_cases import run_cases
from kvitt.store.session import query_value, tenant_scope
from tests.portfolio import creditor_with, invoice


@contextmanager
def forgery(server, statement, tenant_id):
    """A superuser's change, undone afterwards by the statement's own reverse."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    with psycopg.connect(server.conninfo(database=name), autocommit=True) as forger:
        forger.execute("set session_replication_role = replica")
        changed = forger.execute(statement[0], {"t": tenant_id}).rowcount
        assert changed == 1, f"{changed} rows were forged"
        yield
        forger.execute(statement[1], {"t": tenant_id})


@pytest.fixture
def books(live_db, day):
    creditor = creditor_with([invoice("1", due_on=date(2026, 2, 2))], today=day)
    run_cases(creditor.tenant_id, today=day)
    return creditor


def troubles_of(creditor, rule):
    return [
        trouble.sentence
        for trouble in check_books().troubles
        if trouble.rule == rule and trouble.tenant_id in (creditor.tenant_id, 0)
    ]


FORGERIES = {
    "claim_item says less": (
        "items_equal_postings", "item",
        "update claim_item set open_minor = open_minor - 1 where tenant_id = %(t)s",
        "update claim_item set open_minor = open_minor + 1 where tenant_id = %(t)s",
    ),
    "posting says more": (
        "items_equal_postings", "its postings say 100005",
        "update posting set amount_minor = amount_minor + 5 where tenant_id = %(t)s",
        "update posting set amount_minor = amount_minor - 5 where tenant_id = %(t)s",
    ),
    "claim says more": (
        "claims_equal_items", "claim",
        "update claim set cost_open_minor = cost_open_minor + 1 where tenant_id = %(t)s",
        "update claim set cost_open_minor = cost_open_minor - 1 where tenant_id = %(t)s",
    ),
    "a booking is empty": (
        "booking_balanced", "has no postings",
        "insert into booking (tenant_id, booked_on, kind) values (%(t)s, '2026-01-01', 'forged')",
        "delete from booking where tenant_id = %(t)s and kind = 'forged'",
    ),
    "client money appears": (
        "client_money", "client money in the bank is",
        "insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on)"
        " select %(t)s, min(id), 'client_bank', 'claims_held', 777, '2026-01-01'"
        " from booking where tenant_id = %(t)s",
        "delete from posting where tenant_id = %(t)s and amount_minor = 777",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_what_was_forged_is_found_and_named(books, database_server, name):
    rule, said, *statement = FORGERIES[name]
    assert troubles_of(books, rule) == []
    with forgery(database_server, statement, books.tenant_id):
        assert any(said in sentence for sentence in troubles_of(books, rule))
    assert troubles_of(books, rule) == []


def test_a_closed_case_that_still_owes_is_found(books, database_server):
    with tenant_scope(books.tenant_id):
        case_id = query_value("select id from collection_case")
    close = (
        "update collection_case set closed_on = '2026-03-02', closed_because = 'paid',"
        " wake_on = null, next_on = null, next_owner = null where tenant_id = %(t)s",
        "update collection_case set closed_on = null, closed_because = null,"
        " wake_on = '2026-03-03', next_on = '2026-03-03', next_owner = 'kvitt'"
        " where tenant_id = %(t)s",
    )
    with forgery(database_server, close, books.tenant_id):
        assert troubles_of(books, "next_action") == [
            f"case {case_id} is closed as paid and still owes 100000"
        ]
