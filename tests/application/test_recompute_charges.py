"""`kvitt check` computes every charge anew and names the one that was forged, to the öre."""

from datetime import date, timedelta

import pytest

from kvitt.application.add_creditor import set_agency
from kvitt.application.explain_case import explain_case
from kvitt.application.recompute_charges import wrong_charges
from kvitt.application.run_cases import run_cases
from kvitt.store.recomputing import charged_cases, charged_cases_of
from kvitt.store.session import execute, query, query_value, tenant_scope
from kvitt.store.tenants import agency_tenant_id
from tests.application.test_check_books import forgery, troubles_of
from tests.portfolio import creditor_with, invoice

FIRST, LAST, DUE = date(2026, 2, 1), date(2026, 3, 6), date(2026, 2, 2)
RULE = "amounts_by_law"


def an_agency():
    """The agency that the agency flows need."""
    set_agency(
        name="Fjällrand Inkasso AB", organisation_number="5599991907",
        client_accounts={"SE": "5050-1055", "NO": "1234 56 78903"},
    )  # fmt: skip


@pytest.fixture
def books(live_db):
    """A case with a reminder, a demand and its interest."""
    creditor = creditor_with([invoice("1", due_on=DUE)], today=FIRST)
    for number in range((LAST - FIRST).days):
        run_cases(creditor.tenant_id, today=FIRST + timedelta(days=number))
        with tenant_scope(creditor.tenant_id):
            execute(
                "update notice set state = 'sent', sent_on = planned_on, channel = 'letter',"
                " deadline_on = planned_on + 10 where state = 'planned'"
            )
    return creditor


def change(what, back, where):
    statement = "update claim_item set {} where tenant_id = %(t)s and {}"
    return statement.format(what, where), statement.format(back, where)


FORGERIES = {
    "an öre of interest": (
        "(interest)", "× 10.00 % from 2026-02-03 until 2026-03-05 gives 8.22",
        change("amount_minor = 823, open_minor = 823", "amount_minor = 822, open_minor = 822",
               "kind = 'interest'"),
    ),
    "another rate": (
        "(interest)", "bears 11.00 % from 2026-02-03, the law's rate is 10.00 %",
        change("rate_bp = 1100", "rate_bp = 1000", "kind = 'interest'"),
    ),
    "another base": (
        "(interest)", "is counted on 1100.00, and 1000.00 of the principal was open",
        change("base_minor = 110000", "base_minor = 100000", "kind = 'interest'"),
    ),
    "interest from the due day on": (
        "(interest)", "begins on 2026-02-02, and the claim is due on 2026-02-02",
        change("from_on = '2026-02-02'", "from_on = '2026-02-03'", "kind = 'interest'"),
    ),
    "a dearer reminder": (
        "(reminder)", "says 60.01, and the law gives 60.00",
        change("amount_minor = 6001", "amount_minor = 6000", "kind = 'reminder'"),
    ),
    "a demand before the claim was overdue": (
        "(collection_demand)", "and the law gives 0.00: The claim is not overdue on 2026-02-02",
        change("dated_on = '2026-02-02'", "dated_on = '2026-03-04'", "kind = 'collection_demand'"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_charge_that_was_forged_is_named_with_what_the_law_gives(books, database_server, name):
    item, said, statement = FORGERIES[name]
    assert troubles_of(books, RULE) == []
    with forgery(database_server, statement, books.tenant_id):
        (sentence,) = troubles_of(books, RULE)
        assert item in sentence and said in sentence
        assert f"of case {books.tenant_id}-" in sentence
    assert troubles_of(books, RULE) == []


def test_the_charges_are_read_in_batches_and_cases_without_any_are_left_out(live_db):
    invoices = [invoice(str(number), due_on=DUE, customer=f"c{number}") for number in range(7)]
    creditor = creditor_with(invoices, today=FIRST)
    with tenant_scope(creditor.tenant_id):
        assert list(charged_cases(creditor.tenant_id, batch=2)) == []
        execute("update collection_case set wake_on = '2026-12-01' where id % 2 = 0")
        execute(
            "insert into notice (tenant_id, case_id, step, cycle, kind, planned_on,"
            " principal_minor, interest_minor, cost_minor, state, sent_on, deadline_on)"
            " select tenant_id, id, 'friendly_reminder', 1, 'friendly_reminder', '2026-02-08',"
            " 100000, 0, 0, 'sent', '2026-02-08', '2026-02-18' from collection_case"
        )
    run_cases(creditor.tenant_id, today=date(2026, 2, 25))
    with tenant_scope(creditor.tenant_id):
        charged = [row[0] for row in query("select id from collection_case where id % 2 = 1")]
        found = list(charged_cases(creditor.tenant_id, batch=2))
        assert sorted(case.case_id for case in found) == sorted(charged)
        assert found == charged_cases_of(creditor.tenant_id, sorted(charged))
        items = query_value("select count(*) from claim_item where kind <> 'principal'")
    assert sum(len(case.items) for case in found) == items


@pytest.mark.parametrize("debtor", ["consumer", "business"])
@pytest.mark.parametrize("flow", ["se-own", "se-agency", "no-own", "no-agency"])
def test_what_every_flow_charges_over_a_year_is_confirmed_and_explained(db, flow, debtor):
    country = flow[:2].upper()
    an_agency()
    first, last = date(2025, 6, 1), date(2026, 3, 31)
    invoices = [
        invoice(number, due_on=due_on, country=country, kind=debtor, amount_minor=amount_minor,
                customer=customer)
        for number, due_on, amount_minor, customer in (
            ("1", date(2025, 6, 10), 8_450_00, "a"),
            ("2", date(2025, 6, 10), 3_450_00, "a"),
            ("3", date(2025, 6, 12), 6_000_00, "a"),
            ("4", date(2025, 6, 10), 499_99, "b"),
        )
    ]  # fmt: skip
    creditor = creditor_with(invoices, country=country, today=first, flows=(flow,))
    today: date | None = first
    while today is not None and today <= last:
        run_cases(creditor.tenant_id, today=today)
        with tenant_scope(creditor.tenant_id):
            sent = query(
                "update notice set state = 'sent', sent_on = planned_on, channel = 'letter',"
                " deadline_on = planned_on + 15 where state = 'planned' returning case_id"
            )
            execute(
                "update collection_case set wake_on = %s where id = any(%s)",
                (today + timedelta(days=1), [row[0] for row in sent]),
            )
            today = query_value("select min(wake_on) from collection_case")
    with tenant_scope(creditor.tenant_id):
        kinds = {row[0] for row in query("select distinct kind from claim_item")}
        cases = [row[0] for row in query("select id from collection_case order by id")]
    assert {"principal", "interest"} < kinds
    assert list(wrong_charges(agency_tenant_id(), [creditor.tenant_id])) == []
    explained = [explain_case(f"{creditor.tenant_id}-{case}", today=last) for case in cases]
    charged = [item for case in explained for claim in case.claims for item in claim.items]
    assert {item.kind for item in charged} == kinds
    for item in charged:
        if item.kind != "principal":
            assert item.result and item.reference, item.kind
            assert f"{item.amount_minor / 100:,.2f}" in item.result, item.result
