"""What was shown of a case on a day is shown for that day later, wherever its claims went on."""

from datetime import timedelta

import pytest

from kvitt.application.close_case import close_case
from kvitt.application.explain_case import explain_case
from kvitt.application.merge_by_hand import merge_by_hand
from kvitt.application.reopen_case import reopen_case
from kvitt.application.return_letter import return_letter
from kvitt.application.show_case import CaseNotOpened, show_case
from kvitt.application.split_case import split_case
from kvitt.store.holds import add_task
from kvitt.store.session import tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.astray import FRIENDLY_ON, by_post, lived, moved
from tests.stories.test_split_cases import DUE, WHO, apart

pytestmark = pytest.mark.usefixtures("live_db", "letters")


def looked_at(creditor, case_id, *, on, today):
    """What the page of the case says of a day, but for what is only read now: words and letters."""
    view = show_case(f"{creditor.tenant_id}-{case_id}", on=on, today=today)
    return {
        "stage": view.stage,
        "open": view.balance_minor,
        "accrued": view.interest_accrued_minor,
        "invoices": [invoice["invoice_number"] for invoice in view.invoices],
        "items": [(item.kind, item.amount_minor, item.open_minor) for item in view.items],
        "payments": [(payment.amount_minor, payment.allocations) for payment in view.payments],
        "holds": [(hold["kind"], hold["from_on"]) for hold in view.holds],
        "letters": [
            (notice["step"], notice["state"], notice["sent_on"], notice["deadline_on"])
            for notice in view.notices
            if notice["state"] != "withdrawn"
        ],
        "tasks": [task["kind"] for task in view.tasks],
        "closed": (view.closed_on, view.closed_because, view.merged_into),
    }


class Days:
    """The days of a creditor's cases as they were seen in the evening."""

    def __init__(self, creditor):
        self.creditor, self.seen, self.first_seen = creditor, {}, {}

    def evening(self, day, *case_ids):
        for case_id in case_ids:
            self.first_seen.setdefault(case_id, day)
            self.seen[day, case_id] = looked_at(self.creditor, case_id, on=None, today=day)

    def live(self, since, through, *case_ids):
        day = since
        while day <= through:
            lived(self.creditor, since=day, through=day)
            self.evening(day, *case_ids)
            day += timedelta(days=1)
        return through

    def stand(self, today):
        for (day, case_id), seen in self.seen.items():
            then = looked_at(self.creditor, case_id, on=day, today=today)
            assert then == seen, f"case {case_id} on {day}"


def pays(creditor, case_id, amount_minor, *, on):
    money.bank_brings(money.paid(creditor, amount_minor, on, case=case_id), today=on, format="camt")


def divided(creditor, case_id, number, *, on):
    return split_case(
        creditor, case_id, [number], because="another matter", today=on, actor="Mona"
    ).case_id


def test_days_before_on_and_after_merging_and_dividing_twice_are_shown_as_they_were():
    creditor = money.creditor_of_its_own("SE")
    days = Days(creditor)
    first, second, third = office.register(
        creditor,
        *(office.invoice(creditor, number, due_on=DUE, **WHO) for number in (1, 2, 3)),
        today=DUE,
    )
    before = FRIENDLY_ON - timedelta(days=1)
    days.live(DUE, before, first, second, third)
    money.hold_from(creditor, second, "ability_check", from_on=before)
    with tenant_scope(creditor.tenant_id):
        add_task(creditor.tenant_id, second, "find_identity", "find it", today=before)
    pays(creditor, third, 300_00, on=before)
    days.evening(before, first, second, third)
    day = days.live(FRIENDLY_ON, FRIENDLY_ON + timedelta(days=3), first, second, third)
    assert days.seen[before, first]["invoices"] == ["10001"]
    assert days.seen[FRIENDLY_ON, first]["invoices"] == ["10001", "10002", "10003"]
    pays(creditor, first, 100_00, on=day)
    third_anew = divided(creditor, first, "10003", on=day)
    days.evening(day, first, second, third, third_anew)
    day = days.live(day + timedelta(days=1), day + timedelta(days=3), first, third, third_anew)
    second_anew = divided(creditor, first, "10002", on=day)
    everything = (first, second, third, third_anew, second_anew)
    days.evening(day, *everything)
    day = days.live(day + timedelta(days=1), day + timedelta(days=20), *everything)
    days.stand(day)
    for anew in (second_anew, third_anew):
        with pytest.raises(CaseNotOpened):
            looked_at(creditor, anew, on=days.first_seen[anew] - timedelta(days=1), today=day)
    money.the_books_hold(creditor)


