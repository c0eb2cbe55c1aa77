"""Kronofogden takes, keeps its fee and passes the rest on: told by it, brought by the bank."""

from datetime import timedelta

import pytest

from kvitt.application.assign_payment import assign_payment
from kvitt.application.explain_case import explain_case
from kvitt.application.follow_proceedings import follow_proceedings
from kvitt.application.list_proceedings import show_proceeding
from kvitt.application.report_direct_payment import report_direct_payment
from kvitt.application.settle_creditors import settle_creditors
from kvitt.application.show_case import show_case
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.taken import (
    NUMBER,
    WEEK,
    enforced,
    payments,
    pays_out,
    record,
    totals,
    untold_minor,
    waiting,
)

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")
ONE_DAY = timedelta(days=1)


def kinds(creditor, case_id):
    return [task.kind for task in office.tasks(creditor, case_id)]


def test_from_invoice_to_order_to_attachment_to_two_distributions_to_paid_and_settled(tmp_path):
    """5 000.00 due 30 January; by hand:

    10 % on 5 000.00 for the 99 days 31 January to 9 May              135.62
    4 400.00 − 920.00 costs − 135.62 = 3 344.38 principal, left     1 655.62
    10 % on 1 655.62 for the 7 days to 16 May                           3.17
    500.00 − 3.17 = 496.83 principal, left                          1 158.79
    10 % on 1 158.79 for the 28 days to 13 June                         8.89
    """
    creditor = money.creditor_of_its_own("SE")
    case_id, number, ordered_on = enforced(creditor)
    assert totals(creditor, case_id) == (5_000_00, 58_90, 60_00 + 180_00 + 680_00 + 600_00)
    record(creditor, number, "wages_attached", ordered_on + WEEK, amount=2_500_00)
    paid_on = ordered_on + 4 * WEEK
    told = record(creditor, number, "distributed", paid_on, amount=4_400_00, kept=600_00)
    assert not told.is_booked
    assert "book_distribution" in kinds(creditor, case_id)
    assert totals(creditor, case_id)[0] == 5_000_00, "nothing is booked before the money is there"
    assert pays_out(creditor, 4_400_00, paid_on + ONE_DAY, text=NUMBER).booked == 1
    assert totals(creditor, case_id) == (1_655_62, 0, 0)
    assert "book_distribution" not in kinds(creditor, case_id)
    (first,) = payments(creditor, case_id)
    assert (first.amount_minor, first.kept_minor, first.booked_on) == (4_400_00, 600_00, paid_on)
    assert money.owed(creditor, "kept_by_authority") == 0

    direct_on = paid_on + WEEK
    report_direct_payment(
        creditor, case_id, amount_minor=500_00, paid_on=direct_on, because="told by the creditor",
        today=direct_on, actor="Mona",
    )  # fmt: skip
    assert totals(creditor, case_id) == (1_158_79, 0, 0)
    assert untold_minor(creditor, number) == 500_00, "it knows of its own money, not of this"
    assert follow_proceedings(creditor.tenant_id, today=direct_on) == 1
    record(creditor, number, "reduced", direct_on, amount=496_83)
    assert untold_minor(creditor, number) == 0

    again_on = direct_on + 4 * WEEK
    assert pays_out(creditor, 1_167_68, again_on, text=f"Utm {NUMBER}").booked == 1
    assert money.case(creditor, case_id).closed_because == "paid"
    assert kinds(creditor, case_id).count("tell_authority") <= 1, (
        "of its own money it need not hear"
    )
    assert [kind for kind, _ in money.allocated(creditor, case_id)] == [
        "reminder", "collection_demand", "payment_order_application",
        "payment_order_representation", "interest", "interest", "interest", "principal",
        "enforcement_base_fee", "interest", "principal", "interest", "principal",
    ]  # fmt: skip

    settled_apart(creditor, again_on, tmp_path)
    money.the_books_hold(creditor)


