"""Holds: what each kind stops, when it ends, and how long the flow waits afterwards."""

from datetime import date, timedelta
from itertools import product

import pytest

from kvitt.domain.decide import decide
from kvitt.domain.deferral import (
    AgreementUnclear,
    DeferralNotAllowed,
    DeferralRules,
    announced_bank_days,
    require_enforcement_survives,
    require_within,
    rules_of,
)
from kvitt.domain.flow import flow
from kvitt.domain.holds import (
    ACTS,
    KINDS,
    SIDE_LETTERS,
    Hold,
    blocked,
    hold_kind,
    passing,
    passing_letters,
    stops,
)
from kvitt.law.book import law_book
from kvitt.law.fee_terms import STOPS
from tests.domain.cases import DUE, facts, sent

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 20)
DAY = timedelta(days=1)
HARD = ("deferral", "plan", "dispute", "payment_announced", "bankruptcy", "death",
        "debt_settlement", "protected_identity", "manual_pause")  # fmt: skip


def held(kind="deferral", until=LAST):
    return [Hold(kind, FIRST, until)]


@pytest.mark.parametrize(
    ("act", "kind"),
    list(product(("flow_letter", "sms", "call", "application", "monitoring_letter"), HARD)),
)
def test_no_demand_call_or_application_passes_a_hold(act, kind):
    assert blocked(act, held(kind), FIRST) is not None


def test_a_hold_stops_from_its_first_day_through_its_last():
    days = (FIRST - DAY, FIRST, LAST, LAST + DAY)
    assert [blocked("flow_letter", held(), day) is not None for day in days] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_hold_without_an_end_stops_until_a_person_ends_it():
    block = blocked("flow_letter", held("dispute", None), date(2036, 1, 1), country="SE")
    assert (block.sentence, block.until) == ("nothing is sent: dispute", None)
    assert block.reference == "inkassolagen (1974:182) 4 och 8 §§"


def test_of_several_holds_the_one_that_stands_longest_answers():
    both = [*held("payment_announced", LAST + DAY), *held("deferral", LAST)]
    assert blocked("flow_letter", both, FIRST).kind == "payment_announced"
    assert blocked("flow_letter", [*both, *held("dispute", None)], FIRST).kind == "dispute"


def test_a_confirmation_or_an_answer_passes_what_it_confirms_or_answers():
    for kind in ("deferral", "plan", "dispute"):
        assert blocked("side_letter", held(kind), FIRST) is None
    assert blocked("side_letter", held("death"), FIRST) is not None


def test_an_instalment_is_asked_for_under_its_plan_and_under_no_other_hold():
    assert blocked("plan_letter", held("plan"), FIRST) is None
    for kind in ("dispute", "deferral", "payment_announced", "manual_pause", "bankruptcy"):
        assert blocked("plan_letter", held(kind), FIRST) is not None


def test_a_check_of_ability_stops_the_application_and_nothing_else():
    assert {act for act in ACTS if stops("ability_check", act)} == {"application"}


def test_an_unknown_kind_of_hold_stops_everything():
    assert all(stops("invented_tomorrow", act) for act in ACTS)
    assert blocked("side_letter", held("invented_tomorrow"), FIRST).sentence == (
        "nothing is sent: invented tomorrow, until 2026-03-20"
    )


def test_sets_and_single_questions_get_the_same_answer():
    for act in ACTS:
        assert set(passing(act)) == {kind for kind in KINDS if not stops(kind, act)}
    pairs = set(passing_letters())
    for letter, act in SIDE_LETTERS.items():
        for kind in KINDS:
            assert (f"{letter}/{kind}" in pairs) == (not stops(kind, act))


def test_each_hold_that_stops_charges_names_a_ground_of_the_law_or_none():
    for kind in KINDS.values():
        assert kind.stops <= ACTS
        assert not kind.stops_charge_as or kind.stops_charge_as in STOPS
        assert not kind.stops_charge_as or "charge" in kind.stops
    assert hold_kind("dispute").stops_charge_as == "objection"


def test_after_a_deferral_the_first_letter_waits_as_after_the_due_day():
    steps = flow("se-own-consumer")
    until = DUE + timedelta(days=20)
    given = facts(time_given_until=until)
    first = until + timedelta(days=steps.steps[0].after_due_days)
    assert decide(given, first - DAY, law_book("SE"), steps).notice is None
    assert decide(given, first, law_book("SE"), steps).notice.step == "friendly_reminder"


