"""What Kvitt would do today, and what a person says to it."""

from collections import Counter
from datetime import date, timedelta

import pytest

from kvitt.application.answer_suggestions import (
    AnswerUnclear,
    NothingToAnswer,
    accept_suggestions,
    decline_suggestion,
)
from kvitt.application.close_case import close_case
from kvitt.application.list_suggestions import (
    NotProposed,
    Proposed,
    list_suggestions,
    suggestion_of_case,
)
from kvitt.application.place_hold import place_hold, release_hold
from kvitt.application.run_day import run_day
from kvitt.application.set_automation import set_automation
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.store.session import query, tenant_scope
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.suggesting import (
    DAY,
    DUE,
    FRIENDLY_ON,
    asked_first,
    live,
    open_ones,
    some_cases,
    states,
    steps,
)

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


def test_what_is_to_be_asked_first_is_not_sent_before_a_person_has_said_yes():
    creditor = money.creditor_of_its_own()
    asked_first(creditor)
    first, second, third = some_cases(creditor)
    live(creditor, DUE, date(2026, 4, 20))
    assert office.notices(creditor) == []
    assert office.fees(creditor) == []
    day = date(2026, 4, 20)
    done = accept_suggestions(creditor, [first, second], by="Kari", today=day)
    assert (sorted(done.case_ids), done.planned) == ([first, second], 2)
    run_day(today=day, tenant_ids=[creditor.tenant_id])
    assert steps(creditor, first) == steps(creditor, second) == ["friendly_reminder"]
    assert steps(creditor, third) == []
    assert [notice.sent_on for notice in office.notices(creditor, first)] == [day]
    live(creditor, day + DAY, date(2026, 6, 1))
    assert steps(creditor, first) == ["friendly_reminder"]
    assert [one.step for one in open_ones(creditor, first)] == ["reminder"]
    money.the_books_hold(creditor)


def test_a_letter_that_was_accepted_is_the_letter_that_would_have_gone_by_itself():
    by_itself, by_hand = money.creditor_of_its_own(), money.creditor_of_its_own()
    asked_first(by_hand)
    (one,), (other,) = some_cases(by_itself, 1), some_cases(by_hand, 1)
    for number in range(60):
        day = DUE + timedelta(days=number)
        run_day(today=day, tenant_ids=[by_itself.tenant_id, by_hand.tenant_id])
        if open_ones(by_hand, other):
            accept_suggestions(by_hand, by="Kari", today=day)
            run_day(today=day, tenant_ids=[by_hand.tenant_id])
    letters = [
        [(n.step, n.sent_on, n.deadline_on, n.principal_minor, n.interest_minor, n.cost_minor)
         for n in office.notices(creditor, case)]
        for creditor, case in ((by_itself, one), (by_hand, other))
    ]  # fmt: skip
    assert letters[0] == letters[1]
    assert [step for step, *_ in letters[0]] == ["friendly_reminder", "reminder",
                                                 "collection_demand"]  # fmt: skip
    assert office.fees(by_itself, one) == office.fees(by_hand, other)


def test_each_suggestion_says_why_why_not_earlier_what_it_costs_and_what_follows():
    creditor = money.creditor_of_its_own()
    asked_first(creditor, "reminder")
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, date(2026, 3, 22))
    (one,) = list_suggestions(creditor, today=date(2026, 3, 22)).proposed
    (friendly,) = office.notices(creditor, case_id)
    assert one.how == "asked"
    assert one.proposal.step == "reminder"
    assert str(friendly.deadline_on) in one.proposal.why
    assert {earlier.allowed_from for earlier in one.proposal.not_earlier} >= {
        DUE + timedelta(days=15), friendly.deadline_on + timedelta(days=2),
    }  # fmt: skip
    (cost,) = one.proposal.costs
    assert (cost.kind, cost.amount_minor) == ("reminder", 60_00)
    assert "1981:739" in cost.reference
    follows = one.proposal.follows
    assert follows.step == "collection_demand"
    assert follows.on == max(DUE + timedelta(days=28), follows.deadline_on + timedelta(days=3))
    assert ("collection_demand", 180_00) in [(c.kind, c.amount_minor) for c in follows.costs]
    accept_suggestions(creditor, [case_id], by="Kari", today=date(2026, 3, 22))
    live(creditor, date(2026, 3, 22), follows.on + DAY)
    letters = office.notices(creditor, case_id)
    assert letters[1].deadline_on == follows.deadline_on
    assert (letters[2].step, letters[2].sent_on) == (follows.step, follows.on)


