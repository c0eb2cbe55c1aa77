"""The letters about an objection as the debtor gets them, whatever happens before they leave."""

from datetime import date, timedelta

import pytest

from kvitt.application.answer_uncertain import send_again
from kvitt.application.decide_dispute import decide_dispute
from kvitt.application.defer_case import defer_case
from kvitt.application.place_hold import place_hold, release_hold
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.store.holds import holds_of
from kvitt.store.session import execute, tenant_scope
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 1, 30)
RAISED = date(2026, 2, 20)
DECIDED = date(2026, 2, 24)
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("live_db", "letters")


def owing():
    creditor = money.creditor_of_its_own()
    return creditor, money.owes(creditor, 1000_00, DUE)


def raised(creditor, case, *, on=RAISED, **told):
    given = {"reason": "wrong_sum", "text": "en vara saknades"} | told
    return raise_dispute(creditor, case, today=on, actor="Mona", **given)


def decided(creditor, case, outcome, *, on=DECIDED, because="vi har räknat om", **told):
    return decide_dispute(creditor, case, outcome=outcome, because=because, today=on,
                          actor="Mona", **told)  # fmt: skip


def sent(creditor, day):
    return send_notices(creditor.tenant_id, today=day)


def left(creditor, case):
    letters = office.notices(creditor, case)
    return [(n.kind, n.sent_on, n.deadline_on) for n in letters if n.state == "sent"]


def address(creditor, *lines):
    with tenant_scope(creditor.tenant_id):
        execute("update party set address_lines = %s", (list(lines),))


def test_the_debtor_who_was_right_is_told_on_the_case_that_closed_by_it():
    creditor, case = owing()
    raised(creditor, case)
    sent(creditor, RAISED)
    assert decided(creditor, case, "upheld").is_closed
    assert sent(creditor, DECIDED).sent == 1
    assert left(creditor, case)[-1][:2] == ("dispute_answer", DECIDED)
    words = office.printed_words(creditor, case)
    assert "Duhaderätt.Duskaintebetalanågot." in words and "viharräknatom" in words
    assert office.asked(creditor, case) is None
    assert office.tasks(creditor, case) == []
    money.the_books_hold(creditor)


def test_the_debtor_who_was_right_in_a_part_is_told_what_it_was_and_is_now():
    creditor, case = owing()
    raised(creditor, case, part_minor=250_00)
    done = decided(creditor, case, "upheld")
    sent(creditor, DECIDED)
    assert office.asked(creditor, case) == (750_00, money.reference_of(creditor, case))
    words = office.printed_words(creditor, case)
    assert "Duhaderätt,såviharsänktkravet" in words
    assert "Kravetvar1000,00krochärnu750,00kr" in words
    assert left(creditor, case) == [("dispute_answer", DECIDED, done.resumes_on - DAY)]


def test_an_objection_that_is_answered_before_its_confirmation_left_gets_the_answer_alone():
    creditor, case = owing()
    raised(creditor, case)
    decided(creditor, case, "rejected", on=RAISED)
    sent(creditor, RAISED)
    assert [kind for kind, *_ in left(creditor, case)] == ["dispute_answer"]
    assert "notice_withdrawn" in money.events(creditor, case)


def test_an_answer_that_leaves_later_gives_its_time_from_that_day_and_the_case_rests_as_long():
    creditor, case = owing()
    raised(creditor, case)
    done = decided(creditor, case, "rejected")
    late = DECIDED + 6 * DAY
    sent(creditor, late)
    pay_by = date(2026, 3, 12)
    assert pay_by >= late + 10 * DAY > done.resumes_on - DAY
    assert left(creditor, case)[-1] == ("dispute_answer", late, pay_by)
    nights = (done.resumes_on + n * DAY for n in range((pay_by - done.resumes_on).days + 1))
    assert [run_cases(creditor.tenant_id, today=day).planned for day in nights].count(1) == 0
    assert run_cases(creditor.tenant_id, today=pay_by + DAY).planned == 1


