"""Stories of monitoring: rounds, calm letters and their cap, limitation, means that appear."""

from datetime import date, timedelta

import pytest

from kvitt.application.agree_plan import agree_plan
from kvitt.application.close_case import close_case
from kvitt.application.follow_monitoring import NOBODY_IS_ASKED, follow_monitoring
from kvitt.application.follow_tasks import follow_tasks
from kvitt.application.list_monitoring import list_monitoring, rounds_done, show_monitoring
from kvitt.application.place_hold import UnknownHold, release_hold
from kvitt.application.preview_plan import PlanWish
from kvitt.application.raise_dispute import raise_dispute
from kvitt.application.reopen_case import reopen_case
from kvitt.application.run_day import run_day
from kvitt.application.send_notices import send_notices
from kvitt.application.standing_case import CaseNotOpen
from kvitt.application.start_monitoring import (
    AlreadyMonitored,
    MonitoringUnclear,
    NotMonitored,
    end_monitoring,
    start_monitoring,
)
from kvitt.application.stop_case import resume_case, stop_case
from kvitt.domain.holds import KINDS, Hold, blocked, stops
from kvitt.kernel.days import add_months
from tests.stories import money
from tests.stories import small_office as office
from tests.stories.following import (
    DAY,
    DUE,
    POOR,
    RICH,
    ROUND,
    STARTED,
    calm,
    enter,
    jump,
    kinds,
    last,
    monitored,
    night,
    owes,
)
from tests.stories.test_ability import number_of

pytestmark = pytest.mark.usefixtures("live_db", "mailbox", "letters")


@pytest.mark.parametrize("country", ["SE", "NO"])
def test_every_third_month_a_calm_letter_leaves_with_the_interest_of_its_day(country):
    creditor, case = monitored(country)
    for number in range(1, 92):
        night(creditor, STARTED + number * DAY)
    assert calm(creditor, case) == []
    night(creditor, ROUND)
    (letter,) = [n for n in office.notices(creditor, case) if n.state == "sent"]
    assert (letter.kind, letter.sent_on) == ("monitoring_letter", ROUND)
    assert letter.deadline_on >= ROUND + 21 * DAY
    assert letter.interest_minor > 0
    owed = letter.principal_minor + letter.interest_minor + letter.cost_minor
    assert owed == sum(money.open_minor(creditor, case))
    assert last(creditor, case)["notice_id"] == letter.id
    assert "monitoring_round" in money.events(creditor, case)
    money.the_books_hold(creditor)


def test_the_letter_threatens_nothing_and_says_how_to_have_the_matter_decided():
    creditor, case = monitored()
    night(creditor, ROUND)
    words = office.printed_words(creditor, case)
    for said in (
        "Vadsomåterstårattbetala", "Beosstakravettilldomstolellersläppadet", "skuldrådgiv",
    ):  # fmt: skip
        assert said in words
    assert "2september2015" in words
    for threat in ("Kronofogden", "betalningsanmärkning", "rättsliga"):
        assert threat not in words


def test_while_a_case_is_followed_its_flow_sends_nothing_and_asks_nothing():
    creditor, case = monitored(started=DUE)
    for number in range(0, 200, 5):
        run_day(today=DUE + number * DAY, tenant_ids=[creditor.tenant_id])
    sent = {n.kind for n in office.notices(creditor, case)}
    assert sent == {"monitoring_letter"}
    assert office.fees(creditor, case) == []
    assert kinds(creditor, case) == []
    stored = money.case(creditor, case)
    assert (stored.next_owner, stored.next_what) == ("kvitt", "nothing is sent: monitoring")


def test_a_second_night_of_the_same_day_and_a_night_between_rounds_do_nothing():
    creditor, case = monitored()
    first, second = night(creditor, ROUND), night(creditor, ROUND)
    between = night(creditor, ROUND + 40 * DAY)
    assert (first.rounds, second.rounds, between.rounds) == (1, 0, 0)
    assert calm(creditor, case) == [ROUND]
    assert len(rounds_done(creditor, case)) == 1


