"""The notice before a Norwegian petition: from when, how often, under which holds, its words."""

from datetime import date, timedelta

import pytest

from kvitt.application.announce_enforcement import NoticeNotPossible, announce_enforcement
from kvitt.application.place_hold import place_hold
from kvitt.application.send_notices import send_notices
from kvitt.application.standing_case import CaseNotOpen
from kvitt.domain.holds import KINDS, SIDE_LETTERS, stops
from kvitt.kernel.refusal import Refusal
from tests.stories import money
from tests.stories.small_office import letter_words, notices

pytestmark = pytest.mark.usefixtures("live_db")

DUE = date(2026, 1, 30)
TODAY = date(2026, 3, 19)
"""Two weeks from it end on Maundy Thursday."""
A_DAY = timedelta(days=1)


def owing(country="NO", due_on=DUE):
    creditor = money.creditor_of_its_own(country)
    return creditor, money.owes(creditor, 3_000_00, due_on, email="vera@lind.example")


def announce(creditor, case, on=TODAY):
    return announce_enforcement(creditor, case, today=on, actor="Mona")


def day(creditor, today):
    return send_notices(creditor.tenant_id, today=today)


def of_enforcement(creditor, case):
    return [one for one in notices(creditor, case) if one.kind == "enforcement_notice"]


def test_the_notice_says_the_law_the_sum_and_the_first_day_of_a_petition(mailbox):
    creditor, case = owing()
    announce(creditor, case)
    day(creditor, TODAY)
    (letter,) = of_enforcement(creditor, case)
    assert (letter.state, letter.sent_on, letter.deadline_on) == ("sent", TODAY, date(2026, 4, 7))
    said = " ".join(letter_words(creditor, case).replace("\u00a0", " ").split())
    assert "varsel etter tvangsfullbyrdelsesloven § 4-18" in said
    assert "innen 7. april 2026, så sender vi ingen begjæring" in said
    assert "tidligst 8. april 2026" in said
    assert "Namsmannens gebyr er 928,00 kr" in said
    whole = f"{sum(money.open_minor(creditor, case)) / 100:,.2f}"
    assert whole.replace(",", " ").replace(".", ",") in said
    assert "enforcement_notice-20260319_planned" in money.events(creditor, case)
    money.the_books_hold(creditor)


def test_the_notice_costs_nothing(mailbox):
    creditor, case = owing()
    before = money.open_minor(creditor, case)[2]
    announce(creditor, case)
    day(creditor, TODAY)
    assert money.open_minor(creditor, case)[2] == before
    assert "Brevet koster deg ingenting" in letter_words(creditor, case)


@pytest.mark.parametrize(("on", "is_possible"), [(DUE - A_DAY, False), (DUE, True)])
def test_a_notice_is_sent_on_the_due_day_at_the_earliest(on, is_possible):
    creditor, case = owing()
    if is_possible:
        assert announce(creditor, case, on)
        return
    with pytest.raises(NoticeNotPossible) as no:
        announce(creditor, case, on)
    assert no.value.given["earliest"] == "2026-01-30"
    assert "§ 4-18" in no.value.reference
    assert not of_enforcement(creditor, case)


def test_a_second_notice_is_sent_only_when_the_first_counts_no_more(mailbox):
    creditor, case = owing()
    announce(creditor, case)
    day(creditor, TODAY)
    # Two weeks from 19 March, and a year from 3 April 2026, when a petition was possible.
    with pytest.raises(NoticeNotPossible, match="2027-04-03") as no:
        announce(creditor, case, date(2027, 4, 3))
    assert "§ 4-19" in no.value.reference
    assert announce(creditor, case, date(2027, 4, 5))
    assert [one.sent_on for one in of_enforcement(creditor, case)] == [TODAY, None]


@pytest.mark.parametrize("kind", ["dispute", "payment_announced", "ability_check", "bankruptcy"])
def test_under_a_hold_that_stops_the_application_no_notice_is_sent(kind):
    creditor, case = owing()
    place_hold(creditor, case, kind=kind, because="told", today=TODAY, actor="Mona")
    with pytest.raises(Refusal) as no:
        announce(creditor, case)
    assert type(no.value).__name__ == "HeldBack"
    assert not of_enforcement(creditor, case)


@pytest.mark.parametrize("kind", ["dispute", "payment_announced", "ability_check"])
def test_a_hold_takes_a_planned_notice_back(kind, mailbox):
    creditor, case = owing()
    announce(creditor, case)
    place_hold(creditor, case, kind=kind, because="told", today=TODAY, actor="Mona")
    assert not of_enforcement(creditor, case)
    assert day(creditor, TODAY).sent == 0


def test_the_notice_passes_the_gate_as_the_application_does():
    assert SIDE_LETTERS["enforcement_notice"] == "application"
    passing = {kind for kind in KINDS if not stops(kind, "application")}
    assert passing == {"sue_or_drop", "monitoring"}  # the debtor asks for it; assets appeared


def test_no_notice_leaves_where_it_is_paid_meanwhile(mailbox):
    creditor, case = owing()
    announce(creditor, case)
    owed_minor = sum(money.open_minor(creditor, case)) + 100_00
    money.bank_brings(money.paid(creditor, owed_minor, TODAY, case=case), today=TODAY, format="ocr")
    day(creditor, TODAY)
    assert not of_enforcement(creditor, case)


def test_in_sweden_there_is_no_such_notice():
    creditor, case = owing("SE")
    with pytest.raises(NoticeNotPossible, match="SE"):
        announce(creditor, case)


def test_another_creditors_case_is_not_found():
    creditor, _ = owing()
    _, other_case = owing()
    with pytest.raises(CaseNotOpen):
        announce(creditor, other_case)
