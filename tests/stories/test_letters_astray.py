"""Letters that came back or reached somebody else, and the address that lets them leave again."""

import itertools
from datetime import date, timedelta

import pytest

from kvitt.application.change_address import (
    AddressNotUsable,
    AddressUnchanged,
    change_address,
)
from kvitt.application.place_hold import NoOpenCase, UnknownHold, place_hold, release_hold
from kvitt.application.report_wrong_recipient import AlreadyReported, report_wrong_recipient
from kvitt.application.return_letter import (
    NoSuchLetter,
    NothingReturned,
    answer_returned,
    return_letter,
)
from kvitt.application.take_receipts import take_receipts
from kvitt.domain.address import AddressIncomplete, NewAddress
from kvitt.simulators.mailbox import delivery_report
from kvitt.simulators.print_house import print_the_day
from kvitt.store.session import query_value, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.astray import (
    DUE,
    FRIENDLY_ON,
    NEW_HOME,
    addresses,
    by_post,
    holds,
    lived,
    moved,
    step_on,
    steps,
    until_step,
)

pytestmark = pytest.mark.usefixtures("live_db", "letters")


def test_returned_after_the_deadline_had_begun_restarts_the_time_at_the_letter_that_arrives():
    """Acceptance row 5, by post: address unreachable, address task, new address, full time."""
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    (before,) = office.notices(creditor, case_id)
    back_on = date(2026, 3, 12)
    assert FRIENDLY_ON < back_on < before.deadline_on
    return_letter(creditor, case_id, because="moved, says the post", today=back_on, actor="Mona")
    lived(creditor, since=back_on, through=date(2026, 4, 1))
    (task,) = office.tasks(creditor, case_id)
    assert task.kind == "find_address"
    assert [d[1] for d in addresses(creditor)] == ["bounced"], "nothing goes to a dead address"
    new_on = date(2026, 4, 2)
    done = moved(creditor, case_id, on=new_on)
    assert done.letters == ((case_id, "friendly_reminder"),)
    lived(creditor, since=new_on, through=new_on)
    (letter,) = office.notices(creditor, case_id)
    assert (letter.state, letter.sent_on) == ("sent", new_on)
    assert letter.deadline_on >= new_on + timedelta(days=8)
    assert addresses(creditor)[-1] == ("friendly_reminder", "sent", "Nya vägen 8")
    assert office.tasks(creditor, case_id) == []
    next_on = until_step(creditor, case_id, "reminder")
    assert next_on > letter.deadline_on
    money.the_books_hold(creditor)


def test_the_fee_of_a_letter_that_came_back_stays_one_and_is_counted_on_the_day_it_leaves():
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    fee_on = until_step(creditor, case_id, "reminder")
    return_letter(creditor, case_id, because="moved", today=fee_on + timedelta(days=4), actor="M")
    lived(creditor, since=fee_on + timedelta(days=4), through=fee_on + timedelta(days=9))
    new_on = fee_on + timedelta(days=10)
    moved(creditor, case_id, on=new_on)
    lived(creditor, since=new_on, through=new_on)
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    with tenant_scope(creditor.tenant_id):
        dated_on = query_value(
            "select dated_on from claim_item where tenant_id = %s and kind = 'reminder'"
            " and voided_on is null",
            (creditor.tenant_id,),
        )
    assert dated_on == new_on
    money.the_books_hold(creditor)


@pytest.mark.parametrize("paid_minor", [20_00, 60_00])
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_a_fee_that_was_paid_before_its_letter_came_back_is_not_charged_again(country, paid_minor):
    creditor = money.creditor_of_its_own(country)
    case_id = by_post(creditor)
    step = {"SE": "reminder", "NO": "collection_notice"}[country]
    fee_on = until_step(creditor, case_id, step)
    ((_, fee_minor),) = office.fees(creditor, case_id)
    paid_on = fee_on + timedelta(days=4)  # the letter counts as posted by then
    money.bank_brings(
        money.paid(creditor, min(paid_minor, fee_minor), paid_on, case=case_id),
        today=paid_on, format="camt",
    )  # fmt: skip
    back_on = fee_on + timedelta(days=5)
    return_letter(creditor, case_id, because="moved", today=back_on, actor="Mona")
    lived(creditor, since=back_on, through=back_on + timedelta(days=2))
    new_on = back_on + timedelta(days=3)
    moved(creditor, case_id, on=new_on)
    lived(creditor, since=new_on, through=new_on)
    assert office.notices(creditor, case_id)[-1].sent_on == new_on
    assert office.fees(creditor, case_id) == [(step, fee_minor)]
    money.the_books_hold(creditor)