def test_rounds_that_were_missed_are_not_made_up_for():
    creditor, case = monitored()
    late = date(2016, 3, 20)
    assert night(creditor, late).rounds == 1
    assert calm(creditor, case) == [late]
    assert show_monitoring(creditor, case)[0]["next_on"] == date(2016, 6, 2)


@pytest.mark.parametrize(("rules", "most"), [
    ({"every_months": 1}, 4), ({"every_months": 1, "letters_a_year": 2}, 2),
    ({"letters_a_year": 0}, 0), ({"every_months": 6}, 2),
])  # fmt: skip
def test_no_more_letters_leave_in_any_year_than_the_agreement_allows(rules, most):
    creditor, case = monitored(rules=rules)
    jump(creditor, case, until=add_months(STARTED, 24))
    sent = calm(creditor, case)
    year = [sum(day <= one < add_months(day, 12) for one in sent) for day in sent]
    assert max(year, default=0) == most
    assert len(sent) == most * 2


def test_who_cannot_pay_is_written_to_once_a_year():
    creditor, case = monitored()
    for number in range(1, 9):
        day = add_months(STARTED, 3 * number)
        assert enter(creditor, case, POOR, on=day).verdict == "unable"
        night(creditor, day)
    assert calm(creditor, case) == [ROUND, add_months(ROUND, 12)]
    assert "cannot pay" in last(creditor, case)["no_letter_because"]


def test_an_instalment_plan_on_schedule_no_monitoring_letter_and_no_proposal():
    """Acceptance row 6."""
    creditor = money.creditor_of_its_own(agreement={"plan": {"with_fee": False}})
    case = owes(creditor)
    other = owes(creditor, 2, minor=1_200_00, customer_number="C1")
    for one in (case, other):
        start_monitoring(creditor, one, reason="creditors_policy", because="too small",
                         today=STARTED, actor="Mona")  # fmt: skip
    wish = PlanWish(date(2015, 5, 29), months=6)
    agree_plan(creditor, (case, other), wish, today=date(2015, 5, 4), actor="Mona")
    enter(creditor, case, RICH, on=ROUND)
    night(creditor, ROUND)
    for one in (case, other):
        assert calm(creditor, one) == []
        assert "plan" in last(creditor, one)["no_letter_because"]
        assert last(creditor, one)["proposed"] == []
        assert "take_up_again" not in kinds(creditor, one)


def test_an_objection_stops_the_letters_until_it_is_answered():
    """Acceptance row 8, in monitoring."""
    creditor, case = monitored()
    raise_dispute(creditor, case, reason="not_ordered", text="never", today=STARTED, actor="Mona")
    night(creditor, ROUND)
    assert calm(creditor, case) == []
    assert "dispute" in last(creditor, case)["no_letter_because"]


@pytest.mark.parametrize("said", ["take me to court or drop it", "leave me alone"])
def test_a_debtor_who_asks_to_sue_or_drop_gets_no_more_monitoring_letters_and_a_person_decides(
    said,
):
    """Acceptance row 14."""
    creditor, case = monitored()
    night(creditor, ROUND)
    stop_case(creditor, case, kind="sue_or_drop", because=said, today=ROUND + DAY, actor="chat")
    jump(creditor, case, until=add_months(ROUND, 24))
    assert calm(creditor, case) == [ROUND]
    assert [kind for kind in kinds(creditor, case) if kind.startswith("decide_")] == [
        "decide_legal_action"
    ]
    assert len(rounds_done(creditor, case)) == 9
    assert "sue or drop" in last(creditor, case)["no_letter_because"]
    assert any("case_stopped" in line and said in line for line in office.log(creditor, case))
    day = add_months(ROUND, 25)
    resume_case(creditor, case, kind="sue_or_drop", because="agreed", today=day, actor="Mona")
    night(creditor, add_months(ROUND, 27))
    assert calm(creditor, case) == [ROUND, add_months(ROUND, 27)]


