"""Stories of settlement offers: kept, overpaid, lapsed; by bank files."""

from datetime import date, timedelta

import pytest

from kvitt.application.approve_settlement_offer import (
    approve_settlement_offer,
)
from kvitt.application.follow_settlement_offers import follow_settlement_offers
from kvitt.application.reopen_case import reopen_case
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.application.settle_creditors import settle_creditors
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories.offering import (
    AMOUNT,
    DUE,
    GOES_ON,
    HEARD,
    OFFERED,
    OWED,
    PAY_BY,
    day,
    days,
    offered,
    owing,
    pays,
    proposed,
    state,
    stored,
)
from tests.stories.small_office import letter_words, notices, tasks

pytestmark = pytest.mark.usefixtures("live_db")


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_a_kept_offer_settles_the_claim_and_writes_the_rest_off(country):
    creditor, case = owing(country)
    made = offered(creditor, case)
    (letter,) = notices(creditor, case)
    assert (letter.kind, letter.state) == ("settlement_offer", "sent")
    assert days(creditor, OFFERED + timedelta(days=1), PAY_BY) == 0
    pays(creditor, case, today=HEARD, on=PAY_BY)
    day(creditor, HEARD)
    assert state(creditor, made) == "kept"
    assert money.case(creditor, case).closed_because == "settled"
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert money.owed(creditor, "owed_to_debtor") == 0
    assert sum(minor for _, minor in money.allocated(creditor, case)) == AMOUNT
    kinds = money.events(creditor, case)
    for earlier, later in (
        ("settlement_offer_proposed", "settlement_offer_approved"),
        ("settlement_offer_approved", "settlement_offer_kept"),
        ("settlement_offer_kept", "closing_settled"),
        ("closing_settled", "case_closed"),
    ):
        assert kinds.index(earlier) < kinds.index(later)
    assert tasks(creditor, case) == []
    assert days(creditor, HEARD, HEARD + timedelta(days=40)) == 0
    money.the_books_hold(creditor)


def test_the_letter_says_what_is_owed_what_settles_and_from_when_the_case_goes_on(mailbox):
    creditor, case = owing()
    offered(creditor, case)
    said = " ".join(letter_words(creditor, case).replace("\u00a0", " ").split())
    assert "Betala 1 600,00 kr senast den 6 mars 2026" in said
    assert "Inget annat händer före den 10 mars 2026" in said
    assert money.reference_of(creditor, case) in said
    owed_minor = sum(money.open_minor(creditor, case))
    assert owed_minor > OWED  # the interest through the day of the letter is in it
    assert f"Hela kravet i dag: 3 0{owed_minor % 100_00 // 100:02d}," in said


def test_nothing_changes_for_the_debtor_before_another_person_approves():
    creditor, case = owing()
    made = proposed(creditor, case)
    assert made.needs_approval
    (asked,) = tasks(creditor, case)
    assert (asked.kind, asked.owner) == ("approve_settlement_offer", "creditor")
    assert asked.due_on == date(2026, 2, 19)
    day(creditor, OFFERED)
    assert [one.kind for one in notices(creditor, case)] == ["friendly_reminder"]
    assert "settlement_offer" not in {task.kind for task in tasks(creditor, case)}


def test_an_offer_that_is_not_paid_lapses_and_the_case_goes_on_from_the_day_that_was_told():
    creditor, case = owing()
    made = offered(creditor, case)
    assert days(creditor, OFFERED + timedelta(days=1), GOES_ON) == 0
    assert state(creditor, made) == "approved"
    day(creditor, GOES_ON)
    assert stored(creditor, made) == ("lapsed", "1600.00 was not paid by 2026-03-06")
    assert money.open_minor(creditor, case)[0] == OWED
    assert money.case(creditor, case).closed_on is None
    letters = days(creditor, GOES_ON, GOES_ON + timedelta(days=30))
    assert letters > 0
    later = [one for one in notices(creditor, case) if one.of_flow]
    assert all(one.planned_on >= GOES_ON for one in later)
    money.the_books_hold(creditor)


def test_paid_in_part_it_lapses_and_the_part_pays_the_claim():
    creditor, case = owing()
    made = offered(creditor, case)
    pays(creditor, case, 1_000_00)
    assert days(creditor, PAY_BY, GOES_ON) == 0
    day(creditor, GOES_ON)
    assert stored(creditor, made) == ("lapsed", "600.00 was not paid by 2026-03-06")
    assert OWED - 1_000_00 < sum(money.open_minor(creditor, case)) < OWED
    money.the_books_hold(creditor)


def test_paid_in_two_parts_in_time_it_is_kept():
    creditor, case = owing()
    made = offered(creditor, case)
    pays(creditor, case, 700_00, on=date(2026, 2, 25))
    day(creditor, date(2026, 2, 25))
    assert state(creditor, made) == "approved"
    pays(creditor, case, 900_00)
    day(creditor, PAY_BY)
    assert state(creditor, made) == "kept"
    assert money.case(creditor, case).closed_because == "settled"
    money.the_books_hold(creditor)


def test_a_day_late_it_is_not_kept():
    creditor, case = owing()
    made = offered(creditor, case)
    pays(creditor, case, on=HEARD)
    day(creditor, HEARD)
    day(creditor, GOES_ON)
    assert state(creditor, made) == "lapsed"
    assert money.case(creditor, case).closed_on is None