def test_a_letter_that_came_back_after_the_next_one_left_stops_the_case_until_a_person_answers():
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    fee_on = until_step(creditor, case_id, "reminder")
    creditor_letters = len(addresses(creditor))
    return_letter(creditor, case_id, because="moved", today=fee_on + timedelta(days=1),
                  actor="Mona", step="friendly_reminder")  # fmt: skip
    lived(creditor, since=fee_on + timedelta(days=1), through=fee_on + timedelta(days=60))
    assert len(addresses(creditor)) == creditor_letters
    assert holds(creditor, case_id, on=fee_on + timedelta(days=60)) == ["came_back_late"]
    assert [task.kind for task in office.tasks(creditor, case_id)] == ["came_back_late"]


def test_a_bounce_by_receipt_after_the_next_letter_left_stops_the_case_too(mailbox):
    creditor = office.new_creditor()
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    lived(creditor, since=FRIENDLY_ON, through=FRIENDLY_ON)
    fee_on = until_step(creditor, case_id, "reminder")
    report = delivery_report(mailbox.kept[0].key, "asa1@example.com", "f@x.example")
    (mailbox.bounces_to / "late.eml").write_bytes(report)
    assert take_receipts(today=fee_on).came_back == 1
    lived(creditor, since=fee_on, through=fee_on + timedelta(days=60))
    assert steps(creditor, case_id) == ["friendly_reminder", "reminder"]
    assert holds(creditor, case_id, on=fee_on) == ["came_back_late"]


def late_return(creditor):
    """The friendly reminder of a case came back when the reminder had left; the case and day."""
    case_id = by_post(creditor)
    fee_on = until_step(creditor, case_id, "reminder")
    day = fee_on + timedelta(days=5)
    lived(creditor, since=fee_on, through=day)
    return_letter(creditor, case_id, because="moved", today=day, actor="Mona",
                  step="friendly_reminder")  # fmt: skip
    return case_id, day


def test_the_later_letters_may_stand_where_the_debtor_knows_of_the_claim():
    creditor = office.new_creditor()
    case_id, day = late_return(creditor)
    answer_returned(creditor, case_id, may_stand=True, because="she wrote about it", today=day,
                    actor="Mona")  # fmt: skip
    assert office.tasks(creditor, case_id) == []
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    assert money.case(creditor, case_id).cycle == 1
    with pytest.raises(NothingReturned):
        answer_returned(creditor, case_id, may_stand=True, because="again", today=day, actor="M")


@pytest.mark.parametrize("how", ["said", "new_address"])
def test_otherwise_the_letters_begin_anew_and_the_fee_falls_until_it_is_charged_again(how):
    creditor = office.new_creditor()
    case_id, day = late_return(creditor)
    if how == "said":
        answer_returned(creditor, case_id, may_stand=False, because="knew nothing", today=day,
                        actor="Mona")  # fmt: skip
    moved(creditor, case_id, on=day)
    assert office.fees(creditor, case_id) == []
    assert money.case(creditor, case_id).cycle == 2
    lived(creditor, since=day, through=day + timedelta(days=30))
    assert steps(creditor, case_id) == ["friendly_reminder", "reminder"]
    assert {line for step, _, line in addresses(creditor)[2:]} == {"Nya vägen 8"}
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    money.the_books_hold(creditor)


