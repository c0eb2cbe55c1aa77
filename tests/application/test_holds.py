"""Placing and ending holds, deferrals and announced payments, and asking why nothing is sent."""

from datetime import date, timedelta

import pytest

from kvitt.application.announce_payment import announce_payment
from kvitt.application.charge_case import CannotCharge, charge_case
from kvitt.application.close_case import close_case
from kvitt.application.defer_case import defer_case
from kvitt.application.gate import HeldBack, require_passage
from kvitt.application.place_hold import (
    HoldNeedsADay,
    NoOpenCase,
    NotHeld,
    UnknownHold,
    place_hold,
    release_hold,
)
from kvitt.application.plan_side_letter import SideLetterNotPlanned, plan_side_letter
from kvitt.application.run_cases import run_cases
from kvitt.application.show_case import show_case
from kvitt.application.why_nothing_is_sent import why_nothing_is_sent
from kvitt.domain.deferral import DeferralNotAllowed
from kvitt.domain.holds import KINDS, SIDE_LETTERS, stops
from kvitt.law.fee_terms import FeeNotAllowed
from kvitt.store.holds import holds_of
from kvitt.store.holds import place_hold as store_hold
from kvitt.store.notices import notices_to_send
from kvitt.store.session import query_value, tenant_scope
from kvitt.store.side_letters import NewLetter, add_letters_beside
from tests.stories import money
from tests.stories import small_office as office

DUE = date(2026, 3, 2)
LATE = date(2026, 3, 10)
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("live_db")


@pytest.fixture
def creditor():
    return office.new_creditor()


