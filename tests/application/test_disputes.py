"""Disputes and complaints: what is registered, what is refused, and what each outcome does."""

from datetime import date, timedelta

import pytest

from kvitt.application.charge_case import charge_case
from kvitt.application.close_case import CaseNotOpen
from kvitt.application.decide_dispute import AnswerMissing, NoOpenDispute, decide_dispute
from kvitt.application.follow_tasks import follow_tasks
from kvitt.application.place_hold import StillDisputed, release_hold
from kvitt.application.raise_dispute import AttachedFile, raise_dispute
from kvitt.application.register_complaint import (
    UnknownComplaint,
    answer_complaint,
    register_complaint,
)
from kvitt.application.reopen_case import NothingToReopen, reopen_case
from kvitt.application.run_cases import run_cases
from kvitt.application.send_notices import send_notices
from kvitt.application.stop_case import resume_case
from kvitt.domain.dispute import NewTimeTooShort, UnknownDispute, WrongDisputedAmount
from kvitt.domain.files import FileRefused
from kvitt.store.session import query, query_named, tenant_scope
from tests.stories import money
from tests.stories.small_office import asked, notices, printed_words, tasks
from tests.stories.test_credit_and_close import credit

DUE = date(2026, 1, 30)
ON = date(2026, 3, 2)
TOLD = {"today": ON, "actor": "Mona"}
pytestmark = pytest.mark.usefixtures("live_db", "letters")


def demanded(creditor, amount_minor=1000_00):
    """A case whose letters with fees have left, with interest booked."""
    case = money.owes(creditor, amount_minor, DUE)
    for day, deadline_on in ((5, 13), (16, 26)):
        money.wake(creditor, case, on=date(2026, 2, day))
        run_cases(creditor.tenant_id, today=date(2026, 2, day))
        money.letter_left(creditor, case, on=date(2026, 2, day),
                          deadline_on=date(2026, 2, deadline_on))  # fmt: skip
    return case


def disputed(creditor, case, **told):
    given = {"reason": "wrong_sum", "text": "I ordered three, not four"} | TOLD | told
    return raise_dispute(creditor, case, **given)


def stored(creditor, case):
    with tenant_scope(creditor.tenant_id):
        return query_named("select * from dispute where case_id = %s order by id", (case,))


def holds(creditor, case):
    with tenant_scope(creditor.tenant_id):
        return query("select kind, until_on from hold where case_id = %s order by id", (case,))


def test_a_dispute_holds_the_case_and_asks_the_creditor_within_a_week():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    files = [AttachedFile("../order.pdf", b"%PDF-1.7\n")]
    raised = disputed(creditor, case, part_minor=250_00, files=files, channel="email")
    assert raised.answer_by_on == ON + timedelta(days=7)
    assert holds(creditor, case) == [("dispute", None)]
    (task,) = tasks(creditor, case)
    assert (task.kind, task.owner, task.due_on) == (
        "answer_objection", "creditor", raised.answer_by_on,
    )  # fmt: skip
    with tenant_scope(creditor.tenant_id):
        assert query("select name, media_type from dispute_file where dispute_id = %s",
                     (raised.dispute_id,)) == [("order.pdf", "application/pdf")]  # fmt: skip
        assert query("select disputed_minor from dispute_claim where dispute_id = %s",
                     (raised.dispute_id,)) == [(250_00,)]  # fmt: skip


@pytest.mark.parametrize("let_go", [release_hold, resume_case])
def test_an_objection_that_is_not_answered_holds_whoever_lets_the_case_go(let_go):
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    disputed(creditor, case)
    with pytest.raises(StillDisputed, match="decide the dispute"):
        let_go(creditor, case, kind="dispute", because="enough", **TOLD)
    assert holds(creditor, case) == [("dispute", None)]
    decide_dispute(creditor, case, outcome="rejected", because="four were delivered", **TOLD)
    assert holds(creditor, case)[0][1] is not None