def test_a_fee_that_was_paid_is_not_charged_again_when_the_letters_begin_anew():
    creditor = money.creditor_of_its_own("NO")
    case_id = by_post(creditor)
    until_step(creditor, case_id, "collection_notice")
    ((_, fee_minor),) = office.fees(creditor, case_id)
    day = step_on(creditor, case_id, "collection_notice") + timedelta(days=4)
    money.bank_brings(money.paid(creditor, fee_minor, day, case=case_id), today=day, format="camt")
    return_letter(creditor, case_id, because="moved", today=day, actor="Mona",
                  step="friendly_reminder")  # fmt: skip
    moved(creditor, case_id, on=day)
    lived(creditor, since=day, through=day + timedelta(days=60))
    kinds = [step for step, _ in office.fees(creditor, case_id)]
    assert kinds.count("collection_notice") == 1
    anew = [n for n in office.notices(creditor, case_id) if n.cycle == 2]
    assert [n.step for n in anew] == ["collection_notice", "payment_demand"]
    assert (anew[0].deadline_on - anew[0].sent_on).days >= 14
    money.the_books_hold(creditor)


def test_only_a_letter_that_left_can_have_come_back():
    creditor = office.new_creditor()
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    for step in (None, "reminder"):
        with pytest.raises(NoSuchLetter):
            return_letter(creditor, case_id, because="moved", today=DUE, actor="M", step=step)


def test_a_letter_to_somebody_else_stops_all_cases_of_the_debtor_and_nothing_of_it_is_owed():
    creditor = office.new_creditor()
    who = {"customer_number": "C7", "name": "Åsa Öberg"}
    case_id = by_post(creditor, **who)
    until_step(creditor, case_id, "reminder")
    day = step_on(creditor, case_id, "reminder") + timedelta(days=6)
    lived(creditor, since=day, through=day)
    (other,) = office.register(
        creditor, office.invoice(creditor, 2, due_on=day, email=None, **who), today=day
    )
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]
    done = report_wrong_recipient(
        creditor, case_id, because="her cousin phoned", today=day, actor="Mona"
    )
    assert (done.fallen_minor, done.to_pay_back_minor) == (60_00, 0)
    assert [letter.step for letter in done.letters] == ["friendly_reminder", "reminder"]
    sent = len(addresses(creditor))
    lived(creditor, since=day, through=day + timedelta(days=60))
    assert len(addresses(creditor)) == sent
    for one in (case_id, other):
        assert holds(creditor, one, on=day + timedelta(days=60)) == ["wrong_recipient"]
        assert "find_debtor" in [task.kind for task in office.tasks(creditor, one)]
        assert "incident_recorded" in money.events(creditor, one)
    assert office.fees(creditor, case_id) == []
    assert money.case(creditor, other).cycle == 1, "no letter about it went astray"
    money.the_books_hold(creditor)


def test_what_was_paid_for_a_letter_to_somebody_else_is_the_debtors_again():
    creditor = money.creditor_of_its_own("SE")
    case_id = by_post(creditor)
    day = until_step(creditor, case_id, "reminder") + timedelta(days=4)
    money.bank_brings(money.paid(creditor, 25_00, day, case=case_id), today=day, format="camt")
    assert money.allocated(creditor, case_id) == [("reminder", 25_00)]
    done = report_wrong_recipient(creditor, case_id, because="a namesake", today=day, actor="M")
    assert (done.fallen_minor, done.to_pay_back_minor) == (60_00, 25_00)
    assert money.open_minor(creditor, case_id)[2] == 0
    assert money.owed(creditor, "owed_to_debtor") == 25_00
    assert "refund_not_owed" in [task.kind for task in office.tasks(creditor, case_id)]
    money.the_books_hold(creditor)


def test_the_right_debtor_gets_every_letter_with_its_full_time():
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    until_step(creditor, case_id, "collection_demand")
    day = step_on(creditor, case_id, "collection_demand") + timedelta(days=5)
    report_wrong_recipient(creditor, case_id, because="a namesake", today=day, actor="Mona")
    found_on = day + timedelta(days=10)
    moved(creditor, case_id, on=found_on)
    assert holds(creditor, case_id, on=found_on) == []
    lived(creditor, since=found_on, through=found_on + timedelta(days=60))
    anew = [n for n in office.notices(creditor, case_id) if n.cycle == 2]
    assert [n.step for n in anew] == ["friendly_reminder", "reminder", "collection_demand"]
    for before, after in itertools.pairwise(anew):
        assert before.deadline_on < after.sent_on
    assert {line for _, _, line in addresses(creditor)[3:]} == {"Nya vägen 8"}
    assert office.fees(creditor, case_id) == [("reminder", 60_00), ("collection_demand", 180_00)]
    money.the_books_hold(creditor)


