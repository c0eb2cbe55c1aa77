"""Sending, day by day, whole system: what went wrong elsewhere and must not go wrong here."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from kvitt.application.run_cases import run_cases
from kvitt.application.run_day import run_day
from kvitt.application.send_notices import send_notices
from kvitt.kernel.days import is_bank_day
from kvitt.law.book import law_book
from kvitt.law.deadlines import least_deadline
from kvitt.simulators.mailbox import delivery_report
from kvitt.simulators.print_house import print_the_day
from kvitt.store.session import query_value, tenant_scope
from tests.stories import small_office as office

DUE_ON = date(2026, 3, 2)


def live(creditor, from_: date, until: date, *, times: int = 1, leave_out=()) -> None:
    """Lives the days, each run ``times`` times; days left out are days on which nothing ran."""
    day = from_
    while day < until:
        if day not in leave_out:
            for _ in range(times):
                run_day(today=day, tenant_ids=[creditor.tenant_id])
        day += timedelta(days=1)


def one_case(creditor, **told):
    (case_id,) = office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE_ON, **told), today=DUE_ON
    )
    return case_id


def told(creditor, case_id):
    """Each letter: step, day, deadline, channel."""
    return [
        (n.step, n.sent_on, n.deadline_on, n.channel) for n in office.notices(creditor, case_id)
    ]


SWEDISH_LETTERS = [
    ("friendly_reminder", date(2026, 3, 7), date(2026, 3, 16), "email"),
    ("reminder", date(2026, 3, 18), date(2026, 3, 30), "email"),
    ("collection_demand", date(2026, 4, 2), date(2026, 4, 14), "letter"),
]
SWEDISH_FEES = [("reminder", 60_00), ("collection_demand", 180_00)]


def test_run_the_engine_24_times_in_one_day_and_there_is_one_notice_and_one_fee_per_claim_and_step(
    live_db, mailbox
):
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    day = DUE_ON
    for _, letter_on, *_ in SWEDISH_LETTERS:
        live(creditor, day, letter_on - timedelta(days=1))
        day = letter_on + timedelta(days=2)
        live(creditor, letter_on - timedelta(days=1), day, times=24)
    assert told(creditor, case_id) == SWEDISH_LETTERS
    assert office.fees(creditor, case_id) == SWEDISH_FEES
    assert len(mailbox.kept) == 2
    assert len(office.dispatches(creditor)) == 3


def test_scheduler_down_five_days_over_a_due_date_the_notice_still_goes_late_and_deadlines_shift(
    live_db, mailbox
):
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    down = [date(2026, 3, 7) + timedelta(days=n) for n in range(5)]
    live(creditor, DUE_ON, date(2026, 4, 30), leave_out=down)
    letters = told(creditor, case_id)
    assert [step for step, *_ in letters] == ["friendly_reminder", "reminder", "collection_demand"]
    assert letters[0][1:3] == (date(2026, 3, 12), date(2026, 3, 20))
    assert letters[1][1] > letters[0][2]
    assert letters[2][1] > letters[1][2]
    assert office.fees(creditor, case_id) == SWEDISH_FEES


def test_an_invoice_60_days_old_at_import_gets_one_step_and_the_next_only_after_the_full_time(
    live_db, mailbox
):
    creditor = office.new_creditor()
    imported_on = DUE_ON + timedelta(days=60)
    (case_id,) = office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE_ON), today=imported_on
    )
    run_day(today=imported_on, tenant_ids=[creditor.tenant_id])
    run_day(today=imported_on, tenant_ids=[creditor.tenant_id])
    assert [step for step, *_ in told(creditor, case_id)] == ["friendly_reminder"]
    live(creditor, imported_on, imported_on + timedelta(days=60))
    letters = told(creditor, case_id)
    assert len(letters) == 3
    for (_, _, deadline_on, _), (_, sent_on, _, _) in pairwise(letters):
        assert sent_on > deadline_on


def test_an_e_mail_bounces_the_step_is_not_reached_and_the_deadline_counts_from_the_letter(
    live_db, mailbox
):
    creditor = office.new_creditor()
    case_id = one_case(creditor)
    live(creditor, DUE_ON, date(2026, 3, 19))
    assert told(creditor, case_id) == SWEDISH_LETTERS[:2]
    bounce = delivery_report(mailbox.kept[-1].key, "asa1@example.com", "faktura@x.example")
    (mailbox.bounces_to / "bounce.eml").write_bytes(bounce)
    bounced_on = date(2026, 3, 20)
    run_day(today=bounced_on, tenant_ids=[creditor.tenant_id])
    assert told(creditor, case_id)[1] == (
        "reminder", bounced_on, date(2026, 3, 30), "letter",
    )  # fmt: skip
    assert office.fees(creditor, case_id) == [("reminder", 60_00)], "one fee for one step"
    live(creditor, bounced_on, date(2026, 4, 20))
    letters = told(creditor, case_id)
    assert [step for step, *_ in letters] == ["friendly_reminder", "reminder", "collection_demand"]
    assert letters[2][1] >= letters[1][2] + timedelta(days=3)
    assert len(mailbox.kept) == 2, "the address that bounced is not used again"


def test_an_earliest_invoice_that_is_paid_does_not_make_the_next_one_skip_a_state(live_db, mailbox):
    """Each invoice is a case of its own: the later one begins with its own first step."""
    creditor = office.new_creditor()
    first = office.invoice(creditor, 1, due_on=DUE_ON)
    second = office.invoice(creditor, 2, due_on=date(2026, 3, 30), customer_number="C1")
    case_ids = office.register(creditor, first, second, today=DUE_ON)
    live(creditor, DUE_ON, date(2026, 3, 31))
    _pay(creditor, case_ids[0], today=date(2026, 3, 31))
    live(creditor, date(2026, 3, 31), date(2026, 5, 6))
    assert [step for step, *_ in told(creditor, case_ids[0])] == ["friendly_reminder", "reminder"]
    assert [step for step, *_ in told(creditor, case_ids[1])] == [
        "friendly_reminder", "reminder", "collection_demand",
    ]  # fmt: skip
    assert told(creditor, case_ids[1])[0][1] == date(2026, 4, 4)


def _pay(creditor, case_id, *, today):
    from kvitt.application.close_case import close_case

    close_case(creditor, case_id, because="paid", today=today, actor="office")


def test_a_manual_notice_is_an_automatic_notice_with_the_same_fee_deadline_and_log(
    live_db, mailbox
):
    creditor = office.new_creditor()
    by_night, by_hand = office.register(
        creditor,
        office.invoice(creditor, 1, due_on=DUE_ON),
        office.invoice(creditor, 2, due_on=DUE_ON),
        today=DUE_ON,
    )
    for day in (date(2026, 3, 7), date(2026, 3, 18), date(2026, 4, 2)):
        run_cases(creditor.tenant_id, today=day, case_ids=[by_hand])
        send_notices(creditor.tenant_id, today=day)
        run_cases(creditor.tenant_id, today=day, case_ids=[by_hand])
        run_day(today=day, tenant_ids=[creditor.tenant_id])
    assert told(creditor, by_hand) == told(creditor, by_night)
    assert office.fees(creditor, by_hand) == office.fees(creditor, by_night) == SWEDISH_FEES
    assert office.log(creditor, by_hand) == office.log(creditor, by_night)


def test_norwegian_notice_goes_14_days_after_due_gives_14_days_and_carries_both_days(
    live_db, mailbox
):
    creditor = office.new_creditor("NO")
    case_id = one_case(creditor)
    live(creditor, DUE_ON, date(2026, 6, 1))
    letters = {
        step: (sent_on, deadline_on) for step, sent_on, deadline_on, _ in told(creditor, case_id)
    }
    charged = [step for step, _ in office.fees(creditor, case_id)]
    sent_on, deadline_on = letters[charged[0]]
    assert sent_on >= DUE_ON + timedelta(days=14)
    assert deadline_on >= sent_on + timedelta(days=14)
    assert is_bank_day("NO", deadline_on)
    words = _words_of(creditor, case_id, charged[0])
    assert "2. mars 2026" in words
    assert f"{deadline_on.day}. {('april', 'mars')[deadline_on.month == 3]} 2026" in words


def _words_of(creditor, case_id, kind):
    from kvitt.application.compose_letter import Senders, compose_letter
    from kvitt.documents.letter import letter_text
    from kvitt.domain.flow import flow
    from kvitt.store.notices import letter_facts, notices_to_send

    notice = next(n for n in office.notices(creditor, case_id) if n.step == kind)
    with tenant_scope(creditor.tenant_id):
        (row,) = notices_to_send(creditor.tenant_id, [notice.id], today=notice.sent_on)
        facts = letter_facts(creditor.tenant_id, [case_id])
    only = [i for i in facts.items[case_id] if i.dated_on <= notice.sent_on]
    facts.items[case_id][:] = only
    letter = compose_letter(
        row, facts, Senders(creditor, None), flow(row.flow), law_book("NO"),
        today=notice.sent_on, pay_by=notice.deadline_on,
    )  # fmt: skip
    return letter_text(letter)


@pytest.mark.parametrize("country", ["SE", "NO"])
@pytest.mark.parametrize("due_on", [date(2026, 3, 2), date(2026, 3, 20), date(2026, 5, 28)])
def test_every_letter_gives_at_least_the_time_of_the_law_and_ends_on_a_bank_day(
    live_db, mailbox, country, due_on
):
    creditor = office.new_creditor(country)
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=due_on), today=due_on)
    live(creditor, due_on, due_on + timedelta(days=75))
    sent = office.notices(creditor, case_id)
    assert len(sent) >= 3
    for notice in sent:
        least = least_deadline(law_book(country), notice.kind, sent_on=notice.sent_on)
        assert notice.deadline_on >= least.day
        assert is_bank_day(country, notice.deadline_on)


def test_every_day_of_print_house_receipts_confirms_what_was_posted(live_db, letters):
    creditor = office.new_creditor()
    case_id = one_case(creditor, email=None)
    day = DUE_ON
    while day < date(2026, 4, 30):
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        print_the_day(letters, on=day)
        day += timedelta(days=1)
    confirmed = [(n.step, n.confirmed_on == n.sent_on) for n in office.notices(creditor, case_id)]
    assert confirmed == [
        ("friendly_reminder", True),
        ("reminder", True),
        ("collection_demand", True),
    ]


def test_a_whole_month_of_letters_leaves_the_books_in_agreement(live_db, mailbox):
    creditor = office.new_creditor()
    invoices = [
        office.invoice(creditor, n, due_on=DUE_ON + timedelta(days=n % 7)) for n in range(30)
    ]
    office.register(creditor, *invoices, today=DUE_ON)
    live(creditor, DUE_ON, date(2026, 4, 20))
    with tenant_scope(creditor.tenant_id):
        open_minor = query_value(
            "select sum(principal_open_minor + interest_open_minor + cost_open_minor) from claim"
            " where tenant_id = %s",
            (creditor.tenant_id,),
        )
        posted_minor = query_value(
            "select sum(amount_minor) filter (where debit = 'receivable')"
            " - coalesce(sum(amount_minor) filter (where credit = 'receivable'), 0)"
            " from posting where tenant_id = %s",
            (creditor.tenant_id,),
        )
    assert open_minor == posted_minor
    assert len(office.dispatches(creditor)) == 90
