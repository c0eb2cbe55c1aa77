"""What may happen at the namsmann and the forliksråd, in which state, and by when to act."""

from datetime import date

import pytest

from kvitt.domain.enforcement.norway import (
    ATTACHMENT,
    CONCILIATION,
    FREE_AFTER_OBJECTION,
    KINDS,
    ON_TITLE,
    REFERENCES,
    costs_when_filed,
)
from kvitt.domain.proceeding import ENDED, FILED, EventNotPossible, Happened, after
from kvitt.law.book import law_book
from kvitt.law.fees import fee
from kvitt.law.limitation import INTERRUPTIONS
from kvitt.law.notices import checklist

NO = law_book("NO")
GIVEN = {
    "number": "26-123456", "amount": 1_000_00, "because": "the ground is missing",
    "until": date(2026, 5, 4),
}  # fmt: skip
RESULTS = {"pledge", "trekk"}
TALK = {"statement", "presented_again", "objection", "postponed"}
DURING = {"payout", "change_reported", "confirmation_asked", "confirmed"}
MAY_HAPPEN = {
    ATTACHMENT: {
        "filed": {"receipt", "returned", "mended", "dismissed", "withdrawn", "presented",
                  "objection", "reduced"},
        "served": {"dismissed", "withdrawn", "reduced", "no_assets"} | TALK | RESULTS,
        "disputed": {"dismissed", "withdrawn", "reduced", "objection_groundless", "dropped",
                     "sent_to_board"},
        "with_board": {"dismissed", "withdrawn", "reduced", "reply_asked", "hearing", "judgment",
                       "settled", "lost"},
        "decided": {"continued", "appealed", "closed"},
        "enforcing": {"trekk_lapsed", "covered", "pledge_kept"} | RESULTS | DURING,
        "to_release": {"released"},
        "lost": {"closed"},
        "appealed": {"closed"},
        "ended": set(),
    },
    ON_TITLE: {
        "filed": {"receipt", "returned", "mended", "dismissed", "withdrawn", "presented",
                  "objection", "reduced"},
        "served": {"dismissed", "withdrawn", "reduced", "no_assets"} | TALK | RESULTS,
        "disputed": {"dismissed", "withdrawn", "reduced", "objection_groundless", "dropped"},
        "enforcing": {"trekk_lapsed", "covered", "pledge_kept"} | RESULTS | DURING,
        "to_release": {"released"},
        "ended": set(),
    },
    CONCILIATION: {
        "filed": {"receipt", "returned", "mended", "withdrawn_before_summons", "reply_asked",
                  "objection", "dismissed", "reduced"},
        "served": {"admitted", "objection", "no_reply", "hearing", "withdrawn", "dismissed",
                   "judgment", "settled", "lost", "reduced"},
        "disputed": {"hearing", "withdrawn", "dismissed", "discontinued", "judgment", "settled",
                     "lost", "reduced"},
        "decided": {"judgment_served", "appealed", "closed"},
        "lost": {"closed"},
        "appealed": {"closed"},
        "ended": set(),
    },
}  # fmt: skip


def reached(kind):
    """Every state that events lead to from the filing."""
    found, new = set(), {FILED}
    while new:
        found |= new
        rules = KINDS[kind].events.values()
        new = {rule.to for rule in rules if rule.to and found & set(rule.states)} - found
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_from_every_state_exactly_what_was_reviewed_may_happen(kind):
    assert reached(kind) == set(MAY_HAPPEN[kind])
    for state, expected in MAY_HAPPEN[kind].items():
        allowed = set()
        for name in KINDS[kind].events:
            try:
                after(KINDS[kind], state, Happened(name, date(2026, 3, 2), GIVEN), NO)
            except EventNotPossible as no:
                assert "cannot be recorded while it is" in no.sentence
            else:
                allowed.add(name)
        assert allowed == expected, state