def test_after_a_deferral_the_next_letter_waits_as_after_a_deadline():
    steps = flow("se-own-consumer")
    until = DUE + timedelta(days=60)
    notices = [sent("friendly_reminder", "friendly_reminder", DUE + 5 * DAY, DUE + 13 * DAY)]
    given = facts(notices=notices, time_given_until=until)
    second = until + timedelta(days=steps.steps[1].after_deadline_days)
    assert decide(given, second - DAY, law_book("SE"), steps).notice is None
    assert decide(given, second, law_book("SE"), steps).notice.step == "reminder"


def test_a_hold_that_stops_applications_alone_lets_the_flow_go_on():
    steps = flow("se-own-consumer")
    given = facts(held_by="ability_check")
    assert decide(given, DUE + 5 * DAY, law_book("SE"), steps).notice is not None


RULES = DeferralRules(most_days=30, most_times=2, by=("creditor", "handler"))


def allowed(*, until, times_before=0, by="handler", today=FIRST, due_on=DUE):
    require_within(RULES, today=today, due_on=due_on, until=until, times_before=times_before, by=by)


def test_a_deferral_is_within_the_creditors_limits_on_both_sides_of_each():
    allowed(until=FIRST + 30 * DAY, times_before=1)
    with pytest.raises(DeferralNotAllowed, match=r"31 days are more than the 30.*2026-04-01"):
        allowed(until=FIRST + 31 * DAY)
    with pytest.raises(DeferralNotAllowed, match="deferred 2 times"):
        allowed(until=FIRST + DAY, times_before=2)
    with pytest.raises(DeferralNotAllowed, match="not the debtor"):
        allowed(until=FIRST + DAY, by="debtor")


def test_days_count_from_the_due_day_of_a_claim_that_is_not_due():
    allowed(today=DUE - 10 * DAY, until=DUE + 30 * DAY)
    with pytest.raises(DeferralNotAllowed, match="latest day"):
        allowed(today=DUE - 10 * DAY, until=DUE + 31 * DAY)


def test_a_deferral_that_gives_no_time_is_refused():
    allowed(until=FIRST + DAY)
    with pytest.raises(DeferralNotAllowed, match="gives no time"):
        allowed(until=FIRST)


def test_limits_are_read_from_the_agreement_or_recommended():
    assert rules_of({}) == DeferralRules()
    assert rules_of({"deferral": {"most_days": 14, "by": ["debtor"]}}) == DeferralRules(
        14, 2, ("debtor",)
    )
    assert (announced_bank_days({}), announced_bank_days({"payment_announced_bank_days": 5})) == (
        3, 5,
    )  # fmt: skip
    for broken in ({"most_weeks": 2}, {"most_days": "30"}, {"by": ["anyone"]}, {"by": "debtor"}):
        with pytest.raises(AgreementUnclear):
            rules_of({"deferral": broken})


def test_a_swedish_application_for_enforcement_survives_two_months_and_twice_a_year():
    law, agreed_on = law_book("SE"), date(2026, 4, 15)
    require_enforcement_survives(law, agreed_on=agreed_on, until=date(2026, 6, 15))
    with pytest.raises(DeferralNotAllowed) as no:
        require_enforcement_survives(law, agreed_on=agreed_on, until=date(2026, 6, 16))
    assert no.value.reference == "utsökningsbalken 4 kap. 10 §"
    earlier = [date(2025, 4, 15), date(2025, 4, 16)]
    require_enforcement_survives(law, agreed_on=agreed_on, until=date(2026, 5, 1), earlier=earlier)
    with pytest.raises(DeferralNotAllowed, match="more than 2"):
        require_enforcement_survives(
            law, agreed_on=agreed_on, until=date(2026, 5, 1),
            earlier=[date(2025, 4, 16), date(2026, 1, 1)],
        )  # fmt: skip


def test_norway_has_no_such_limit():
    require_enforcement_survives(
        law_book("NO"), agreed_on=FIRST, until=FIRST + 300 * DAY, earlier=[FIRST] * 5
    )