def test_late_invoice_not_in_suggestions_explanation_names_the_blocking_rule():
    """Acceptance row 24."""
    creditor = money.creditor_of_its_own()
    cases = some_cases(creditor, 7)
    day = date(2026, 3, 10)
    live(creditor, DUE, date(2026, 3, 5))
    asked_first(creditor, "friendly_reminder")
    place_hold(creditor, cases[0], kind="manual_pause", because="goods are looked for", today=DUE,
               until_on=date(2026, 3, 20), actor="Kari")  # fmt: skip
    place_hold(creditor, cases[1], kind="dispute", because="not ordered", today=DUE, actor="Kari")
    decline_suggestion(creditor, cases[2], until=date(2026, 3, 15), reason="she pays on Friday",
                       by="Kari", today=date(2026, 3, 7))  # fmt: skip
    set_automation(creditor, step="friendly_reminder", level="automatic", because="live", by="Kari",
                   today=date(2026, 3, 8))  # fmt: skip
    run_day(today=date(2026, 3, 8), tenant_ids=[creditor.tenant_id])
    made = list_suggestions(creditor, today=day)
    assert made.proposed == ()
    assert made.not_proposed_count == 7
    rules = {one.late.case_id: one.cause for one in made.not_proposed}
    assert rules[cases[0]].kind == "manual_pause"
    assert rules[cases[0]].until == date(2026, 3, 20)
    assert rules[cases[1]].kind == "dispute"
    assert "inkassolagen" in rules[cases[1]].reference
    assert rules[cases[2]].kind == "declined"
    assert "she pays on Friday" in rules[cases[2]].sentence
    assert Counter(rules[case].kind for case in cases[3:]) == {"deadline_runs": 4}
    assert made.counts == {"manual_pause": 1, "dispute": 1, "declined": 1, "deadline_runs": 4}


def test_every_late_case_is_either_proposed_or_told_why_not():
    creditor = money.creditor_of_its_own()
    asked_first(creditor, "reminder")
    cases = [*some_cases(creditor, 4), *_more(creditor, 3)]
    for number in range(0, 90, 3):
        day = DUE + timedelta(days=number)
        run_day(today=day, tenant_ids=[creditor.tenant_id])
        made = list_suggestions(creditor, today=day)
        told = [one.late.case_id for one in (*made.proposed, *made.not_proposed)]
        assert len(told) == len(set(told))
        with tenant_scope(creditor.tenant_id):
            late = query(
                "select distinct k.id from collection_case k join claim c on c.case_id = k.id"
                " where k.tenant_id = %s and k.closed_on is null and c.due_on < %s",
                (creditor.tenant_id, day),
            )
        assert sorted(told) == sorted(row[0] for row in late)
    assert set(cases) == set(told)


def _more(creditor, count):
    return office.register(
        creditor,
        *(office.invoice(creditor, 50 + n, due_on=DUE + timedelta(days=11)) for n in range(count)),
        today=DUE,
    )