def settled_apart(creditor, on, folder):
    """The statement tells what came through the authority apart from what came directly."""
    (done,) = settle_creditors(today=on, out_folder=folder, creditors=[creditor])
    assert (done.to_creditor_minor, done.taken_minor, done.held_minor) == (
        6_067_68, 5_567_68, 500_00,
    )  # fmt: skip
    (csv,) = [file for file in done.files if file.suffix == ".csv"]
    rows = [row.split(";") for row in csv.read_text("utf-8-sig").splitlines()[1:]]
    assert [(row[6], row[-1]) for row in rows if row[6]] == [
        ("4400,00", "genom Kronofogden"), ("500,00", "till dig"), ("1167,68", "genom Kronofogden"),
    ]  # fmt: skip


def test_the_case_tells_the_debtor_what_was_taken_kept_and_passed_on():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    pays_out(creditor, 4_400_00, paid_on, text=NUMBER)
    record(creditor, number, "distribution", paid_on, amount=4_400_00, kept=600_00)
    called = f"{creditor.tenant_id}-{case_id}"
    (shown,) = show_case(called, today=paid_on).as_json()["payments"]
    assert (shown["authority"], shown["taken_minor"], shown["kept_minor"]) == (
        "Kronofogden", 5_000_00, 600_00,
    )  # fmt: skip
    (explained,) = explain_case(called, today=paid_on).payments
    plain = explained.sentence.replace("\xa0", " ")
    assert "Kronofogden took SEK 5,000.00: SEK 600.00 for its own costs" in plain
    assert "SEK 4,400.00 was passed on" in plain and "17 kap. 7 §" in plain
    assert (explained.parts[0].kind, explained.parts[0].amount_minor) == (
        "enforcement_base_fee", 600_00,
    )  # fmt: skip
    (event,) = [e for e in show_case(called, today=paid_on).history if e.kind == "payment_received"]
    assert "An authority took SEK 5,000.00" in event.sentence.replace("\xa0", " ")


def line_first(creditor, number, on):
    pays_out(creditor, 4_400_00, on, text=NUMBER)
    return record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00).is_booked


def told_first(creditor, number, on):
    record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00)
    return pays_out(creditor, 4_400_00, on, text=NUMBER).booked == 1


def by_the_claims_reference(creditor, number, on):
    record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00)
    case_id = office.case_of(creditor, "10001")
    return pays_out(creditor, 4_400_00, on, case=case_id).booked == 1


def line_named(creditor, number, on):
    pays_out(creditor, 4_400_00, on, by="Okänd betalare")
    ((line, _),) = waiting(creditor)
    return record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00,
                  line=line).is_booked  # fmt: skip


def to_the_creditor_itself(creditor, number, on):
    done = record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00,
                  to_creditor=True)  # fmt: skip
    assert money.owed(creditor, "held_by_creditor") == -4_400_00
    return done.is_booked


def assigned_by_a_person(creditor, number, on):
    record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00)
    pays_out(creditor, 4_400_00, on, by="Okänd betalare")
    ((line, _),) = waiting(creditor)
    assign_payment(line, creditor=creditor, case_id=office.case_of(creditor, "10001"), today=on,
                   actor="Mona", from_authority=True)  # fmt: skip
    return True


WAYS = (line_first, told_first, by_the_claims_reference, line_named, to_the_creditor_itself,
        assigned_by_a_person)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_by_whatever_way_it_comes_it_is_booked_once_and_the_same(way):
    creditor = money.creditor_of_its_own("SE", agreement={"allocation": [
        "interest", "principal", "cost"]})  # fmt: skip
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    assert way(creditor, number, paid_on)
    (payment,) = payments(creditor, case_id)
    assert (payment.manner, payment.kept_minor) == ("attachment", 600_00)
    assert totals(creditor, case_id) == (1_655_62, 0, 0), "not the creditor's own order"
    (told,) = show_proceeding(creditor, number)["distributions"]
    assert told["state"] == "booked"
    assert not waiting(creditor)
    assert not {"book_distribution", "assign_payment"} & set(kinds(creditor, case_id))
    money.the_books_hold(creditor)


def nothing_told(creditor, number, on):
    pays_out(creditor, 4_400_00, on, text=NUMBER)
    return "record what it kept"


def another_sum(creditor, number, on):
    record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00)
    pays_out(creditor, 4_300_00, on, text=NUMBER)
    return "told of 4400.00, which this is not"