def test_an_answer_that_is_late_is_escalated_once():
    creditor = money.creditor_of_its_own()
    raised = disputed(creditor, demanded(creditor))
    assert follow_tasks(creditor.tenant_id, today=raised.answer_by_on).escalated == 0
    late = raised.answer_by_on + timedelta(days=1)
    assert follow_tasks(creditor.tenant_id, today=late).escalated == 1
    assert follow_tasks(creditor.tenant_id, today=late).escalated == 0


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"reason": "tired"}, UnknownDispute),
        ({"channel": "pigeon"}, UnknownDispute),
        ({"part_minor": 1000_01}, WrongDisputedAmount),
        ({"parts": {"9999": 1_00}}, WrongDisputedAmount),
        ({"files": [AttachedFile("a.exe", b"MZ\x90\x00")]}, FileRefused),
    ],
)
def test_what_cannot_be_disputed_changes_nothing(told, refusal):
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    before = money.events(creditor, case)
    with pytest.raises(refusal):
        disputed(creditor, case, **told)
    assert not holds(creditor, case)
    assert not stored(creditor, case)
    assert money.events(creditor, case) == before


def test_another_creditors_case_cannot_be_disputed_answered_or_complained_of():
    ours, theirs = money.creditor_of_its_own(), money.creditor_of_its_own()
    case = demanded(theirs)
    with pytest.raises(CaseNotOpen):
        disputed(ours, case)
    disputed(theirs, case)
    with pytest.raises(CaseNotOpen):
        decide_dispute(ours, case, outcome="rejected", because="x", **TOLD)
    with pytest.raises(UnknownComplaint):
        register_complaint(ours, case, about="tone", text="rude", **TOLD)
    made = register_complaint(theirs, case, about="tone", text="rude", **TOLD)
    with pytest.raises(UnknownComplaint):
        answer_complaint(ours, made.complaint_id, outcome="rejected", answer="x", **TOLD)


def test_a_dispute_is_decided_once_and_with_reasons():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    with pytest.raises(NoOpenDispute):
        decide_dispute(creditor, case, outcome="rejected", because="x", **TOLD)
    disputed(creditor, case)
    with pytest.raises(AnswerMissing):
        decide_dispute(creditor, case, outcome="rejected", because=" ", **TOLD)
    with pytest.raises(NewTimeTooShort):
        decide_dispute(creditor, case, outcome="rejected", because="x", new_time_days=9, **TOLD)
    decide_dispute(creditor, case, outcome="rejected", because="the order is signed", **TOLD)
    with pytest.raises(NoOpenDispute):
        decide_dispute(creditor, case, outcome="rejected", because="x", **TOLD)


def test_upheld_closes_the_case_and_nothing_of_it_can_be_opened_again():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    disputed(creditor, case)
    done = decide_dispute(creditor, case, outcome="upheld", because="never ordered", **TOLD)
    assert done.is_closed
    assert (done.withdrawn_minor, done.to_pay_back_minor) == (1000_00, 0)
    assert money.open_minor(creditor, case) == (0, 0, 0)
    assert money.case(creditor, case).closed_because == "disputed_and_dropped"
    assert tasks(creditor, case) == []
    send_notices(creditor.tenant_id, today=ON)
    assert "Duhaderätt.Duskainte" in printed_words(creditor, case)
    with pytest.raises(NothingToReopen):
        reopen_case(creditor, case, because="it was signed after all", **TOLD)
    money.the_books_hold(creditor)


def test_reduced_takes_the_part_its_interest_and_the_letters_costs_away():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    assert money.open_minor(creditor, case)[2] == 60_00
    disputed(creditor, case, part_minor=400_00)
    done = decide_dispute(creditor, case, outcome="reduced", withdrawn_minor=250_00,
                          because="one was missing", **TOLD)  # fmt: skip
    assert money.open_minor(creditor, case) == (750_00, 0, 0)
    assert (done.withdrawn_minor, done.is_closed) == (250_00, False)
    assert done.resumes_on == ON + timedelta(days=11)
    send_notices(creditor.tenant_id, today=ON)
    assert asked(creditor, case) == (750_00, money.reference_of(creditor, case))
    money.the_books_hold(creditor)
    run_cases(creditor.tenant_id, today=done.resumes_on)
    principal, interest, _ = money.open_minor(creditor, case)
    assert principal == 750_00
    assert {item.base_minor for item in money.items(creditor, case, "interest")} <= {750_00}
    assert interest == sum(i.open_minor for i in money.items(creditor, case, "interest"))
    money.the_books_hold(creditor)


def test_a_part_that_is_upheld_leaves_the_rest_owed_with_new_time():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    disputed(creditor, case, part_minor=400_00)
    done = decide_dispute(creditor, case, outcome="upheld", because="one was missing", **TOLD)
    assert money.open_minor(creditor, case) == (600_00, 0, 0)
    assert holds(creditor, case) == [("dispute", ON + timedelta(days=10))]
    assert not done.is_closed
    money.the_books_hold(creditor)