@pytest.mark.parametrize("kind", KINDS)
def test_from_every_state_there_is_a_way_to_the_end(kind):
    rules = KINDS[kind].events.values()
    ending = {ENDED}
    for _ in range(len(MAY_HAPPEN[kind])):
        ending |= {state for rule in rules if rule.to in ending for state in rule.states}
    assert ending >= set(MAY_HAPPEN[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_in_every_state_but_the_last_somebody_has_the_next_move(kind):
    for name, rule in KINDS[kind].events.items():
        moved = after(KINDS[kind], rule.states[0], Happened(name, date(2026, 3, 2), GIVEN), NO)
        if moved.state == ENDED or rule.keeps_next:
            assert not moved.next_what
        else:
            assert moved.next_what and moved.next_owner in ("agency", "creditor", "authority")
            assert moved.next_on is not None and moved.next_on > date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kind", "state", "event", "lacks"),
    [
        (kind, state, name, what)
        for kind in KINDS
        for name, rule in KINDS[kind].events.items()
        for state in rule.states[:1]
        for what in rule.needs
    ],
)
def test_an_event_that_does_not_say_what_it_must_is_refused(kind, state, event, lacks):
    told = {name: value for name, value in GIVEN.items() if name != lacks}
    with pytest.raises(EventNotPossible, match=f"needs: {lacks}"):
        after(KINDS[kind], state, Happened(event, date(2026, 3, 2), told), NO)


def test_what_an_event_interrupts_is_known_to_the_law_and_what_it_names_to_the_tables():
    for kind in KINDS.values():
        assert checklist(NO, kind.document, on=date(2026, 3, 2))
        for rule in kind.events.values():
            for effect in rule.effects:
                what, _, which = effect.partition(":")
                if what.startswith("interrupt"):
                    assert which in INTERRUPTIONS["NO"]
                if what == "refund":
                    assert which in kind.costs
    assert set(REFERENCES) <= {name for kind in KINDS.values() for name in kind.events}


@pytest.mark.parametrize(
    ("kind", "state", "event", "on", "until", "next_on"),
    [
        # Three weeks, and nothing is decided before the last day has passed.
        (ATTACHMENT, "filed", "presented", "2026-03-02", None, "2026-03-24"),
        # The last day would be a Saturday.
        (ATTACHMENT, "filed", "presented", "2026-02-14", None, "2026-03-10"),
        # Maundy Thursday: the next working day is the Tuesday after Easter.
        (ATTACHMENT, "filed", "presented", "2026-03-12", None, "2026-04-08"),
        # 1 May, a Friday.
        (ON_TITLE, "filed", "presented", "2026-04-10", None, "2026-05-05"),
        # The officer's own day goes before the law's least time.
        (ATTACHMENT, "filed", "presented", "2026-03-02", "2026-04-01", "2026-04-02"),
        (ATTACHMENT, "served", "statement", "2026-03-02", None, "2026-04-30"),
        # A month after the judgment is Easter Sunday: we act on the last working day before it.
        (ATTACHMENT, "with_board", "judgment", "2026-03-05", None, "2026-04-01"),
        (ATTACHMENT, "with_board", "judgment", "2026-01-30", None, "2026-02-27"),
        (ATTACHMENT, "with_board", "reply_asked", "2026-03-02", None, "2026-03-17"),
        (ATTACHMENT, "with_board", "hearing", "2026-03-02", "2026-04-20", "2026-04-20"),
        (ATTACHMENT, "served", "pledge", "2026-03-02", None, "2026-03-17"),
        (ATTACHMENT, "served", "trekk", "2026-03-02", None, "2027-03-02"),
        (ON_TITLE, "enforcing", "payout", "2026-08-20", None, "2027-08-20"),
        # A year ends on a Sunday: confirmed by the Friday before.
        (ON_TITLE, "enforcing", "payout", "2026-08-22", None, "2027-08-20"),
        (ON_TITLE, "enforcing", "confirmation_asked", "2027-03-03", "2027-03-24", "2027-03-24"),
        (ON_TITLE, "served", "postponed", "2026-03-02", "2026-09-01", "2026-09-01"),
        (CONCILIATION, "filed", "reply_asked", "2026-03-19", None, "2026-04-08"),
        (CONCILIATION, "decided", "judgment_served", "2026-04-17", None, "2026-05-19"),
        (CONCILIATION, "served", "lost", "2026-03-05", None, "2026-04-01"),
    ],
)
def test_the_next_day_is_that_of_the_statute(kind, state, event, on, until, next_on):
    told = {**GIVEN, "until": date.fromisoformat(until) if until else None}
    moved = after(KINDS[kind], state, Happened(event, date.fromisoformat(on), told), NO)
    assert str(moved.next_on) == next_on
    assert moved.reference or until


def walked(kind, *events):
    state = FILED
    for name in events:
        state = after(KINDS[kind], state, Happened(name, date(2026, 3, 2), GIVEN), NO).state
    return state


def test_an_objection_goes_to_the_board_and_the_attachment_goes_on_after_its_judgment():
    way = ("receipt", "presented", "objection", "sent_to_board", "reply_asked", "hearing",
           "judgment", "continued", "trekk", "payout", "covered", "released")  # fmt: skip
    assert walked(ATTACHMENT, *way) == ENDED


def test_an_objection_without_the_board_ends_the_petition_and_its_interruption_is_void():
    assert walked(ATTACHMENT, "receipt", "presented", "objection", "dropped") == ENDED
    effects = KINDS[ATTACHMENT].events["dropped"].effects
    assert "interruption_void:enforcement" in effects


def test_a_petition_on_a_judgment_never_goes_to_the_board():
    assert not {"sent_to_board", "judgment", "continued"} & set(KINDS[ON_TITLE].events)


@pytest.mark.parametrize("way", [("trekk", "trekk_lapsed"), ("pledge_kept",)])
def test_a_deduction_that_lapsed_ends_it_and_leaves_the_pledge_that_stands_beside_it(way):
    assert walked(ON_TITLE, "presented", "pledge", *way) == ENDED
    assert "entry:pledge" in KINDS[ON_TITLE].events["pledge"].effects


def test_where_nothing_is_found_the_petition_is_over_and_its_entry_stands():
    assert walked(ATTACHMENT, "presented", "no_assets") == ENDED
    assert "entry:no_assets" in KINDS[ATTACHMENT].events["no_assets"].effects


@pytest.mark.parametrize(
    ("event", "refunded"), [("withdrawn_before_summons", True), ("withdrawn", False)]
)
def test_the_boards_fee_comes_back_only_before_the_debtor_was_called(event, refunded):
    effects = KINDS[CONCILIATION].events[event].effects
    assert ("refund:conciliation_application" in effects) is refunded


@pytest.mark.parametrize("kind", KINDS)
def test_the_debtor_owes_no_costs_of_what_ended_without_a_decision_or_for_the_debtor(kind):
    rules = KINDS[kind].events
    fallen = {name for name, rule in rules.items() if "costs_fall" in rule.effects}
    voided = {
        name
        for name, rule in rules.items()
        if any(effect.startswith("interruption_void") for effect in rule.effects)
    }
    assert voided - {"withdrawn_before_summons"} == fallen - {"lost"}
    assert ("lost" in fallen) is (kind != ON_TITLE)


BOARD = ("receipt", "presented", "objection", "sent_to_board", "judgment")


@pytest.mark.parametrize(
    ("earlier", "is_free"),
    [
        ([], False),
        ([(ATTACHMENT, BOARD)], True),
        ([(ATTACHMENT, (*BOARD[:-1], "settled"))], True),
        ([(ATTACHMENT, (*BOARD, "continued", "no_assets"))], False),
        ([(ATTACHMENT, BOARD), (ON_TITLE, ("receipt", "no_assets"))], False),
        ([(ATTACHMENT, ("receipt", "presented", "objection", "dropped"))], False),
        ([(CONCILIATION, ("receipt", "reply_asked", "judgment"))], False),
        ([(ATTACHMENT, BOARD), (CONCILIATION, ("withdrawn_before_summons",))], True),
    ],
)
def test_the_first_petition_after_an_objection_costs_no_second_fee(earlier, is_free):
    costs, reference = costs_when_filed(ON_TITLE, earlier)
    assert (costs, reference) == (
        ((), FREE_AFTER_OBJECTION) if is_free else (("attachment_application",), "")
    )


def test_other_applications_always_cost_their_fee():
    for kind in (ATTACHMENT, CONCILIATION):
        assert costs_when_filed(kind, [(ATTACHMENT, BOARD)]) == (KINDS[kind].costs, "")


@pytest.mark.parametrize(
    ("kind", "filed_on", "amount_minor"),
    [
        (ATTACHMENT, "2022-03-01", 1_479_00),
        (ATTACHMENT, "2023-03-01", 1_504_00),
        (ON_TITLE, "2025-12-31", 906_00),
        (ATTACHMENT, "2026-01-01", 928_00),
        (CONCILIATION, "2024-06-30", 1_404_00),
        (CONCILIATION, "2024-07-01", 1_966_00),
        (CONCILIATION, "2025-03-01", 2_023_00),
        (CONCILIATION, "2026-03-02", 2_071_00),
    ],
)
def test_the_one_gate_grants_what_a_filing_costs_in_its_year(kind, filed_on, amount_minor):
    day = date.fromisoformat(filed_on)
    costs, _ = costs_when_filed(kind, [])
    due_on = day.replace(year=day.year - 1)
    granted = [fee(NO, one, due_on=due_on, sent_on=day, debtor_kind="consumer") for one in costs]
    assert [one.amount_minor for one in granted] == [amount_minor]
