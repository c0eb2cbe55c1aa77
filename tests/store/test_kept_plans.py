"""How a statement is carried out is kept for those that find rows by a key, and for no others."""

import pytest

from kvitt.store.session import execute, query, query_together, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.stories import money

pytestmark = pytest.mark.usefixtures("live_db")

KEPT = "select statement from pg_prepared_statements"
BY_KEY = "select name from creditor where tenant_id = %(tenant)s"
OF_A_LIST = "select count(*) from collection_case where tenant_id = any (%(tenants)s)"


def kept() -> str:
    return "\n".join(row[0] for row in query(KEPT))


def test_a_statement_by_key_keeps_its_plan_and_a_list_does_not():
    creditor = money.creditor_of_its_own("SE")
    for _ in range(10):
        with tenant_scope(creditor.tenant_id):
            query_value(BY_KEY, {"tenant": creditor.tenant_id}, keep_plan=True)
            query(OF_A_LIST, {"tenants": [creditor.tenant_id]})
    assert "select name from creditor" in kept()
    assert "count(*) from collection_case" not in kept()


def test_a_kept_plan_shows_each_scope_its_own_rows():
    one, other = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    asked = "select name from creditor where tenant_id = any (%(tenants)s) order by tenant_id"
    both = {"tenants": [one.tenant_id, other.tenant_id]}
    for scope, names in (
        ((one.tenant_id,), [one.name]),
        ((other.tenant_id,), [other.name]),
        ((one.tenant_id, other.tenant_id), [one.name, other.name]),
        ((agency_tenant_id(),), []),
    ) * 3:
        with tenant_scope(*scope):
            (rows,) = query_together((asked, both))
            assert [row.name for row in rows] == names


def test_a_kept_plan_reads_what_was_written_since():
    creditor = money.creditor_of_its_own("SE")

    def name() -> str:
        with tenant_scope(creditor.tenant_id):
            return query_value(BY_KEY, {"tenant": creditor.tenant_id}, keep_plan=True)

    before = [name() for _ in range(7)]
    with tenant_scope(creditor.tenant_id):
        execute("update creditor set name = 'Ny AB' where tenant_id = %s", (creditor.tenant_id,))
    assert before == [creditor.name] * 7 and name() == "Ny AB"
