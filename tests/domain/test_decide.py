"""decide: what stops a case comes before what moves it, and the answer says when to ask again."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kvitt.domain.charging import interest_charges
from kvitt.domain.decide import decide, decide_or_ask, stage_of
from kvitt.domain.facts import ClaimFacts, FeeFacts, Terms
from kvitt.domain.flow import flow, flow_names
from kvitt.law.book import law_book
from kvitt.law.interest import late_interest
from tests.domain.cases import DUE, facts, sent

SE = law_book("SE")


def answer(known, today):
    steps = flow(known.flow)
    return decide(known, today, law_book(steps.country), steps)


def test_a_claim_that_is_not_due_waits_for_its_first_step():
    decision = answer(facts(), DUE - timedelta(days=10))
    assert (decision.stage, decision.notice) == ("not_due", None)
    assert decision.wake_on == DUE + timedelta(days=5)


def test_the_first_reminder_is_friendly_and_costs_nothing():
    decision = answer(facts(), DUE + timedelta(days=5))
    assert decision.notice.kind == "friendly_reminder"
    assert decision.charges == ()
    assert decision.notice.principal_minor == 1_000_00


def test_a_paid_case_is_closed_and_wakes_no_more():
    decision = answer(facts(principal_open_minor=0), DUE + timedelta(days=40))
    assert (decision.close, decision.wake_on, decision.notice) == ("paid", None, None)


def test_interest_that_is_left_when_the_principal_is_paid_is_not_lost():
    left = facts(principal_open_minor=0, interest_open_minor=12_34)
    assert answer(left, DUE + timedelta(days=40)).close is None


def test_no_letter_asks_for_the_small_rest_of_a_paid_claim():
    decision = answer(facts(principal_open_minor=3_56), DUE + timedelta(days=40))
    assert (decision.notice, decision.task) == (None, "small_rest")
    assert answer(facts(principal_open_minor=50_00), DUE + timedelta(days=40)).notice is not None


def test_a_small_invoice_is_reminded_of_like_any_other():
    small = facts(principal_open_minor=30_00, principal_minor=30_00)
    assert answer(small, DUE + timedelta(days=5)).notice.kind == "friendly_reminder"


def test_a_hold_stops_everything_until_the_day_after_it_ends():
    held = facts(held_by="payment_proposed", held_until=date(2026, 3, 20))
    decision = answer(held, date(2026, 3, 1))
    assert decision.notice is None
    assert decision.wake_on == date(2026, 3, 21)


def test_an_open_hold_is_looked_at_again_so_that_the_case_is_not_lost():
    decision = answer(facts(held_by="payment_proposed"), date(2026, 3, 1))
    assert decision.notice is None
    assert decision.wake_on > date(2026, 3, 1)


def test_a_letter_that_has_not_left_holds_the_case():
    for state, asks in (
        ("planned", None),
        ("sending", None),
        ("unknown", "letter_uncertain"),
        ("refused", "find_address"),
    ):
        waiting = facts(
            notices=[
                sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), None, state=state)
            ]
        )
        decision = answer(waiting, date(2026, 6, 1))
        assert decision.notice is None, state
        assert decision.task == asks


def test_the_next_step_waits_for_the_whole_deadline_of_the_letter_before():
    reminded = facts(
        notices=[
            sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 3, 30))
        ]
    )
    assert answer(reminded, date(2026, 3, 30)).notice is None
    decision = answer(reminded, date(2026, 4, 1))
    assert decision.notice.kind == "reminder"
    assert [(c.kind, c.amount_minor) for c in decision.charges] == [("reminder", 60_00)]


def test_a_reminder_fee_that_was_not_agreed_is_left_out_and_the_letter_still_goes():
    reminded = [sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12))]
    decision = answer(facts(notices=reminded, agreed=False), date(2026, 3, 2))
    assert decision.notice.kind == "reminder"
    assert decision.charges == ()
    assert "1981:739" in decision.refused[0]


def test_a_demand_charges_the_fee_and_the_interest_with_their_statutes():
    notices = [
        sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12)),
        sent("reminder", "reminder", date(2026, 2, 16), date(2026, 2, 26), number=2),
    ]
    known = facts(
        notices=notices,
        fees=[FeeFacts("reminder", 60_00, date(2026, 2, 16), 2)],
        cost_open_minor=60_00,
    )
    decision = answer(known, date(2026, 3, 2))
    interest = [c for c in decision.charges if c.kind == "interest"]
    expected = late_interest(
        SE, principal_minor=1_000_00, due_on=DUE, until_on=date(2026, 3, 2)
    ).interest_minor
    assert sum(c.amount_minor for c in interest) == expected == 8_49
    assert [(c.kind, c.amount_minor) for c in decision.charges if c.kind != "interest"] == [
        ("collection_demand", 180_00)
    ]
    assert decision.notice.cost_minor == 240_00
    assert decision.notice.interest_minor == expected
    assert all(c.because.reference for c in decision.charges)


def test_business_debtors_pay_the_higher_of_compensation_and_fees_never_both():
    notices = [sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12))]
    decision = answer(facts("se-own-business", notices=notices), date(2026, 2, 16))
    costs = [(c.kind, c.amount_minor) for c in decision.charges if c.kind != "interest"]
    assert costs == [("late_payment_compensation", 450_00)]
    assert (decision.notice.covered_kind, decision.notice.covered_minor) == ("reminder", 60_00)


def test_after_the_last_letter_a_person_decides():
    notices = [
        sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12)),
        sent("reminder", "reminder", date(2026, 2, 16), date(2026, 2, 26), number=2),
        sent(
            "collection_demand", "collection_demand", date(2026, 3, 2), date(2026, 3, 12), number=3
        ),
    ]
    decision = answer(facts(notices=notices), date(2026, 3, 17))
    assert (decision.task, decision.stage) == ("decide_next_measure", "awaiting_decision")
    assert decision.next_on is not None


def test_an_open_credit_note_stops_the_reminder_and_asks_a_person():
    decision = answer(facts(open_credit_minor=500_00), DUE + timedelta(days=5))
    assert (decision.notice, decision.task) == (None, "set_off_credit_note")


def test_the_stage_is_derived_from_the_letters_that_left():
    reminded = [sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12))]
    steps = flow("se-own-consumer")
    assert stage_of(facts(), steps, DUE) == "not_due"
    assert stage_of(facts(), steps, DUE + timedelta(days=1)) == "overdue"
    assert stage_of(facts(notices=reminded), steps, date(2026, 2, 5)) == "reminded_friendly"


def test_a_case_that_the_law_cannot_answer_stops_and_a_person_is_told():
    notices = [
        sent("friendly_reminder", "friendly_reminder", date(2026, 12, 1), date(2026, 12, 9)),
        sent("reminder", "reminder", date(2026, 12, 16), date(2026, 12, 28), number=2),
    ]
    decision = decide_or_ask(facts(notices=notices), date(2027, 1, 4), SE, flow("se-own-consumer"))
    assert (decision.notice, decision.charges, decision.task) == (None, (), "case_stopped")
    assert "2027" in decision.next_what
    assert decision.wake_on == date(2027, 1, 5)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.sampled_from(flow_names()), days, st.integers(1, 10_000_000))
def test_whatever_is_asked_the_answer_says_when_to_ask_again(flow_name, today, principal):
    decision = answer(facts(flow_name, principal_open_minor=principal), today)
    assert decision.wake_on is not None and decision.wake_on > today
    assert decision.next_on is not None and decision.next_what


@given(st.sampled_from(flow_names()), days)
def test_nothing_changes_before_the_day_the_answer_names(flow_name, today):
    """Asking on any day before wake_on gives the same answer: that is what lets the night sleep."""
    known = facts(flow_name)
    first = answer(known, today)
    if first.notice is None and first.task is None:
        for day in (today, first.wake_on - timedelta(days=1)):
            assert answer(known, day).wake_on == first.wake_on


@given(st.lists(st.integers(1, 200), min_size=1, max_size=8), st.integers(1, 50_000_00))
def test_interest_booked_in_pieces_is_the_interest_rounded_once(pieces, principal):
    claim = ClaimFacts(1, DUE, principal, 0, 0, DUE, 0, True)
    total, through = 0, DUE
    for piece in pieces:
        through = min(through + timedelta(days=piece), date(2026, 12, 31))
        charges, stand = interest_charges(claim, through, SE, "consumer")
        total += sum(charge.amount_minor for charge in charges)
        if stand is not None:
            claim = claim._replace(interest_through_on=stand.through_on, interest_carry=stand.carry)
    whole = late_interest(SE, principal_minor=principal, due_on=DUE, until_on=through)
    assert total == whole.interest_minor


NORWEGIAN = [
    sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12)),
    sent("collection_notice", "collection_notice", date(2026, 2, 16), date(2026, 3, 2), number=2),
    sent("payment_demand", "payment_demand", date(2026, 3, 5), date(2026, 3, 19), number=3),
]


def agency_case(charged_minor, **changed):
    """A Norwegian case of 8 450.00 that an agency demanded on 5 March, to be paid by the 19th."""
    return facts(
        "no-agency-consumer",
        notices=NORWEGIAN,
        fees=[FeeFacts("collection_fee", charged_minor, date(2026, 3, 5), 3)],
        principal_open_minor=8450_00,
        principal_minor=8450_00,
        cost_open_minor=charged_minor,
        **changed,
    )


def grown(known, today):
    return [(c.kind, c.amount_minor) for c in answer(known, today).charges]


def test_the_agencys_fee_doubles_on_the_29th_day_after_the_demands_deadline_and_not_before():
    assert grown(agency_case(600_00), date(2026, 4, 16)) == []
    decision = answer(agency_case(600_00), date(2026, 4, 17))
    assert [(c.kind, c.amount_minor) for c in decision.charges] == [("collection_fee", 600_00)]
    assert "§" in decision.charges[0].because.reference
    assert grown(agency_case(1_200_00), date(2026, 4, 18)) == []


def test_the_case_wakes_on_the_day_on_which_the_fee_doubles():
    decision = answer(agency_case(600_00), date(2026, 4, 1))
    assert decision.wake_on == date(2026, 4, 17)


def test_until_the_demands_deadline_the_sum_that_it_asks_for_stands_also_over_new_year():
    notices = [
        sent("collection_notice", "collection_notice", date(2025, 12, 1), date(2025, 12, 15)),
        sent("payment_demand", "payment_demand", date(2025, 12, 22), date(2026, 1, 7), number=2),
    ]
    known = agency_case(560_00, due_on=date(2025, 10, 30))._replace(notices=tuple(notices))
    assert grown(known, date(2026, 1, 7)) == []
    assert grown(known, date(2026, 1, 8)) == [("collection_fee", 40_00)]


def test_an_agreement_limits_the_agencys_fee_in_all_and_not_each_time_it_grows():
    limited = agency_case(500_00, terms=Terms(at_most_minor={"collection_fee": 500_00}))
    for day in (date(2026, 4, 16), date(2026, 4, 17), date(2026, 5, 17)):
        assert grown(limited, day) == []


def test_nothing_grows_while_the_case_is_held():
    assert grown(agency_case(600_00, held_by="dispute"), date(2026, 6, 1)) == []


def test_a_case_that_bears_a_fee_does_not_begin_with_the_free_reminder():
    """The first letter of a new cycle would have to say that the reminder costs nothing."""
    fee = FeeFacts("reminder", 60_00, date(2026, 2, 16), 7, 1, None, "reminder", 1)
    known = facts("se-own-consumer", fees=(fee,))._replace(cycle=2)
    decision = answer(known, date(2026, 3, 30))
    assert decision.notice.kind == "reminder"
    assert [charge.kind for charge in decision.charges] == []
    waived = facts("se-own-consumer", fees=(fee._replace(amount_minor=0),))._replace(cycle=2)
    assert answer(waived, date(2026, 3, 30)).notice.kind == "friendly_reminder"


def test_a_step_that_is_taken_again_in_its_cycle_charges_nothing_twice():
    """The law would allow a second fee in Norway; it is the same letter that leaves again."""
    notice = sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12))
    charged = FeeFacts("collection_notice", 38_00, date(2026, 3, 2), 7, 1, None,
                       "collection_notice", 1)  # fmt: skip
    today = date(2026, 4, 20)
    free = answer(facts("no-own-consumer", notices=(notice,)), today)
    assert [charge.kind for charge in free.charges] == ["collection_notice"]
    again = answer(facts("no-own-consumer", notices=(notice,), fees=(charged,)), today)
    assert again.notice.step == "collection_notice"
    assert list(again.charges) == []


def test_kinds_that_the_debtor_has_borne_are_not_charged_by_a_letter_again():
    known = facts("se-own-consumer", charged_before=("reminder",), notices=(
        sent("friendly_reminder", "friendly_reminder", date(2026, 2, 4), date(2026, 2, 12)),
    ))  # fmt: skip
    decision = answer(known, date(2026, 3, 30))
    assert decision.notice.kind == "reminder"
    assert list(decision.charges) == []
    assert "an earlier letter has charged it already" in decision.refused[0]
