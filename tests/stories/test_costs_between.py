"""What an authority took is paid by somebody: billed, kept, recovered, borne, and never lost."""

from datetime import date, timedelta

import pytest

from kvitt.application.book_outlay import (
    NoSuchOutlay,
    OutlayUnclear,
    record_outlay,
    refund_outlay,
)
from kvitt.application.close_case import close_case
from kvitt.application.record_proceeding import record_proceeding
from kvitt.application.settle_costs import record_bill_payment
from kvitt.store.outlays import due_of_bills, outlays
from kvitt.store.session import query, tenant_scope
from tests.documents.pdf_words import pdf_words
from tests.stories import laying_out as costs
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.court import demanded, filed

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
FEE = "payment_order_application"
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def agency():
    costs.with_agency()


def test_an_outlay_is_booked_when_the_application_is_filed_with_the_terms_of_that_day():
    creditor = costs.creditor_with(billed="next_settlement")
    before = costs.own("own_outlays")
    case_id, on = costs.at_the_authority(creditor)
    with tenant_scope(creditor.tenant_id):
        (one,) = outlays(creditor.tenant_id)
    assert (one.kind, one.amount_minor, one.incurred_on) == (FEE, 300_00, on)
    assert (one.authority, one.advanced_by) == ("Kronofogden", "agency")
    assert "1992:1094" in one.reference and one.terms.billed == "next_settlement"
    assert costs.own("own_outlays") - before == 300_00
    assert money.owed(creditor, "outlays") == -300_00, "booked in the creditor's book, too"
    assert "outlay_booked" in money.events(creditor, case_id)
    money.the_books_hold(creditor)


def test_what_is_billed_is_kept_from_what_was_collected_line_by_line(tmp_path):
    creditor = costs.creditor_with(billed="next_settlement")
    case_id, on = costs.at_the_authority(creditor)
    other = money.owes(creditor, 2_000_00, on + WEEK, number="7")
    costs.pays(creditor, other, 2_000_00, on + WEEK)
    done = costs.settled(creditor, tmp_path, on + 2 * WEEK)
    assert (done.to_creditor_minor, done.kept_minor, done.payout_minor) == (
        2000_00,
        300_00,
        1700_00,
    )
    assert costs.ordered(done) == "1700.00"
    (line,) = [row for row in costs.lines_of(done) if row["Kostnad"]]
    assert (line["Utlagt"], line["Faktureras"], line["Moms"]) == ("300,00", "300,00", "0,00")
    assert "1992:1094" in line["Kostnad"] and line["Ärende"] == f"{creditor.tenant_id}-{case_id}"
    shown = pdf_words(costs.statement_of(done))
    assert "Vibetalarut1700,00krtilldig." in shown and "Avdragetförkostnader300,00kr" in shown
    assert costs.laid_out(creditor) == [(FEE, 300_00, 0, 300_00, 0)]
    assert "outlay_billed" in money.events(creditor, case_id)
    assert costs.settled(creditor, tmp_path, on + 2 * WEEK) is None, "never billed twice"
    money.the_books_hold(creditor)


def test_a_debtor_who_pays_a_billed_cost_pays_it_to_the_creditor(tmp_path):
    creditor = costs.creditor_with(billed="next_settlement")
    case_id, on = costs.at_the_authority(creditor)
    other = money.owes(creditor, 2_000_00, on + WEEK, number="7")
    costs.pays(creditor, other, 2_000_00, on + WEEK)
    costs.settled(creditor, tmp_path, on + 2 * WEEK)
    costs.pays(creditor, case_id, 300_00 + 380_00 + 240_00, on + 3 * WEEK)
    done = costs.settled(creditor, tmp_path, on + 4 * WEEK)
    assert done.to_creditor_minor == 300_00, "the creditor has paid the authority's fee"
    assert done.to_agency_minor == 380_00 + 240_00
    assert costs.laid_out(creditor) == [(FEE, 300_00, 0, 300_00, 0)]
    money.the_books_hold(creditor)