def test_cases_joined_by_hand_and_divided_again_are_shown_as_they_were():
    creditor = money.creditor_of_its_own("SE")
    days = Days(creditor)
    first, second = apart(creditor, days=1)
    days.live(DUE, FRIENDLY_ON + timedelta(days=4), first, second)
    day = FRIENDLY_ON + timedelta(days=4)
    merge_by_hand(creditor, second, first, because="she asked", today=day, actor="Mona")
    days.evening(day, first, second)
    day = days.live(day + timedelta(days=1), day + timedelta(days=3), first, second)
    anew = divided(creditor, first, "10001", on=day)
    days.evening(day, first, second, anew)
    day = days.live(day + timedelta(days=1), day + timedelta(days=10), first, second, anew)
    days.stand(day)


def test_what_is_explained_of_a_day_adds_up_to_what_is_shown_of_it():
    creditor = money.creditor_of_its_own("SE")
    first, second = office.register(
        creditor,
        *(office.invoice(creditor, number, due_on=DUE, **WHO) for number in (1, 2)),
        today=DUE,
    )
    lived(creditor, since=DUE, through=FRIENDLY_ON)
    for case_id, on, invoices in (
        (first, FRIENDLY_ON - timedelta(days=1), ["10001"]),
        (second, FRIENDLY_ON - timedelta(days=1), ["10002"]),
        (first, FRIENDLY_ON, ["10001", "10002"]),
        (second, FRIENDLY_ON, []),
    ):
        told = explain_case(f"{creditor.tenant_id}-{case_id}", on=on, today=FRIENDLY_ON)
        assert [claim.invoice_number for claim in told.claims] == invoices
        assert told.balance_minor == 1000_00 * len(invoices)


def test_a_case_that_was_closed_and_opened_again_is_shown_in_the_round_of_its_day():
    creditor = money.creditor_of_its_own("SE")
    days = Days(creditor)
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    day = days.live(DUE, FRIENDLY_ON + timedelta(days=12), case_id)
    assert days.seen[day, case_id]["stage"] == "reminded"
    close_case(creditor, case_id, reason="withdrawn", because="a mistake", today=day,
               actor="Mona")  # fmt: skip
    days.evening(day, case_id)
    day = days.live(day + timedelta(days=1), day + timedelta(days=2), case_id)
    reopen_case(creditor, case_id, because="she writes again", today=day, actor="Mona")
    days.evening(day, case_id)
    day = days.live(day + timedelta(days=1), day + timedelta(days=9), case_id)
    assert days.seen[day, case_id]["closed"] == (None, None, None)
    days.stand(day)


def test_a_letter_that_came_back_later_had_left_on_its_day():
    creditor = office.new_creditor()
    days = Days(creditor)
    case_id = by_post(creditor)
    days.evening(FRIENDLY_ON, case_id)
    day = days.live(FRIENDLY_ON + timedelta(days=1), FRIENDLY_ON + timedelta(days=3), case_id)
    return_letter(creditor, case_id, because="moved", today=day, actor="Mona")
    days.evening(day, case_id)
    moved(creditor, case_id, on=day)
    days.evening(day, case_id)
    day = days.live(day + timedelta(days=1), day + timedelta(days=3), case_id)
    states = [letter[1] for letter in days.seen[FRIENDLY_ON, case_id]["letters"]]
    assert states == ["sent"]
    days.stand(day)
