"""What is billed of an outlay, by hand and for any sums: never too much, and never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.cost_terms import RECOMMENDED
from kvitt.domain.outlay import (
    AUTHORITIES,
    REPRESENTATION,
    SERVICES,
    Bill,
    Standing,
    bills_of,
    shares_of,
    vat_on,
)
from kvitt.law.fees import FEE_KINDS

AT_ONCE = RECOMMENDED._replace(billed="next_settlement")
TAXED = RECOMMENDED._replace(credit_reports="creditor", vat_bp=2500)
FEE = "payment_order_application"


def standing(minor=300_00, terms=RECOMMENDED, kind=FEE, by="agency", **told):
    return Standing(1, 7, kind, by, minor, terms, **told)


@pytest.mark.parametrize(
    "one, recovered, billed, borne",
    [
        (standing(terms=AT_ONCE), {}, 300_00, 0),
        (standing(), {}, 0, 0),
        (standing(), {8: 500_00}, 0, 0),
        (standing(), {7: 120_00}, 120_00, 0),
        (standing(), {7: 500_00}, 300_00, 0),
        (standing(is_over=True), {}, 300_00, 0),
        (standing(is_over=True, terms=RECOMMENDED._replace(unrecovered="agency")), {}, 0, 0),
        (standing(is_over=True, is_given_up=True,
                  terms=RECOMMENDED._replace(unrecovered="agency")), {7: 100_00}, 100_00, 200_00),
        (standing(-300_00), {}, -300_00, 0),
        (standing(by="creditor", terms=AT_ONCE), {7: 500_00}, 0, 0),
        (standing(0, terms=AT_ONCE), {7: 500_00}, 0, 0),
    ],
)  # fmt: skip
def test_what_is_billed_goes_by_the_terms_and_by_what_came_in(one, recovered, billed, borne):
    bills, given_up = bills_of([one], recovered)
    assert sum(bill.amount_minor for bill in bills) == billed
    assert given_up == ([(1, borne)] if borne else [])


def test_one_cases_money_pays_its_outlays_in_order_and_once():
    first = Standing(1, 7, FEE, "agency", 300_00, RECOMMENDED)
    second = Standing(2, 7, "enforcement_base_fee", "agency", 600_00, RECOMMENDED)
    assert bills_of([first, second], {7: 700_00})[0] == [Bill(1, 300_00, 0), Bill(2, 400_00, 0)]


def test_a_service_bears_its_tax_and_an_authoritys_fee_none():
    assert bills_of([standing(40_00, AT_ONCE._replace(vat_bp=2500), "credit_report")], {})[0] == [
        Bill(1, 40_00, 10_00)
    ]
    assert vat_on(FEE, 300_00, TAXED) == 0
    assert vat_on("credit_report", 40_00, RECOMMENDED) == 0


@given(
    minor=st.integers(1, 10_000_00),
    left=st.integers(-100, 20_000_00),
    rate=st.integers(0, 3000),
)
def test_no_more_is_kept_than_came_in_with_its_tax_nor_than_was_laid_out(minor, left, rate):
    one = standing(minor, TAXED._replace(vat_bp=rate), "credit_report")
    bills, _ = bills_of([one], {7: left})
    billed = sum(bill.amount_minor for bill in bills)
    kept = billed + sum(bill.vat_minor for bill in bills)
    assert 0 <= billed <= minor
    assert kept <= max(left, 0)
    if billed < minor and left > 0:
        one_more = billed + 1 + vat_on("credit_report", billed + 1, one.terms)
        assert one_more > left, "as much as could be kept was kept"


@given(
    amount=st.integers(1, 10**8),
    outstanding=st.integers(-(10**6), 10**8),
    by=st.sampled_from(["agency", "creditor"]),
)
def test_a_payment_is_shared_to_the_last_oere(amount, outstanding, by):
    shares = shares_of(amount, advanced_by=by, outstanding_minor=outstanding)
    assert sum(shares.values()) == amount and all(share > 0 for share in shares.values())
    agencys = shares.get("owed_to_agency", 0)
    assert agencys == (0 if by == "creditor" else max(0, min(amount, outstanding)))


def test_every_kind_of_an_authority_is_a_charge_that_the_gate_knows():
    known = {kind for kinds in FEE_KINDS.values() for kind in kinds}
    assert known >= (set(AUTHORITIES) | REPRESENTATION)
    costs = {kind for kind in known if kind.endswith(("_application", "_transfer", "_base_fee"))}
    assert costs == set(AUTHORITIES), "no fee of an authority is left without its payer"
    assert not set(AUTHORITIES) & (REPRESENTATION | SERVICES)
