"""Kronofogden and the court: every event in every state, its deadline, and what follows of it."""

from datetime import date

import pytest

from kvitt.domain.enforcement.sweden import KINDS
from kvitt.domain.enforcement.sweden_deferral import (
    NoTimeGiven,
    WouldLapse,
    deferral_after_filing,
    require_no_lapse,
)
from kvitt.domain.proceeding import (
    DRAFT,
    ENDED,
    FILED,
    OURS,
    EventNotPossible,
    Happened,
    Moved,
    after,
)
from kvitt.kernel.days import is_bank_day
from kvitt.law.allocation import allocation_order
from kvitt.law.book import law_book
from kvitt.law.costs_sweden import COSTS
from kvitt.law.limitation import INTERRUPTIONS
from kvitt.law.notices import documents

SWEDEN = law_book("SE")
GIVEN = {"number": "T 1-26", "amount": 1_00, "until": date(2026, 7, 1)}
EFFECTS = {
    "title", "dispute", "distribution", "no_assets", "ends", "told", "deferral",
    "costs_fall", "title_falls", "lost",
}  # fmt: skip
EVERY_EVENT = [(kind, event) for kind in KINDS for event in KINDS[kind].events]


def states_of(kind: str) -> set[str]:
    rules = KINDS[kind].events.values()
    return {s for rule in rules for s in (*rule.states, rule.to) if s} | {DRAFT, FILED, ENDED}


def happened(kind: str, state: str, event: str, on: str, **given: object) -> Moved:
    told = {name: GIVEN[name] for name in KINDS[kind].events[event].needs}
    occurred = Happened(event, date.fromisoformat(on), {**told, **given})
    return after(KINDS[kind], state, occurred, SWEDEN)


@pytest.mark.parametrize(("kind", "event"), EVERY_EVENT)
def test_an_event_is_recorded_in_its_states_and_refused_in_all_others(
    kind: str, event: str
) -> None:
    rule = KINDS[kind].events[event]
    for state in states_of(kind):
        if state in rule.states:
            moved = happened(kind, state, event, "2026-04-20")
            assert moved.state == (rule.to or state)
            assert bool(moved.next_what) == (moved.next_owner != "") == (rule.next is not None)
        else:
            with pytest.raises(EventNotPossible) as no:
                happened(kind, state, event, "2026-04-20")
            assert no.value.sentence.startswith(rule.word) and "cannot be recorded" in str(no.value)


@pytest.mark.parametrize(("kind", "event"), EVERY_EVENT)
def test_every_event_has_its_statute_and_effects_that_are_known(kind: str, event: str) -> None:
    rule = KINDS[kind].events[event]
    assert any(word in rule.reference for word in ("lag (", "balken", "förordning"))
    assert not set(rule.states) & {*OURS, ENDED}, "nothing happens before it is filed or after it"
    for effect in rule.effects:
        name, _, what = effect.partition(":")
        known = {
            "interrupts": INTERRUPTIONS["SE"],
            "interruption_ends": INTERRUPTIONS["SE"],
            "cost": COSTS,
            "opens": tuple(KINDS),
            "task": ("answer_objection", "decide_legal_action"),
        }.get(name)
        assert what in known if known else effect in EFFECTS, effect
    assert ("ends" in rule.effects) == (rule.to == ENDED), "what ends says so"
    if rule.to != ENDED:
        is_said = rule.next is not None or rule.keeps_next or rule.to == "decided"
        assert is_said, "whose move it is, is said"


@pytest.mark.parametrize(
    ("kind", "event", "name"),
    [(k, e, name) for k, e in EVERY_EVENT for name in KINDS[k].events[e].needs],
)
def test_what_an_event_must_say_is_asked_for(kind: str, event: str, name: str) -> None:
    rule = KINDS[kind].events[event]
    for empty in (None, "", []):
        given = {**{need: GIVEN[need] for need in rule.needs}, name: empty}
        with pytest.raises(EventNotPossible, match=name):
            after(KINDS[kind], rule.states[0], Happened(event, date(2026, 4, 20), given), SWEDEN)