def test_letters_before_the_day_since_which_it_was_wrong_keep_their_fees():
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    until_step(creditor, case_id, "collection_demand")
    demand_on = step_on(creditor, case_id, "collection_demand")
    day = demand_on + timedelta(days=5)
    done = report_wrong_recipient(
        creditor, case_id, because="moved out", today=day, actor="M", since=demand_on
    )
    assert done.fallen_minor == 180_00
    assert office.fees(creditor, case_id) == [("reminder", 60_00)]


def test_the_stop_of_a_wrong_recipient_ends_by_an_address_and_not_by_hand():
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    day = date(2026, 3, 20)
    report_wrong_recipient(creditor, case_id, because="a namesake", today=day, actor="Mona")
    with pytest.raises(UnknownHold, match="kvitt case address"):
        release_hold(creditor, case_id, kind="wrong_recipient", because="x", today=day, actor="M")
    with pytest.raises(UnknownHold):
        place_hold(creditor, case_id, kind="wrong_recipient", because="x", today=day, actor="M")
    with pytest.raises(AlreadyReported):
        report_wrong_recipient(creditor, case_id, because="again", today=day, actor="Mona")


def test_a_printed_letter_to_the_old_address_is_called_back_and_goes_to_the_new_one(letters):
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    moved(creditor, case_id, on=FRIENDLY_ON)
    lived(creditor, since=FRIENDLY_ON, through=FRIENDLY_ON)
    assert len(print_the_day(letters, on=FRIENDLY_ON)) == 1
    assert addresses(creditor) == [
        ("friendly_reminder", "withdrawn", "Storgatan 2"),
        ("friendly_reminder", "sent", "Nya vägen 8"),
    ]
    assert steps(creditor, case_id) == ["friendly_reminder"]


def test_an_address_that_came_back_is_used_again_where_a_person_says_that_it_is_right():
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    day = date(2026, 3, 12)
    return_letter(creditor, case_id, because="no such name", today=day, actor="Mona")
    lived(creditor, since=day, through=day)
    same = NewAddress(("Storgatan 2",), "352 30", "Växjö")
    moved(creditor, case_id, on=day, to=same)
    lived(creditor, since=day, through=day)
    assert office.notices(creditor, case_id)[-1].state == "sent"
    with pytest.raises(AddressUnchanged):
        moved(creditor, case_id, on=day, to=same)


def test_the_history_tells_of_an_address_by_a_mark_and_never_names_it():
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    moved(creditor, case_id, on=date(2026, 3, 12))
    told = "\n".join(office.log(creditor, case_id))
    assert "address_changed" in told
    assert "Nya vägen" not in told
    assert "Storgatan" not in told


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewAddress(("Nya vägen 8",)), AddressIncomplete),
        (NewAddress((), "352 41", "Växjö"), AddressIncomplete),
        (NewAddress(country="NO"), AddressIncomplete),
        (NewAddress(), AddressIncomplete),
        (NewAddress(("  ",), " ", ""), AddressIncomplete),
        (NewAddress(email="asa at example"), AddressNotUsable),
    ],
)
def test_half_an_address_is_refused_and_changes_nothing(new, refusal):
    creditor = office.new_creditor()
    case_id = by_post(creditor)
    before = office.log(creditor, case_id)
    with pytest.raises(refusal):
        moved(creditor, case_id, on=date(2026, 3, 12), to=new)
    assert office.log(creditor, case_id) == before


def test_nobody_acts_on_another_creditors_case():
    mine, other = office.new_creditor(), office.new_creditor()
    case_id = by_post(mine)
    day = date(2026, 3, 12)
    before = office.log(mine, case_id)
    asked = {"because": "x", "today": day, "actor": "Mona"}
    for act in (
        lambda: change_address(other, case_id, NEW_HOME, **asked),
        lambda: return_letter(other, case_id, **asked),
        lambda: answer_returned(other, case_id, may_stand=True, **asked),
        lambda: report_wrong_recipient(other, case_id, **asked),
    ):
        with pytest.raises(NoOpenCase):
            act()
    assert office.log(mine, case_id) == before
