from datetime import date

from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.application.take_receipts import take_receipts
from kvitt.simulators.mailbox import delivery_report
from kvitt.simulators.print_house import print_the_day
from tests.stories import small_office as office

DUE_ON = date(2026, 3, 2)
FRIENDLY_ON = date(2026, 3, 7)


def sent_by_post(creditor, *, on=FRIENDLY_ON, **told):
    (case_id,) = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE_ON, **({"email": None} | told)),
        today=DUE_ON,
    )
    run_cases(creditor.tenant_id, today=on)
    assert send_notices(creditor.tenant_id, today=on).sent == 1
    return case_id


def test_a_posted_letter_is_confirmed_and_keeps_its_deadline(live_db, letters):
    creditor = office.new_creditor()
    case_id = sent_by_post(creditor)
    assert len(print_the_day(letters, on=FRIENDLY_ON)) == 1
    assert take_receipts(today=FRIENDLY_ON).confirmed == 1
    (notice,) = office.notices(creditor, case_id)
    assert (notice.confirmed_on, notice.deadline_on) == (FRIENDLY_ON, date(2026, 3, 16))


def test_the_same_receipt_again_tells_nothing_new(live_db, letters):
    creditor = office.new_creditor()
    sent_by_post(creditor)
    print_the_day(letters, on=FRIENDLY_ON)
    take_receipts(today=FRIENDLY_ON)
    print_the_day(letters, on=FRIENDLY_ON)
    report = take_receipts(today=FRIENDLY_ON)
    assert (report.confirmed, report.known) == (0, 1)


def test_a_letter_posted_late_but_in_time_for_its_deadline_keeps_it(live_db, letters):
    creditor = office.new_creditor("NO")
    case_id = sent_by_post(creditor)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    notice_on, posted_on = date(2026, 3, 19), date(2026, 3, 24)
    run_cases(creditor.tenant_id, today=notice_on)
    assert send_notices(creditor.tenant_id, today=notice_on).sent == 1
    before = office.notices(creditor, case_id)[-1]
    print_the_day(letters, on=notice_on, posted_on=posted_on)
    take_receipts(today=posted_on)
    after = office.notices(creditor, case_id)[-1]
    assert before.deadline_on == date(2026, 4, 7), "14 days end in Easter: the Tuesday after"
    assert after.deadline_on == date(2026, 4, 7)
    assert office.tasks(creditor, case_id) == []


def test_a_letter_posted_five_days_late_gives_the_statutory_days_from_posting(live_db, letters):
    creditor = office.new_creditor("NO")
    case_id = sent_by_post(creditor)
    notice_on, posted_on = date(2026, 4, 10), date(2026, 4, 15)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    run_cases(creditor.tenant_id, today=notice_on)
    assert send_notices(creditor.tenant_id, today=notice_on).sent == 1
    assert office.notices(creditor, case_id)[-1].deadline_on == date(2026, 4, 24)
    print_the_day(letters, on=notice_on, posted_on=posted_on)
    take_receipts(today=posted_on)
    assert office.notices(creditor, case_id)[-1].deadline_on == date(2026, 4, 29)
    (task,) = office.tasks(creditor, case_id)
    assert task.kind == "letter_posted_late"
    assert "inkasso" in task.sentence


def test_a_letter_that_came_back_leaves_its_step_unreached_and_asks_for_an_address(
    live_db, letters
):
    creditor = office.new_creditor()
    case_id = sent_by_post(creditor)
    (attempt,) = office.dispatches(creditor)
    key = f"{creditor.tenant_id}-{attempt.notice_id}-1"
    print_the_day(letters, on=FRIENDLY_ON, back={key: "returned"})
    back_on = date(2026, 3, 12)
    assert take_receipts(today=back_on).came_back == 1
    send_notices(creditor.tenant_id, today=back_on)
    (notice,) = office.notices(creditor, case_id)
    assert (notice.state, notice.sent_on) == ("refused", None)
    assert [task.kind for task in office.tasks(creditor, case_id)] == ["find_address"]


def test_a_bounce_after_the_next_letter_has_left_asks_a_person_and_sends_nothing(live_db, mailbox):
    creditor = office.new_creditor()
    case_id = sent_by_post(creditor, email="asa@example.com")
    fee_on = date(2026, 3, 18)
    run_cases(creditor.tenant_id, today=FRIENDLY_ON)
    run_cases(creditor.tenant_id, today=fee_on)
    send_notices(creditor.tenant_id, today=fee_on)
    report = delivery_report(mailbox.kept[0].key, "asa@example.com", "f@x.example")
    (mailbox.bounces_to / "late.eml").write_bytes(report)
    take_receipts(today=fee_on)
    assert send_notices(creditor.tenant_id, today=fee_on).sent == 0
    assert [task.kind for task in office.tasks(creditor, case_id)] == ["came_back_late"]


def test_a_receipt_that_cannot_be_read_stays_in_the_inbox_and_is_named(live_db, letters):
    inbox = letters / "in"
    inbox.mkdir()
    (inbox / "odd.csv").write_text("who,what\n")
    report = take_receipts(today=FRIENDLY_ON)
    assert "odd.csv: line 1" in report.problems[0]
    assert (inbox / "odd.csv").exists()
