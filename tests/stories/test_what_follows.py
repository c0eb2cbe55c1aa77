"""What a letter says will follow is what follows, with every agreement and for several claims."""

from datetime import date, timedelta

import pytest

from kvitt.application.compose_letter import Senders, compose_letter
from kvitt.application.register_invoices import register_invoices
from kvitt.application.run_cases import run_cases
from kvitt.domain.flow import flow
from kvitt.law.book import law_book
from kvitt.store.creditors import agency_or_none
from kvitt.store.notices import letter_facts, notices_to_send
from kvitt.store.session import query_value, tenant_scope
from tests.portfolio import invoice as plain_invoice
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.test_the_law_in_a_case import (
    DUE,
    costs,
    letters_leave,
    live_until,
    two_claims,
)

pytestmark = pytest.mark.usefixtures("live_db")


def agency_creditor(**told):
    from kvitt.application.add_creditor import set_agency

    set_agency(name="Inkasso Eksempel AS", organisation_number="999999999")
    return office.new_creditor("NO", family="no-agency", **told)


def test_crediting_one_claim_leaves_the_charges_of_the_others():
    creditor = money.creditor_of_its_own("SE")
    _first, _second = two_claims(creditor)
    live_until(creditor, "collection_demand")
    assert office.case_of(creditor, "10001") == office.case_of(creditor, "10002")
    asked = "select interest_open_minor from claim where invoice_number = '10001'"
    with tenant_scope(creditor.tenant_id):
        before = query_value(asked)
    assert before
    note = plain_invoice(
        "K1", due_on=date(2026, 4, 1), amount_minor=1000_00, document="credit_note", credits="10002"
    )
    register_invoices(creditor, [note], source="test", today=date(2026, 4, 1))
    with tenant_scope(creditor.tenant_id):
        assert query_value(asked) == before


@pytest.mark.parametrize(
    "agreement", [{}, {"fees_with_vat": True}, {"at_most": {"collection_fee": 100_00}}]
)
@pytest.mark.parametrize("of_kind", ["consumer", "business"])
@pytest.mark.parametrize("claims", [1, 2])
def test_what_the_collection_notice_says_will_follow_is_what_follows(agreement, of_kind, claims):
    creditor = agency_creditor(agreement=agreement)
    who = {"customer_number": "C7", "name": "Firma X", "email": "a@example.com", "kind": of_kind}
    office.register(
        creditor,
        *(
            office.invoice(creditor, n, due_on=DUE, payable_minor=8450_00, **who)
            for n in range(1, claims + 1)
        ),
        today=DUE,
    )
    told = None
    law = law_book("NO")
    before = 0
    for number in range(120):
        today = DUE + timedelta(days=number)
        run_cases(creditor.tenant_id, today=today)
        planned = [n for n in office.notices(creditor) if n.state == "planned"]
        for n in planned:
            now = sum(m for _, m in costs(creditor, n.case_id))
            if told is not None:
                assert (n.kind, now - before) == (n.kind, told), n.kind
            before = now
            deadline = today + timedelta(days=14)
            with tenant_scope(creditor.tenant_id):
                (one,) = notices_to_send(creditor.tenant_id, [n.id], today=today)
                facts = letter_facts(creditor.tenant_id, [n.case_id])
            letter = compose_letter(
                one,
                facts,
                Senders(creditor, agency_or_none()),
                flow(one.flow),
                law,
                today=today,
                pay_by=deadline,
            )
            told = letter.next_step.cost_minor
            if n.kind == "payment_demand":
                letters_leave(creditor, on=today)
                run_cases(creditor.tenant_id, today=today)
                run_cases(creditor.tenant_id, today=today + timedelta(days=43))
                grown = sum(m for _, m in costs(creditor, n.case_id)) - before
                assert grown == (told or 0), "growth"
                return
        if planned:
            letters_leave(creditor, on=today)
    raise AssertionError


def test_two_that_reach_the_demand_together_ask_once():
    creditor = agency_creditor()
    who = {"customer_number": "C7", "name": "Åsa Öberg", "email": "asa@example.com"}
    later = DUE + timedelta(days=30)
    office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE, payable_minor=1000_00, **who),
        office.invoice(creditor, 2, due_on=later, payable_minor=1000_00, **who),
        office.invoice(creditor, 3, due_on=later + timedelta(days=2), payable_minor=1000_00, **who),
        today=DUE - timedelta(days=20),
    )
    live_until(creditor, "payment_demand")
    start = date(2026, 3, 1)
    for number in range(60):
        today = start + timedelta(days=number)
        run_cases(creditor.tenant_id, today=today)
        letters_leave(creditor, on=today)
        if [n.kind for n in office.notices(creditor)].count("collection_notice") == 3:
            break
    today += timedelta(days=40)
    run_cases(creditor.tenant_id, today=today)
    asked = [t.case_id for t in office.tasks(creditor) if t.kind == "merge_review"]
    assert len(asked) == 1, asked
