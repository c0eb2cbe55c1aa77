"""A Norwegian agency's fee of a case that was divided after it had been charged.

Two claims of 50 000.00 of one business lie on one case. Each bears the compensation for late
payment of 460.00. The notice's fee of 38.00 is covered by it. The agency's fee goes by 100 000.00:
3.6 x 750.00 x 1.5 = 4 050.00, of which what is left of both compensations covers
2 x 460.00 - 38.00 = 882.00 (forsinkelsesrenteloven § 3 a): 3 168.00 are owed beside them, by
whichever claim, and remain so when the other leaves.
"""

from datetime import date, timedelta

import pytest

from kvitt.application.add_creditor import set_agency
from kvitt.application.split_case import split_case
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.astray import lived, until_step

pytestmark = pytest.mark.usefixtures("live_db", "letters")

DUE = date(2026, 3, 2)
WHO = {
    "customer_number": "C7", "name": "Öberg AS", "email": "a@example.com", "kind": "business",
    "payable_minor": 50_000_00,
}  # fmt: skip


def fees(creditor):
    """The agency's fees that stand, with the invoice whose claim bears them."""
    with tenant_scope(creditor.tenant_id):
        return query(
            "select c.invoice_number, i.amount_minor from claim_item i"
            " join claim c on c.tenant_id = i.tenant_id and c.id = i.claim_id"
            " where i.tenant_id = %s and i.kind = 'collection_fee' and i.voided_on is null"
            " order by i.id",
            (creditor.tenant_id,),
        )


def demanded_together():
    """Two invoices demanded in one letter: the creditor, the case and the day of the demand."""
    set_agency(name="Inkasso Eksempel AS", organisation_number="999999999")
    creditor = money.creditor_of_its_own("NO", flows=("no-agency",))
    case_id, _ = office.register(
        creditor,
        *(office.invoice(creditor, number, due_on=DUE, **WHO) for number in (1, 2)),
        today=DUE,
    )
    return creditor, case_id, until_step(creditor, case_id, "payment_demand")


def leaves(creditor, case_id, number, *, on):
    split_case(creditor, case_id, [number], because="another matter", today=on, actor="Mona")


@pytest.mark.parametrize("number", ["10001", "10002"])
def test_the_fee_of_both_claims_stands_when_one_of_them_leaves(number):
    creditor, case_id, day = demanded_together()
    left_on = day + timedelta(days=40)
    lived(creditor, since=day, through=left_on)
    assert fees(creditor) == [("10001", 3_168_00)]
    leaves(creditor, case_id, number, on=left_on)
    assert fees(creditor) == [("10001", 3_168_00)]
    money.the_books_hold(creditor)
    lived(creditor, since=left_on, through=left_on + timedelta(days=60))
    assert fees(creditor) == [("10001", 3_168_00)], "borne once, by whichever claim"
    money.the_books_hold(creditor)


@pytest.mark.parametrize("number", ["10001", "10002"])
def test_the_fee_that_grew_for_both_claims_stands_when_one_of_them_leaves(number):
    """Twice 4 050.00 from 28 days after the deadline, less the 4 050.00 that were asked for."""
    creditor, case_id, day = demanded_together()
    left_on = day + timedelta(days=60)
    lived(creditor, since=day, through=left_on)
    assert fees(creditor) == [("10001", 3_168_00), ("10001", 4_050_00)]
    leaves(creditor, case_id, number, on=left_on)
    money.the_books_hold(creditor)


@pytest.mark.parametrize("number", ["10001", "10002"])
def test_a_demand_called_back_is_charged_anew_by_each_claim(number):
    """1.6 x 750.00 x 1.5 = 1 800.00 of 50 000.00, less 460.00 - 38.00 of its own compensation."""
    creditor, case_id, day = demanded_together()
    left_on = day + timedelta(days=3)
    lived(creditor, since=day, through=left_on)
    leaves(creditor, case_id, number, on=left_on)
    money.the_books_hold(creditor)
    lived(creditor, since=left_on, through=left_on + timedelta(days=30))
    assert sorted(fees(creditor)) == [("10001", 1_378_00), ("10002", 1_378_00)]
    money.the_books_hold(creditor)
