"""Each transaction's events hang on one link; a changed or missing event breaks the chain."""

from contextlib import contextmanager

import psycopg
import pytest

from kvitt.application.check_books import check_books
from kvitt.store.history import Event, add_history
from kvitt.store.session import query, tenant_scope
from tests.portfolio import creditor_with, invoice


@contextmanager
def superuser(server):
    """A forger with every right: triggers off, row security bypassed."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    with psycopg.connect(server.conninfo(database=name), autocommit=True) as forger:
        forger.execute("set session_replication_role = replica")
        yield forger


@pytest.fixture
def told(live_db, day):
    creditor = creditor_with([invoice(due_on=day)], today=day)
    for number in range(3):
        with tenant_scope(creditor.tenant_id):
            add_history(
                creditor.tenant_id, [Event(None, "noted", {"n": number})], on_day=day, actor="test"
            )
    return creditor


def broken_links(creditor):
    report = check_books()
    return [
        t.sentence
        for t in report.troubles
        if t.rule == "history_chain" and t.tenant_id == creditor.tenant_id
    ]


def test_an_untouched_history_is_unbroken(told):
    assert broken_links(told) == []
    with tenant_scope(told.tenant_id):
        assert query("select number from history_link order by number") == [
            (1,),
            (2,),
            (3,),
            (4,),
            (5,),
        ]


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        (
            "update history set given = '{\"n\": 9}' where tenant_id = %(t)s and given->>'n' = '1'",
            "has been changed",
        ),
        (
            "update history set on_day = on_day - 1 where tenant_id = %(t)s and given->>'n' = '1'",
            "has been changed",
        ),
        (
            "delete from history where tenant_id = %(t)s and given->>'n' = '1'",
            "its events are gone",
        ),
        ("delete from history_link where tenant_id = %(t)s and number = 2", "hang on no link"),
        (
            "insert into history (tenant_id, link_id, on_day, kind, actor)"
            " select tenant_id, link_id, on_day, 'x', 'y'"
            " from history where tenant_id = %(t)s and given->>'n' = '1'",
            "finds 2",
        ),
        (
            "update history_link set hash = sha256('x') where tenant_id = %(t)s and number = 2",
            "does not follow",
        ),
    ],
)
def test_a_forged_event_is_found_and_named(told, database_server, forgery, found):
    with superuser(database_server) as forger:
        forger.execute("begin")
        forger.execute(forgery, {"t": told.tenant_id})
        forger.execute("commit")
    try:
        assert any(found in sentence for sentence in broken_links(told)), broken_links(told)
    finally:
        with superuser(database_server) as forger:
            forger.execute("delete from history where tenant_id = %s", (told.tenant_id,))
            forger.execute("delete from history_link where tenant_id = %s", (told.tenant_id,))