def test_what_the_debtor_pays_before_the_bill_is_the_agencys_and_no_income(tmp_path):
    creditor = costs.creditor_with(billed="next_settlement")
    case_id, on = costs.at_the_authority(creditor)
    income, laid = costs.own("own_fee_income"), costs.own("own_outlays")
    costs.pays(creditor, case_id, 300_00 + 380_00 + 240_00, on + WEEK)
    done = costs.settled(creditor, tmp_path, on + 2 * WEEK)
    assert (done.to_agency_minor, done.to_creditor_minor) == (300_00 + 380_00 + 240_00, 0)
    assert costs.laid_out(creditor) == [(FEE, 300_00, 300_00, 0, 0)]
    assert costs.own("own_outlays") - laid == -300_00
    assert costs.own("own_fee_income") - income == -(380_00 + 240_00)
    (line,) = [row for row in costs.lines_of(done) if row["Kostnad"]]
    assert (line["Återvunnet"], line["Faktureras"]) == ("300,00", "0,00")
    money.the_books_hold(creditor)


def test_a_payment_that_the_bank_takes_back_opens_the_outlay_again(tmp_path):
    creditor = costs.creditor_with(billed="next_settlement")
    case_id, on = costs.at_the_authority(creditor)
    costs.pays(creditor, case_id, 1_500_00, on + WEEK)
    costs.settled(creditor, tmp_path, on + 2 * WEEK)
    assert costs.laid_out(creditor) == [(FEE, 300_00, 300_00, 0, 0)]
    costs.pays(creditor, case_id, 1_500_00, on + 3 * WEEK, is_reversal=True)
    costs.pays(creditor, money.owes(creditor, 3_000_00, on + 3 * WEEK, number="8"), 3_000_00,
               on + 3 * WEEK)  # fmt: skip
    done = costs.settled(creditor, tmp_path, on + 4 * WEEK)
    assert costs.laid_out(creditor) == [(FEE, 300_00, 0, 300_00, 0)], "recovered no more: billed"
    assert done.kept_minor == 300_00
    money.the_books_hold(creditor)


def test_what_is_kept_from_recovery_waits_for_money_of_the_same_case(tmp_path):
    creditor = costs.creditor_with(billed="from_recovered")
    case_id, on = costs.at_the_authority(creditor)
    other = money.owes(creditor, 2_000_00, on + WEEK, number="7")
    costs.pays(creditor, other, 2_000_00, on + WEEK)
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert (done.kept_minor, done.payout_minor) == (0, 2_000_00), "another debtor's money"
    cost_minor = money.open_minor(creditor, case_id)[2]
    costs.pays(creditor, case_id, cost_minor + 1_000_00, on + 2 * WEEK)
    done = costs.settled(creditor, tmp_path, on + 3 * WEEK)
    assert done.kept_minor == 0, "the debtor paid the fee itself: the costs come first"
    assert costs.laid_out(creditor) == [(FEE, 300_00, 300_00, 0, 0)]
    money.the_books_hold(creditor)


def test_what_no_debtor_was_charged_is_kept_from_the_first_money(tmp_path):
    """A late bill of the authority stands on no claim item: it is kept as money comes in."""
    creditor = costs.creditor_with(billed="from_recovered")
    case_id, on = demanded(creditor)
    record_outlay(creditor, case_id, kind="enforcement_base_fee", amount_minor=600_00, on_day=on,
                  reference="Kronofogden's bill 12", today=on, by="Eva")  # fmt: skip
    cost_minor = money.open_minor(creditor, case_id)[2]
    costs.pays(creditor, case_id, cost_minor + 400_00, on)
    first = costs.settled(creditor, tmp_path, on)
    assert (first.to_creditor_minor, first.kept_minor, first.payout_minor) == (400_00, 400_00, 0)
    assert costs.ordered(first) is None
    costs.pays(creditor, case_id, 500_00, on + WEEK)
    second = costs.settled(creditor, tmp_path, on + WEEK)
    assert (second.kept_minor, second.payout_minor) == (200_00, 300_00)
    assert costs.laid_out(creditor) == [("enforcement_base_fee", 600_00, 0, 600_00, 0)]
    money.the_books_hold(creditor)


def test_a_creditor_that_pays_the_authority_itself_gets_the_fee_back(tmp_path):
    creditor = costs.creditor_with(advanced_by="creditor")
    laid = costs.own("own_outlays")
    case_id, on = costs.at_the_authority(creditor)
    assert costs.own("own_outlays") == laid, "no money of the agency"
    costs.pays(creditor, case_id, 300_00 + 380_00 + 240_00, on + WEEK)
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert (done.to_creditor_minor, done.to_agency_minor) == (300_00, 380_00 + 240_00)
    assert costs.laid_out(creditor) == [(FEE, 300_00, 300_00, 0, 0)]
    assert "betaldavdig" in pdf_words(costs.statement_of(done))
    money.the_books_hold(creditor)