def test_a_no_with_reason_and_day_is_in_the_history_and_ends_by_itself():
    creditor = money.creditor_of_its_own()
    asked_first(creditor)
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, FRIENDLY_ON + DAY)
    until = date(2026, 3, 20)
    decline_suggestion(creditor, case_id, until=until, reason="a good customer", by="Kari",
                       today=FRIENDLY_ON + DAY)  # fmt: skip
    assert any("a good customer" in line for line in office.log(creditor, case_id))
    live(creditor, FRIENDLY_ON + DAY, until + DAY)
    assert open_ones(creditor, case_id) == []
    assert why_nothing_is_sent(creditor, case_id, on=until).causes[0].kind == "declined"
    run_day(today=until + DAY, tenant_ids=[creditor.tenant_id])
    assert [one.step for one in open_ones(creditor, case_id)] == ["friendly_reminder"]


def test_a_no_without_reason_or_beyond_a_year_is_refused_and_changes_nothing():
    creditor = money.creditor_of_its_own()
    (case_id,) = some_cases(creditor, 1)
    for reason, until in (("", FRIENDLY_ON), ("why", DUE - DAY), ("why", DUE.replace(year=2028))):
        with pytest.raises(AnswerUnclear):
            decline_suggestion(creditor, case_id, until=until, reason=reason, by="Kari",
                               today=FRIENDLY_ON)  # fmt: skip
    assert states(creditor, case_id) == []


def test_a_letter_that_would_go_by_itself_is_declined_before_the_night():
    creditor = money.creditor_of_its_own()
    (case_id,) = some_cases(creditor, 1)
    (one,) = list_suggestions(creditor, today=FRIENDLY_ON).proposed
    assert one.how == "by_itself"
    decline_suggestion(creditor, case_id, until=FRIENDLY_ON + DAY, reason="she phoned", by="Kari",
                       today=FRIENDLY_ON)  # fmt: skip
    live(creditor, FRIENDLY_ON, FRIENDLY_ON + 2 * DAY)
    assert office.notices(creditor, case_id) == []
    run_day(today=FRIENDLY_ON + 2 * DAY, tenant_ids=[creditor.tenant_id])
    assert steps(creditor, case_id) == ["friendly_reminder"]


def test_a_payment_between_the_suggestion_and_the_yes_lets_it_lapse():
    creditor = money.creditor_of_its_own()
    asked_first(creditor)
    case_id = money.owes(creditor, 1_000_00, DUE)
    live(creditor, DUE, FRIENDLY_ON + DAY)
    money.bank_brings(money.paid(creditor, 1_000_00, FRIENDLY_ON + DAY, case=case_id),
                      today=FRIENDLY_ON + DAY)  # fmt: skip
    with pytest.raises(NothingToAnswer, match="closed"):
        accept_suggestions(creditor, [case_id], by="Kari", today=FRIENDLY_ON + DAY)
    assert [state for _, state, _ in states(creditor, case_id)] == ["lapsed"]
    assert accept_suggestions(creditor, by="Kari", today=FRIENDLY_ON + DAY).case_ids == ()
    assert office.notices(creditor) == []


def test_a_hold_between_the_yes_and_the_night_keeps_the_letter_back():
    creditor = money.creditor_of_its_own()
    asked_first(creditor)
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, FRIENDLY_ON + DAY)
    accept_suggestions(creditor, [case_id], by="Kari", today=FRIENDLY_ON + DAY)
    place_hold(creditor, case_id, kind="dispute", because="not ordered", today=FRIENDLY_ON + DAY,
               actor="Kari")  # fmt: skip
    live(creditor, FRIENDLY_ON + DAY, FRIENDLY_ON + 4 * DAY)
    assert office.notices(creditor, case_id) == []
    release_hold(creditor, case_id, kind="dispute", because="settled", today=FRIENDLY_ON + 4 * DAY,
                 actor="Kari")  # fmt: skip
    live(creditor, FRIENDLY_ON + 4 * DAY, FRIENDLY_ON + 6 * DAY)
    sent = [notice for notice in office.notices(creditor, case_id) if notice.state == "sent"]
    assert len(sent) <= 1