def no_number(creditor, number, on):
    pays_out(creditor, 4_400_00, on)
    return "names no proceeding of ours"


def another_number(creditor, number, on):
    pays_out(creditor, 4_400_00, on, text="01-999999-26")
    return "names no proceeding of ours"


def payer_untold(creditor, number, on):
    pays_out(creditor, 4_400_00, on, by="", text=NUMBER)
    return "not who paid it"


def after_its_end(creditor, number, on):
    record(creditor, number, "final_report", on)
    pays_out(creditor, 4_400_00, on, text=NUMBER)
    return "which ended on"


def after_a_withdrawal(creditor, number, on):
    record(creditor, number, "enforcement_withdrawn", on)
    pays_out(creditor, 4_400_00, on, text=NUMBER)
    return "which ended on"


def the_debtor_pays_that_very_sum(creditor, number, on):
    record(creditor, number, "distributed", on, amount=4_400_00, kept=600_00)
    case_id = office.case_of(creditor, "10001")
    pays_out(creditor, 4_400_00, on, by="Åsa Öberg", case=case_id)
    return "may be what Kronofogden paid out"


DOUBTS = (nothing_told, another_sum, no_number, another_number, payer_untold, after_its_end,
          after_a_withdrawal, the_debtor_pays_that_very_sum)  # fmt: skip


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.__name__)
def test_what_is_doubtful_waits_for_a_person_and_is_never_booked_as_the_debtors(doubt):
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    before = totals(creditor, case_id)
    said = doubt(creditor, number, on + 4 * WEEK)
    ((_, because),) = waiting(creditor)
    assert said in because
    assert not payments(creditor, case_id)
    assert totals(creditor, case_id)[0] == before[0]
    money.the_books_hold(creditor)


def test_a_line_that_names_the_authoritys_case_holds_the_case_until_a_person_has_said():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    pays_out(creditor, 4_400_00, paid_on, by="", text=NUMBER)
    called = f"{creditor.tenant_id}-{case_id}"
    held = [hold["kind"] for hold in show_case(called, today=paid_on).holds if not hold["until_on"]]
    assert "payment_proposed" in held
    ((line, _),) = waiting(creditor)
    record(creditor, number, "distributed", paid_on, amount=4_400_00, kept=600_00, line=line)
    after = [h["kind"] for h in show_case(called, today=paid_on).holds if not h["until_on"]]
    assert "payment_proposed" not in after


def test_the_debtor_who_names_the_authoritys_case_pays_as_a_debtor():
    creditor = money.creditor_of_its_own("SE")
    case_id, _, on = enforced(creditor)
    paid_on = on + WEEK
    pays_out(creditor, 1_000_00, paid_on, by="Åsa Öberg", text=NUMBER, case=case_id)
    (payment,) = payments(creditor, case_id)
    assert (payment.manner, payment.distribution_id) == ("voluntary", None)


def test_more_than_is_owed_is_the_debtors_and_is_not_paid_out_to_the_creditor(tmp_path):
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    record(creditor, number, "distributed", paid_on, amount=6_200_00, kept=600_00)
    pays_out(creditor, 6_200_00, paid_on, text=NUMBER)
    assert totals(creditor, case_id) == (0, 0, 0)
    assert money.owed(creditor, "owed_to_debtor") == 6_200_00 - 5_000_00 - 920_00 - 135_62
    (task,) = [t for t in office.tasks(creditor, case_id) if t.kind == "return_distribution"]
    assert "ask the authority" in task.sentence
    (done,) = settle_creditors(today=paid_on, out_folder=tmp_path, creditors=[creditor])
    assert done.to_creditor_minor == 6_055_62
    money.the_books_hold(creditor)


def test_a_night_later_nobody_is_asked_to_tell_the_authority_of_its_own_money():
    creditor = money.creditor_of_its_own("SE")
    case_id, number, on = enforced(creditor)
    paid_on = on + 4 * WEEK
    record(creditor, number, "distributed", paid_on, amount=4_400_00, kept=600_00)
    pays_out(creditor, 4_400_00, paid_on, text=NUMBER)
    follow_proceedings(creditor.tenant_id, today=paid_on + ONE_DAY)
    assert "tell_authority" not in kinds(creditor, case_id)
