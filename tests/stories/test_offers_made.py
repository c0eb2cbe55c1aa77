"""Stories of settlement offers: four eyes, refused, withdrawn, overtaken by something else."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError

from kvitt.application.agree_plan import agree_plan
from kvitt.application.approve_settlement_offer import (
    NoSuchOffer,
    OfferNotWaiting,
    SamePerson,
    approve_settlement_offer,
)
from kvitt.application.close_case import close_case
from kvitt.application.defer_case import defer_case
from kvitt.application.follow_settlement_offers import follow_settlement_offers
from kvitt.application.place_hold import NoOpenCase, UnknownHold, place_hold, release_hold
from kvitt.application.preview_plan import PlanWish
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.application.withdraw_settlement_offer import (
    OfferStandsNoMore,
    OfferWasTold,
    withdraw_settlement_offer,
)
from kvitt.domain.settlement_offer import OfferNotAllowed
from kvitt.store.session import execute, query, tenant_scope
from tests.stories import money
from tests.stories.offering import (
    DUE,
    GOES_ON,
    OFFERED,
    OWED,
    PAY_BY,
    day,
    offered,
    owing,
    pays,
    proposed,
    state,
    stored,
)
from tests.stories.small_office import notices, tasks

pytestmark = pytest.mark.usefixtures("live_db")


@pytest.mark.parametrize("name", ["Mona", " mona ", "MONA\u200b", ""])
def test_nobody_approves_an_offer_of_their_own(name):
    creditor, case = owing()
    made = proposed(creditor, case)
    with pytest.raises(SamePerson, match="Mona proposed"):
        approve_settlement_offer(creditor, made.offer_id, by=name, today=OFFERED)
    assert state(creditor, made) == "proposed"


def test_the_table_too_knows_four_eyes_and_keeps_an_approval():
    creditor, case = owing()
    made = proposed(creditor, case)
    wrong = (
        "update settlement_offer set state = 'approved', approved_by = 'mona ',"
        " approved_on = proposed_on, paid_after = 0",
        "update settlement_offer set state = 'approved'",
        "update settlement_offer set amount_minor = 1",
        "delete from settlement_offer",
    )
    for statement in wrong:
        with pytest.raises((DatabaseError, psycopg.Error)), tenant_scope(creditor.tenant_id):
            execute(f"{statement} where id = {made.offer_id}" if "set" in statement else statement)
    approve_settlement_offer(creditor, made.offer_id, by="Nils", today=OFFERED)
    with pytest.raises((DatabaseError, psycopg.Error)), tenant_scope(creditor.tenant_id):
        execute("update settlement_offer set approved_by = 'Olga' where id = %s", (made.offer_id,))
    with pytest.raises(OfferNotWaiting, match="it is approved"):
        approve_settlement_offer(creditor, made.offer_id, by="Olga", today=OFFERED)


def test_a_handler_gives_up_alone_what_the_creditor_lets():
    creditor, case = owing(settlement_offer={"handler_alone_up_to_minor": 1_600_00})
    made = proposed(creditor, case)
    assert not made.needs_approval
    assert state(creditor, made) == "approved"
    assert [one.kind for one in notices(creditor, case)] == ["settlement_offer"]
    assert tasks(creditor, case) == []


@pytest.mark.parametrize("kind", ["dispute", "bankruptcy", "death", "debt_settlement",
                                  "protected_identity", "sue_or_drop"])  # fmt: skip
def test_no_offer_under_what_must_be_settled_first(kind):
    creditor, case = owing()
    place_hold(creditor, case, kind=kind, because="told us", today=OFFERED, actor="Mona")
    with pytest.raises(OfferNotAllowed, match="settle that before"):
        proposed(creditor, case)


def test_no_offer_in_a_plan_on_a_closed_case_or_beside_another_one():
    creditor, case = owing(plan={"with_fee": False})
    wish = PlanWish(date(2026, 3, 30), months=3)
    agree_plan(creditor, [case], wish, today=OFFERED, actor="Mona")
    with pytest.raises(OfferNotAllowed, match=r"held \(plan\)"):
        proposed(creditor, case)
    other = money.owes(creditor, OWED, DUE, number="2002", customer="K2")
    made = proposed(creditor, other)
    with pytest.raises(OfferNotAllowed, match=f"offer {made.offer_id} of 1600.00 stands"):
        proposed(creditor, other)
    third = money.owes(creditor, OWED, DUE, number="2003", customer="K3")
    close_case(creditor, third, because="a mistake", today=OFFERED, actor="Mona")
    with pytest.raises(NoOpenCase):
        proposed(creditor, third)


@pytest.mark.parametrize("other", ["plan", "deferral", "closing"])
def test_something_else_that_is_agreed_ends_the_offer(other):
    creditor, case = owing(plan={"with_fee": False})
    made = proposed(creditor, case)
    approve_settlement_offer(creditor, made.offer_id, by="Nils", today=OFFERED)
    if other == "plan":
        wish = PlanWish(date(2026, 3, 30), months=3)
        agree_plan(creditor, [case], wish, today=OFFERED, actor="Mona")
    elif other == "deferral":
        defer_case(creditor, case, until=date(2026, 3, 2), because="asked", today=OFFERED,
                   actor="Mona")  # fmt: skip
    else:
        close_case(creditor, case, because="moved", reason="withdrawn", today=OFFERED, actor="Mona")
    assert state(creditor, made) == "ended"
    assert "settlement_offer_ended" in money.events(creditor, case)
    assert "settlement_offer" not in {one.kind for one in notices(creditor, case)}
    with tenant_scope(creditor.tenant_id):
        standing = query("select until_on from hold where kind = 'settlement_offer'")
    assert standing == [(OFFERED,)]
    money.the_books_hold(creditor)


def test_a_proposal_that_nobody_approves_ends_by_itself_and_asks_no_more():
    creditor, case = owing()
    made = proposed(creditor, case)
    follow_settlement_offers(creditor.tenant_id, today=PAY_BY)
    assert state(creditor, made) == "proposed"
    follow_settlement_offers(creditor.tenant_id, today=PAY_BY + timedelta(days=1))
    assert stored(creditor, made) == ("ended", "nobody approved it in time")
    assert tasks(creditor, case) == []


def test_an_approval_that_leaves_too_little_time_is_refused():
    creditor, case = owing()
    made = proposed(creditor, case)
    with pytest.raises(OfferNotAllowed, match="less than 7 days"):
        approve_settlement_offer(creditor, made.offer_id, by="Nils", today=date(2026, 2, 28))
    assert state(creditor, made) == "proposed"
    assert notices(creditor, case) == []


def test_paid_down_below_the_offer_before_the_approval_it_is_refused():
    creditor, case = owing()
    made = proposed(creditor, case)
    pays(creditor, case, 2_000_00, on=date(2026, 2, 18))
    with pytest.raises(OfferNotAllowed, match="is owed by now"):
        approve_settlement_offer(creditor, made.offer_id, by="Nils", today=date(2026, 2, 18))
    assert state(creditor, made) == "proposed"


def test_before_the_letter_has_left_an_offer_is_withdrawn_with_it():
    creditor, case = owing()
    made = proposed(creditor, case)
    approve_settlement_offer(creditor, made.offer_id, by="Nils", today=OFFERED)
    withdraw_settlement_offer(creditor, made.offer_id, because="a mistake", today=OFFERED,
                              actor="Mona")  # fmt: skip
    assert stored(creditor, made) == ("withdrawn", "a mistake")
    assert notices(creditor, case) == []
    assert day(creditor, OFFERED).sent.sent == 0
    assert day(creditor, OFFERED + timedelta(days=1)).sent.refused == 0
    with pytest.raises(OfferStandsNoMore, match="it is withdrawn"):
        withdraw_settlement_offer(creditor, made.offer_id, because="again", today=OFFERED,
                                  actor="Mona")  # fmt: skip


def test_what_the_debtor_was_told_stands_unless_she_declines():
    creditor, case = owing()
    made = offered(creditor, case)
    later = OFFERED + timedelta(days=5)  # by then a printed letter counts as posted
    with pytest.raises(OfferWasTold, match="2026-03-06 is the last day"):
        withdraw_settlement_offer(creditor, made.offer_id, because="regret", today=later,
                                  actor="Mona")  # fmt: skip
    assert state(creditor, made) == "approved"
    withdraw_settlement_offer(creditor, made.offer_id, because="she called", today=later,
                              actor="Mona", declined=True)  # fmt: skip
    assert state(creditor, made) == "withdrawn"
    assert money.open_minor(creditor, case)[0] == OWED


def test_the_hold_says_why_nothing_is_sent_and_is_ended_with_the_offer_alone():
    creditor, case = owing()
    offered(creditor, case)
    told = why_nothing_is_sent(creditor, case, on=OFFERED)
    assert "settlement offer, until 2026-03-09" in told.sentence
    with pytest.raises(UnknownHold, match="withdraw the offer"):
        release_hold(creditor, case, kind="settlement_offer", because="no", today=OFFERED,
                     actor="Mona")  # fmt: skip


def test_an_offer_whose_letter_was_stopped_ends_and_a_person_is_told():
    creditor, case = owing()
    made = proposed(creditor, case)
    approve_settlement_offer(creditor, made.offer_id, by="Nils", today=OFFERED)
    raise_dispute(creditor, case, reason="quality", text="torn", today=OFFERED, actor="Mona")
    day(creditor, OFFERED)
    assert stored(creditor, made) == ("ended", "its letter was stopped before it left")
    assert "settlement_offer_untold" in {task.kind for task in tasks(creditor, case)}


def test_another_creditors_offer_is_not_there():
    creditor, case = owing()
    other, theirs = owing()
    made = proposed(creditor, case)
    with pytest.raises(NoSuchOffer):
        approve_settlement_offer(other, made.offer_id, by="Nils", today=OFFERED)
    with pytest.raises(NoSuchOffer):
        withdraw_settlement_offer(other, made.offer_id, because="x", today=OFFERED, actor="Nils")
    with pytest.raises(NoOpenCase):
        proposed(other, case)
    follow_settlement_offers(other.tenant_id, today=GOES_ON)
    assert state(creditor, made) == "proposed"
    assert notices(other, theirs) == []
