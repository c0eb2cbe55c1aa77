"""How merged cases are shown, explained and settled."""

from datetime import date, timedelta

import pytest

from kvitt.application.charge_case import charge_case
from kvitt.application.explain_case import explain_case
from kvitt.application.settle_creditors import settle_creditors
from kvitt.application.show_case import show_case
from kvitt.kernel.refusal import Refusal
from kvitt.store.holds import add_task
from kvitt.store.session import tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.test_the_law_in_a_case import (
    DUE,
    live_until,
    two_claims,
)

pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def merged():
    creditor = money.creditor_of_its_own("SE")
    first, second = two_claims(creditor)
    money.bank_brings(
        money.paid(creditor, 300_00, date(2026, 2, 1), case=second),
        today=date(2026, 2, 2),
        format="camt",
    )
    day = live_until(creditor, "friendly_reminder")
    return creditor, first, second, day


def test_a_merged_case_is_shown_as_it_stood_before(merged):
    creditor, _first, second, day = merged
    view = show_case(f"{creditor.tenant_id}-{second}", on=day - timedelta(days=1), today=day)
    assert (view.stage, view.balance_minor, view.merged_into) == ("overdue", 700_55, None)


def test_the_case_that_stays_is_shown_as_it_stood_before(merged):
    creditor, first, _second, day = merged
    view = show_case(f"{creditor.tenant_id}-{first}", on=day - timedelta(days=1), today=day)
    assert (view.balance_minor, view.payments) == (1000_00, ())


def test_on_the_day_of_the_merge_both_claims_lie_on_the_case_that_stays(merged):
    creditor, first, second, day = merged
    number = f"{creditor.tenant_id}-{first}"
    assert show_case(number, on=day, today=day).balance_minor == 1700_55
    gone = show_case(f"{creditor.tenant_id}-{second}", on=day, today=day)
    assert (gone.balance_minor, gone.closed_because, gone.merged_into) == (0, "merged", number)


def test_what_was_paid_before_the_merge_is_explained_on_the_case_that_stays(merged):
    creditor, first, _second, day = merged
    told = explain_case(f"{creditor.tenant_id}-{first}", today=day)
    assert [p.amount_minor for p in told.payments] == [300_00]


def test_the_settlement_names_the_invoice_of_a_payment_on_a_merged_case(merged, tmp_path):
    creditor, _first, _second, _day = merged
    (done,) = settle_creditors(today=date(2026, 2, 28), out_folder=tmp_path, creditors=[creditor])
    assert done.collected_minor == 300_00
    (statement,) = [path for path in done.files if path.suffix == ".csv"]
    assert "10002" in statement.read_text("utf-8-sig")


def test_an_open_task_of_a_merged_case_goes_on_with_its_claims():
    creditor = office.new_creditor("SE")
    first, second = two_claims(creditor)
    with tenant_scope(creditor.tenant_id):
        add_task(creditor.tenant_id, second, "find_address", "find it", today=DUE)
    live_until(creditor, "friendly_reminder")
    assert [task.kind for task in office.tasks(creditor, first)] == ["find_address"]
    assert office.tasks(creditor, second) == []


@pytest.mark.parametrize("kind", ["instalment_plan", "payment_order_application"])
def test_a_second_charge_of_a_kind_on_one_day_is_refused_with_a_sentence(kind):
    creditor = office.new_creditor("SE")
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    live_until(creditor, "collection_demand")
    asked = {"kind": kind, "today": date(2026, 4, 20), "actor": "Mona"}
    assert charge_case(creditor, case_id, **asked).amount_minor > 0
    with pytest.raises(Refusal, match="reason"):
        charge_case(creditor, case_id, **asked)