@pytest.mark.parametrize("to, creditors_minor", [("creditor", 380_00), ("agency", 0), ("", 0)])
def test_the_agents_compensation_is_whose_the_terms_say(tmp_path, to, creditors_minor):
    creditor = costs.creditor_with(representation_to=to)
    case_id, on = costs.at_the_authority(creditor)
    costs.pays(creditor, case_id, 300_00 + 380_00 + 240_00, on + WEEK)
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert done.to_creditor_minor == creditors_minor
    money.the_books_hold(creditor)


@pytest.mark.parametrize("reason", ["withdrawn", "not_meaningful"])
def test_what_a_closed_case_did_not_bring_in_is_billed_and_stays_due(tmp_path, reason):
    creditor = costs.creditor_with(billed="from_recovered", unrecovered="creditor")
    case_id, on = costs.at_the_authority(creditor)
    assert costs.settled(creditor, tmp_path, on) is None, "nothing is due while the case goes on"
    close_case(creditor, case_id, because="the creditor says so", reason=reason, today=on,
               actor="Eva")  # fmt: skip
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert (done.number, done.kept_minor, done.due_minor) == (1, 0, 300_00)
    assert "Kostnaderpå300,00kråterståratt" in pdf_words(costs.statement_of(done))
    other = money.owes(creditor, 2_000_00, on + WEEK, number="7")
    costs.pays(creditor, other, 100_00, on + WEEK)
    done = costs.settled(creditor, tmp_path, on + 2 * WEEK)
    assert (done.kept_minor, done.due_minor, done.payout_minor) == (100_00, 200_00, 0)
    assert record_bill_payment(creditor, amount_minor=200_00, paid_on=on + 2 * WEEK,
                               today=on + 2 * WEEK, by="Eva") == 0  # fmt: skip
    costs.pays(creditor, other, 50_00, on + 3 * WEEK)
    assert costs.settled(creditor, tmp_path, on + 3 * WEEK).payout_minor == 50_00
    money.the_books_hold(creditor)


def test_no_assets_ends_the_wait_for_what_was_laid_out(tmp_path):
    creditor = costs.creditor_with(billed="from_recovered", unrecovered="creditor")
    case_id, on = demanded(creditor)
    number = filed(creditor, case_id, on=on)

    def record(kind, day, **given):
        record_proceeding(creditor, number, kind, on_day=day, today=day, by="Mona", given=given)

    record("received", on, number="B-1")
    record("served", on + WEEK)
    record("order", on + 4 * WEEK, number="U-9", amount=money_of(creditor, case_id))
    record("no_assets", on + 20 * WEEK)
    done = costs.settled(creditor, tmp_path, on + 21 * WEEK)
    assert done.due_minor == 300_00 + 600_00, "application, and the base fee of enforcement"
    assert {kind for kind, *_ in costs.laid_out(creditor)} == {FEE, "enforcement_base_fee"}
    money.the_books_hold(creditor)


def money_of(creditor, case_id):
    with tenant_scope(creditor.tenant_id):
        return query(
            "select sum(p.principal_minor + p.interest_minor + p.cost_minor)::bigint"
            " from proceeding_claim p join claim c on c.id = p.claim_id"
            " where p.tenant_id = %s and c.case_id = %s", (creditor.tenant_id, case_id),
        )[0][0]  # fmt: skip


def test_the_agency_bears_what_a_claim_that_was_given_up_did_not_bring_in(tmp_path):
    creditor = costs.creditor_with(billed="from_recovered", unrecovered="agency")
    case_id, on = costs.at_the_authority(creditor)
    borne = costs.own("own_outlays_borne")
    close_case(creditor, case_id, because="the creditor says so", reason="withdrawn", today=on,
               actor="Eva")  # fmt: skip
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert (done.due_minor, done.costs[0].borne_minor) == (0, 300_00)
    assert costs.own("own_outlays_borne") - borne == 300_00
    assert costs.laid_out(creditor) == [(FEE, 300_00, 0, 0, 0)]
    assert costs.settled(creditor, tmp_path, on + 2 * WEEK) is None
    money.the_books_hold(creditor)


