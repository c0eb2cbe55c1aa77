"""`kvitt check` finds what was forged, rule by rule, and names the row."""

from contextlib import contextmanager
from datetime import date

import psycopg
import pytest

from kvitt.application.check_books import check_books
from kvitt.application.run_cases import run_cases
from kvitt.store.session import query_value, tenant_scope
from tests.portfolio import creditor_with, invoice
from tests.stories import money, taken


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
    "an outlay says more": (
        "outlays", "outstanding, the ledger says",
        "insert into outlay (tenant_id, case_id, kind, authority, advanced_by, amount_minor,"
        " incurred_on, reference, terms, booking_id, recorded_on, recorded_by)"
        " select %(t)s, min(id), 'enforcement_base_fee', 'x', 'agency', 60000, '2026-01-01',"
        " 'forged', '{}', 1, '2026-01-01', 'x' from collection_case where tenant_id = %(t)s",
        "delete from outlay where tenant_id = %(t)s and reference = 'forged'",
    ),
    "an outlay is the agency's alone": (
        "outlays", "the agency has",
        "insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on)"
        " select %(t)s, min(id), 'own_outlays', 'own_bank', 778, '2026-01-01'"
        " from booking where tenant_id = %(t)s",
        "delete from posting where tenant_id = %(t)s and amount_minor = 778",
    ),
    "a creditor owes what nobody billed": (
        "outlays", "creditors owe the agency",
        "insert into bill_payment (tenant_id, amount_minor, paid_on, recorded_on, recorded_by)"
        " values (%(t)s, 779, '2026-01-01', '2026-01-01', 'x')",
        "delete from bill_payment where tenant_id = %(t)s and amount_minor = 779",
    ),
    "a settlement billed what no line says": (
        "outlays", "billed 99 and 0 tax",
        "insert into settlement (tenant_id, number, settled_on, collected_minor, to_creditor_minor,"
        " to_agency_minor, billed_minor, currency, payment_reference, paid_out)"
        " values (%(t)s, 99, '2026-01-01', 0, 0, 0, 99, 'SEK', 'forged', false)",
        "delete from settlement where tenant_id = %(t)s and number = 99",
    ),
    "a claim went where it is not": (
        "claim_moves", "its moves lead to",
        "insert into claim_move (tenant_id, claim_id, from_case_id, to_case_id, because, moved_on)"
        " select %(t)s, id, case_id, case_id + 1, 'merged', '2026-01-01' from claim"
        " where tenant_id = %(t)s",
        "delete from claim_move where tenant_id = %(t)s",
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


def test_money_that_an_authority_did_not_tell_of_so_is_found(live_db, letters, database_server):
    creditor = money.creditor_of_its_own("SE")
    _, number, on = taken.enforced(creditor)
    taken.record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00)
    taken.pays_out(creditor, 4_400_00, on, text=taken.NUMBER)
    told = "update distribution set kept_minor = kept_minor {} 1 where tenant_id = %(t)s"
    assert troubles_of(creditor, "distributions") == []
    with forgery(database_server, (told.format("-"), told.format("+")), creditor.tenant_id):
        (trouble,) = troubles_of(creditor, "distributions")
        assert "with 59999 kept is booked as 440000 with 60000" in trouble
    kept = "update payment set kept_minor = kept_minor {} 1 where tenant_id = %(t)s"
    with forgery(database_server, (kept.format("-"), kept.format("+")), creditor.tenant_id):
        assert len(troubles_of(creditor, "distributions")) == 2
    assert troubles_of(creditor, "distributions") == []


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
