"""The public example of ELAN, reproduced from our own ledger: the same sums, claim by claim.

The invoice and the four payments come in by the ordinary use cases, and the books divide them. Set
by hand are what the example has and our law would not give on its days: interest of 232.24 by a
credit card's own rate, what each payment covers first, and the day on which the agency's fee is
charged. The fee itself is the law's: 1.6 times 700 kroner with value added tax. The interest lies a
month earlier than in the example: our books take interest back for days on which a payment has made
the principal less.
"""

import json
from datetime import date

import pytest

from kvitt.domain.decision import Charge, Decision
from kvitt.domain.filing import FiledClaim, FiledItem, FiledPayment
from kvitt.integrations.elan.petition import petition
from kvitt.kernel.because import Because
from kvitt.law.book import law_book
from kvitt.law.fee_terms import Circumstances
from kvitt.law.fees import fee
from kvitt.store.creditors import save_agreement
from kvitt.store.effects import apply_decisions
from kvitt.store.session import query_named, tenant_scope
from tests.domain.norwegian_filing import letter
from tests.integrations.elan_filing import whole
from tests.stories import money

pytestmark = pytest.mark.usefixtures("live_db")

DUE = date(2024, 6, 15)
NO = law_book("NO")
INTEREST_FIRST = ["interest", "principal", "cost"]
PRINCIPAL_FIRST = ["principal", "interest", "cost"]


def charged(creditor, case, kind, amount_minor, on, because, **period):
    charge = Charge(money.claim(creditor, case).id, kind, amount_minor, because, **period)
    decision = Decision(
        case, "", on, "charged", on, charges=(charge,), measure=f"{kind}_of_{on}", cycle=0
    )
    with tenant_scope(creditor.tenant_id):
        apply_decisions(creditor.tenant_id, [decision], today=on, actor="Mona")


def pays(creditor, case, amount_minor, on, order):
    """The debtor says what is paid, and the payment covers that first."""
    with tenant_scope(creditor.tenant_id):
        save_agreement(creditor.tenant_id, {**creditor.agreement, "allocation": order})
    money.bank_brings(money.paid(creditor, amount_minor, on, case=case), today=on, format="ocr")


def from_the_ledger(creditor, case):
    """The case's claim with its items and what covered each, as the books have it."""
    claim = money.claim(creditor, case)
    with tenant_scope(creditor.tenant_id):
        rows = query_named(
            "select * from claim_item where tenant_id = %s and claim_id = %s"
            " and voided_on is null order by id",
            (creditor.tenant_id, claim.id),
        )
        covered = query_named(
            "select a.item_id, p.booked_on, a.amount_minor from allocation a join payment p"
            " on p.tenant_id = a.tenant_id and p.id = a.payment_id"
            " where a.tenant_id = %s and a.case_id = %s order by a.id",
            (creditor.tenant_id, case),
        )
    items = tuple(
        FiledItem(
            row.id, row.kind, row.amount_minor, row.open_minor, row.dated_on, row.from_on,
            row.until_on, row.rate_bp, row.base_minor,
            tuple(FiledPayment(one.booked_on, one.amount_minor)
                  for one in covered if one.item_id == row.id),
            json.loads(row.because)["reference"],
        )
        for row in rows
    )  # fmt: skip
    return FiledClaim(claim.id, claim.invoice_number, "kredittkort", claim.issued_on, DUE, items)


def test_the_sums_of_the_public_example_come_out_of_our_own_ledger():
    creditor = money.creditor_of_its_own("NO")
    case = money.owes(creditor, 12_469_14, DUE, number="00890772001")
    card = Because("agreed", "avtale om kredittkort", {"set_by": "hand"})
    charged(creditor, case, "interest", 232_24, date(2024, 6, 2), card, from_=date(2024, 5, 2),
            until=date(2024, 6, 2), rate_bp=2199, base_minor=12_469_14)  # fmt: skip
    pays(creditor, case, 50_00, date(2024, 6, 3), INTEREST_FIRST)
    pays(creditor, case, 469_00, date(2024, 6, 3), PRINCIPAL_FIRST)
    pays(creditor, case, 50_00, date(2024, 6, 10), INTEREST_FIRST)
    pays(creditor, case, 1_000_00, date(2024, 6, 10), PRINCIPAL_FIRST)
    agency = fee(
        NO, "collection_fee", due_on=date(2024, 6, 17), sent_on=date(2024, 7, 17),
        debtor_kind="consumer", principal_minor=12_469_14,
        circumstances=Circumstances(with_vat=True),
    )  # fmt: skip
    charged(creditor, case, "collection_fee", agency.amount_minor, date(2024, 7, 17),
            agency.because)  # fmt: skip

    demand = letter("payment_demand", date(2024, 7, 2), date(2024, 7, 16))
    notice = letter("enforcement_notice", date(2026, 1, 5), date(2026, 1, 19), notice_id=2)
    made = whole(claims=(from_the_ledger(creditor, case),), letters=(demand, notice))
    told = petition(made, NO)["kravTilInnkreving"]

    def sums(key):
        return [one[key]["beloep"] for one in told]

    def payments(one):
        return [(p["bokfoertDato"], p["beloep"]["beloep"]) for p in one.get("innbetaling", [])]

    assert [one["kravdetaljer"] for one in told] == [
        "Hovedkrav", "Rentekrav", "UtenrettsligeKostnader",
    ]  # fmt: skip
    assert sums("opprinneligBeloep") == [12469.14, 232.24, 1400]
    assert sums("gjenstaaendeBeloep") == [11000.14, 132.24, 1400]
    assert [payments(one) for one in told] == [
        [("2024-06-03", 469), ("2024-06-10", 1000)],
        [("2024-06-03", 50), ("2024-06-10", 50)],
        [],
    ]
    assert sum(money.open_minor(creditor, case)) == made.open_minor == 12_532_38
    ground = petition(made, NO)["begjaeringensTvangsgrunnlag"][0]["saerligTvangsgrunnlag"]
    assert ground["paalydendeBeloep"] == 14101.38
    period = told[1]["erRentekrav"]["rentePeriode"]
    assert period == {"startdato": "2024-05-02", "sluttdato": "2024-06-01"}
    assert told[1]["relatertKrav"] == told[2]["relatertKrav"] == [told[0]["kravreferanse"]]