def test_the_bank_tells_late_that_it_was_paid_in_time_and_the_offer_counts_as_kept():
    creditor, case = owing()
    made = offered(creditor, case)
    day(creditor, GOES_ON)
    assert state(creditor, made) == "lapsed"
    pays(creditor, case, on=PAY_BY, today=date(2026, 3, 12))
    day(creditor, date(2026, 3, 12))
    assert state(creditor, made) == "kept"
    assert money.case(creditor, case).closed_because == "settled"
    money.the_books_hold(creditor)


@pytest.mark.parametrize("paid_minor", [1_600_01, 1_700_00, 2_999_99, 3_500_00])
def test_what_exceeds_the_offer_is_the_debtors(paid_minor):
    """Also where she pays more than everything that was owed."""
    creditor, case = owing()
    made = offered(creditor, case)
    pays(creditor, case, paid_minor, on=date(2026, 2, 27))
    day(creditor, date(2026, 2, 27))
    assert state(creditor, made) == "kept"
    assert money.owed(creditor, "owed_to_debtor") == paid_minor - AMOUNT
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert money.case(creditor, case).closed_on is not None
    assert {task.kind for task in tasks(creditor, case)} == {"refund_overpayment"}
    money.the_books_hold(creditor)


def test_several_claims_of_one_case_are_covered_by_the_laws_order_and_the_rest_is_given_up():
    creditor = money.creditor_of_its_own("NO")
    case = money.owes(creditor, 1_000_00, DUE)
    other = money.owes(creditor, 2_000_00, DUE, number="2002")
    days(creditor, date(2026, 2, 6), OFFERED)
    merged = {money.case(creditor, each).merged_into for each in (case, other)} - {None}
    assert merged, "the two claims became one case"
    (target,) = merged
    made = proposed(creditor, target, amount_minor=2_000_00)
    approve_settlement_offer(creditor, made.offer_id, by="Nils", today=OFFERED)
    day(creditor, OFFERED)
    pays(creditor, case, 2_000_00)
    day(creditor, PAY_BY)
    assert state(creditor, made) == "kept"
    with tenant_scope(creditor.tenant_id):
        open_minor = query(
            "select sum(principal_open_minor + interest_open_minor + cost_open_minor)::bigint"
            " from claim where case_id = %s", (target,)
        )[0][0]  # fmt: skip
    assert open_minor == 0
    assert money.case(creditor, target).closed_because == "settled"
    money.the_books_hold(creditor)


def test_a_payment_that_the_bank_takes_back_after_the_settlement_asks_a_person():
    creditor, case = owing()
    offered(creditor, case)
    pays(creditor, case)
    day(creditor, PAY_BY)
    back = money.paid(creditor, AMOUNT, date(2026, 3, 13), case=case, is_reversal=True)
    money.bank_brings(back, today=date(2026, 3, 13), format="camt")
    assert {task.kind for task in tasks(creditor, case)} == {"reversed_on_closed_case"}
    money.the_books_hold(creditor)
    reopen_case(creditor, case, because="the payment was taken back", today=date(2026, 3, 13),
                actor="Mona")  # fmt: skip
    assert money.open_minor(creditor, case)[0] == OWED
    money.the_books_hold(creditor)


def test_a_payment_that_is_taken_back_in_time_does_not_keep_the_offer():
    creditor, case = owing()
    made = offered(creditor, case)
    pays(creditor, case, on=date(2026, 2, 25))
    back = money.paid(creditor, AMOUNT, date(2026, 2, 26), case=case, is_reversal=True)
    money.bank_brings(back, today=date(2026, 2, 26), format="camt")
    day(creditor, date(2026, 2, 26))
    assert state(creditor, made) == "approved"
    day(creditor, GOES_ON)
    assert state(creditor, made) == "lapsed"
    assert money.open_minor(creditor, case)[0] == OWED
    money.the_books_hold(creditor)


def test_following_again_on_the_same_day_changes_nothing():
    creditor, case = owing()
    offered(creditor, case)
    pays(creditor, case)
    first = follow_settlement_offers(creditor.tenant_id, today=PAY_BY)
    told = money.events(creditor, case)
    again = follow_settlement_offers(creditor.tenant_id, today=PAY_BY)
    assert (first.kept, again.kept) == (1, 0)
    assert money.events(creditor, case) == told


def test_what_was_paid_out_before_the_offer_was_found_overpaid_is_set_off_later(tmp_path):
    creditor, case = owing()
    offered(creditor, case)
    pays(creditor, case, 1_700_00, on=date(2026, 2, 27))
    (out,) = settle_creditors(today=date(2026, 2, 27), out_folder=tmp_path, creditors=[creditor])
    assert out.to_creditor_minor == 1_700_00
    day(creditor, date(2026, 2, 28))
    assert money.owed(creditor, "owed_to_debtor") == 100_00
    (back,) = settle_creditors(today=date(2026, 3, 2), out_folder=tmp_path, creditors=[creditor])
    assert back.to_creditor_minor == -100_00
    money.the_books_hold(creditor)


def test_money_that_was_paid_to_the_creditor_itself_keeps_the_offer_too():
    creditor, case = owing()
    made = offered(creditor, case)
    report_direct_payment(creditor, case, amount_minor=1_700_00, paid_on=PAY_BY,
                          because="told by the creditor", today=HEARD, actor="Mona")  # fmt: skip
    day(creditor, HEARD)
    assert state(creditor, made) == "kept"
    assert money.case(creditor, case).closed_because == "settled"
    assert money.owed(creditor, "owed_to_debtor") == 100_00
    money.the_books_hold(creditor)
