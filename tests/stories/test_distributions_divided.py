"""What an authority passed on is divided, taken back, refused, and never another creditor's."""

import pytest

from kvitt.application.assign_payment import PaymentNotAssignable
from kvitt.application.correct_payment import correct_payment
from kvitt.application.draft_proceeding import NoSuchProceeding
from kvitt.application.keep_distribution import DistributionUnclear
from kvitt.application.list_proceedings import show_proceeding
from kvitt.application.record_distribution import NoSuchDistribution, take_back_distribution
from kvitt.domain.distribution import KeptUnclear
from kvitt.domain.proceeding import EventNotPossible
from kvitt.store.bank_files import BankLineNotFound
from tests.stories import laying_out, money
from tests.stories.court import filed
from tests.stories.taken import (
    NUMBER,
    WEEK,
    enforced,
    lived_to_the_question,
    ordered,
    payments,
    pays_out,
    record,
    totals,
    untold_minor,
    waiting,
)

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


def test_two_claims_of_one_order_are_covered_kind_by_kind():
    """3 000.00 and 1 500.00; costs once; 10 % on 4 500.00 for the 99 days to 9 May.

    Interest 81.37 and 40.68; 2 000.00 − 920.00 − 122.05 = 957.95 principal of the first claim.
    """
    creditor = money.creditor_of_its_own("SE")
    (case_id,), on = lived_to_the_question(creditor, 3_000_00, 1_500_00)
    number = filed(creditor, case_id, on=on)
    paid_on = ordered(creditor, case_id, number, on) + 4 * WEEK
    record(creditor, number, "distributed", paid_on, amount=2_000_00, kept=600_00)
    pays_out(creditor, 2_000_00, paid_on, text=NUMBER)
    assert totals(creditor, case_id) == (3_542_05, 0, 0)
    covered = [minor for kind, minor in money.allocated(creditor, case_id) if kind == "principal"]
    assert covered == [957_95], "of the first claim alone"
    money.the_books_hold(creditor)


def test_what_the_authority_states_for_each_invoice_goes_to_it():
    creditor = money.creditor_of_its_own("SE")
    (case_id,), on = lived_to_the_question(creditor, 3_000_00, 1_500_00)
    number = filed(creditor, case_id, on=on)
    paid_on = ordered(creditor, case_id, number, on) + 4 * WEEK
    with pytest.raises(DistributionUnclear, match="is not about invoice"):
        record(creditor, number, "distributed", paid_on, amount=1_00, claims={"4711": 1_00})
    with pytest.raises(DistributionUnclear, match="the whole sum"):
        record(creditor, number, "distributed", paid_on, amount=2_00, claims={"10001": 1_00})
    record(creditor, number, "distributed", paid_on, amount=2_000_00, kept=600_00,
           claims={"10002": 1_540_68, "10001": 459_32})  # fmt: skip
    pays_out(creditor, 2_000_00, paid_on, text=NUMBER)
    assert totals(creditor, case_id) == (3_000_00, 81_37, 920_00 - 459_32)
    money.the_books_hold(creditor)


@pytest.mark.parametrize("who", ["bank", "person"])
def test_a_distribution_that_is_taken_back_opens_what_it_covered_and_is_awaited_again(who):
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    before = totals(creditor, case_id)
    paid_on, back_on = on + 4 * WEEK, on + 5 * WEEK
    record(creditor, number, "distributed", paid_on, amount=4_400_00, kept=600_00)
    pays_out(creditor, 4_400_00, paid_on, case=case_id)
    (payment,) = payments(creditor, case_id)
    if who == "bank":
        back = money.paid(creditor, 4_400_00, back_on, case=case_id, is_reversal=True)
        assert money.bank_brings(back, today=back_on, format="camt").reversed == 1
    else:
        correct_payment(payment.id, because="another case's", today=back_on, actor="Mona")
    principal, interest, cost = totals(creditor, case_id)
    assert (principal, cost) == (before[0], before[2]), "with the fee that the authority kept"
    assert interest == 135_62 + 3_17, "for the days between on 1 655.62 alone"
    _, undone = payments(creditor, case_id)
    assert (undone.manner, undone.amount_minor, undone.kept_minor) == (
        "attachment", -4_400_00, -600_00,
    )  # fmt: skip
    assert untold_minor(creditor, number) == 0
    (told,) = show_proceeding(creditor, number)["distributions"]
    assert told["state"] == "awaited"
    money.the_books_hold(creditor)
    take_back_distribution(creditor, told["id"], because="a mistake", today=back_on, by="Mona")
    (told,) = show_proceeding(creditor, number)["distributions"]
    assert told["state"] == "taken_back"
    with pytest.raises(NoSuchDistribution):
        take_back_distribution(creditor, told["id"], because="again", today=back_on, by="Mona")