def test_a_letter_that_is_planned_when_the_debtor_asks_does_not_leave():
    creditor, case = monitored()
    follow_monitoring(creditor.tenant_id, today=ROUND)
    stop_case(creditor, case, kind="sue_or_drop", because="sue me", today=ROUND, actor="chat")
    send_notices(creditor.tenant_id, today=ROUND)
    assert office.notices(creditor, case) == []


def test_means_that_appear_are_told_once_a_report_and_never_under_a_hold():
    creditor, case = monitored()
    enter(creditor, case, POOR, on=ROUND)
    night(creditor, ROUND)
    assert kinds(creditor, case) == []
    second = add_months(ROUND, 3)
    assert enter(creditor, case, RICH, on=second).verdict == "able"
    night(creditor, second)
    assert kinds(creditor, case) == ["take_up_again"]
    assert last(creditor, case)["proposed"] == ["enforce_again"]
    held, held_case = monitored()
    enter(held, held_case, RICH, on=ROUND)
    raise_dispute(held, held_case, reason="not_ordered", text="no", today=ROUND, actor="Mona")
    night(held, ROUND)
    assert "take_up_again" not in kinds(held, held_case)


def test_the_bureau_of_the_agreement_is_asked_each_round_and_no_other():
    rules = {"check": "simulated", "check_basis": "legitimate need: a debt that is followed"}
    creditor, case = monitored(rules=rules, identity=number_of("SE", 9))
    night(creditor, ROUND)
    assert last(creditor, case)["verdict"] == "unable"
    assert {"ability_asked", "ability_reported"} & set(money.events(creditor, case))
    assert last(creditor, case)["no_letter_because"]  # the debts are being settled: it is held
    plain, other = monitored(identity=number_of("SE", 0))
    night(plain, ROUND)
    assert last(plain, other)["not_asked_because"] == NOBODY_IS_ASKED
    assert "ability_asked" not in money.events(plain, other)
    nameless, third = monitored(rules=rules)
    night(nameless, ROUND)
    assert "identity number" in last(nameless, third)["not_asked_because"]
    assert calm(nameless, third) == [ROUND]


def test_after_the_years_of_the_agreement_without_means_a_write_off_is_proposed_once_a_year():
    creditor, case = monitored("SE", rules={"write_off_after_years": 1, "letters_a_year": 1})
    jump(creditor, case, until=add_months(STARTED, 30))
    proposed = [one["on_day"] for one in rounds_done(creditor, case) if one["proposed"]]
    assert proposed == [add_months(STARTED, 12), add_months(STARTED, 24)]
    follow_tasks(creditor.tenant_id, today=add_months(STARTED, 30))
    (asked,) = [t for t in office.tasks(creditor, case) if t.kind == "decide_write_off"]
    assert (asked.owner, money.case(creditor, case).closed_on) == ("creditor", None)
    small, little = monitored(rules={"write_off_below_minor": 3_500_00})
    night(small, ROUND)
    assert "3500.00" in office.tasks(small, little)[0].sentence


def test_a_closed_case_is_followed_no_more_and_one_that_was_opened_again_begins_anew():
    creditor, case = monitored()
    close_case(creditor, case, because="gave up", today=STARTED + DAY, actor="Mona",
               reason="not_meaningful")  # fmt: skip
    assert list_monitoring(creditor.name) == []
    reopen_case(creditor, case, because="a mistake", today=STARTED + 2 * DAY, actor="Mona")
    assert night(creditor, ROUND).ended == 1
    assert calm(creditor, case) == []
    start_monitoring(creditor, case, reason="no_assets", because="still nothing", today=ROUND,
                     actor="Mona")  # fmt: skip
    night(creditor, add_months(ROUND, 3))
    assert calm(creditor, case) == [add_months(ROUND, 3)]