def test_every_state_that_is_reached_leads_to_an_end() -> None:
    for kind in KINDS:
        ending, rules = {ENDED}, KINDS[kind].events.values()
        for _ in states_of(kind):
            ending |= {s for r in rules if (r.to or "") in ending for s in r.states}
        reached = {r.to for r in rules if r.to} | {FILED}
        assert reached <= ending, f"{kind} gets stuck in {reached - ending}"


def test_an_unknown_event_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(EventNotPossible, match=r"“moved” cannot happen to it.*objected"):
        after(KINDS["payment_order"], FILED, Happened("moved", date(2026, 4, 20)), SWEDEN)


@pytest.mark.parametrize(
    ("kind", "state", "event", "on", "next_on"),
    [
        # Ten days or two weeks: the longer one, and a Midsummer Eve moves it to Monday.
        ("payment_order", "filed", "served", "2026-06-05", "2026-06-23"),
        # The request for the court is in four weeks later, and on the Friday before a weekend.
        ("payment_order", "served", "objected", "2026-06-08", "2026-07-06"),
        ("payment_order", "served", "objected", "2026-06-06", "2026-07-03"),
        ("payment_order", "served", "objected_in_part", "2026-11-27", "2026-12-23"),
        # Reopening: a month, moved from Sunday 1 November, from 28 February, and no leap.
        ("payment_order", "served", "order", "2026-10-01", "2026-11-03"),
        ("payment_order", "served", "order", "2026-01-31", "2026-03-03"),
        ("payment_order", "served", "order_without_enforcement", "2026-11-30", "2026-12-31"),
        # An appeal is in three weeks later, before Epiphany and not after.
        ("payment_order", "served", "dismissed", "2026-12-16", "2027-01-05"),
        ("enforcement", "enforcing", "decision_served", "2026-05-23", "2026-06-12"),
        ("enforcement", "enforcing", "distributed", "2026-06-05", "2026-06-22"),
    ],
)
def test_a_deadline_is_counted_from_its_day_and_weekends_and_holidays_are_minded(
    kind: str, state: str, event: str, on: str, next_on: str
) -> None:
    moved = happened(kind, state, event, on)
    assert moved.next_on is not None
    assert (moved.next_on.isoformat(), bool(moved.reference)) == (next_on, True)


@pytest.mark.parametrize("day", range(1, 29))
def test_what_we_must_do_by_a_deadline_is_asked_for_on_a_working_day(day: int) -> None:
    for month in (4, 6, 12):
        moved = happened("payment_order", "served", "objected", f"2026-{month:02d}-{day:02d}")
        assert moved.next_on is not None and is_bank_day("SE", moved.next_on)
        assert 0 <= 28 - (moved.next_on - date(2026, month, day)).days <= 5


def test_a_day_that_the_authority_names_goes_before_the_law() -> None:
    told = happened("payment_order", "filed", "order_to_supplement", "2026-04-20")
    assert (told.next_on, told.next_owner) == (GIVEN["until"], "agency")
    named = happened("payment_order", "served", "objected", "2026-06-08", until=date(2026, 6, 20))
    assert named.next_on == date(2026, 6, 20)


def test_the_way_from_the_application_to_the_last_report() -> None:
    state = FILED
    for event, on in [
        ("received", "2026-04-21"), ("served", "2026-05-04"), ("reduced", "2026-05-06"),
        ("order", "2026-05-20"), ("order_stands", "2026-06-23"), ("debtor_notified", "2026-06-30"),
        ("wages_attached", "2026-07-20"), ("distributed", "2026-08-27"), ("deferred", "2026-09-01"),
        ("new_year", "2027-05-21"), ("distributed", "2027-06-01"), ("final_report", "2027-06-10"),
    ]:  # fmt: skip
        state = happened("payment_order", state, event, on).state
    assert state == ENDED


def test_the_undisputed_part_is_ordered_and_enforced_while_the_rest_is_written_off() -> None:
    state = FILED
    for event, becomes in [
        ("served", "served"), ("objected_in_part", "disputed"),
        ("order_in_part", "disputed_in_part"), ("rest_written_off", "enforcing"),
    ]:  # fmt: skip
        state = happened("payment_order", state, event, "2026-05-04").state
        assert state == becomes