def test_what_was_kept_alone_is_booked_without_money_of_ours_and_can_be_taken_back():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    done = record(creditor, number, "distributed", paid_on, amount=0, kept=400_00)
    assert done.is_booked
    assert totals(creditor, case_id)[2] == 920_00 + 200_00
    (payment,) = payments(creditor, case_id)
    assert (payment.amount_minor, payment.kept_minor) == (0, 400_00)
    money.the_books_hold(creditor)
    correct_payment(payment.id, because="another case's", today=paid_on, actor="Mona")
    assert totals(creditor, case_id)[2] == 920_00 + 600_00
    money.the_books_hold(creditor)


@pytest.mark.parametrize(
    ("given", "no", "said"),
    [
        ({"amount": 4_400_00, "kept": 700_00}, KeptUnclear, "of them is open"),
        ({"amount": 0, "kept": 0}, DistributionUnclear, "say how much"),
        ({"amount": 4_300_00, "line": "waiting"}, PaymentNotAssignable, "line of 4300.00"),
        ({"kept": 600_00}, EventNotPossible, "needs: amount"),
        ({"amount": -1}, DistributionUnclear, "nothing or more"),
        ({"amount": 4_400_00, "line": 999_999}, BankLineNotFound, "no bank line"),
    ],
)
def test_what_does_not_add_up_is_refused_with_nothing_kept(given, no, said):
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    pays_out(creditor, 4_400_00, paid_on, text=NUMBER)
    before = totals(creditor, case_id)
    if given.get("line") == "waiting":
        given = given | {"line": waiting(creditor)[0][0]}
    with pytest.raises(no, match=said):
        record(creditor, number, "distributed", paid_on, **given)
    assert (totals(creditor, case_id), len(waiting(creditor))) == (before, 1)
    assert not show_proceeding(creditor, number)["distributions"]


def test_another_creditor_reaches_neither_proceeding_nor_distribution_nor_line():
    creditor, stranger = money.creditor_of_its_own("SE"), money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    pays_out(stranger, 4_400_00, paid_on, text=NUMBER)
    assert "names no proceeding" in waiting(stranger)[0][1], "it came to another one's account"
    with pytest.raises(NoSuchProceeding):
        record(stranger, number, "served", paid_on)
    with pytest.raises(NoSuchProceeding):
        record(stranger, number, "distributed", paid_on, amount=4_400_00)
    told = record(creditor, number, "distributed", paid_on, amount=4_400_00, kept=600_00)
    assert not told.is_booked, "the line on the other one's account is not taken"
    with pytest.raises(NoSuchDistribution):
        take_back_distribution(stranger, told.distribution_id, because="x", today=paid_on, by="M")
    assert not payments(creditor, case_id)


def test_an_event_that_brings_no_money_takes_no_line():
    creditor = money.creditor_of_its_own("SE")
    _, number, on = enforced(creditor)
    with pytest.raises(DistributionUnclear, match="brings no money"):
        record(creditor, number, "attached", on, amount=1_00, line=1)


def test_the_base_fee_that_the_authority_kept_comes_back_to_who_laid_it_out():
    """The agency laid 300.00 and 600.00 out; the authority kept 600.00 of the debtor's money."""
    laying_out.with_agency()
    creditor = laying_out.creditor_with(billed="next_settlement")
    case_id, number, on = enforced(creditor)
    laid = laying_out.own("own_outlays")
    paid_on = on + 4 * WEEK
    record(creditor, number, "distributed", paid_on, amount=1_000_00, kept=600_00)
    pays_out(creditor, 1_000_00, paid_on, text=NUMBER)
    assert laid - laying_out.own("own_outlays") == 600_00
    (fee,) = [one for one in laying_out.laid_out(creditor) if one[0] == "enforcement_base_fee"]
    assert fee[1:] == (600_00, 0, 0, 0), "neither recovered nor billed, and nothing outstanding"
    money.the_books_hold(creditor)
    payment = payments(creditor, case_id)[-1]
    correct_payment(payment.id, because="another case's", today=paid_on, actor="Mona")
    assert laying_out.own("own_outlays") == laid
    money.the_books_hold(creditor)