def test_closing_ends_what_was_suggested():
    creditor = money.creditor_of_its_own()
    asked_first(creditor)
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, FRIENDLY_ON + DAY)
    close_case(creditor, case_id, because="a mistake", reason="withdrawn", today=FRIENDLY_ON + DAY,
               actor="Kari")  # fmt: skip
    assert states(creditor, case_id) == [("friendly_reminder", "lapsed", "withdrawn")]


def test_claims_that_would_go_out_in_one_letter_are_one_suggestion_and_one_yes():
    creditor = money.creditor_of_its_own()
    asked_first(creditor)
    same = {"identity": None, "customer_number": "C7", "name": "Åsa Öberg"}
    one, other = office.register(
        creditor, office.invoice(creditor, 1, due_on=DUE, **same),
        office.invoice(creditor, 2, due_on=DUE, **same), today=DUE,
    )  # fmt: skip
    live(creditor, DUE, FRIENDLY_ON + DAY)
    (proposed,) = list_suggestions(creditor, today=FRIENDLY_ON).proposed
    assert proposed.late.case_id == one
    assert proposed.proposal.asked_minor == 2_000_00
    assert [number.split("-")[1] for number in proposed.together] == [str(other)]
    assert isinstance(suggestion_of_case(creditor, other, today=FRIENDLY_ON), Proposed)
    done = accept_suggestions(creditor, [one], by="Kari", today=FRIENDLY_ON + DAY)
    assert (done.case_ids, done.planned) == ((one,), 1)
    run_day(today=FRIENDLY_ON + DAY, tenant_ids=[creditor.tenant_id])
    assert [n.principal_minor for n in office.notices(creditor)] == [2_000_00]
    money.the_books_hold(creditor)


def test_a_letter_that_could_not_leave_that_day_is_not_asked_about_again(letters, monkeypatch):
    creditor = money.creditor_of_its_own()
    asked_first(creditor)
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, FRIENDLY_ON + DAY)
    accept_suggestions(creditor, [case_id], by="Kari", today=FRIENDLY_ON + DAY)
    live(creditor, FRIENDLY_ON + 3 * DAY, FRIENDLY_ON + 4 * DAY)  # two days nobody sent
    assert [n.sent_on for n in office.notices(creditor, case_id)] == [FRIENDLY_ON + 3 * DAY]


def test_a_second_yes_or_one_for_another_creditors_case_is_refused():
    creditor, other = money.creditor_of_its_own(), money.creditor_of_its_own()
    asked_first(creditor)
    (case_id,) = some_cases(creditor, 1)
    live(creditor, DUE, FRIENDLY_ON + DAY)
    with pytest.raises(Exception, match="has no case"):
        accept_suggestions(other, [case_id], by="Eve", today=FRIENDLY_ON + DAY)
    with pytest.raises(Exception, match="has no case"):
        decline_suggestion(other, case_id, until=FRIENDLY_ON + DAY, reason="mine", by="Eve",
                           today=FRIENDLY_ON + DAY)  # fmt: skip
    assert suggestion_of_case(other, case_id, today=FRIENDLY_ON) is None
    assert [state for _, state, _ in states(creditor, case_id)] == ["open"]
    accept_suggestions(creditor, [case_id], by="Kari", today=FRIENDLY_ON + DAY)
    with pytest.raises(NothingToAnswer):
        accept_suggestions(creditor, [case_id], by="Kari", today=FRIENDLY_ON + DAY)
    assert len(office.notices(creditor, case_id)) == 1


def test_a_case_that_is_not_late_or_not_there_has_no_suggestion():
    creditor = money.creditor_of_its_own()
    (case_id,) = some_cases(creditor, 1)
    assert suggestion_of_case(creditor, case_id, today=DUE) is None
    assert suggestion_of_case(creditor, 999_999_999, today=DUE) is None
    late = suggestion_of_case(creditor, case_id, today=DUE + DAY)
    assert isinstance(late, NotProposed)
    assert late.cause.kind == "waits"