def test_while_the_answer_cannot_leave_the_case_does_not_go_on():
    creditor, case = owing()
    raised(creditor, case)
    sent(creditor, RAISED)
    done = decided(creditor, case, "rejected")
    address(creditor)
    with tenant_scope(creditor.tenant_id):
        execute("update party set postcode = null, city = null")
    sent(creditor, DECIDED)
    assert [task.kind for task in office.tasks(creditor, case)] == ["find_address"]
    for n in range(30):
        assert run_cases(creditor.tenant_id, today=done.resumes_on + n * DAY).planned == 0
    with tenant_scope(creditor.tenant_id):
        execute("update party set address_lines = '{Kajen 1}', postcode = '11122', city = 'Lund'")
    (refused,) = [n for n in office.notices(creditor, case) if n.state == "refused"]
    found_on = done.resumes_on + 30 * DAY
    send_again(creditor.tenant_id, refused.id, today=found_on, actor="Mona")
    sent(creditor, found_on)
    kind, on, pay_by = left(creditor, case)[-1]
    assert (kind, on) == ("dispute_answer", found_on)
    with tenant_scope(creditor.tenant_id):
        assert {h.until_on for h in holds_of(creditor.tenant_id, case)} == {pay_by}


def test_an_answer_waits_under_a_hold_that_stops_everything_and_leaves_after_it():
    creditor, case = owing()
    raised(creditor, case)
    sent(creditor, RAISED)
    decided(creditor, case, "rejected")
    place_hold(creditor, case, kind="protected_identity", because="told by the debtor",
               today=DECIDED, actor="Mona")  # fmt: skip
    assert (sent(creditor, DECIDED).sent, sent(creditor, DECIDED).waiting) == (0, 1)
    release_hold(creditor, case, kind="protected_identity", because="a safe way was found",
                 today=DECIDED + 9 * DAY, actor="Mona")  # fmt: skip
    assert sent(creditor, DECIDED + 10 * DAY).sent == 1
    assert left(creditor, case)[-1][0] == "dispute_answer"


def test_more_time_after_the_answer_does_not_take_the_answer_back():
    creditor, case = owing()
    raised(creditor, case)
    sent(creditor, RAISED)
    decided(creditor, case, "rejected")
    defer_case(creditor, case, until=date(2026, 3, 20), because="illness", today=DECIDED,
               actor="Mona")  # fmt: skip
    sent(creditor, DECIDED)
    assert {kind for kind, *_ in left(creditor, case)} == {
        "dispute_received", "dispute_answer", "deferral_confirmation",
    }  # fmt: skip


def test_what_was_paid_meanwhile_is_not_asked_for_by_the_answer():
    creditor, case = owing()
    raised(creditor, case)
    decided(creditor, case, "rejected")
    money.bank_brings(money.paid(creditor, 400_00, DECIDED, case=case), today=DECIDED)
    sent(creditor, DECIDED)
    principal, interest, costs = money.open_minor(creditor, case)
    assert office.asked(creditor, case) == (
        principal + interest + costs, money.reference_of(creditor, case),
    )  # fmt: skip
    assert principal < 1000_00


def test_paid_in_full_before_the_answer_left_the_debtor_is_told_that_nothing_is_left():
    creditor, case = owing()
    raised(creditor, case)
    sent(creditor, RAISED)
    decided(creditor, case, "rejected")
    money.bank_brings(money.paid(creditor, 1100_00, DECIDED, case=case), today=DECIDED)
    assert money.case(creditor, case).closed_because == "paid"
    assert sent(creditor, DECIDED).sent == 1
    assert "Detfinnsingetkvarattbetala" in office.printed_words(creditor, case)


def test_of_two_objections_the_first_answer_asks_for_nothing_and_a_person_is_asked():
    creditor, case = owing()
    first = raised(creditor, case)
    raised(creditor, case, reason="quality", text="trasig")
    sent(creditor, RAISED)
    decided(creditor, case, "rejected", dispute_id=first.dispute_id)
    assert sent(creditor, DECIDED).sent == 0
    asked = [task for task in office.tasks(creditor, case) if task.kind == "letter_not_made"]
    assert "another objection on the case waits" in asked[0].sentence


def test_a_matter_for_the_court_is_told_without_asking_for_money():
    creditor, case = owing()
    raised(creditor, case)
    decided(creditor, case, "to_court", because="leveransen är kvitterad")
    sent(creditor, DECIDED)
    assert office.asked(creditor, case) is None
    assert "leveransenärkvitterad" in office.printed_words(creditor, case)
    with tenant_scope(creditor.tenant_id):
        assert {h.until_on for h in holds_of(creditor.tenant_id, case)} == {None}
