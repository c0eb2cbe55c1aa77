"""What a round of a monitored case does: letter or why none, acts in time, proposals, next day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvitt.application.credit_bureaus import SOURCES as BUREAUS
from kvitt.domain.agreement import changed_agreement, rules_shown
from kvitt.domain.holds import Hold
from kvitt.domain.monitoring import (
    ENFORCE_AGAIN,
    KNOWN,
    MOST_LETTERS_A_YEAR,
    PLAN_AHEAD_DAYS,
    RECOMMENDED,
    SOURCES,
    WRITE_OFF,
    ClaimClock,
    Monitored,
    MonitoringRulesUnclear,
    as_agreement,
    next_round_on,
    round_of,
    rules_of,
    whose_turn,
)
from kvitt.kernel.days import add_months, add_years

STARTED = date(2020, 1, 31)
TODAY = date(2026, 4, 30)
NEXT = date(2026, 7, 31)
FOUND = Monitored(started_on=STARTED, open_minor=1_000_00, means_on=date(2025, 1, 2))


def made(found=FOUND, rules=RECOMMENDED, country="SE", **changed):
    return round_of(found._replace(**changed), rules, country=country, today=TODAY)


def test_a_case_that_nothing_holds_gets_its_letter_and_no_more():
    done = made()
    assert done.sends_letter
    assert (done.acts, done.proposals, done.next_on) == ((), (), NEXT)


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"open_minor": 0}, "nothing is open"),
        ({"holds": (Hold("plan", STARTED, None),)}, "plan"),
        ({"holds": (Hold("sue_or_drop", STARTED, None),)}, "sue or drop"),
        ({"holds": (Hold("deferral", STARTED, TODAY),)}, "until 2026-04-30"),
        ({"holds": (Hold("of_the_future", STARTED, None),)}, "of the future"),
        ({"unsent_on": date(2026, 1, 31)}, "has not left"),
        ({"proceeding": "payment_order"}, "payment order"),
        ({"letters": tuple(TODAY - timedelta(days=n) for n in (364, 300, 200, 90))}, "year"),
        ({"verdict": "unable", "letters": (date(2025, 7, 31),)}, "cannot pay"),
    ],
)
def test_each_reason_for_no_letter_is_said(changed, because):
    done = made(**changed)
    assert not done.sends_letter
    assert because in done.no_letter_because
    assert done.next_on == NEXT


@pytest.mark.parametrize(
    "changed",
    [
        {"holds": (Hold("monitoring", STARTED, None),)},
        {"holds": (Hold("deferral", STARTED, TODAY - timedelta(days=1)),)},
        {"letters": (add_months(TODAY, -12),) * 4},
        {"verdict": "unable", "letters": (add_months(TODAY, -12),)},
        {"verdict": "partly", "letters": (date(2026, 1, 31),)},
    ],
)
def test_what_has_passed_keeps_no_letter_back(changed):
    assert made(**changed).sends_letter


@pytest.mark.parametrize(
    ("act_by", "is_planned", "acts"),
    [
        (TODAY - timedelta(days=1), False, 0),
        (TODAY, False, 1),
        (NEXT + timedelta(days=PLAN_AHEAD_DAYS), False, 1),
        (NEXT + timedelta(days=PLAN_AHEAD_DAYS), True, 0),
        (NEXT + timedelta(days=PLAN_AHEAD_DAYS + 1), False, 0),
        (None, False, 0),
    ],
)
@pytest.mark.parametrize("country", ["SE", "NO"])
def test_what_the_next_round_would_find_too_late_is_planned_now(act_by, is_planned, acts, country):
    clock = ClaimClock(7, "1001", act_by, is_planned)
    for holds in ((), (Hold("plan", STARTED, None),)):  # a plan interrupts nothing
        done = made(clocks=(clock,), holds=holds, country=country)
        assert [one.by_on for one in done.acts] == [act_by] * acts
        assert done.act_by == act_by
    if acts:
        assert ("application" in done.acts[0].act) is (country == "NO")


@pytest.mark.parametrize(
    ("changed", "kinds"),
    [
        ({"verdict": "able", "report_id": 5}, [ENFORCE_AGAIN]),
        ({"verdict": "partly", "report_id": 5, "told_report_id": 4}, [ENFORCE_AGAIN]),
        ({"verdict": "able", "report_id": 5, "told_report_id": 5}, []),
        ({"verdict": "unable", "report_id": 5}, []),
        ({"verdict": "able", "report_id": 5, "proceeding": "attachment"}, []),
        ({"verdict": "able", "report_id": 5, "holds": (Hold("dispute", STARTED, None),)}, []),
        ({"verdict": "able", "report_id": 5, "holds": (Hold("sue_or_drop", STARTED, None),)},
         [ENFORCE_AGAIN]),
        ({"means_on": add_years(TODAY, -10)}, [WRITE_OFF]),
        ({"means_on": add_years(TODAY, -10) + timedelta(days=1)}, []),
        ({"means_on": add_years(TODAY, -10), "verdict": "able", "report_id": 5,
          "told_report_id": 5}, []),
        ({"means_on": add_years(TODAY, -10), "write_off_proposed_on": date(2025, 5, 31)}, []),
        ({"means_on": add_years(TODAY, -10), "write_off_proposed_on": date(2025, 4, 30)},
         [WRITE_OFF]),
    ],
)  # fmt: skip
def test_a_person_is_asked_where_means_appear_or_stay_away_and_not_again_and_again(changed, kinds):
    found = FOUND._replace(started_on=date(2010, 1, 31))
    assert [one.kind for one in made(found, **changed).proposals] == kinds


@pytest.mark.parametrize(
    ("open_minor", "below_minor", "proposed"),
    [(99_99, 100_00, True), (100_00, 100_00, False), (1, 0, False)],
)
def test_what_is_too_small_to_follow_is_proposed_for_a_write_off(open_minor, below_minor, proposed):
    rules = RECOMMENDED._replace(write_off_below_minor=below_minor)
    done = made(rules=rules, open_minor=open_minor)
    assert [one.kind for one in done.proposals] == [WRITE_OFF] * proposed


@given(
    started_on=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    every=st.integers(1, 12),
    after=st.integers(0, 5_000),
)
def test_the_next_round_is_the_first_of_its_days_after_today(started_on, every, after):
    rules = RECOMMENDED._replace(every_months=every)
    today = started_on + timedelta(days=after)
    days = [add_months(started_on, every * n) for n in range(1, 200)]
    assert next_round_on(started_on, rules, after=today) == next(day for day in days if day > today)


@given(
    every=st.integers(1, 12), most=st.integers(0, MOST_LETTERS_A_YEAR),
    verdicts=st.lists(st.sampled_from([None, "able", "partly", "unable"]), min_size=40,
                      max_size=40),
)  # fmt: skip
def test_no_twelve_months_ever_hold_more_letters_than_the_rules_allow(every, most, verdicts):
    rules = RECOMMENDED._replace(every_months=every, letters_a_year=most)
    day, sent = STARTED, []
    for verdict in verdicts:
        day = next_round_on(STARTED, rules, after=day)
        found = FOUND._replace(letters=tuple(sent), verdict=verdict)
        if round_of(found, rules, country="SE", today=day).sends_letter:
            sent.append(day)
    for first in sent:
        assert sum(first <= one < add_months(first, 12) for one in sent) <= most


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"every": 3}, "has no rule"),
        ({"every_months": 0}, "from 1 to 12"),
        ({"every_months": True}, "whole number"),
        ({"letters_a_year": 5}, "from 0 to 4"),
        ({"check": "a friend"}, "one of"),
        ({"check": "uc"}, "legal basis"),
        ({"check": "uc", "check_basis": " "}, "legal basis"),
        ({"check_basis": 4}, "a text"),
        ({"write_off_after_years": -1}, "from 0"),
        ([], "by name"),
    ],
)
def test_rules_that_cannot_be_meant_are_refused_and_name_what_is_wrong(said, because):
    with pytest.raises(MonitoringRulesUnclear, match=because):
        rules_of({"monitoring": said})


def test_the_rules_come_back_as_the_agreement_stores_them():
    rules = rules_of({"monitoring": {"check": "uc", "check_basis": "need", "letters_a_year": 2}})
    assert rules_of({"monitoring": as_agreement(rules)}) == rules
    assert rules_of({}) == RECOMMENDED
    after = changed_agreement({}, {"monitoring": {"every_months": 6}})
    assert rules_shown(after)["monitoring"]["every_months"] == 6
    assert changed_agreement(after, {"monitoring": {"every_months": None}}) == {}


def test_the_bureaus_that_a_round_can_ask_are_those_that_are_known():
    assert set(SOURCES) == {KNOWN, *BUREAUS}


def test_of_a_debtors_cases_the_one_that_waited_longest_is_written_about():
    never = FOUND._replace(started_on=date(2026, 1, 5))
    long_ago = FOUND._replace(letters=(date(2025, 9, 2), date(2026, 3, 2)))
    lately = FOUND._replace(letters=(date(2026, 6, 2),))
    assert whose_turn({4: lately, 5: long_ago, 6: never}) == 6
    assert whose_turn({4: lately, 5: long_ago}) == 5
    assert whose_turn({9: never, 6: never._replace(started_on=date(2026, 1, 6))}) == 9
    assert whose_turn({9: never, 6: never}) == 6