def test_what_the_authority_gave_back_after_the_bill_comes_back_to_the_creditor(tmp_path):
    creditor = costs.creditor_with(billed="next_settlement")
    _, on = costs.at_the_authority(creditor)
    done = costs.settled(creditor, tmp_path, on)
    assert done.due_minor == 300_00
    record_bill_payment(creditor, amount_minor=300_00, paid_on=on, today=on, by="Eva")
    with tenant_scope(creditor.tenant_id):
        (one,) = outlays(creditor.tenant_id)
    refund_outlay(creditor, one.id, amount_minor=300_00, because="filed twice at the authority",
                  today=on + WEEK, by="Eva")  # fmt: skip
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert (done.kept_minor, done.payout_minor) == (-300_00, 300_00)
    assert costs.ordered(done) == "300.00"
    with pytest.raises(OutlayUnclear, match=r"0\.00"):
        refund_outlay(creditor, one.id, amount_minor=1, because="again", today=on + WEEK, by="Eva")
    money.the_books_hold(creditor)


def test_later_terms_leave_what_was_laid_out_before_alone(tmp_path):
    creditor = costs.creditor_with(billed="next_settlement")
    _, on = costs.at_the_authority(creditor)
    creditor = costs.agreed(creditor, today=on + WEEK, billed="from_recovered")
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert done.due_minor == 300_00, "by the terms of the day on which it was filed"
    later, day = costs.at_the_authority(creditor, number=2, due_on=on, identity="19800101-0001",
                                        debtor_name="Bo Ek")  # fmt: skip
    assert costs.settled(creditor, tmp_path, day) is None
    assert costs.laid_out(creditor, later) == [(FEE, 300_00, 0, 0, 300_00)]
    money.the_books_hold(creditor)


def test_the_outlay_is_whole_where_the_agreement_charges_the_debtor_less():
    creditor = costs.creditor_with(billed="next_settlement")
    with tenant_scope(creditor.tenant_id):
        query("update creditor set agreement = agreement || %s::jsonb where tenant_id = %s"
              " returning 1", ('{"at_most": {"payment_order_application": 10000}}',
                               creditor.tenant_id))  # fmt: skip
    case_id, _ = costs.at_the_authority(creditor)
    charged = [one.amount_minor for one in money.items(creditor, case_id, FEE)]
    assert charged == [100_00]
    assert costs.laid_out(creditor) == [(FEE, 300_00, 0, 0, 300_00)]
    money.the_books_hold(creditor)


def test_a_creditor_that_collects_itself_lays_out_itself(tmp_path):
    creditor = money.creditor_of_its_own("SE")
    case_id, on = costs.at_the_authority(creditor)
    costs.pays(creditor, case_id, 300_00 + 380_00 + 240_00, on + WEEK)
    done = costs.settled(creditor, tmp_path, on + WEEK)
    assert (done.due_minor, done.to_agency_minor) == (0, 0)
    assert costs.laid_out(creditor)[0][2] == 300_00
    money.the_books_hold(creditor)


@pytest.mark.parametrize(
    "change",
    [{"kind": "reminder"}, {"amount_minor": 0}, {"on_day": date(2027, 1, 1)}, {"reference": " "},
     {"by": ""}, {"kind": "conciliation_application"}],
)  # fmt: skip
def test_an_outlay_that_is_not_told_whole_is_not_booked(change):
    creditor = costs.creditor_with()
    case_id = money.owes(creditor, 1_000_00, date(2026, 1, 30))
    told = {"kind": FEE, "amount_minor": 300_00, "on_day": date(2026, 3, 2),
            "reference": "bill 1", "today": date(2026, 3, 2), "by": "Eva"}  # fmt: skip
    with pytest.raises(OutlayUnclear):
        record_outlay(creditor, case_id, **told | change)
    assert costs.laid_out(creditor) == []


def test_nobody_reaches_another_creditors_outlays():
    creditor, other = costs.creditor_with(), costs.creditor_with()
    case_id, on = costs.at_the_authority(creditor)
    with tenant_scope(creditor.tenant_id):
        (one,) = outlays(creditor.tenant_id)
    with pytest.raises(OutlayUnclear, match="has no case"):
        record_outlay(other, case_id, kind=FEE, amount_minor=1_00, on_day=on, reference="bill",
                      today=on, by="Eva")  # fmt: skip
    with pytest.raises(NoSuchOutlay):
        refund_outlay(other, one.id, amount_minor=1_00, because="no", today=on, by="Eva")
    with tenant_scope(other.tenant_id):
        assert outlays(creditor.tenant_id) == []
        assert due_of_bills(creditor.tenant_id) == 0
    assert office.tasks(other) == []