def test_the_objection_of_a_debtor_makes_a_dispute_and_so_does_reopening() -> None:
    rules = KINDS["payment_order"].events
    disputing = {name for name, rule in rules.items() if "dispute" in rule.effects}
    assert disputing == {"objected", "objected_in_part", "reopening_asked"}
    assert all(rules[name].by_debtor for name in disputing)


def test_an_order_that_was_not_given_grants_no_costs() -> None:
    rules = KINDS["payment_order"].events
    falling = {name for name, rule in rules.items() if "costs_fall" in rule.effects}
    assert falling == {"withdrawn", "written_off", "over"}


def test_each_application_has_a_list_of_what_it_must_hold_and_its_costs_at_the_gate() -> None:
    lists = documents(SWEDEN)
    assert {k.name: k.document in lists for k in KINDS.values()} == {
        "payment_order": True, "court": False, "enforcement": True,
    }  # fmt: skip
    assert {cost for kind in KINDS.values() for cost in kind.costs} <= set(COSTS)
    assert [k.name for k in KINDS.values() if k.needs_title] == ["enforcement"]


def test_what_is_attached_goes_to_the_authority_then_costs_interest_and_principal() -> None:
    """Five thousand kronor taken: 600 to the state, costs 920, interest 125, then the principal."""
    order = allocation_order(SWEDEN, "consumer", on=date(2026, 9, 1), manner="attachment")
    open_minor = {
        "enforcement_cost": 600_00, "cost": 680_00 + 240_00, "interest": 125_00,
        "principal": 4800_00,
    }  # fmt: skip
    left = 5000_00
    for kind in order.kinds:
        taken = min(left, open_minor[kind])
        open_minor[kind] -= taken
        left -= taken
    assert open_minor == {
        "enforcement_cost": 0, "cost": 0, "interest": 0, "principal": 1445_00,
    }  # fmt: skip
    assert "17 kap. 7 §" in order.because.reference


@pytest.mark.parametrize(
    ("granted_on", "until", "lapses"),
    [
        ("2026-03-02", "2026-05-02", False),
        ("2026-03-02", "2026-05-03", True),
        ("2026-12-31", "2027-02-28", False),
        ("2026-12-31", "2027-03-01", True),
        # A stay that ends on a Sunday is not longer for it.
        ("2026-03-03", "2026-05-04", True),
        ("2026-03-02", "2026-03-02", False),
    ],
)
def test_a_deferral_after_filing_lasts_two_months_at_most(
    granted_on: str, until: str, lapses: bool
) -> None:
    found = deferral_after_filing(
        SWEDEN, granted_on=date.fromisoformat(granted_on), until=date.fromisoformat(until)
    )
    assert found.lapses is lapses
    assert found.reference == "utsökningsbalken 4 kap. 10 §"


@pytest.mark.parametrize(
    ("earlier", "lapses"),
    [
        ([], False),
        (["2025-09-01"], False),
        (["2025-09-01", "2025-12-01"], True),
        # The first of them is a whole year old on the day, or a day more.
        (["2025-04-20", "2025-12-01"], True),
        (["2025-04-19", "2025-12-01"], False),
    ],
)
def test_a_third_deferral_within_a_year_makes_the_enforcement_lapse(
    earlier: list[str], lapses: bool
) -> None:
    found = deferral_after_filing(
        SWEDEN,
        granted_on=date(2026, 4, 20),
        until=date(2026, 5, 4),
        earlier=[date.fromisoformat(day) for day in earlier],
    )
    assert found.lapses is lapses
    assert ("makes the application for enforcement lapse" in found.sentence) is lapses


def test_a_deferral_that_would_lapse_is_refused_with_the_last_day_that_would_not() -> None:
    with pytest.raises(WouldLapse, match=r"until 2026-06-20.*4 kap. 10 §") as no:
        require_no_lapse(SWEDEN, granted_on=date(2026, 4, 20), until=date(2026, 6, 21))
    assert no.value.given["last_on"] == "2026-06-20"
    kept = require_no_lapse(SWEDEN, granted_on=date(2026, 4, 20), until=date(2026, 6, 20))
    assert not kept.lapses


def test_a_deferral_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(NoTimeGiven):
        deferral_after_filing(SWEDEN, granted_on=date(2026, 4, 20), until=date(2026, 4, 19))