def test_a_case_is_started_once_for_a_reason_and_ends_with_its_unsent_letter():
    creditor, case = monitored()
    told = {"today": ROUND, "actor": "Mona"}
    with pytest.raises(AlreadyMonitored):
        start_monitoring(creditor, case, reason="no_assets", because="again", **told)
    other = owes(creditor, 2)
    for reason, because in (("no_reason", "x"), ("no_assets", " ")):
        with pytest.raises(MonitoringUnclear):
            start_monitoring(creditor, other, reason=reason, because=because, **told)
    assert show_monitoring(creditor, other) == []
    with pytest.raises(UnknownHold, match="monitoring stop"):
        release_hold(creditor, case, kind="monitoring", because="x", **told)
    follow_monitoring(creditor.tenant_id, today=ROUND)
    end_monitoring(creditor, case, because="the case goes to the authority", **told)
    send_notices(creditor.tenant_id, today=ROUND)
    assert calm(creditor, case) == []
    assert "monitoring_ended" in money.events(creditor, case)
    with pytest.raises(NotMonitored):
        end_monitoring(creditor, case, because="again", **told)
    assert night(creditor, add_months(ROUND, 3)).rounds == 0


def test_no_other_tenants_case_is_started_stopped_or_seen():
    creditor, case = monitored()
    stranger = money.creditor_of_its_own()
    with pytest.raises(CaseNotOpen):
        start_monitoring(stranger, case, reason="no_assets", because="x", today=ROUND, actor="Eve")
    with pytest.raises(CaseNotOpen):
        end_monitoring(stranger, case, because="x", today=ROUND, actor="Eve")
    assert follow_monitoring(stranger.tenant_id, today=ROUND).rounds == 0
    assert show_monitoring(stranger, case) == rounds_done(stranger, case) == []
    assert list_monitoring(stranger.name) == []
    assert len(show_monitoring(creditor, case)) == 1


def test_a_letter_that_found_no_way_is_not_followed_by_another():
    creditor, case = monitored(address=(), postcode=None, city=None, email=None)
    jump(creditor, case, until=add_months(ROUND, 6))
    assert calm(creditor, case) == []
    assert len(office.notices(creditor, case)) == 1
    assert "has not left" in last(creditor, case)["no_letter_because"]
    assert "find_address" in kinds(creditor, case)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "monitoring"])
def test_what_stops_a_demand_stops_the_monitoring_letter(kind):
    """Nothing that keeps a letter of the flow back lets a monitoring letter through."""
    held = [Hold(kind, ROUND, None)]
    if stops(kind, "flow_letter"):
        assert blocked("monitoring_letter", held, ROUND) is not None
    assert blocked("flow_letter", [Hold("monitoring", ROUND, None)], ROUND) is not None


def test_two_followed_cases_of_one_person_are_never_written_about_on_one_day():
    same = {"name": "Vera Lind", "identity": "19850312-2387", "customer_number": "K-1"}
    creditor, first = monitored(number=1, **same)
    second = owes(creditor, 2, **same)
    stranger = owes(creditor, 3, name="Bo Ek")
    for case in (second, stranger):
        start_monitoring(creditor, case, reason="no_assets", because="nothing to take",
                         today=STARTED, actor="Mona")  # fmt: skip
    assert money.case(creditor, first).debtor_id == money.case(creditor, second).debtor_id
    days = jump(creditor, first, until=ROUND + timedelta(days=300))
    told = {case: calm(creditor, case) for case in (first, second, stranger)}
    assert len(days) == 4 and told[stranger] == days
    assert told[first] == days[::2] and told[second] == days[1::2], "they take turns"
    assert "another case that day" in last(creditor, first)["no_letter_because"]
    assert not [task for task in kinds(creditor, first) if task == "letter_not_made"]