@pytest.fixture
def case_id(creditor):
    (made,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    return made


def hold(creditor, case_id, kind, **told):
    return place_hold(
        creditor, case_id, kind=kind, because="as told", **{"today": LATE, "actor": "Mona"} | told
    )


def defer(creditor, case_id, until, **told):
    return defer_case(
        creditor, case_id, until=until, because="illness", **{"today": LATE, "actor": "Mona"} | told
    )


def kinds_of(creditor, case_id):
    with tenant_scope(creditor.tenant_id):
        return [one.kind for one in holds_of(creditor.tenant_id, case_id)]


def test_placing_a_hold_withdraws_the_planned_letter_and_tells_it(creditor, case_id):
    run_cases(creditor.tenant_id, today=LATE)
    assert [n.state for n in office.notices(creditor, case_id)] == ["planned"]
    hold(creditor, case_id, "manual_pause", reason_code="told_by_creditor")
    assert office.notices(creditor, case_id) == []
    told = office.log(creditor, case_id)
    assert "notice_withdrawn" in told[-2]
    assert '"reason": "told_by_creditor"' in told[-1]


@pytest.mark.parametrize(
    ("kind", "task"),
    [
        ("bankruptcy", "file_claim"),
        ("death", "find_estate"),
        ("debt_settlement", "file_claim"),
        ("protected_identity", "find_safe_way"),
        ("ability_check", "check_ability"),
        ("manual_pause", None),
    ],
)
def test_a_hold_asks_whom_it_must(creditor, case_id, kind, task):
    hold(creditor, case_id, kind)
    assert [one.kind for one in office.tasks(creditor, case_id)] == ([task] if task else [])


def test_what_is_no_hold_by_hand_is_refused_and_changes_nothing(creditor, case_id):
    for wrong in ({"kind": "plan"}, {"kind": "siesta"}, {"reason_code": "mood"}):
        with pytest.raises(UnknownHold):
            hold(creditor, case_id, **{"kind": "manual_pause"} | wrong)
    with pytest.raises(HoldNeedsADay):
        hold(creditor, case_id, "deferral")
    with pytest.raises(HoldNeedsADay):
        hold(creditor, case_id, "manual_pause", until_on=LATE - DAY)
    assert kinds_of(creditor, case_id) == []


def test_another_creditors_case_is_not_found_by_any_of_the_acts(creditor, case_id):
    other = office.new_creditor()
    acts = (
        lambda: hold(other, case_id, "manual_pause"),
        lambda: defer(other, case_id, LATE + DAY),
        lambda: announce_payment(other, case_id, today=LATE, actor="Mona"),
        lambda: why_nothing_is_sent(other, case_id, on=LATE),
        lambda: release_hold(other, case_id, kind="death", because="", today=LATE, actor="Mona"),
    )
    for act in acts:
        with pytest.raises(NoOpenCase, match=r"has no (open )?case"):
            act()
    assert kinds_of(creditor, case_id) == []


def test_a_closed_case_is_not_held(creditor, case_id):
    close_case(creditor, case_id, because="withdrawn", today=LATE, actor="Mona")
    with pytest.raises(NoOpenCase, match="no open case"):
        hold(creditor, case_id, "manual_pause")


def test_a_hold_is_released_once_and_the_case_goes_on_the_day_after(creditor, case_id):
    hold(creditor, case_id, "manual_pause")
    release_hold(
        creditor, case_id, kind="manual_pause", because="settled", today=LATE + DAY, actor="Mona"
    )
    with pytest.raises(NotHeld):
        release_hold(
            creditor, case_id, kind="manual_pause", because="x", today=LATE + DAY, actor="Mona"
        )
    run_cases(creditor.tenant_id, today=LATE + DAY)
    assert office.notices(creditor, case_id) == []
    run_cases(creditor.tenant_id, today=LATE + 2 * DAY)
    assert [n.step for n in office.notices(creditor, case_id)] == ["friendly_reminder"]


def test_what_happens_placed_is_not_released_by_hand(creditor, case_id):
    with pytest.raises(UnknownHold, match="end the plan"):
        release_hold(creditor, case_id, kind="plan", because="x", today=LATE, actor="Mona")


def test_nothing_is_charged_while_a_payment_is_announced_or_time_is_given(creditor, case_id):
    announce_payment(creditor, case_id, today=LATE, actor="Mona")
    with pytest.raises(CannotCharge, match="payment announced"):
        charge_case(creditor, case_id, kind="reminder", today=LATE + DAY, actor="Mona")
    defer(creditor, case_id, LATE + 10 * DAY)
    with pytest.raises(FeeNotAllowed) as no:
        charge_case(creditor, case_id, kind="reminder", today=LATE + 8 * DAY, actor="Mona")
    assert "4 §" in no.value.reference


def test_a_deferral_keeps_the_old_due_day_and_is_confirmed_in_a_letter(creditor, case_id):
    made = defer(creditor, case_id, LATE + 20 * DAY, by="debtor")
    assert (made.old_due_on, made.until_on, made.interest) == (DUE, LATE + 20 * DAY, "runs")
    assert money.claim(creditor, case_id).due_on == DUE
    (letter,) = office.notices(creditor, case_id)
    assert (letter.kind, letter.of_flow, letter.principal_minor) == (
        "deferral_confirmation", False, 1000_00,
    )  # fmt: skip
    told = "".join(office.log(creditor, case_id))
    assert '"old_due_on": "2026-03-02"' in told
    assert '"by": "debtor"' in told


def test_a_deferral_beyond_the_limits_is_for_a_handler_with_a_reason():
    creditor = office.new_creditor(agreement={"deferral": {"most_days": 10, "most_times": 1}})
    (case_id,) = office.register(creditor, office.invoice(creditor, 1, due_on=DUE), today=DUE)
    with pytest.raises(DeferralNotAllowed, match="more than the 10"):
        defer(creditor, case_id, LATE + 11 * DAY)
    with pytest.raises(DeferralNotAllowed, match="more than the 10"):
        defer(creditor, case_id, LATE + 11 * DAY, by="debtor", override_because="please")
    assert (office.notices(creditor, case_id), kinds_of(creditor, case_id)) == ([], [])
    defer(creditor, case_id, LATE + 11 * DAY, override_because="in hospital")
    assert '"override": "in hospital"' in "".join(office.log(creditor, case_id))


def test_a_second_deferral_starts_from_the_day_that_the_first_gave(creditor, case_id):
    defer(creditor, case_id, LATE + 10 * DAY)
    later = LATE + 12 * DAY
    made = defer(creditor, case_id, later + 5 * DAY, today=later)
    assert made.old_due_on == LATE + 10 * DAY
    with pytest.raises(DeferralNotAllowed, match="deferred 2 times"):
        defer(creditor, case_id, later + 20 * DAY, today=later + 6 * DAY)


def test_a_case_of_the_dead_is_not_deferred(creditor, case_id):
    hold(creditor, case_id, "death")
    with pytest.raises(DeferralNotAllowed, match="death"):
        defer(creditor, case_id, LATE + 10 * DAY)


def test_waived_interest_is_not_booked_for_the_days_of_the_deferral():
    creditors = {choice: money.creditor_of_its_own() for choice in ("runs", "waived")}
    until, paid_on = LATE + 20 * DAY, LATE + 40 * DAY
    days = {}
    for choice, creditor in creditors.items():
        case_id = money.owes(creditor, 10_000_00, DUE)
        defer(creditor, case_id, until, interest=choice)
        money.bank_brings(money.paid(creditor, 100_00, paid_on, case=case_id), today=paid_on + DAY)
        items = money.items(creditor, case_id, "interest")
        days[choice] = sum((one.until_on - one.from_on).days for one in items)
        money.the_books_hold(creditor)
    assert days["runs"] == (paid_on - DUE).days
    assert days["runs"] - days["waived"] == (until - LATE).days + 1


def test_a_past_day_shows_no_interest_for_the_days_on_which_it_was_waived(creditor, case_id):
    defer(creditor, case_id, LATE + 20 * DAY, interest="waived")
    number = f"{creditor.tenant_id}-{case_id}"
    today = LATE + 30 * DAY
    for on in (LATE, LATE + 19 * DAY, LATE + 20 * DAY):
        assert show_case(number, on=on, today=today).interest_accrued_minor == 0
    assert show_case(number, on=LATE + 21 * DAY, today=today).interest_accrued_minor > 0
    shown = show_case(number, today=today)
    assert (shown.stage, shown.interest_accrued_minor > 0) == ("overdue", True)


def test_interest_is_said_to_run_or_to_be_waived(creditor, case_id):
    with pytest.raises(DeferralNotAllowed, match="runs or waived"):
        defer(creditor, case_id, LATE + DAY, interest="maybe")


def test_a_side_letter_is_planned_once_for_what_it_tells_of(creditor, case_id):
    def plan():
        with tenant_scope(creditor.tenant_id):
            return plan_side_letter(
                creditor, case_id, kind="monitoring_letter", source_id=1, today=LATE, actor="Mona"
            )

    plan()
    with pytest.raises(SideLetterNotPlanned, match="already"):
        plan()


def test_a_side_letter_passes_the_gate_as_what_it_is(creditor, case_id):
    hold(creditor, case_id, "dispute")
    for kind, passes in (("dispute_received", True), ("plan_reminder", False)):
        with tenant_scope(creditor.tenant_id):
            if passes:
                assert plan_side_letter(
                    creditor, case_id, kind=kind, source_id=1, today=LATE, actor="Mona"
                )
                continue
            with pytest.raises(HeldBack, match="dispute"):
                plan_side_letter(
                    creditor, case_id, kind=kind, source_id=1, today=LATE, actor="Mona"
                )


def test_an_application_is_asked_at_the_gate_with_the_statute_of_the_hold(creditor, case_id):
    require_passage(creditor, case_id, "application", on=LATE)
    hold(creditor, case_id, "dispute", until_on=LATE + DAY)
    with pytest.raises(HeldBack, match="nothing is filed: dispute, until 2026-03-11") as no:
        require_passage(creditor, case_id, "application", on=LATE + DAY)
    assert no.value.reference == "inkassolagen (1974:182) 4 och 8 §§"
    require_passage(creditor, case_id, "application", on=LATE + 2 * DAY)


def test_the_statement_before_sending_and_the_gate_give_the_same_answer(creditor, case_id):
    """Each kind of hold on a day of its own, against a letter of the flow and each beside it."""
    tenant_id, invented = creditor.tenant_id, "invented_tomorrow"
    acts = {"friendly_reminder": "flow_letter", **SIDE_LETTERS}
    run_cases(tenant_id, today=LATE)
    with tenant_scope(tenant_id):
        new = [NewLetter(case_id, kind, f"{kind}-1") for kind in SIDE_LETTERS]
        assert len(add_letters_beside(tenant_id, new, today=LATE)) == len(new)
        planned = [row.id for row in office.notices(creditor, case_id)]
        for number, hold_kind in enumerate((*KINDS, invented)):
            day = LATE + number * DAY
            store_hold(tenant_id, case_id, hold_kind, "x", today=day, until_on=day, placed_by="M")
            found = notices_to_send(tenant_id, planned, today=day)
            assert len(found) == len(acts)
            for notice in found:
                assert (notice.held_by is not None) == stops(hold_kind, acts[notice.kind])


def causes(creditor, case_id, on):
    told = why_nothing_is_sent(creditor, case_id, on=on)
    return [cause.kind for cause in told.causes], told.sends


def test_why_nothing_is_sent_names_every_cause(creditor, case_id):
    assert causes(creditor, case_id, DUE) == (["not_due"], "")
    assert causes(creditor, case_id, DUE + DAY) == (["waits"], "")
    assert causes(creditor, case_id, LATE) == ([], "friendly_reminder")
    hold(creditor, case_id, "dispute")
    announce_payment(creditor, case_id, today=LATE, actor="Mona")
    told = why_nothing_is_sent(creditor, case_id, on=LATE)
    assert [cause.kind for cause in told.causes] == ["dispute", "payment_announced"]
    assert told.sentence == (
        "nothing is sent: dispute [inkassolagen (1974:182) 4 och 8 §§]; "
        "nothing is sent: payment announced, until 2026-03-13"
    )
    assert causes(creditor, case_id, date(2026, 3, 14))[0] == ["dispute"]


def test_why_nothing_is_sent_knows_letters_closing_and_small_rests(creditor, case_id):
    run_cases(creditor.tenant_id, today=LATE)
    assert causes(creditor, case_id, LATE) == (["under_way"], "")
    money.letter_left(creditor, case_id, on=LATE, deadline_on=LATE + 8 * DAY)
    assert causes(creditor, case_id, LATE + 8 * DAY) == (["deadline_runs"], "")
    close_case(creditor, case_id, because="withdrawn", today=LATE, actor="Mona")
    assert causes(creditor, case_id, LATE) == (["closed"], "")


def test_asking_why_changes_nothing(creditor, case_id):
    before = (money.case(creditor, case_id), office.log(creditor, case_id))
    why_nothing_is_sent(creditor, case_id, on=LATE)
    assert (money.case(creditor, case_id), office.log(creditor, case_id)) == before


def test_a_deferral_that_is_refused_late_leaves_no_trace(creditor, case_id):
    """Interest that cannot be computed cannot be waived: nothing is half done."""
    far = date(2036, 3, 1)
    with pytest.raises(Exception, match="interest"):
        defer(creditor, case_id, far + DAY, today=far, interest="waived")
    assert kinds_of(creditor, case_id) == []
    with tenant_scope(creditor.tenant_id):
        assert query_value("select count(*) from notice where case_id = %s", (case_id,)) == 0