def test_a_credit_note_for_what_a_dispute_gave_up_counts_once():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    disputed(creditor, case)
    decide_dispute(creditor, case, outcome="reduced", withdrawn_minor=250_00, because="x", **TOLD)
    credit(creditor, 250_00, today=ON)
    assert money.open_minor(creditor, case)[0] == 750_00
    money.the_books_hold(creditor)


def test_what_was_paid_of_a_claim_that_was_not_owed_is_paid_back_by_a_person():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    money.bank_brings(money.paid(creditor, 400_00, ON, case=case), today=ON)
    disputed(creditor, case)
    done = decide_dispute(creditor, case, outcome="upheld", because="never ordered", **TOLD)
    assert done.to_pay_back_minor == 400_00
    assert {"refund_not_owed"} <= {task.kind for task in tasks(creditor, case)}
    money.the_books_hold(creditor)


def test_to_court_keeps_the_hold_and_asks_for_a_decision():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    disputed(creditor, case)
    done = decide_dispute(creditor, case, outcome="to_court", because="we disagree", **TOLD)
    assert done.resumes_on is None
    assert holds(creditor, case) == [("dispute", None)]
    assert "decide_legal_action" in {task.kind for task in tasks(creditor, case)}


def test_while_one_of_two_disputes_stands_nothing_goes_on():
    creditor = money.creditor_of_its_own()
    case = demanded(creditor)
    first, second = disputed(creditor, case), disputed(creditor, case, reason="quality")
    rejected = {"outcome": "rejected", "because": "no"} | TOLD
    with pytest.raises(NoOpenDispute, match="say which"):
        decide_dispute(creditor, case, **rejected)
    done = decide_dispute(creditor, case, dispute_id=first.dispute_id, **rejected)
    assert done.resumes_on is None
    assert {until for _, until in holds(creditor, case)} == {None}
    assert [t.kind for t in tasks(creditor, case)].count("answer_objection") == 1
    done = decide_dispute(creditor, case, dispute_id=second.dispute_id, **rejected)
    assert {until for _, until in holds(creditor, case)} == {done.resumes_on - timedelta(days=1)}


def test_in_norway_a_reasonable_objection_takes_the_costs_also_where_the_claim_stands():
    creditor = money.creditor_of_its_own("NO")
    case = money.owes(creditor, 5000_00, DUE)
    sent_on = date(2026, 2, 16)
    run_cases(creditor.tenant_id, today=sent_on)
    money.letter_left(creditor, case, on=sent_on, deadline_on=date(2026, 3, 2))
    fee = charge_if_none(creditor, case, sent_on)
    disputed(creditor, case)
    done = decide_dispute(creditor, case, outcome="rejected", because="it is signed",
                          was_reasonable=True, **TOLD)  # fmt: skip
    assert done.fallen_minor == fee > 0
    assert money.open_minor(creditor, case)[2] == 0
    assert done.resumes_on == ON + timedelta(days=15)
    assert "costs_fell" in money.events(creditor, case)
    money.the_books_hold(creditor)


def charge_if_none(creditor, case, on):
    """The costs of the case; a reminder is charged by hand where the first letter was free."""
    if not money.open_minor(creditor, case)[2]:
        charge_case(creditor, case, kind="reminder", today=on, actor="Mona")
    return money.open_minor(creditor, case)[2]


def test_a_complaint_has_its_own_clock_and_stops_nothing():
    creditor = money.creditor_of_its_own()
    case = money.owes(creditor, 1000_00, DUE)
    made = register_complaint(creditor, case, about="tone", text="rude", **TOLD)
    assert made.answer_by_on == ON + timedelta(days=30)
    assert not holds(creditor, case)
    assert run_cases(creditor.tenant_id, today=ON).planned == 1
    (task,) = (t for t in tasks(creditor, case) if t.kind == "answer_complaint")
    assert task.due_on == made.answer_by_on
    answer_complaint(creditor, made.complaint_id, outcome="upheld", answer="We are sorry.", **TOLD)
    assert "answer_complaint" not in {t.kind for t in tasks(creditor, case)}
    with pytest.raises(UnknownComplaint):
        answer_complaint(creditor, made.complaint_id, outcome="upheld", answer="again", **TOLD)
    assert [n.state for n in notices(creditor, case)] == ["planned"]
