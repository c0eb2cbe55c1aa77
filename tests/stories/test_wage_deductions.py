"""Norway: a wage deduction brings money month by month, principal first, until all is paid."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kvitt.application.announce_enforcement import announce_enforcement
from kvitt.application.apply_to_authority import apply_to_authority
from kvitt.application.keep_distribution import DistributionUnclear
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.application.run_day import run_day
from kvitt.application.settle_creditors import settle_creditors
from kvitt.domain.distribution import KeptUnclear
from kvitt.simulators.elan import Elan
from tests.stories import money
from tests.stories.court import costs, demanded, interruptions
from tests.stories.taken import WEEK, payments, pays_out, record, totals, waiting
from tests.stories.test_norwegian_proceedings import HERE, PERSON, TOKEN, approved, by_post

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
NUMBER = "26-000001UTL"
OFFICE = "Innkrevingsmyndigheten"
ONE_DAY = timedelta(days=1)


@pytest.fixture
def deducted(monkeypatch):
    """A case with a wage deduction: case, proceeding, its day; with a pledge where it is asked."""
    running = []

    def enforced(creditor, *, result="trekk", **given):
        case_id, asked_on = demanded(creditor, identity=PERSON, **by_post())
        announce_enforcement(creditor, case_id, today=asked_on, actor="Kari")
        run_day(today=asked_on, tenant_ids=[creditor.tenant_id])
        on = asked_on + 2 * WEEK + ONE_DAY
        noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        there = Elan({TOKEN: creditor.organisation_number}, now=lambda: noon).__enter__()
        running.append(there)
        monkeypatch.setenv("KVITT_ELAN_URL", there.url)
        monkeypatch.setenv("KVITT_ELAN_TOKEN", TOKEN)
        monkeypatch.setenv("KVITT_FILING_BOARD_ON_OBJECTION", "yes")
        number = approved(creditor, case_id, "attachment", on)
        apply_to_authority(creditor, number, today=on, by="Kari")
        record(creditor, number, "receipt", on, number=NUMBER)
        record(creditor, number, "presented", on + WEEK)
        record(creditor, number, result, on + 6 * WEEK, **given)
        return case_id, number, on + 6 * WEEK

    yield enforced
    for one in running:
        one.__exit__(None, None, None)


def told_and_paid(creditor, number, amount_minor, on, withheld_on):
    record(creditor, number, "payout", on, amount=amount_minor, withheld=withheld_on)
    assert pays_out(creditor, amount_minor, on, by=OFFICE, text=NUMBER).booked == 1


def test_a_wage_deduction_month_by_month_until_all_is_paid(deducted, tmp_path):
    """5 000.00 due 30 January, a deduction from 20 May; by hand:

    12 % on 5 000.00 for the 122 days to 1 June                       200.55
    2 500.00 of June covers principal alone, left                   2 500.00
    12 % on 2 500.00 for 29 days, 12.25 % for 1 July                   24.67
    2 500.00 of July covers the rest of the principal                   0.00
    costs 38 + 113 + 928 = 1 079.00, interest 225.22                1 304.22
    """
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = deducted(creditor)
    assert on == date(2026, 5, 20)
    assert [minor for _, minor in costs(creditor, case_id)] == [38_00, 113_00, 928_00]
    told_and_paid(creditor, number, 2_500_00, date(2026, 6, 17), date(2026, 6, 12))
    assert totals(creditor, case_id) == (2_500_00, 200_55, 1_079_00)
    told_and_paid(creditor, number, 2_500_00, date(2026, 7, 15), date(2026, 7, 10))
    assert totals(creditor, case_id) == (0, 225_22, 1_079_00)
    told_and_paid(creditor, number, 1_304_22, date(2026, 8, 12), date(2026, 8, 10))
    assert money.case(creditor, case_id).closed_because == "paid"
    assert [kind for kind, _ in money.allocated(creditor, case_id)][:5] == [
        "principal", "principal", "collection_notice", "payment_demand_own",
        "attachment_application",
    ]  # fmt: skip
    assert [payment.booked_on.day for payment in payments(creditor, case_id)] == [1, 1, 1]
    assert {kind for kind, *_ in interruptions(creditor, case_id)} >= {"trekk", "trekk_notice"}
    (done,) = settle_creditors(today=date(2026, 8, 12), out_folder=tmp_path, creditors=[creditor])
    assert (done.taken_minor, done.held_minor) == (6_304_22, 0)
    money.the_books_hold(creditor)


def test_what_the_debtor_pays_itself_goes_in_the_usual_order_beside_it(deducted):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, _ = deducted(creditor)
    told_and_paid(creditor, number, 2_500_00, date(2026, 6, 17), date(2026, 6, 12))
    report_direct_payment(creditor, case_id, amount_minor=1_079_00, paid_on=date(2026, 6, 20),
                          because="told", today=date(2026, 6, 20), actor="Kari")  # fmt: skip
    principal, _, cost = totals(creditor, case_id)
    assert (principal, cost) == (2_500_00, 0)
    told_and_paid(creditor, number, 1_000_00, date(2026, 7, 15), date(2026, 7, 10))
    assert totals(creditor, case_id)[0] == 1_500_00
    money.the_books_hold(creditor)


def test_wages_paid_out_count_from_their_month_so_somebody_must_say_which(deducted):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = deducted(creditor)
    paid_on = on + 4 * WEEK
    pays_out(creditor, 2_500_00, paid_on, by=OFFICE, text=NUMBER)
    ((_, because),) = waiting(creditor)
    assert "first day of its month" in because and "in which it was withheld" in because
    with pytest.raises(DistributionUnclear) as no:
        record(creditor, number, "payout", paid_on, amount=2_500_00)
    assert "§ 34" in no.value.reference
    with pytest.raises(DistributionUnclear, match="before that day"):
        record(creditor, number, "payout", paid_on, amount=2_500_00, withheld=paid_on + ONE_DAY)
    assert not payments(creditor, case_id)
    assert record(creditor, number, "distribution", paid_on, amount=2_500_00,
                  withheld=paid_on - WEEK).is_booked  # fmt: skip
    assert not waiting(creditor)


def test_of_another_attachment_the_creditor_sets_the_order(deducted):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = deducted(creditor, result="pledge", amount=5_000_00)
    paid_on = on + 4 * WEEK
    with pytest.raises(DistributionUnclear, match="wage deduction"):
        record(creditor, number, "payout", paid_on, amount=1_000_00, withheld=paid_on)
    record(creditor, number, "payout", paid_on, amount=1_000_00)
    pays_out(creditor, 1_000_00, paid_on, by=OFFICE, text=NUMBER)
    (payment,) = payments(creditor, case_id)
    assert (payment.manner, payment.booked_on) == ("attachment", paid_on)
    assert totals(creditor, case_id)[0] == 5_000_00, "costs and interest first, as is usual"
    money.the_books_hold(creditor)


def test_nothing_is_kept_of_a_norwegian_deduction(deducted):
    creditor = money.creditor_of_its_own("NO", **HERE)
    case_id, number, on = deducted(creditor)
    paid_on = on + 4 * WEEK
    with pytest.raises(KeptUnclear, match="of them is open"):
        record(creditor, number, "payout", paid_on, amount=1_00, kept=1_00, withheld=paid_on)
    assert not payments(creditor, case_id)
