"""Every row belongs to a tenant, and the database enforces it."""

from datetime import date

import psycopg
import pytest

from kvitt.store.session import execute, query, query_value, tenant_scope
from tests.portfolio import creditor_with, invoice

DAY = date(2026, 3, 2)
TENANT_FREE = {"tenant", "django_migrations"}
"""Tables without personal data or money: the tenants themselves, and the framework's own."""
SIGN_IN = "^(django|auth|account|mfa|socialaccount|usersessions|signin)_"
"""Tables of the sign-in: a user may belong to several creditors; what a user is stands walled off
in memberships."""
TABLES = """
select c.relname, c.relrowsecurity, c.relforcerowsecurity,
       exists (select from pg_attribute a
               where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped),
       (select a.attname from pg_index i
        join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary)
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and c.relname not like 'procrastinate%%' and c.relname !~ %(sign_in)s
"""
FOREIGN_KEYS = """
select con.conrelid::regclass::text, con.conname,
       (select array_agg(a.attname::text) from pg_attribute a
        where a.attrelid = con.conrelid and a.attnum = any (con.conkey))
from pg_constraint con
where con.contype = 'f' and con.connamespace = 'public'::regnamespace
  and con.conrelid::regclass::text not like 'procrastinate%%'
  and con.conrelid::regclass::text !~ %(sign_in)s
"""


def test_every_table_with_tenant_rows_is_walled_off_even_from_its_owner(db):
    tables = query(TABLES, {"sign_in": SIGN_IN})
    assert len(tables) > 20
    for name, secured, forced, has_tenant, leads in tables:
        if name in TENANT_FREE:
            continue
        assert has_tenant, f"{name} has no tenant_id"
        assert secured and forced, f"{name} lacks forced row-level security"
        assert leads == "tenant_id", f"the key of {name} is not led by the tenant"


def test_every_foreign_key_between_tenant_rows_names_the_tenant(db):
    keys = query(FOREIGN_KEYS, {"sign_in": SIGN_IN})
    assert len(keys) > 12
    for table, name, columns in keys:
        if table in TENANT_FREE:
            continue
        assert "tenant_id" in columns, f"{table}.{name} could point at another tenant's row"


def test_the_app_is_neither_superuser_nor_above_row_security(db):
    role = (
        "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole from pg_roles"
        " where rolname = current_user"
    )
    assert query_value(role) is False


def test_without_a_tenant_nothing_is_seen(db, day):
    creditor_with([invoice(due_on=day)], today=day)
    with tenant_scope():
        assert query_value("select count(*) from claim") == 0
        assert query_value("select count(*) from creditor") == 0


def test_another_tenants_rows_cannot_be_seen_changed_or_added(db, day):
    ours = creditor_with([invoice(due_on=day)], today=day)
    theirs = creditor_with([invoice(due_on=day)], today=day)
    with tenant_scope(ours.tenant_id):
        assert query("select distinct tenant_id from claim where true or 1 = 1") == [
            (ours.tenant_id,)
        ]
        assert (
            execute(
                "update claim set cost_open_minor = 5 where tenant_id = %s", (theirs.tenant_id,)
            )
            == 0
        )
    with pytest.raises(psycopg.errors.InsufficientPrivilege), tenant_scope(ours.tenant_id):
        execute(
            "insert into booking (tenant_id, booked_on, kind) values (%s, %s, 'x')",
            (theirs.tenant_id, day),
        )


def test_a_row_cannot_point_at_another_tenants_row(db, day):
    ours = creditor_with([invoice(due_on=day)], today=day)
    theirs = creditor_with([invoice(due_on=day)], today=day)
    with tenant_scope(theirs.tenant_id):
        their_case = query_value("select id from collection_case")
    add = (
        "insert into hold (tenant_id, case_id, kind, from_on, reason, placed_by)"
        " values (%s, %s, 'pause', %s, '', '')"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation), tenant_scope(ours.tenant_id):
        execute(add, (ours.tenant_id, their_case, day))


def test_a_posting_cannot_stand_on_another_tenants_item(db, day):
    ours = creditor_with([invoice(due_on=day)], today=day)
    theirs = creditor_with([invoice(due_on=day)], today=day)
    with tenant_scope(theirs.tenant_id):
        their_item = query_value("select id from claim_item")
    book = "insert into booking (tenant_id, booked_on, kind) values (%s, %s, 'x') returning id"
    add = (
        "insert into posting (tenant_id, booking_id, debit, credit, amount_minor, value_on,"
        " item_id) values (%s, %s, 'receivable', 'claims_held', 5, %s, %s)"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation), tenant_scope(ours.tenant_id):
        booking = query_value(book, (ours.tenant_id, day))
        execute(add, (ours.tenant_id, booking, day, their_item))


def test_scopes_may_be_nested_and_the_outer_one_returns(db, day):
    ours = creditor_with([invoice(due_on=day)], today=day)
    theirs = creditor_with([invoice(due_on=day)], today=day)
    with tenant_scope(ours.tenant_id):
        with tenant_scope(theirs.tenant_id):
            assert query_value("select tenant_id from creditor") == theirs.tenant_id
        assert query_value("select tenant_id from creditor") == ours.tenant_id


def test_row_security_does_not_mislead_the_planner(live_db, database_server):
    # One large creditor among many small ones: taken for small, each of fifty cases of a list was
    # looked up by reading all that the creditor has.
    for _ in range(30):
        creditor_with([invoice(due_on=DAY)], today=DAY)
    given = [invoice(str(number), due_on=DAY) for number in range(60)]
    tenant_id = creditor_with(given, today=DAY).tenant_id
    known = [row[0] for row in query("select id from tenant")]
    asked = f"explain (format json) select from claim where tenant_id = {tenant_id}"
    here = database_server.conninfo(database=str(live_db.settings_dict["NAME"]))
    with psycopg.connect(here, autocommit=True) as superuser:
        superuser.execute("analyze claim")
        without = superuser.execute(asked).fetchall()
    with tenant_scope(*known):
        within = query(asked)
    expected, seen = (rows[0][0][0]["Plan"]["Plan Rows"] for rows in (without, within))
    assert seen >= 0.9 * expected >= 0.9
